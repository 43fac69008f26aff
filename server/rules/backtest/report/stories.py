"""Examples of what was seen, missed and raised for nothing: what was measured, what was told, what was raised."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from server.rules.backtest.drawing.figure import Key, figure, folded, key_of
from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.drawing.shapes import shape
from server.rules.backtest.drawing.strip import Answers, Flag, Lane, Strip
from server.rules.backtest.drawing.table import table
from server.rules.backtest.episode import Episode
from server.rules.backtest.report.examples import FROM_DAY, TO_DAY, Example, ExampleKind
from server.rules.backtest.report.measured import Measured, measured, runs
from server.rules.backtest.report.result import Result
from server.rules.backtest.report.tongue import Tongue
from server.rules.backtest.score import Score
from vitals.observation_log import LogKind

GROUPS: Final[Mapping[ExampleKind, str]] = {
    ExampleKind.HIT: "hits",
    ExampleKind.MISS: "misses",
    ExampleKind.FALSE_ALERT: "false_alerts",
    ExampleKind.ALERT: "some_alerts",
}
MARKED_DAYS: Final = (-45, -30, -14, -7, 0, 5)
HEIGHTS: Final[Mapping[LogKind, int]] = {LogKind.WEIGHT: 84, LogKind.PULSE: 44, LogKind.SYSTOLIC: 44, LogKind.SPO2: 36}
SPANS_LEAST: Final[Mapping[LogKind, float]] = {
    LogKind.WEIGHT: 3, LogKind.PULSE: 30, LogKind.SYSTOLIC: 40, LogKind.SPO2: 6,
}  # fmt: skip
"""A steady person's noise must not look like a mountain."""
TOLD_MOST: Final = 8
WINDOW_DAYS: Final = 14


def stories(told: Result, say: Tongue) -> Iterator[Markup]:
    """Write the section."""
    knows = told.material.watched.events is not None
    yield element("h2", say("part_examples"), id="examples")
    yield element("p", say("examples_says" if knows else "examples_blind"))
    yield key_of(_key(told, say, knows=knows)) or Markup()
    yield element("p", say("key_small"), class_="sub")
    for kind in _kinds(told.score, knows=knows):
        yield element("h3", say(GROUPS[kind]), class_="group")
        some = [each for each in told.examples if each.kind is kind]
        if some:
            strips = (story(f"{kind.value}-{n}".replace("_", "-"), each, told, say) for n, each in enumerate(some, 1))
            yield element("div", *strips, class_="grid strips")
        else:
            yield element("p", say("no_false_alerts" if kind is ExampleKind.ALERT else f"no_{GROUPS[kind]}"))


def _kinds(score: Score, *, knows: bool) -> Sequence[ExampleKind]:
    if not knows:
        return (ExampleKind.ALERT,)
    known = (ExampleKind.HIT, ExampleKind.MISS) if score.sensitivity is not None else ()
    return (*known, ExampleKind.FALSE_ALERT)


def _key(told: Result, say: Tongue, *, knows: bool) -> Key:
    severities = {each.severity.value: None for each in told.episodes}
    shown = [each for each in ("high", "medium", "low", "info", "technical") if each in severities]
    key: list[tuple[str, str]] = [(each, say(each)) for each in shown]
    if knows:
        key += [("line event", say("key_event")), ("band", say("key_window"))]
    return [
        *key,
        ("line limit", say("key_reference")),
        ("cross refused", say("key_refused")),
        ("answer", say("key_answer")),
    ]


def story(name: str, example: Example, told: Result, say: Tongue) -> Markup:
    """Draw one example, with what was raised and told under it in words, and the same numbers as a table."""
    seen = measured(example, told.material, told.episodes)
    patient = told.material.load.cases[example.patient].name
    strip = _strip(example, seen, told, say)
    return figure(
        name,
        say("strip_title", kind=say(example.kind.value), patient=patient),
        _says(example, seen, told, say),
        strip.drawn,
        heights=(strip.height, strip.height),
        heading="h4",
        below=[
            _told(seen, told, say),
            folded(say("same_numbers"), _table(example, seen, told, say)),
        ],
    )


def _says(example: Example, seen: Measured, told: Result, say: Tongue) -> str:
    days = "" if example.lead_days is None else say.number(example.lead_days, 1)
    weighed = say("measured_says", weighed=seen.days_weighed, days=TO_DAY - FROM_DAY)
    return say(f"{example.kind.value}_says", day=_day(example, told, say), days=days, measured=weighed)


def _day(example: Example, told: Result, say: Tongue) -> str:
    return say.day(datetime.fromtimestamp(example.at_s, UTC).astimezone(told.material.log.zone).date())


