"""What the rules saw: all measures, what more would cost, and how long before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Final

from server.rules.backtest.drawing.figure import figure, folded
from server.rules.backtest.drawing.labels import STRONG, Label, labels
from server.rules.backtest.drawing.lines import Points, dots, line, step
from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.drawing.plot import Axis, Drawn, Ground, plot
from server.rules.backtest.drawing.scale import marks, top
from server.rules.backtest.drawing.shapes import shape
from server.rules.backtest.drawing.size import Size
from server.rules.backtest.drawing.table import table
from server.rules.backtest.report.lead import LOOK_BACK_DAYS, LeadTimes, share_at
from server.rules.backtest.report.operating import Point
from server.rules.backtest.report.result import Result
from server.rules.backtest.report.tongue import Tongue
from server.rules.backtest.score import Score
from server.rules.backtest.score_text import score_table
from server.rules.language.rule import Kind

LEAD_DAYS: Final = (30, 21, 14, 10, 7, 5, 3, 2, 1, 0)
_LEAST_ACROSS: Final = 0.5
_BETWEEN: Final = 60


def seen(told: Result, say: Tongue) -> Iterator[Markup]:
    """Write the section."""
    yield element("h2", say("part_seen"), id="seen")
    if told.material.watched.events is None:
        yield element("p", element("strong", say("no_events_says")))
    elif told.score.sensitivity is None:
        yield element("p", element("strong", say("no_major")))
    else:
        yield element("p", say("seen_says"))
    if told.lead is not None:
        yield element("div", _operating(told, say), _lead(told.lead, told, say), class_="grid")
    yield element("div", scores(told.score, say), class_="card")


def scores(score: Score, say: Tongue) -> Markup:
    """Write all measures of a score as a table, with the words and numbers that the command prints."""
    rows = []
    for name, value in score_table(score, say.language):
        inner = name.strip()
        rows.append((element("span", inner, class_="indent") if name != inner else inner, value))
    return table(say("scores"), [say("measure"), say("value")], rows, words=2)


def plotted(told: Result) -> dict[str, int]:
    """Number the rules that stand in the figure: signs, which are what the measures count."""
    signs = {name for name, rule in told.rule_set.rules.items() if rule.kind is Kind.SIGN}
    return {name: number for number, name in enumerate(told.rules, 1) if name in signs}


def _operating(told: Result, say: Tongue) -> Markup:
    numbers = plotted(told)
    rules = [told.rules[name] for name in numbers]
    profiles = [_of_score(name, score) for name, score in told.by_profile.items()]
    points = [*told.levels, *profiles, *rules]
    across = top(max([_LEAST_ACROSS, *(each.unexplained_per_year for each in points)]), 4)
    up = top(max(0.1, *(max(each.seen or 0.0, each.chance or 0.0) for each in points)), 5)
    named = [
        *(Label(*_place(each), say(f"from_{each.name}"), STRONG) for each in told.levels),
        *(Label(*_place(each), each.name, STRONG) for each in profiles),
        *(Label(*_place(each), str(numbers[each.name])) for each in rules),
    ]
    marked = [
        _stems(rules, "stem"),
        _stems([*told.levels, *profiles], "chance"),
        line([[_place(each) for each in told.levels]], "one"),
        dots([_place(each) for each in rules], "three"),
        dots([_place(each) for each in profiles], "two", "info"),
        dots([_place(each) for each in told.levels], "one"),
        labels(named, [*(_place(each) for each in points), *_along([_place(each) for each in told.levels])]),
    ]
    key = [("line one", say("key_levels")), ("dot three", say("key_rules")), ("line chance", say("key_chance"))]
    if profiles:
        key.insert(1, ("info two", say("key_profiles")))
    rows = [
        *((say(f"from_{each.name}"), *cells(each, say)) for each in told.levels),
        *((each.name, *cells(each, say)) for each in profiles),
        *((f"{numbers[each.name]} {each.name}", *cells(each, say)) for each in rules),
    ]
    head = [say(each) for each in ("name", "seen", "chance", "unexplained", "explained")]
    return figure(
        "operating",
        say("operating"),
        say("operating_says"),
        partial(_draw, Axis(
            says=say("operating_across"), low=0, high=across,
            marks=[(each, say.number.plain(each)) for each in marks(0, across, 5)],
        ), _shares(up, say("operating_up"), say), marked),
        key=key,
        below=[folded(say("same_numbers"), table(say("operating_table"), head, rows), kind="paper")],
    )  # fmt: skip


def cells(each: Point, say: Tongue) -> tuple[str, str, str, str]:
    """Write what a point saw, by chance, what it cost, and which share of it is explained."""
    number = say.number
    return (
        "–" if each.seen is None else number.percent(each.seen),
        "–" if each.chance is None else number.percent(each.chance),
        number(each.unexplained_per_year, 2),
        "–" if each.explained is None else number.percent(each.explained),
    )


def _of_score(name: str, score: Score) -> Point:
    unexplained = sum(not each.is_explained for each in score.spells)
    sensitivity = score.sensitivity
    return Point(
        name=name,
        alerts=score.alerts,
        episodes=len(score.spells),
        seen=None if sensitivity is None else sensitivity.in_14_days.value,
        chance=None if sensitivity is None else sensitivity.chance_14_days,
        unexplained_per_year=score.burden.unexplained_per_year.value,
        explained=1 - unexplained / len(score.spells) if score.spells else None,
    )


def _place(each: Point) -> tuple[float, float]:
    return each.unexplained_per_year, each.seen or 0.0


def _along(points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Give places on the lines between points, so near that no label finds room between them."""
    for (x, y), (to_x, to_y) in pairwise(points):
        for part in range(1, _BETWEEN):
            yield x + (to_x - x) * part / _BETWEEN, y + (to_y - y) * part / _BETWEEN


