from __future__ import annotations

from statistics import fmean

import pytest

from simulator.cohort.chance import Chance
from simulator.cohort.mechanism import TRAITS, Mechanism
from simulator.cohort.worsening import QUIET_SHARE, Worsening, draw_worsening
from vitals.observation_log import LogKind

EVENT, HOME = 100.4, 107.5


def draw(how_many: int, *, relieved: float | None = HOME, not_before: float = 0.0) -> list[Worsening]:
    chance = Chance.of(2, 2, "worsening")
    return [draw_worsening(chance, event=EVENT, not_before=not_before, relieved=relieved) for _ in range(how_many)]


def rise(worsening: Worsening, kind: LogKind, day: float = EVENT) -> float:
    return sum(swell.at(day) for swell in worsening.swells if swell.kind is kind)


@pytest.fixture(scope="module")
def majors() -> list[Worsening]:
    return draw(3_000)


def test_every_mechanism_has_its_share(majors: list[Worsening]) -> None:
    assert sum(traits.share for traits in TRAITS.values()) == pytest.approx(1)
    for mechanism, traits in TRAITS.items():
        assert fmean(each.mechanism is mechanism for each in majors) == pytest.approx(traits.share, abs=0.03)


def test_only_fluid_is_on_the_scale(majors: list[Worsening]) -> None:
    gains = {
        mechanism: fmean(rise(each, LogKind.WEIGHT) for each in majors if each.mechanism is mechanism)
        for mechanism in Mechanism
    }
    assert gains[Mechanism.SLOW_FLUID] > 2
    assert gains[Mechanism.FAST_FLUID] > 2
    assert abs(gains[Mechanism.REDISTRIBUTION]) < 0.3
    assert abs(gains[Mechanism.ABRUPT]) < 0.3
    assert gains[Mechanism.LOW_OUTPUT] < 0


def test_new_atrial_fibrillation_is_in_the_pulse_and_low_output_in_the_pressure(majors: list[Worsening]) -> None:
    af = [rise(each, LogKind.PULSE) for each in majors if each.mechanism is Mechanism.AF_ONSET]
    assert 10 < min(af) < max(af) <= 35
    low = [rise(each, LogKind.SYSTOLIC) for each in majors if each.mechanism is Mechanism.LOW_OUTPUT]
    assert max(low) < 0


def test_slow_fluid_gathers_over_weeks_and_fastest_at_the_end(majors: list[Worsening]) -> None:
    slow = [each for each in majors if each.mechanism is Mechanism.SLOW_FLUID]
    half = fmean((each.event + each.onset) / 2 for each in slow)
    assert fmean(each.event - each.onset for each in slow) > 20
    assert fmean(rise(each, LogKind.WEIGHT, half) for each in slow) < 0.45 * fmean(
        rise(each, LogKind.WEIGHT) for each in slow
    )


def test_a_patient_comes_home_lighter_than_before_the_event(majors: list[Worsening]) -> None:
    assert fmean(rise(each, LogKind.WEIGHT, HOME) for each in majors) == pytest.approx(-0.8, abs=0.15)


def test_some_fall_silent_before_it_and_many_feel_nothing(majors: list[Worsening]) -> None:
    quiet = [each.event - each.quiet_from for each in majors if each.quiet_from is not None]
    assert len(quiet) / len(majors) == pytest.approx(QUIET_SHARE, abs=0.03)
    assert 2 <= min(quiet) <= max(quiet) <= 5
    assert 0.2 < fmean(rise(each, LogKind.DYSPNEA) == 0 for each in majors) < 0.35


def test_a_minor_event_moves_less_and_ends_in_treatment_at_home() -> None:
    minors = draw(1_000, relieved=None)
    assert all(each.relieved > each.event and each.quiet_from is None for each in minors)
    fluid = [rise(each, LogKind.WEIGHT) for each in minors if each.mechanism is Mechanism.SLOW_FLUID]
    assert 1 < fmean(fluid) < 2.5


def test_what_has_little_time_grows_little() -> None:
    hurried = [each for each in draw(1_000, not_before=EVENT - 2) if each.mechanism is Mechanism.SLOW_FLUID]
    assert all(each.onset >= EVENT - 2 for each in hurried)
    assert fmean(rise(each, LogKind.WEIGHT) for each in hurried) < 1.5