def _strip(example: Example, seen: Measured, told: Result, say: Tongue) -> Strip:
    is_event = example.kind in {ExampleKind.HIT, ExampleKind.MISS}
    refused = [(day, value) for day, value in seen.refused if not math.isnan(value)]
    lanes = [
        Lane(
            says=say(kind.value),
            runs=runs(points),
            height=HEIGHTS[kind],
            span_least=SPANS_LEAST[kind],
            limit=seen.reference_kg if kind is LogKind.WEIGHT else None,
            refused=refused if kind is LogKind.WEIGHT else (),
        )
        for kind, points in seen.values.items()
    ]
    rows = [(question(kind, told, say), points) for kind, points in seen.answers.items()]
    return Strip(
        first=FROM_DAY,
        last=TO_DAY,
        days=[(day, ("+" if day > 0 else "") + say.number(day, 0)) for day in MARKED_DAYS],
        says=say("from_event" if is_event else "from_alert"),
        lanes=lanes,
        answers=Answers(rows=rows) if rows else None,
        flags=[Flag(day, each.severity.value, each.counts) for day, each in seen.alerts],
        window=(-WINDOW_DAYS, 0) if is_event else None,
        events=[0] if is_event else [],
        write=say.number.plain,
    )


def question(kind: str, told: Result, say: Tongue) -> str:
    """Give what a question is called; the log's own word where no question is called so."""
    found = told.questions.get(kind)
    if found is None:
        return kind
    symptom = told.rule_set.symptoms[found]
    return symptom.label_sv if say.language == "sv" else symptom.label_en


def _told(seen: Measured, told: Result, say: Tongue) -> Markup:
    """Write what was raised and what the care team told, in order; alerts that do not count are only named."""
    counted = [(day, each) for day, each in seen.alerts if each.counts]
    items = [(day, _raised(day, each, told, say)) for day, each in counted[:TOLD_MOST]]
    items += [(day, _line(day, _known(kind, detail, say), say)) for day, kind, detail in seen.told]
    lines = [says for _, says in sorted(items, key=lambda each: each[0])]
    if len(counted) > TOLD_MOST:
        lines.append(element("li", say("more_flags", count=len(counted) - TOLD_MOST)))
    others = Counter(each.rule for _, each in seen.alerts if not each.counts)
    if others:
        named = ", ".join(rule if count == 1 else f"{rule} ({count})" for rule, count in sorted(others.items()))
        lines.append(element("li", say("not_counted", rules=named), class_="sub"))
    return element("ul", *lines, class_="told") if lines else element("p", say("no_flags"), class_="sub")


def _raised(day: float, alert: Episode, told: Result, say: Tongue) -> Markup:
    """Write an alert with the words that the nurse was told."""
    severity = alert.severity.value
    mark = element("svg", shape(severity, 7, 7), viewBox="0 0 14 14", aria_hidden="true", focusable="false")
    says = alert.explanation.get(say.language) or told.rule_set.rules[alert.rule].title[say.language]
    return _line(day, says, say, mark, element("span", f" ({say(severity)}, {alert.rule})", class_="sub"))


def _line(day: float, says: str, say: Tongue, before: Markup | None = None, after: Markup | None = None) -> Markup:
    return element("li", before, element("strong", say("at_day", day=say.day_from(day)), ": "), says, after)


def _known(kind: str, detail: str, say: Tongue) -> str:
    """Say what was told in words; what has none, as the log writes it."""
    return next(
        (say(name) for name in (f"told_{kind}_{detail}", f"told_{kind}") if say.knows(name)), f"{kind} {detail}".strip()
    )


def _table(example: Example, seen: Measured, told: Result, say: Tongue) -> Markup:
    """Write every day with what was measured on it; several values of a day stand beside each other."""
    columns: list[tuple[str, Mapping[int, str]]] = []
    for kind, points in seen.values.items():
        columns.append(
            (say(kind.value), _by_day(points, partial(say.number, digits=1 if kind is LogKind.WEIGHT else 0)))
        )
    for code, points in seen.answers.items():
        columns.append((question(code, told, say), _by_day(points, partial(say.number, digits=0))))
    days = sorted({day for _, cells in columns for day in cells})
    rows = [(say.number(day, 0), *(cells.get(day, "–") for _, cells in columns)) for day in days]
    patient = told.material.load.cases[example.patient].name
    caption = say("strip_table", patient=patient, day=_day(example, told, say))
    return table(caption, [say("day"), *(name for name, _ in columns)], rows)


def _by_day(points: Sequence[tuple[float, float]], write: partial[str]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for day, value in points:
        found.setdefault(int(day // 1), []).append(write(value))
    return {day: ", ".join(values) for day, values in found.items()}
