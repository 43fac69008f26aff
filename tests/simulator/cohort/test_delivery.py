from __future__ import annotations

import itertools
from collections import Counter
from datetime import datetime, timedelta

import pytest

from simulator.cohort.chance import Chance
from simulator.cohort.delivery import OFFLINE, SHIFTED, TWICE, Silence, deliver, draw_silences
from simulator.cohort.life import Life
from simulator.cohort.reading import Reading
from vitals.observation_log import Entry, LogKind

START = datetime(2025, 3, 1, 7, 0)
SILENCE = Silence(START + timedelta(days=10), START + timedelta(days=14))


def readings(days: int) -> list[Reading]:
    at = [START + timedelta(days=day) for day in range(days)]
    return [Reading(each, each, LogKind.WEIGHT, 80.0, "scale1", Entry.AUTO) for each in at]


def test_nothing_is_lost_and_nothing_comes_before_it_was_measured() -> None:
    found = list(deliver(readings(2_000), [SILENCE], Chance.of(1, 1, "line")))
    assert {arrival.reading.at for arrival in found} == {reading.at for reading in readings(2_000)}
    assert all(arrival.received_at > arrival.reading.at for arrival in found)


def test_what_is_measured_in_a_silence_comes_just_after_it_and_nothing_within() -> None:
    found = list(deliver(readings(30), [SILENCE], Chance.of(1, 1, "line")))
    assert not [arrival for arrival in found if SILENCE.first <= arrival.received_at < SILENCE.last]
    late = [arrival for arrival in found if SILENCE.first <= arrival.reading.at < SILENCE.last]
    assert len(late) >= 4
    assert all(arrival.received_at < SILENCE.last + timedelta(hours=8) for arrival in late)


def test_some_come_twice_exactly_and_fewer_with_the_hour_shifted() -> None:
    found = list(deliver(readings(30_000), [], Chance.of(1, 1, "line")))
    exact = Counter((arrival.reading.at, arrival.reading.shown_at) for arrival in found)
    assert sum(count > 1 for count in exact.values()) / 30_000 == pytest.approx(TWICE, rel=0.25)
    shifted = [arrival.reading for arrival in found if arrival.reading.shown_at != arrival.reading.at]
    assert len(shifted) / 30_000 == pytest.approx(SHIFTED, rel=0.35)
    assert {(each.shown_at - each.at).total_seconds() % 3600 for each in shifted} == {0}


def test_silences_are_apart_and_a_quarter_of_hubs_have_them(lives: list[Life]) -> None:
    found = [draw_silences(life, Chance.of(1, life.patient.number, "line")) for life in lives]
    for silences in found:
        assert all(one.last < two.first for one, two in itertools.pairwise(silences))
    assert sum(bool(each) for each in found) / len(found) == pytest.approx(OFFLINE + 0.05, abs=0.08)
