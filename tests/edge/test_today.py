from __future__ import annotations

from pathlib import Path

import pytest
from hand_made import KARIN, desired, screen
from small_hub import SmallHub, body, trusted, waiting
from small_screen import SETTINGS_WITH_SCREEN, SmallScreen

from edge.events import Dated, Kept, LineDown, LineUp, NotKept, Recent, Settle, Started, Tick
from edge.household import Household
from edge.said import Pressed
from edge.today import REMEMBERED_MAX, Today
from vitals.fields import Json


def pressed(number: int, heard_at: str | None = "2026-03-02T06:10:00.000Z") -> Json:
    return body(heard_at=heard_at, monotonic_ms=number, kind="button", button="worried", about=None)


def test_a_restart_in_the_middle_keeps_todays_state(tmp_path: Path) -> None:
    made = SmallScreen(path=str(tmp_path / "outbox.db"))
    made.weigh()
    made.press("yes sv")
    made.settle()
    made.press("safe_2 sv")
    made.press("English")
    before = made.get().text
    made.hub.sql.close()
    again = SmallScreen(path=str(tmp_path / "outbox.db"))
    assert again.get().text == before
    assert "80.1 kg 7:10 – sent" in before
    assert again.heading() == "Done for today"


def test_the_card_holds_what_the_screen_was_told(tmp_path: Path) -> None:
    made = SmallScreen(screen(contacts=()), path=str(tmp_path / "outbox.db"))
    made.hub.sql.close()
    hub = SmallHub(str(tmp_path / "outbox.db"), settings=SETTINGS_WITH_SCREEN)
    hub.start(trusted())
    assert hub.conductor.hub.today.desired == desired(screen(contacts=()), 1)


def test_a_hub_without_a_screen_remembers_nothing() -> None:
    hub = SmallHub()
    hub.start(trusted())
    hub.conductor.hear(Pressed(button="worried", about=KARIN), trusted())
    assert hub.conductor.hub.today.items == {}
    assert len(hub.outbox.waiting()) == 1


def test_only_the_latest_records_are_remembered() -> None:
    today = Today()
    for number in range(1, REMEMBERED_MAX + 3):
        today.note(Kept(waiting(number), pressed(number)), [])
    assert len(today.items) == REMEMBERED_MAX
    assert next(iter(today.items)).sequence == 3


def test_a_record_keeps_its_place_when_its_time_becomes_known() -> None:
    today = Today()
    for number in (1, 2):
        today.note(Kept(waiting(number, is_dated=False), pressed(number, heard_at=None)), [])
    today.note(Dated(waiting(1), pressed(1)), [])
    assert [key.sequence for key in today.items] == [1, 2]
    assert today.items[waiting(1).key].record.moment.measured_at is not None


def test_what_settles_is_sent_and_what_is_not_known_is_left_alone() -> None:
    today = Today()
    today.note(Kept(waiting(1), pressed(1)), [])
    today.note(Tick(), [Settle((waiting(1).key, waiting(9).key))])
    assert today.items[waiting(1).key].is_sent


def test_a_record_that_only_a_newer_hub_can_read_is_not_remembered_and_hurts_nothing() -> None:
    today = Today()
    newer = body(kind="hologram")
    recent = (Recent(key=waiting(1).key, body=newer, is_settled=False),)
    today.note(Started(epoch=waiting(1).key.epoch, waiting=(), desired=None, storage_fault=None, recent=recent), [])
    today.note(Kept(waiting(2), None), [])
    assert today.items == {}
    assert today.household == Household()


@pytest.mark.parametrize(("event", "is_up"), [(LineUp(), True), (LineDown(), False)])
def test_the_line_is_known(event: LineUp | LineDown, is_up: bool) -> None:
    today = Today()
    today.note(event, [])
    assert today.is_up is is_up


@pytest.mark.parametrize(("event", "unkept"), [(NotKept("no room"), None), (NotKept("full", is_record=True), "full")])
def test_a_record_that_could_not_be_kept_is_known_until_one_can(event: NotKept, unkept: str | None) -> None:
    today = Today()
    today.note(event, [])
    assert today.unkept == unkept
    today.note(Kept(waiting(1), pressed(1)), [])
    assert today.unkept is None
