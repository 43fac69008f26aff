from __future__ import annotations

from datetime import UTC, datetime

from edge.devices.frame import ScaleFrame, on_the_wall


def test_a_scale_that_was_set_to_the_wall_shows_the_walls_time_and_all_else_stays() -> None:
    counted = ScaleFrame(weight_g=80_000, device_time=datetime(2026, 3, 2, 7, 10, tzinfo=UTC), user_id=2)
    shown = on_the_wall(counted)
    assert shown == ScaleFrame(weight_g=80_000, device_time=datetime(2026, 3, 2, 7, 10), user_id=2)


def test_a_frame_without_a_time_stays_without() -> None:
    assert on_the_wall(ScaleFrame(weight_g=80_000)) == ScaleFrame(weight_g=80_000)
