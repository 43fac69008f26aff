"""Rules and measures for tests, made of the language's own nouns: as ``signals.yaml`` would say them, in short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from server.rules.language.combination import Condition
from server.rules.language.quantity import Period, PeriodUnit, Quantity, Unit
from server.rules.language.repeat import Basis
from server.rules.language.rule import Kind, Patients, Rule, Say, Status
from server.rules.language.rule_set import RuleSet
from server.rules.language.signal import Gate, Measure, Protocol, Signals, Statistic, Window
from server.rules.transition import Severity
from vitals.measurement import Flag
from vitals.symptom import Choice, Schedule, Symptom
from vitals.vital import Vital

RESETS: Final = ("discharged", "diuretic_changed", "new_target_weight")
EVENTS: Final = (*RESETS, "admitted", "travelling", "plan_paused")
CODES: Final = {
    "breathlessness": ("never", "stairs", "walking", "dressing", "at_rest"),
    "dizziness": ("never", "sometimes", "often", "fainted"),
    "ankle_swelling": ("none", "some", "much"),
}


def kg(thousandths: int) -> Quantity:
    """Give a weight in grams."""
    return Quantity(thousandths, Unit.KG)


def mmhg(count: int) -> Quantity:
    """Give a pressure."""
    return Quantity(count * 1_000, Unit.MMHG)


def bpm(count: int) -> Quantity:
    """Give a pulse."""
    return Quantity(count * 1_000, Unit.BPM)


def percent(count: int) -> Quantity:
    """Give a saturation."""
    return Quantity(count * 1_000, Unit.PERCENT)


def points(count: int) -> Quantity:
    """Give points."""
    return Quantity(count * 1_000, Unit.POINTS)


def minutes(count: int) -> Period:
    """Give minutes."""
    return Period(count, PeriodUnit.MINUTES)


def hours(count: int) -> Period:
    """Give hours."""
    return Period(count, PeriodUnit.HOURS)


def days(count: int) -> Period:
    """Give local days."""
    return Period(count, PeriodUnit.DAYS)


def window(name: str, statistic: Statistic, count: int, ending_days_ago: int, needs: int) -> Window:
    """Make a window that nothing restarts."""
    return Window(name=name, statistic=statistic, days=count, ending_days_ago=ending_days_ago, needs=needs)


def baseline() -> Window:
    """Make the patient's own usual value: the median of the days D-35 to D-8."""
    made = window("baseline", Statistic.MEDIAN, 28, 8, 7)
    return replace(made, restarts_on=RESETS, needs_after_restart=3)


def weight() -> Measure:
    """Make the day's weight, with its gate."""
    own_spread = replace(window("own spread", Statistic.SPREAD, 28, 8, 7), never_below=kg(300))
    windows = (baseline(), window("3-day median", Statistic.MEDIAN, 3, 0, 2), own_spread)
    return Measure(
        name="weight",
        vital=Vital.BODY_WEIGHT,
        unit=Unit.KG,
        per_unit=1_000,
        plausible=(25_000, 300_000),
        basis=Basis.DAY,
        counts_for=hours(36),
        repeat_within=minutes(10),
        windows={each.name: each for each in windows},
        gate=Gate(
            days=21,
            needs=3,
            allow=kg(4_000),
            allow_per_day=kg(500),
            spreads_tenths=60,
            witness_within=kg(1_000),
            witness_period=hours(36),
        ),
    )


def _by_sittings(name: str, vital: Vital, unit: Unit, plausible: tuple[int, int]) -> Measure:
    week = Protocol(name="7-day protocol mean", days=7, mornings=2, evenings=2, skips_first_day=True)
    return Measure(
        name=name,
        vital=vital,
        unit=unit,
        per_unit=10,
        plausible=plausible,
        basis=Basis.SITTING,
        counts_for=hours(24),
        repeat_within=minutes(10),
        sitting_gap=minutes(10),
        drops_first_of=3,
        windows={"baseline": baseline()},
        protocols={week.name: week},
    )


def signals() -> Signals:
    """Make the measures of the vocabulary test: weight, systolic, diastolic, pulse, spo2 and pulse_irregular."""
    pulse = _by_sittings("pulse", Vital.PULSE_RATE, Unit.BPM, (300, 2_000))
    spo2 = _by_sittings("spo2", Vital.SPO2, Unit.PERCENT, (500, 1_000))
    irregular = _by_sittings("pulse_irregular", Vital.PULSE_RATE, Unit.STEPS, (0, 1))
    measures = (
        weight(),
        _by_sittings("systolic", Vital.SYSTOLIC, Unit.MMHG, (500, 2_600)),
        _by_sittings("diastolic", Vital.DIASTOLIC, Unit.MMHG, (300, 1_600)),
        pulse,
        replace(spo2, basis=Basis.READING, repeat_within=None),
        replace(irregular, basis=Basis.READING, per_unit=1, windows={}, protocols={}, flag=Flag.IRREGULAR_PULSE),
    )
    return Signals(measures={each.name: each for each in measures}, events={kind: (kind,) for kind in EVENTS})


def symptoms() -> dict[str, Symptom]:
    """Make the questions, their answers scored by their places, the best first."""
    return {name: _symptom(name, codes) for name, codes in CODES.items()}


def _symptom(name: str, codes: tuple[str, ...]) -> Symptom:
    choices = tuple(Choice(code=code, sv=code, en=code, score=score) for score, code in enumerate(codes))
    return Symptom(
        symptom=name,
        version=1,
        schedule=Schedule.DAILY,
        label_sv=name,
        label_en=name,
        sv=name,
        en=name,
        choices=choices,
    )


def rule(name: str, raise_when: Condition, **rest: object) -> Rule:
    """Make a rule of medium severity for every heart-failure patient; ``rest`` is the rest of it."""
    made = Rule(
        name=name,
        title={"sv": name, "en": name},
        version="1.0",
        status=Status.LIVE,
        severity=Severity.MEDIUM,
        kind=Kind.SIGN,
        patients=Patients(groups=("heart-failure",)),
        raise_when=raise_when,
        say=Say(nurse={"sv": name, "en": name}),
    )
    return replace(made, **rest)  # type: ignore[arg-type]  # the fields of a rule, by their names


def rule_set(*rules: Rule, measures: Mapping[str, Measure] | None = None) -> RuleSet:
    """Put rules into one set, with measures of one's own in the place of those of the same name."""
    made = signals()
    return RuleSet(
        rules={each.name: each for each in rules},
        signals=replace(made, measures={**made.measures, **(measures or {})}),
        severities={},
        symptoms=symptoms(),
    )
