from __future__ import annotations

import pytest
from hand_made import KARIN
from small_screen import SmallScreen

from edge.screen.exchange import Request

WORRIED = "Jag är orolig – ring mig"


@pytest.mark.decision("F12")
def test_what_is_said_to_be_saved_is_on_the_card() -> None:
    made = SmallScreen()
    form = made.form(WORRIED)
    reply = made.showing.answer(Request(path=form.action, form=form.carries))
    assert (reply.status, reply.headers["Location"]) == (303, f"/worried/{KARIN}")
    (waiting,) = made.hub.outbox.waiting()
    assert made.hub.outbox.body(waiting.key)["button"] == "worried"


def test_what_the_card_cannot_keep_is_never_said_to_be_saved_and_one_number_is_given() -> None:
    made = SmallScreen()
    form = made.form(WORRIED)
    made.hub.sql.execute("PRAGMA query_only=1")
    reply = made.showing.answer(Request(path=form.action, form=form.carries))
    assert reply.status == 500
    said = reply.body.decode()
    assert "Det kunde inte sparas" in said
    assert "Ring Anna Berg, 010-123 45 67." in said
    assert made.presses() == []
    made.hub.sql.execute("PRAGMA query_only=0")
    made.post(form)
    assert made.presses() == [("worried", KARIN)], "pressed again, it is saved, once"


def test_a_scale_that_is_added_while_the_hub_runs_is_asked_for_at_once() -> None:
    made = SmallScreen()
    has_scale = False
    made.showing._has_scale = lambda: has_scale
    assert made.heading() == "as_usual, sv?"
    has_scale = True
    assert made.heading() == "Väg dig nu"


def test_as_usual_that_was_cut_off_in_the_middle_is_asked_again_and_completed() -> None:
    made = SmallScreen()
    made.weigh()
    form = made.form("yes sv")
    kept = 0

    def hear_two(event: object) -> object:
        nonlocal kept
        kept += 1
        if kept > 2:
            made.hub.sql.execute("PRAGMA query_only=1")
        return made.hear(event)  # type: ignore[arg-type]  # whatever the screen said

    made.showing._hear = hear_two
    assert made.post(form).headings == ["Det kunde inte sparas"]
    made.hub.sql.execute("PRAGMA query_only=0")
    made.showing._hear = made.hear
    assert made.heading() == "as_usual, sv?"
    made.press("yes sv")
    assert sorted(made.answers()) == [
        ("as_usual", "yes"),
        ("dizziness", "unchanged"),
        ("propped_up", "unchanged"),
        ("something_else", "unchanged"),
    ]
