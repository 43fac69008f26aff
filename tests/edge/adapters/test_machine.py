"""The computer under a hub, as this one is and as others may be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edge.adapters.machine import look_at_machine
from vitals.fields import Fields
from vitals.hub_status import Machine


def test_this_computer_has_run_for_a_while_and_has_room(tmp_path: Path) -> None:
    seen = look_at_machine(tmp_path)
    assert seen.uptime_s > 0
    assert seen.disk_free_bytes == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.2)
    assert Machine.from_wire(Fields(seen.to_wire(), "machine")) == seen


@pytest.mark.parametrize(("said", "celsius"), [("48312\n", 48), ("-5600", -6), ("", None), ("warm", None)])
def test_a_thermometer_counts_thousandths_and_may_say_nothing(tmp_path: Path, said: str, celsius: int | None) -> None:
    thermometer = tmp_path / "temp"
    thermometer.write_text(said)
    assert look_at_machine(tmp_path, thermometer).temperature_celsius == celsius


def test_what_is_not_there_is_not_known(tmp_path: Path) -> None:
    seen = look_at_machine(tmp_path / "gone", tmp_path / "none")
    assert (seen.disk_free_bytes, seen.temperature_celsius) == (None, None)
