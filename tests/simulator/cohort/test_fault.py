from __future__ import annotations

from datetime import datetime, timedelta
from statistics import fmean

import pytest

from simulator.cohort.chance import Chance
from simulator.cohort.fault import (
    OTHERS_SHARE,
    SLIPS,
    in_pounds,
    slip,
    with_another_person,
    with_faults,
    with_slips,
    with_wrong_clock,
)
from simulator.cohort.reading import Reading
from vitals.observation_log import Entry, LogKind

START = datetime(2025, 3, 1, 7, 0)
CHANCE = Chance.of(1, 1, "fault")


def weights(days: int, entry: Entry = Entry.AUTO, kilograms: float = 80.0) -> list[Reading]:
    device = "scale1" if entry is Entry.AUTO else ""
    at = [START + timedelta(days=day) for day in range(days)]
    return [Reading(each, each, LogKind.WEIGHT, kilograms, device, entry) for each in at]


def test_somebody_else_stands_on_the_scale_beside_the_patient_or_instead() -> None:
    found = list(with_another_person(weights(20_000), CHANCE, 62.0))
    others = [reading for reading in found if reading.value < 70]
    assert len(others) / 20_000 == pytest.approx(OTHERS_SHARE, rel=0.25)
    instead = 20_000 - (len(found) - len(others))
    assert instead / len(others) == pytest.approx(0.5, abs=0.12)


def test_pounds_go_under_the_name_of_kilograms_for_some_days() -> None:
    found = list(in_pounds(weights(10), START + timedelta(days=2), START + timedelta(days=5)))
    assert [reading.value for reading in found] == [80.0] * 2 + [176.4] * 3 + [80.0] * 5


def test_fingers_slip_only_where_fingers_type() -> None:
    assert list(with_slips(weights(5_000), CHANCE)) == weights(5_000)
    typed = list(with_slips(weights(20_000, Entry.MANUAL, 80.3), CHANCE))
    assert sum(reading.value != 80.3 for reading in typed) / 20_000 == pytest.approx(SLIPS, rel=0.35)


def test_a_slip_is_one_that_fingers_make() -> None:
    slips = {slip(82.5, CHANCE) for _ in range(200)}
    assert slips == {825.0, 28.5, 72.5, 81.5, 83.5, 92.5}


def test_a_wrong_clock_moves_what_devices_show_and_never_the_truth() -> None:
    found = list(with_wrong_clock(weights(3), START, START + timedelta(days=2), -timedelta(days=365)))
    assert [reading.at for reading in found] == [reading.at for reading in weights(3)]
    assert [(reading.at - reading.shown_at).days for reading in found] == [365, 365, 0]


def test_most_homes_have_no_fault_and_some_have_an_unset_clock() -> None:
    homes = [with_faults(weights(300), Chance.of(2, number, "fault"), 80.0) for number in range(400)]
    assert 0.7 < fmean(home == weights(300) for home in homes) < 0.95
    assert any(reading.shown_at.year == 1970 for home in homes for reading in home)
