from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hand_made import KARIN, OLLE, screen
from small_screen import SmallScreen

from edge.screen.known import Known


def known(made: SmallScreen) -> Known:
    return made.showing._known()


def test_today_is_the_homes_own_day_and_not_the_clocks_of_the_world() -> None:
    made = SmallScreen(at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    made.weigh()
    assert len(known(made).items) == 1
    made.passes(hours=1)
    assert len(known(made).items) == 1, "half past one in the home, and no new day"
    made.passes(hours=24)
    assert known(made).items == []


def test_without_trusted_time_today_is_what_was_kept_lately_in_this_boot() -> None:
    made = SmallScreen()
    made.loses_time()
    made.weigh()
    assert len(known(made).items) == 1
    made.now = replace(made.now, monotonic_ms=made.now.monotonic_ms + 16 * 3_600_000)
    assert known(made).items == []
    made.now = replace(made.now, monotonic_ms=0, boot_id="a" * 16)
    assert known(made).items == []


def test_what_waited_for_its_time_is_of_the_day_it_was_made() -> None:
    made = SmallScreen()
    made.loses_time()
    made.weigh()
    made.now = replace(made.now, is_trusted=True, wall_at=made.now.wall_at + timedelta(minutes=9), monotonic_ms=630_000)
    made.passes(minutes=0)
    (item,) = known(made).items
    assert item.record.moment.measured_at == datetime(2026, 3, 2, 6, 10, tzinfo=UTC)


def test_only_one_person_is_the_only_one() -> None:
    assert known(SmallScreen()).only == KARIN
    assert known(SmallScreen(screen(KARIN, OLLE))).only is None
