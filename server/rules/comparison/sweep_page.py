"""The page of a sweep: what every value would have seen against what it would have cost, as a curve and a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from server.rules.backtest.drawing.figure import figure
from server.rules.backtest.drawing.labels import Label, labels
from server.rules.backtest.drawing.lines import dots, line, upright
from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.drawing.number import Number
from server.rules.backtest.drawing.plot import Axis, plot
from server.rules.backtest.drawing.scale import marks, top
from server.rules.backtest.drawing.sheet import sheet
from server.rules.backtest.drawing.size import Size
from server.rules.backtest.drawing.table import table
from server.rules.backtest.trial import Clock
from server.rules.comparison.outcome import Outcome
from server.rules.comparison.sweep import Sweep
from server.rules.comparison.sweep_text import definition, head_lines, table_heads, table_rows, value_of
from server.rules.language.read_back import voice_of

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "title": "{title}: {setting}",
        "curve": "Vad varje värde ser, och vad det kostar",
        "curve_says": "Varje punkt är ett värde på {setting}; uppåt ses fler, åt höger kostar det mer.",
        "burden": "Belastningen för varje värde",
        "burden_says": "Oförklarade episoder per patientår för varje värde på {setting}.",
        "across": "oförklarade episoder per patientår", "up": "sedda inom 14 dagar, %",
        "rule": "regeln för sig", "all": "alla regler tillsammans", "chance": "regeln för sig, av en slump",
        "now": "nu {value}", "table": "Alla värden",
        "caption": "Först regeln för sig, sedan alla regler; med 95 % intervall",
        "means": "Så är det räknat",
        "rule_column": "Regeln: {name}", "all_column": "Alla: {name}",
    },
    "en": {
        "title": "{title}: {setting}",
        "curve": "What every value sees, and what it costs",
        "curve_says": "Each point is a value of {setting}; up, more is seen; to the right, it costs more.",
        "burden": "The burden of every value",
        "burden_says": "Unexplained episodes per patient-year for every value of {setting}.",
        "across": "unexplained episodes per patient-year", "up": "seen within 14 days, %",
        "rule": "the rule alone", "all": "all rules together", "chance": "the rule alone, by chance",
        "now": "now {value}", "table": "All values",
        "caption": "First the rule alone, then all rules; with 95 % intervals",
        "means": "How it is counted",
        "rule_column": "Rule: {name}", "all_column": "All: {name}",
    },
}  # fmt: skip
_MARKS: Final = 5
_PERCENT: Final = 100
_NAMED: Final = 4
"""Besides the value that holds and the two ends, about so many values are named in the picture."""


def sweep_page(swept: Sweep, clock: Clock, language: str) -> str:
    """Write the page, in ``sv`` or ``en``: one file that needs nothing else."""
    words = _WORDS[language]
    title = words["title"].format(title=swept.rule.title[language], setting=swept.setting)
    limits, *facts = head_lines(swept, clock, language)
    figures = [_curve(swept, language)] if swept.events else []
    body = [
        element("h1", title),
        element("p", limits, class_="limits"),
        *(element("p", each) for each in facts),
        element("div", *figures, _burden(swept, language), class_="grid"),
        element("h2", words["table"]),
        element("div", _table(swept, language), class_="card scroll"),
        element("h2", words["means"]),
        element("p", definition(language)),
    ]
    return sheet(title=title, language=language, body=body)


def _curve(swept: Sweep, language: str) -> Markup:
    """Draw what is seen against what it costs, a point for each value."""
    words, number = _WORDS[language], Number(language)
    alone, whole = [each.rule for each in swept.points], [each.all_rules for each in swept.points]
    right = top(max(each.unexplained.value for each in (*alone, *whole)), _MARKS)
    lines = {"one": _places(alone), "two": _places(whole)}
    chance = [(each.unexplained.value, _PERCENT * (each.chance or 0)) for each in alone]
    names = [*_labels(swept, lines["one"], language), *_labels(swept, lines["two"], language)]

    def draw(size: Size) -> Markup:
        drawn = [line([chance], "chance")]
        for kind, points in lines.items():
            now = points[swept.tried.now]
            drawn += [line([points], kind), dots(points, kind), dots([now], kind, "medium")]
        drawn.append(labels(names, [*lines["one"], *lines["two"]]))
        return plot(size, _across(words["across"], right, number), _share_axis(words["up"]), drawn)

    key = [(f"line {kind}", words[name]) for kind, name in (("one", "rule"), ("two", "all"), ("chance", "chance"))]
    says = words["curve_says"].format(setting=swept.setting)
    return figure("curve", words["curve"], says, draw, key=key)


def _burden(swept: Sweep, language: str) -> Markup:
    """Draw what each value costs."""
    words, number = _WORDS[language], Number(language)
    values = [value_of(each.value) for each in swept.points]
    alone = [*zip(values, (each.rule.unexplained.value for each in swept.points), strict=True)]
    whole = [*zip(values, (each.all_rules.unexplained.value for each in swept.points), strict=True)]
    high = top(max(cost for _, cost in (*alone, *whole)), _MARKS)
    low, now = values[0], values[swept.tried.now]
    say = voice_of(swept.rule, language).quantity
    across = Axis(
        says=f"{swept.setting}, {say(swept.points[0].value).partition(' ')[2]}",
        low=low,
        high=values[-1],
        marks=[
            (each, f"{each:g}".replace(".", "," if language == "sv" else "."))
            for each in marks(low, values[-1], _MARKS)
        ],
    )
    up = _across(words["across"], high, number)
    mark = upright(now, words["now"].format(value=say(swept.points[swept.tried.now].value)), "limit")

    def draw(size: Size) -> Markup:
        return plot(size, across, up, [mark, line([alone], "one"), line([whole], "two")])

    key = [("line one", words["rule"]), ("line two", words["all"])]
    says = words["burden_says"].format(setting=swept.setting)
    return figure("burden", words["burden"], says, draw, key=key)


def _places(outcomes: Iterable[Outcome]) -> list[tuple[float, float]]:
    return [(each.unexplained.value, _PERCENT * each.seen.value) for each in outcomes if each.seen is not None]


def _labels(swept: Sweep, points: Sequence[tuple[float, float]], language: str) -> list[Label]:
    """Name the value that holds first, then the ends, then some between."""
    say, words = voice_of(swept.rule, language).quantity, _WORDS[language]
    last, now = len(points) - 1, swept.tried.now
    some = range(0, last, max(1, last // _NAMED))
    order = dict.fromkeys((now, 0, last, *some))
    found = []
    for place in order:
        (x, y), value = points[place], say(swept.points[place].value)
        is_now = place == now
        found.append(Label(x, y, words["now"].format(value=value) if is_now else value, "strong" if is_now else ""))
    return found


def _across(says: str, high: float, number: Number) -> Axis:
    step = 0 if high >= _MARKS else 1 if high >= 1 else 2
    return Axis(says=says, low=0, high=high, marks=[(each, number(each, step)) for each in marks(0, high, _MARKS)])


def _share_axis(says: str) -> Axis:
    return Axis(says=says, low=0, high=_PERCENT, marks=[(each, f"{each:g}") for each in marks(0, _PERCENT, _MARKS)])


def _table(swept: Sweep, language: str) -> Markup:
    """Write all values with their numbers."""
    words = _WORDS[language]
    first, *names = table_heads(swept, language)
    half = len(names) // 2
    heads = [words["rule_column"].format(name=each) for each in names[:half]]
    heads += [words["all_column"].format(name=each) for each in names[half:]]
    rows = []
    for point, (value, *cells) in table_rows(swept, language):
        said = words["now"].format(value=value) if point.is_now else value
        rows.append([said.replace(" ", "\N{NO-BREAK SPACE}"), *cells])
    return table(words["caption"], [first, *heads], rows)
