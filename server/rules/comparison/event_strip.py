"""The chart of an event: what the patient measured in the weeks before it, and what each folder of rules raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from server.rules.backtest.case import Case, Column
from server.rules.backtest.drawing.figure import figure
from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.drawing.number import Number
from server.rules.backtest.drawing.shapes import shape
from server.rules.backtest.drawing.strip import Flag, Lane, Strip
from server.rules.backtest.episode import Episode
from server.rules.backtest.instants import DAY_S
from server.rules.comparison.difference import EventChange
from server.rules.comparison.outcome import WINDOW_DAYS
from server.rules.language.rule_set import RuleSet
from server.rules.language.signal import Measure

BEFORE_DAYS: Final = 30
AFTER_DAYS: Final = 3
_LANES: Final[Mapping[str, tuple[int, float]]] = {"weight": (90, 3.0), "pulse": (56, 20.0), "systolic": (56, 30.0)}
"""What is drawn, how high (pixels), and over how much at the least, in the measure's unit."""
_BROKEN_DAYS: Final = 2.5
"""A line is broken where nothing was measured for so long."""
_MARKS: Final = (-28, -21, -14, -7, 0)
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "title": "{patient}, {day}",
        "gained": "Sedd av de nya reglerna, inte av de gamla.",
        "lost": "Sedd av de gamla reglerna, inte av de nya.",
        "axis": "dagar till händelsen",
        "weight": "vikt", "pulse": "puls", "systolic": "systoliskt tryck",
        "old": "gamla regler, dag {day}", "new": "nya regler, dag {day}",
        "none": "inget räknat de sista 14 dagarna",
    },
    "en": {
        "title": "{patient}, {day}",
        "gained": "Seen by the new rules, not by the old.",
        "lost": "Seen by the old rules, not by the new.",
        "axis": "days to the event",
        "weight": "weight", "pulse": "pulse", "systolic": "systolic pressure",
        "old": "old rules, day {day}", "new": "new rules, day {day}",
        "none": "nothing counted in the last 14 days",
    },
}  # fmt: skip


def event_strip(each: EventChange, case: Case, rules: RuleSet, name: str, language: str) -> Markup:
    """Draw an event of a patient; ``name`` is unique on the page."""
    words, number = _WORDS[language], Number(language)
    day = datetime.fromtimestamp(each.event.at_s, UTC).astimezone(case.zone).date().isoformat()
    seen_by = each.new if each.is_gained else each.old
    strip = Strip(
        first=-BEFORE_DAYS,
        last=AFTER_DAYS,
        days=[(mark, number(mark, 0)) for mark in _MARKS],
        says=words["axis"],
        lanes=[*_lanes(each.event.at_s, case, rules, language)],
        flags=[Flag(_days(one, each), one.severity.value, counts=one.counts) for one in seen_by],
        window=(-WINDOW_DAYS, 0),
        events=[0],
        write=lambda value: number(value, 0),
    )
    return figure(
        name,
        words["title"].format(patient=each.patient, day=day),
        words["gained" if each.is_gained else "lost"],
        strip.drawn,
        below=[element("ul", *_told(each, language), class_="told")],
        heights=(strip.height, strip.height),
    )


def _lanes(event_s: int, case: Case, rules: RuleSet, language: str) -> Iterator[Lane]:
    for name, (height, span) in _LANES.items():
        measure = rules.signals.measures.get(name)
        column = None if measure is None else case.columns.get(measure.vital.value.name)
        if measure is None or column is None:
            continue
        used, refused = _points(event_s, column, measure)
        if used:
            yield Lane(
                says=f"{_WORDS[language][name]}, {measure.unit.value}",
                runs=_runs(used),
                height=height,
                span_least=span,
                refused=refused,
            )


def _points(
    event_s: int, column: Column, measure: Measure
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Give what was measured about an event, by days to it: what a patient can have, and what nobody can."""
    near = (column.at_s >= event_s - BEFORE_DAYS * DAY_S) & (column.at_s <= event_s + AFTER_DAYS * DAY_S)
    found = column.only(near)
    points = [
        ((at_s - event_s) / DAY_S, value / measure.per_unit)
        for at_s, value in zip(found.at_s.tolist(), found.values.tolist(), strict=True)
    ]
    low, high = (each / measure.per_unit for each in measure.plausible)
    return [each for each in points if low <= each[1] <= high], [each for each in points if not low <= each[1] <= high]


def _runs(points: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = []
    for point in points:
        if not runs or point[0] - runs[-1][-1][0] > _BROKEN_DAYS:
            runs.append([])
        runs[-1].append(point)
    return runs


def _told(each: EventChange, language: str) -> Iterator[Markup]:
    """List what each folder raised before the event; what is only of one of them was gained or lost."""
    words, number = _WORDS[language], Number(language)
    for which, episodes in (("old", each.old), ("new", each.new)):
        for one in episodes:
            head = words[which].format(day=number(_days(one, each), 0))
            says = one.explanation.get(language) or one.rule
            yield element("li", _sign(one), f"{head}: ", element("b", one.rule), f" {says}" if says != one.rule else "")


def _sign(episode: Episode) -> Markup:
    return element("svg", shape(episode.severity.value, 8, 8), viewBox="0 0 16 16", aria_hidden="true")


def _days(episode: Episode, each: EventChange) -> float:
    return (episode.raised_s - each.event.at_s) / DAY_S
