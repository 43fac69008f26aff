"""*I am worried* is a card: medium, high with an acute answer, and never kept away by anything but itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from contract_samples import PATIENT

from server.alerts.alert import Alert, AlertState, Condition, StaffId
from server.alerts.worried import WITHIN, is_worry, worries
from server.patients.saying import Saying
from server.rules.transition import Severity
from vitals.identity import PatientId

pytestmark = pytest.mark.decision("F12")
AT = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
OTHER = PatientId("otherrrrrrrrrrrr")


def press(record: int = 1, **more: Any) -> Saying:
    """Press the button."""
    said = Saying(
        record=record,
        patient=PATIENT,
        about="worried",
        version=1,
        code=None,
        words=None,
        is_acute=False,
        measured_at=AT,
        received_at=AT,
        say={"sv": "Jag är orolig – ring mig", "en": "I am worried – call me"},
    )
    return replace(said, **more)


def answer(record: int = 2, *, is_acute: bool = True, **more: Any) -> Saying:
    """Answer that the chest hurts, or that it does not."""
    told = {"about": "chest_pain", "code": "yes", "say": {"sv": "Ont i bröstet: Ja", "en": "Chest pain: Yes"}}
    return press(record, is_acute=is_acute, **(told | more))


def card(severity: Severity = Severity.MEDIUM, state: AlertState = AlertState.OPEN) -> Alert:
    """Have a card that stands."""
    return Alert(
        alert=1,
        episode="an episode",
        patient=PATIENT,
        rule="worried",
        severity=severity,
        state=state,
        condition=Condition.TRUE_NOW,
        owner=StaffId("eva"),
        version=1,
        raised_at=AT,
    )


def test_a_press_is_a_medium_card_that_rests_on_the_press() -> None:
    (raised,) = worries([press(7)], [], [], AT)
    assert (raised.severity, raised.arrivals, raised.is_late) == (Severity.MEDIUM, (7,), False)
    assert raised.say["sv"] == "Har tryckt på Jag är orolig – ring mig"
    assert raised.episode == f"{PATIENT}.worried.7.medium"


@pytest.mark.parametrize("is_same_batch", [True, False])
@pytest.mark.parametrize("is_press_first", [True, False])
def test_with_an_acute_answer_within_a_day_it_is_high_whichever_came_first(
    *, is_same_batch: bool, is_press_first: bool
) -> None:
    earlier, later = AT - WITHIN, AT
    pressed, answered = (earlier, later) if is_press_first else (later, earlier)
    said = [press(1, measured_at=pressed), answer(2, measured_at=answered)]
    if not is_press_first:
        said.reverse()
    fresh = said if is_same_batch else said[1:]
    (raised,) = worries(fresh, said[: -len(fresh)], [], AT)
    assert (raised.severity, raised.arrivals) == (Severity.HIGH, (1, 2))
    assert raised.say["sv"] == "Har tryckt på Jag är orolig – ring mig; Ont i bröstet: Ja"
    assert raised.say["en"] == "Pressed I am worried – call me; Chest pain: Yes"


def test_an_acute_answer_of_long_before_leaves_it_medium() -> None:
    (raised,) = worries([press(3)], [answer(2, measured_at=AT - WITHIN - HOUR)], [], AT)
    assert raised.severity is Severity.MEDIUM


def test_answers_alone_are_no_worry_of_this_kind() -> None:
    assert worries([answer(1)], [], [], AT) == []
    assert worries([answer(2, is_acute=False)], [press(1)], [], AT) == []
    assert [is_worry(each) for each in (press(), answer(), answer(is_acute=False))] == [True, True, False]
    assert not is_worry(press(about="act_now_read"))


@pytest.mark.parametrize(
    ("stands", "raised"),
    [
        (card(), 0),
        (card(Severity.HIGH), 0),
        (card(state=AlertState.TAKEN), 1),
        (replace(card(), patient=OTHER), 1),
    ],
)
def test_only_a_card_that_nobody_has_taken_stands_for_another_press(stands: Alert, raised: int) -> None:
    assert len(worries([press(9)], [press(1)], [stands], AT)) == raised


def test_a_medium_card_never_keeps_a_high_one_away() -> None:
    (raised,) = worries([answer(9)], [press(1)], [card()], AT)
    assert raised.severity is Severity.HIGH


def test_what_waited_for_a_line_is_raised_all_the_same_and_marked_late() -> None:
    (raised,) = worries([press(1, measured_at=AT - 3 * WITHIN)], [], [], AT)
    assert raised.is_late
    assert raised.measured_at == AT - 3 * WITHIN
    (undated,) = worries([press(1, measured_at=None)], [], [], AT)
    assert (undated.measured_at, undated.is_late) == (AT, False)


def test_each_person_has_a_card_of_their_own_and_no_answer_of_anothers() -> None:
    raised = worries([press(1), press(1, patient=OTHER), answer(2, patient=OTHER)], [], [], AT)
    assert [(each.patient, each.severity) for each in raised] == [(PATIENT, "medium"), (OTHER, "high")]


def test_an_acute_answer_in_words_that_are_gone_still_makes_it_high() -> None:
    (raised,) = worries([press(1), answer(2, say={})], [], [], AT)
    assert (raised.severity, raised.say["sv"]) == (Severity.HIGH, "Har tryckt på Jag är orolig – ring mig")
