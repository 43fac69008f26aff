"""Random conditions and random diaries, for what must hold of every rule."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from rule_making import CODES, bpm, days, hours, kg, mmhg, percent, points

from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    USUAL_LEVEL,
    Answered,
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
    Side,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import Amount, FromSetting, SettingName, TimesOwnSpread
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast

_COMPARISONS: Final = st.sampled_from(list(Comparison))
_SIDES: Final = st.sampled_from(list(Side))
_DAYS_IN_A_ROW: Final = st.builds(DaysInARow, count=st.integers(1, 3))
_OF_LAST: Final = st.builds(
    lambda count, more, basis, within: OfTheLast(count=count, among=count + more, basis=basis, within=within),
    st.integers(1, 2),
    st.integers(0, 2),
    st.sampled_from([Basis.READING, Basis.SITTING]),
    st.sampled_from([hours(1), hours(24), days(3)]),
)
_CLOSE: Final = st.builds(CloseTogether, count=st.integers(1, 2), within=st.just(hours(1)))
_WEIGHT_AMOUNTS: Final[st.SearchStrategy[Amount]] = st.one_of(
    st.sampled_from([kg(0), kg(500), kg(1_000), kg(2_000)]),
    st.just(SettingName("gain")),
    st.just(FromSetting("gain", is_half=True)),
)
_REFERENCES: Final = st.sampled_from(["baseline", "target_weight", "reference_weight", "previous day"])


@st.composite
def _weight_limits(draw: st.DrawFn) -> Limit:
    is_distance = draw(st.booleans())
    using = draw(st.sampled_from([None, "3-day median", "baseline"]))
    return Limit(
        measure="weight",
        comparison=draw(_COMPARISONS),
        amount=draw(st.one_of(_WEIGHT_AMOUNTS, st.just(TimesOwnSpread(10)))) if is_distance else kg(80_000),
        using=using,
        side=draw(_SIDES) if is_distance else None,
        reference=draw(_REFERENCES) if is_distance else None,
        or_else=draw(st.sampled_from([None, "baseline"])) if is_distance else None,
        on=draw(st.one_of(st.none(), _DAYS_IN_A_ROW))
        if using
        else draw(st.one_of(st.none(), _DAYS_IN_A_ROW, _OF_LAST)),
        needs=draw(st.sampled_from([None, 1])) if using else None,
    )


@st.composite
def _other_limits(draw: st.DrawFn) -> Limit:
    name, amount = draw(st.sampled_from([("systolic", mmhg(120)), ("pulse", bpm(70)), ("spo2", percent(95))]))
    on = draw(st.one_of(st.none(), _DAYS_IN_A_ROW, _OF_LAST, _CLOSE))
    skips = draw(st.sampled_from([frozenset[str](), frozenset({"body_movement"})]))
    is_one = draw(st.booleans()) and not isinstance(on, DaysInARow)
    is_distance = draw(st.booleans())
    return Limit(
        measure=name,
        comparison=draw(_COMPARISONS),
        amount=amount,
        side=draw(_SIDES) if is_distance else None,
        reference=draw(st.sampled_from(["baseline", "previous day"])) if is_distance else None,
        on=on,
        skips=skips if not isinstance(on, DaysInARow) else frozenset(),
        is_one_sitting=is_one,
    )


_QUESTIONS: Final = st.sampled_from(sorted(CODES))
_ANSWER_REPEATS: Final = st.one_of(st.none(), _DAYS_IN_A_ROW, _OF_LAST)


@st.composite
def _answers(draw: st.DrawFn) -> Answered | Level:
    question = draw(_QUESTIONS)
    on = draw(_ANSWER_REPEATS)
    if draw(st.booleans()):
        codes = draw(st.sets(st.sampled_from(CODES[question]), min_size=1))
        return Answered(question=question, codes=frozenset(codes), on=on)
    level = draw(st.sampled_from([USUAL_LEVEL, *CODES[question]]))
    return Level(question=question, comparison=draw(st.sampled_from([Comparison.AT_LEAST, Comparison.AT_MOST])),
                 level=level, on=on)  # fmt: skip


SIGNS: Final[st.SearchStrategy[Condition]] = st.one_of(
    _weight_limits(),
    _other_limits(),
    _answers(),
    st.builds(
        Change,
        measure=st.just("weight"),
        is_rise=st.booleans(),
        by=_WEIGHT_AMOUNTS,
        within_days=st.sampled_from([None, 1, 3, 7]),
        using=st.sampled_from([None, "3-day median"]),
    ),
    st.builds(
        Trend,
        measure=st.just("weight"),
        per_week=st.sampled_from([kg(-500), kg(0), kg(300)]),
        over_days=st.just(14),
        needs_days=st.integers(1, 5),
        on=st.one_of(st.none(), _DAYS_IN_A_ROW),
    ),
    st.builds(
        Averages,
        measure=st.sampled_from(["weight"]),
        short_days=st.just(3),
        long_days=st.just(14),
        comparison=st.sampled_from([Comparison.AT_LEAST, Comparison.LESS_THAN]),
        amount=_WEIGHT_AMOUNTS,
        needs_days=st.integers(1, 5),
        on=st.one_of(st.none(), _DAYS_IN_A_ROW),
    ),
    st.builds(
        Drift,
        measure=st.just("weight"),
        by=_WEIGHT_AMOUNTS,
        side=_SIDES,
        reference=st.sampled_from(["baseline", "target_weight"]),
        leak=st.just(kg(100)),
        over_days=st.just(14),
    ),
    st.builds(
        Missing,
        measure=st.sampled_from(["weight", "systolic", "anything"]),
        days=st.integers(1, 3),
        due_minute=st.just(720),
        is_beyond_habit=st.booleans(),
    ),
    st.builds(Silent, period=st.sampled_from([hours(1), hours(24)])),
    st.builds(
        Flagged,
        measure=st.just("pulse_irregular"),
        is_set=st.booleans(),
        on=st.one_of(st.none(), _OF_LAST, _CLOSE, _DAYS_IN_A_ROW),
        is_one_sitting=st.booleans(),
    ),
    st.builds(Worsens, question=_QUESTIONS, steps=st.integers(1, 2), within_days=st.sampled_from([1, 7])),
    st.builds(
        Happened,
        kinds=st.sampled_from([("discharged", "travelling"), ("admitted",)]),
        within=st.sampled_from([None, days(7), hours(12)]),
    ),
    st.builds(Pressed, kind=st.just("worried"), within=st.sampled_from([hours(1), days(2)])),
    st.builds(OtherAlert, rules=st.just(("other",)), within_days=st.sampled_from([None, 7])),
)
"""One sign of any kind."""


def _combined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    within = st.sampled_from([None, hours(24), days(2)])
    lines = st.lists(st.builds(Points, points=st.integers(1, 3), when=parts), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(
            Group,
            gathering=st.sampled_from([Gathering.ALL, Gathering.ANY, Gathering.NONE]),
            parts=several,
            within=within,
            for_days=st.sampled_from([None, 1]),
        ),
        st.builds(Group, gathering=st.just(Gathering.AT_LEAST), parts=several, within=within, least=st.just(1)),
        st.builds(
            Sequence,
            steps=st.lists(parts, min_size=2, max_size=3).map(tuple),
            within=st.sampled_from([hours(24), days(3)]),
        ),
        st.builds(
            Score,
            comparison=st.sampled_from([Comparison.AT_LEAST, Comparison.AT_MOST]),
            amount=st.builds(points, st.integers(0, 4)),
            lines=lines,
            look_back=st.sampled_from([hours(24), days(3)]),
            is_unknown_zero=st.booleans(),
            on=st.one_of(st.none(), _DAYS_IN_A_ROW),
        ),
    )


CONDITIONS: Final = st.one_of(SIGNS, _combined(st.one_of(SIGNS, _combined(SIGNS))))
"""A condition, at most three deep."""


@st.composite
def diaries(draw: st.DrawFn) -> str:
    """Draw five weeks of a patient's book up to 5 March: a usual time, and a week in which much happens."""
    usual_until = draw(st.sampled_from(["02-12", "02-20", "02-24"]))
    lines = [f"01-25..{usual_until} 07:{words}" for words in _USUAL] if draw(st.integers(0, 3)) else []
    days_of_week = ["02-25", "02-27", "02-28", "03-01", "03-02", "03-03", "03-04", "03-05"]
    for day, weight in zip(days_of_week, draw(st.lists(_WEIGHTS, min_size=8, max_size=8)), strict=True):
        lines += [f"{day} 07:00 weight {weight}"] if weight else []
    lines += [f"{when} {words}" for when, words in draw(st.lists(st.tuples(_WHEN, _LINES), max_size=20))]
    return "\n".join(lines)


