from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from contract_samples import AT, LATER, SCREEN

from vitals.coverage import Coverage, Staffed
from vitals.fields import Fields, Json, WireError
from vitals.screen import Screen

BLANK = Screen(people=())
BARE = replace(SCREEN, people=(replace(SCREEN.people[0], instead=None),), coverage=None)


@pytest.mark.parametrize("screen", [SCREEN, BLANK, BARE])
def test_what_the_screen_needs_comes_back_as_it_was_sent(screen: Screen) -> None:
    assert Screen.from_wire(Fields(screen.to_wire(), "screen")) == screen


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("people", 0, "patient"), "#", "people[0].patient"),
        (("people", 0, "name"), "Karin", "people[0].name"),
        (("people", 0, "instead", "telephone"), "call me", "people[0].instead.telephone"),
        (("symptoms", 0, "choices"), [], "symptoms[0].choices"),
        (("symptoms", 0, "choices", 0, "code"), "unchanged", "symptoms[0].choices[0].code"),
        (("symptoms", 0, "choices", 1, "act_now", "call"), "113", "symptoms[0].choices[1].act_now.call"),
        (("symptoms", 0, "schedule"), "hourly", "symptoms[0].schedule"),
        (("symptoms", 0, "sv"), "å" * 161, "symptoms[0].sv"),
        (("contacts", 0, "telephone"), "010/1", "contacts[0].telephone"),
        (("coverage", "staffed", 0, "closes_at"), "2026-03-02T06:10:30.250Z", "coverage.staffed[0].closes_at"),
        (("seen", 0, "record", "sequence"), 0, "seen[0].record.sequence"),
    ],
)
def test_what_is_wrong_is_named(path: tuple[str | int, ...], value: Any, field: str) -> None:
    wire = SCREEN.to_wire()
    place: Any = wire
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(WireError) as caught:
        Screen.from_wire(Fields(wire, ""))
    assert caught.value.field == field


@pytest.mark.decision("A3")
@pytest.mark.parametrize("promise", ["contacts", "coverage"])
def test_every_promise_of_the_screen_carries_an_expiry(promise: str) -> None:
    wire = SCREEN.to_wire()
    made: Json = wire[promise][0] if promise == "contacts" else wire[promise]
    del made["expires_at"]
    with pytest.raises(WireError, match="expires_at is missing"):
        Screen.from_wire(Fields(wire, ""))


def test_the_next_look_is_the_one_going_on_or_the_first_that_comes_and_none_once_it_expired() -> None:
    day = timedelta(days=1)
    first = Staffed(opens_at=AT, closes_at=AT + timedelta(hours=8))
    second = Staffed(opens_at=AT + day, closes_at=AT + day + timedelta(hours=8))
    coverage = Coverage(staffed=(second, first), expires_at=AT + 3 * day)
    assert coverage.next_look(AT - day) == first
    assert coverage.next_look(AT) == first
    assert coverage.next_look(first.closes_at) == second
    assert coverage.next_look(second.closes_at) is None
    assert replace(coverage, expires_at=LATER).next_look(LATER) is None