def _stems(points: Sequence[Point], kind: str) -> Drawn:
    """Draw a line from what each saw down to what chance would see."""

    def drawn(ground: Ground) -> Markup:
        found = []
        for each in points:
            if each.chance is None:
                continue
            x, y = ground.across(each.unexplained_per_year), ground.up(each.chance)
            found.append(element("line", x1=x, x2=x, y1=ground.up(each.seen or 0.0), y2=y, class_=f"line {kind}"))
            found.append(shape("dash", x, y, "chance", 1.0 if kind == "chance" else 0.6))
        return Markup("".join(found))

    return drawn


def _lead(lead: LeadTimes, told: Result, say: Tongue) -> Markup:
    firsts = told.score.lead.first if told.score.lead is not None else None
    median = "" if firsts is None else say("lead_median", days=say.number(firsts[1], 1))
    every: list[tuple[str, Sequence[tuple[float, float]]]] = [
        ("key_first", lead.first), ("key_run", lead.run), ("key_chance", lead.chance),
    ]  # fmt: skip
    up = top(max(0.1, *(share for _, shares in every for _, share in shares)), 5)
    marked = [line([_points(lead.chance)], "chance"), step(_points(lead.run), "two"), step(_points(lead.first), "one")]
    rows = [(str(day), *(say.number.percent(share_at(shares, day)) for _, shares in every)) for day in LEAD_DAYS]
    head = [say("days_before"), *(say(name) for name, _ in every)]
    return figure(
        "lead",
        say("lead"),
        say("lead_says", median=median),
        partial(_draw, Axis(
            says=say("lead_across"), low=LOOK_BACK_DAYS, high=0,
            marks=[(day, str(day)) for day in (30, 21, 14, 7, 0)],
        ), _shares(up, say("lead_up"), say), marked),
        key=[("line one", say("key_first")), ("line two", say("key_run")), ("line chance", say("key_chance"))],
        below=[folded(say("same_numbers"), table(say("lead_table", events=lead.events), head, rows), kind="paper")],
    )  # fmt: skip


def _points(shares: Sequence[tuple[float, float]]) -> Points:
    return [(day, share) for day, share in shares if not math.isnan(share)]


def _shares(up: float, says: str, say: Tongue) -> Axis:
    return Axis(says=says, low=0, high=up, marks=[(each, f"{say.number(each * 100, 0)} %") for each in marks(0, up, 5)])


def _draw(across: Axis, up: Axis, marked: Sequence[Drawn], size: Size) -> Markup:
    return plot(size, across, up, marked)
