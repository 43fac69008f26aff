from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

import pytest

from simulator.cohort.body import Body
from simulator.cohort.chance import Chance
from simulator.cohort.life import Life
from simulator.cohort.reading import Reading
from simulator.cohort.sitting import Sittings
from vitals.observation_log import Entry, LogKind


@pytest.fixture(scope="module")
def measured(lives: list[Life]) -> list[tuple[Life, list[Reading]]]:
    found = []
    for life in lives[:150]:
        body = Body(life, Chance.of(1, life.patient.number, "body"))
        found.append((life, Sittings(life, body, Chance.of(1, life.patient.number, "measuring")).readings()))
    return found


def test_nothing_is_measured_by_who_is_away(measured: list[tuple[Life, list[Reading]]]) -> None:
    for life, readings in measured:
        midnight = datetime.combine(life.start, time())
        days = [(reading.at - midnight) / timedelta(days=1) for reading in readings]
        for absence in life.absences:
            hour = 1 / 24  # a sitting that has begun is finished
            if not absence.is_scale_only:
                assert not [day for day in days if absence.first + hour < day < absence.last]


def test_every_kind_is_measured_and_answers_are_scores(measured: list[tuple[Life, list[Reading]]]) -> None:
    kinds = Counter(reading.kind for _, readings in measured for reading in readings)
    assert {*kinds} == {*LogKind}
    for _, readings in measured:
        for reading in readings:
            if reading.kind in {LogKind.DYSPNEA, LogKind.ORTHOPNEA, LogKind.EDEMA, LogKind.FATIGUE}:
                assert reading.value in {0, 1, 2, 3}
                assert (reading.device, reading.entry) == ("", Entry.MANUAL)


def test_what_is_typed_names_no_device_and_what_is_sent_names_one(
    measured: list[tuple[Life, list[Reading]]],
) -> None:
    for life, readings in measured:
        for reading in readings:
            assert bool(reading.device) == (reading.entry is Entry.AUTO)
            assert life.patient.habit.entry is not Entry.MANUAL or reading.entry is Entry.MANUAL


def test_after_a_swap_another_scale_speaks(measured: list[tuple[Life, list[Reading]]]) -> None:
    swapped = [
        {reading.device for reading in readings if reading.kind is LogKind.WEIGHT}
        for life, readings in measured
        if life.swaps and life.patient.habit.entry is Entry.AUTO and len(life.days) > 300
    ]
    assert any(len(devices) > 1 for devices in swapped)


def test_weights_are_what_a_display_can_show(measured: list[tuple[Life, list[Reading]]]) -> None:
    for life, readings in measured:
        step = life.patient.habit.weight_step_kg
        for reading in readings:
            if reading.kind is LogKind.WEIGHT:
                assert reading.value / step == pytest.approx(round(reading.value / step), abs=1e-6)


def test_typed_pressures_end_in_zero_about_twice_as_often(measured: list[tuple[Life, list[Reading]]]) -> None:
    shares = {}
    for entry in Entry:
        values = [r.value for _, rs in measured for r in rs if r.kind is LogKind.SYSTOLIC and r.entry is entry]
        shares[entry] = sum(value % 10 == 0 for value in values) / len(values)
    assert shares[Entry.AUTO] == pytest.approx(0.1, abs=0.02)
    assert 1.6 < shares[Entry.MANUAL] / shares[Entry.AUTO] < 3
