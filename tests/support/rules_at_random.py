"""Conditions and rules for Hypothesis, over the whole language; what the checker would refuse is not among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from hypothesis import strategies as st
from oracle.oracle import episodes
from oracle.story import Asked, Closing, Reading, Story
from rule_making import CODES, EVENTS, bpm, days, hours, kg, minutes, mmhg, percent, points, rule, rule_set
from stories_of_patients import RULES

from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    USUAL_LEVEL,
    Answered,
    Arrives,
    Averages,
    Change,
    Comparison,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Reference,
    Side,
    Sign,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import Amount, FromSetting, Quantity, SettingName, TimesOwnSpread
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast, Repeat
from server.rules.language.rule import Confirm, Rule, Setting
from server.rules.language.rule_set import RuleSet
from server.rules.transition import Severity

LIMITS: Final[dict[str, tuple[list[Quantity], list[Quantity]]]] = {
    "weight": ([kg(81_000), kg(82_000)], [kg(1_000), kg(1_500), kg(2_000)]),
    "systolic": ([mmhg(90), mmhg(100), mmhg(135)], [mmhg(15), mmhg(30)]),
    "pulse": ([bpm(80), bpm(120)], [bpm(10), bpm(15)]),
    "spo2": ([percent(90), percent(92)], [percent(3), percent(4)]),
}
"""By measure: limits of the value, and of its distance from a reference."""
SETTING: Final = Setting(name="limit", value=kg(2_000), allowed=(kg(500), kg(4_000)), roles=("nurse",))
NOON: Final = 12 * 60

periods = st.sampled_from([hours(1), hours(24), hours(48), days(1), days(3)])
comparisons = st.sampled_from(Comparison)
rows = st.builds(DaysInARow, count=st.integers(1, 3))
of_the_last = st.builds(
    OfTheLast,
    count=st.integers(1, 2),
    among=st.integers(2, 3),
    basis=st.sampled_from([Basis.READING, Basis.SITTING]),
    within=periods,
)
close = st.builds(CloseTogether, count=st.just(2), within=st.sampled_from([minutes(5), minutes(30)]))
weights_agreed = (Reference.TARGET_WEIGHT, Reference.DISCHARGE_WEIGHT, Reference.REFERENCE_WEIGHT)


def distances(measure: str) -> st.SearchStrategy[Amount]:
    """Choose an amount that a value may lie from a reference."""
    half = FromSetting("limit", is_half=True)
    own: list[Amount] = [SettingName("limit"), half, TimesOwnSpread(20)] if measure == "weight" else []
    return st.sampled_from([*own, *LIMITS[measure][1]])


@st.composite
def limits(draw: st.DrawFn, *, is_clearing: bool = False) -> Limit:
    """Choose a limit on a value, or on its distance from a reference."""
    measure = draw(st.sampled_from(["weight", "weight", *sorted(LIMITS)]))
    references = [Reference.PREVIOUS_DAY, "baseline"]
    references += [*weights_agreed] if measure == "weight" else []
    references += [Reference.LEVEL_BEFORE] * 3 if is_clearing else []
    reference = draw(st.none() | st.sampled_from(references))
    made = Limit(
        measure=measure,
        comparison=draw(comparisons),
        amount=draw(st.sampled_from(LIMITS[measure][0]) if reference is None else distances(measure)),
        side=None if reference is None else draw(st.sampled_from(Side)),
        reference=reference,
        or_else=None if reference is None else draw(st.sampled_from([None, "baseline"])),
    )
    return draw(_looked_at(made))


@st.composite
def _looked_at(draw: st.DrawFn, made: Limit) -> Limit:
    """Choose what of the measure is looked at."""
    using = {"weight": "3-day median", "systolic": "7-day protocol mean"}.get(made.measure)
    how = draw(st.sampled_from(["newest", "days", "using", "last", "close"]))
    if how == "using" and using is not None:
        return replace(made, using=using, on=draw(st.none() | rows), needs=draw(st.sampled_from([None, 2])))
    if how == "days":
        return replace(made, on=draw(rows))
    if how in {"last", "close"} and made.measure != "weight":
        several: st.SearchStrategy[Repeat] = of_the_last if how == "last" else close
        return replace(made, on=draw(several), skips=draw(skips))
    return made


skips = st.sampled_from([frozenset[str](), frozenset({"body_movement"})])
flags = st.builds(
    Flagged,
    measure=st.just("pulse_irregular"),
    is_set=st.booleans(),
    on=st.none() | close | of_the_last.map(lambda on: replace(on, basis=Basis.READING)),
    skips=skips,
    is_one_sitting=st.booleans(),
)
changes = st.builds(
    Change,
    measure=st.just("weight"),
    is_rise=st.booleans(),
    by=distances("weight"),
    within_days=st.sampled_from([None, 1, 3]),
    using=st.none(),
) | st.builds(
    Change,
    measure=st.just("weight"),
    is_rise=st.booleans(),
    by=distances("weight"),
    within_days=st.sampled_from([2, 3]),
    using=st.just("3-day median"),
)
trends = st.builds(
    Trend,
    measure=st.just("weight"),
    per_week=st.sampled_from([kg(500), kg(700)]),
    over_days=st.sampled_from([7, 14]),
    needs_days=st.integers(2, 4),
    on=st.none() | rows,
)
averages = st.builds(
    Averages,
    measure=st.just("weight"),
    short_days=st.integers(1, 3),
    long_days=st.sampled_from([4, 28]),
    comparison=st.sampled_from([Comparison.AT_LEAST, Comparison.LESS_THAN]),
    amount=st.sampled_from([kg(300), kg(700)]),
    needs_days=st.integers(2, 4),
    on=st.none() | rows,
)
drifts = st.builds(
    Drift,
    measure=st.just("weight"),
    by=distances("weight"),
    side=st.sampled_from(Side),
    reference=st.sampled_from(["baseline", *weights_agreed]),
    leak=st.sampled_from([kg(0), kg(200)]),
    over_days=st.sampled_from([4, 14]),
)
absences = st.builds(
    Missing,
    measure=st.sampled_from(["weight", "systolic", "anything"]),
    days=st.integers(1, 3),
    due_minute=st.just(NOON),
    is_beyond_habit=st.booleans(),
) | st.builds(Silent, period=st.sampled_from([hours(24), hours(48)]))
said = st.sampled_from(sorted(CODES)).flatmap(
    lambda question: st.one_of(
        st.builds(
            Answered,
            question=st.just(question),
            codes=st.frozensets(st.sampled_from(CODES[question]), min_size=1, max_size=2),
            on=st.none() | rows | of_the_last,
        ),
        st.builds(Worsens, question=st.just(question), steps=st.integers(1, 2), within_days=st.sampled_from([3, 7])),
        st.builds(
            Level,
            question=st.just(question),
            comparison=comparisons,
            level=st.sampled_from([USUAL_LEVEL, CODES[question][1]]),
            on=st.none() | rows | of_the_last,
        ),
    )
)
happenings = st.builds(
    Happened, kinds=st.sampled_from(EVENTS).map(lambda kind: (kind,)), within=st.none() | periods
) | st.builds(Pressed, kind=st.just("worried"), within=periods)
arrivals = st.builds(
    Arrives, measure=st.sampled_from(["weight", "systolic", "anything", "hub"]), count=st.integers(1, 2)
)


@cache
def signs(*, is_clearing: bool = False, others: tuple[str, ...] = ()) -> st.SearchStrategy[Sign]:
    """Choose one sign; ``others`` are the rules whose alerts may be read."""
    found: list[st.SearchStrategy[Sign]] = [limits(is_clearing=is_clearing)] * 3 + [changes] * 2
    found += [trends, averages, drifts, flags, absences, said, said, happenings]
    if is_clearing:
        found.append(arrivals)
    if others:
        names = st.sampled_from(others).map(lambda name: (name,))
        found.append(st.builds(OtherAlert, rules=names, within_days=st.sampled_from([None, 1, 3])))
    return st.one_of(found)


def combined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """Put two or three conditions together in one of the ways there are."""
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    groups = st.builds(
        Group,
        gathering=st.sampled_from(Gathering),
        parts=some,
        least=st.just(2),
        within=st.none() | periods,
        for_days=st.none() | st.integers(1, 2),
    )
    sequences = st.builds(Sequence, steps=some, within=st.sampled_from([hours(48), days(3)]))
    lines = st.lists(st.builds(Points, points=st.integers(1, 3), when=parts), min_size=2, max_size=3).map(tuple)
    scores = st.builds(
        Score,
        comparison=comparisons,
        amount=st.integers(1, 5).map(points),
        lines=lines,
        look_back=periods,
        is_unknown_zero=st.booleans(),
        on=st.none() | rows,
    )
    return groups | sequences | scores


@cache
def conditions(*, is_clearing: bool = False, others: tuple[str, ...] = ()) -> st.SearchStrategy[Condition]:
    """Choose a condition, at most three deep and most often one or two."""
    single = signs(is_clearing=is_clearing, others=others)
    twice = combined(single)
    return st.one_of(single, single, twice, combined(single | twice))


@st.composite
def rules(draw: st.DrawFn, name: str, others: tuple[str, ...] = ()) -> Rule:
    """Choose a rule that reads at most the others."""
    asks = Confirm(ask="again", answer_within=hours(4), raises_unanswered=draw(st.booleans()))
    ends = draw(st.booleans())
    return rule(
        name,
        draw(conditions(others=others)),
        severity=draw(st.sampled_from([Severity.HIGH, Severity.MEDIUM, Severity.LOW])),
        settings={"limit": SETTING},
        unless=draw(st.none() | signs()),
        confirm=draw(st.sampled_from([None, asks])),
        clear_when=draw(conditions(is_clearing=True, others=others)) if ends else None,
        lasts=None if ends else days(draw(st.integers(1, 3))),
        quiet_while=tuple(draw(st.sets(st.sampled_from(others)))) if others else (),
        stays_quiet=draw(st.none() | st.integers(1, 3).map(days)),
    )


@st.composite
def lived(draw: st.DrawFn, told: Story, rules: RuleSet, now: datetime) -> Story:
    """Add what came of the alerts: the patient was asked and weighed again, or a nurse closed one."""
    lives = [(name, each.start_at) for name, found in episodes(rules, told, now).items() for each in found]
    asked, readings, closings = [*told.asked], [*told.readings], [*told.closings]
    for number, (name, start_at) in enumerate(lives[:3]):
        if draw(st.booleans()):
            from_at = start_at + timedelta(minutes=draw(st.sampled_from([0, 1, 120, 121])))
            asked.append(Asked(name, "weight", from_at, from_at + timedelta(hours=4)))
            again_at = from_at + timedelta(minutes=draw(st.sampled_from([0, 1, 240, 241])))
            grams = draw(st.sampled_from([80_000, 81_999, 82_000, 83_000, 95_000]))
            readings.append(Reading(900 + number, "body_weight", grams, again_at, again_at))
        elif draw(st.booleans()):
            closings.append(Closing(name, start_at + timedelta(minutes=draw(st.sampled_from([0, 60, 1_440])))))
    return replace(told, asked=asked, readings=readings, closings=closings)


@st.composite
def rule_sets(draw: st.DrawFn, most: int = 3) -> RuleSet:
    """Choose one to three rules, each of which may read those before it."""
    count = draw(st.integers(1, most))
    made = [draw(rules(name, RULES[:place])) for place, name in enumerate(RULES[:count])]
    is_alike = draw(st.booleans())  # else two rules are seldom raised at once, and none is ever quiet for the other
    return rule_set(*(replace(each, raise_when=made[0].raise_when) if is_alike else each for each in made))
