from __future__ import annotations

import pytest
from hand_made import A_FEW, KARIN, OLLE, screen, symptom
from small_screen import SmallScreen

from edge.screen import asking
from vitals.identity import PatientId
from vitals.symptom import Schedule, Symptom


def test_no_answer_is_made_easier_to_press_than_another() -> None:
    made = SmallScreen()
    html = made.reply(f"/ask/as_usual/{KARIN}").body.decode()
    assert html.count('<button class="">') == 3


@pytest.mark.decision("N22")
def test_the_months_questions_come_one_at_a_time_each_to_each_person() -> None:
    second = symptom("what_chafes", Schedule.MONTHLY)
    made = SmallScreen(screen(KARIN, OLLE, symptoms=(*A_FEW, second)))
    assert due(made, KARIN) == A_FEW[-1]
    made.press("safe_2 sv", f"/ask/safe_at_home/{KARIN}")
    assert due(made, KARIN) == second
    assert due(made, OLLE) == A_FEW[-1]
    made.press("no sv", f"/ask/what_chafes/{KARIN}")
    assert due(made, KARIN) is None


def test_an_answer_that_waits_for_its_time_is_not_asked_for_again() -> None:
    made = SmallScreen()
    made.loses_time()
    made.press("safe_2 sv", f"/ask/safe_at_home/{KARIN}")
    assert due(made, KARIN) is None


def test_only_those_who_may_be_reminded_and_have_not_answered_are_left() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    made.press("no sv", f"/ask/as_usual/{KARIN}")
    assert asking.yet_to_answer(made.showing._known(), A_FEW[0]) == [OLLE]


def due(made: SmallScreen, who: PatientId) -> Symptom | None:
    return asking.due_this_month(made.showing._known(), who)