_USUAL: Final = ("00 weight 80", "30 systolic 120", "40 pulse 70", "45 spo2 96", "50 answer breathlessness stairs")
_WEIGHTS: Final = st.sampled_from(["", "", "78", "80", "80.5", "81.333", "82", "83"])
_WHEN: Final = st.builds(
    lambda day, hour, minute: f"{day} {hour:02d}:{minute:02d}",
    st.sampled_from(["02-22", "02-26", "03-01", "03-02", "03-03", "03-04", "03-05"]),
    st.sampled_from([2, 3, 7, 11, 12, 18]),
    st.sampled_from([0, 5, 9, 40]),
)
_LINES: Final = st.one_of(
    st.sampled_from(["80", "80.5", "81.333", "82", "83", "95"]).map(lambda value: f"weight {value}"),
    st.sampled_from(["110", "120", "125.5", "150 body_movement"]).map(lambda value: f"systolic {value}"),
    st.sampled_from(["60", "70 irregular_pulse", "90"]).map(lambda value: f"pulse {value}"),
    st.sampled_from(["88", "95", "97"]).map(lambda value: f"spo2 {value}"),
    st.sampled_from(["never", "stairs", "walking", "unchanged"]).map(lambda code: f"answer breathlessness {code}"),
    st.sampled_from(["never", "often", "unchanged"]).map(lambda code: f"answer dizziness {code}"),
    st.sampled_from(["discharged", "travelling until 03-04 12:00", "admitted until 03-03 18:00"]).map(
        "event {}".format
    ),
    st.just("contact"),
    st.just("button worried"),
    st.sampled_from(["79000", "80000"]).map("agreed target_weight {}".format),
    st.just("agreed gain.gain 1500"),
    st.just("asked gain weight until 03-05 19:00"),
)
