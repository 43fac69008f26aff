"""A sweep in words, for people, and as rows and plain values for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from server.rules.backtest.chance import DERANGEMENTS, RESAMPLES
from server.rules.backtest.drawing.number import NOTHING, Number
from server.rules.backtest.score_text import LIMITS
from server.rules.backtest.trial import Clock
from server.rules.comparison.outcome import Outcome
from server.rules.comparison.sweep import Point, Sweep
from server.rules.language.order import SEEN
from server.rules.language.quantity import Quantity
from server.rules.language.read_back import voice_of

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "tried": "{rule}, {setting}: {low} till {high} i steg om {step}, {count} värden. Nu {now}.",
        "thinned": "Alla värden som går att skriva vore för många: finare steg är utelämnade.",
        "watched": "Patienter {patients}, patientår {years}, större händelser {events}. Klocka: {clock}.",
        "no_events": "okänt",
        Clock.AS_RECEIVED: "som det togs emot",
        Clock.AS_MEASURED: "som det mättes",
        "as_live": "Regeln är {status} i mappen; här är den bedömd som om den vore i drift.",
        "not_scored": "Regelns egna varningar är inte med bland alla reglers: bara medel och höga tecken är det.",
        "alone": "regeln för sig", "all": "alla regler tillsammans",
        "alerts": "varningar", "seen": "sedda inom 14 d", "chance": "av en slump", "cost": "oförklarade/år",
        "is_now": "värdet som gäller i mappen",
        "defined": "Sedda: en varning i [händelse − 14 d, händelse). Slump: samma varningar hos andra patienter\n"
        "({chance} ombyten). Oförklarade/år: sjudagarsepisoder som ingen händelse förklarar, per patientår.\n"
        "Regeln för sig: dess egna varningar, oavsett allvar; alla regler: tecken, medel eller hög.\n"
        "Intervall: 95 %, {resamples} omdragningar av patienter, samma för alla värden.",
    },
    "en": {
        "tried": "{rule}, {setting}: {low} to {high} in steps of {step}, {count} values. Now {now}.",
        "thinned": "All values that can be written would be too many: finer steps are left out.",
        "watched": "Patients {patients}, patient-years {years}, major events {events}. Clock: {clock}.",
        "no_events": "not known",
        Clock.AS_RECEIVED: "as received",
        Clock.AS_MEASURED: "as measured",
        "as_live": "The rule is {status} in the folder; here it is judged as if it were live.",
        "not_scored": "The rule's own alerts are not among those of all rules: only medium and high signs are.",
        "alone": "the rule alone", "all": "all rules together",
        "alerts": "alerts", "seen": "seen in 14 days", "chance": "by chance", "cost": "unexplained/year",
        "is_now": "the value that holds in the folder",
        "defined": "Seen: an alert in [event − 14 d, event). Chance: the same alerts handed to other patients\n"
        "({chance} derangements). Unexplained/year: seven-day episodes that no event explains, per patient-year.\n"
        "The rule alone: its own alerts, whatever their severity; all rules: signs, medium or high.\n"
        "Intervals: 95 %, {resamples} resamples of patients, the same for every value.",
    },
}  # fmt: skip
_MARK: Final = ">"
_OUTCOME: Final = ("alerts", "seen", "seen_low", "seen_high", "chance", "unexplained", "unexplained_low",
                   "unexplained_high")  # fmt: skip
COLUMNS: Final = (
    "value", "unit", "is_now", *(f"rule_{each}" for each in _OUTCOME), *(f"all_{each}" for each in _OUTCOME),
)  # fmt: skip


def sweep_lines(swept: Sweep, clock: Clock, language: str) -> Iterator[str]:
    """Write a sweep as a table: a line for each value, the one that holds marked."""
    words = _WORDS[language]
    yield from (*head_lines(swept, clock, language), "")
    heads = table_heads(swept, language)
    marked = [(" ", heads), *((_MARK if point.is_now else " ", row) for point, row in table_rows(swept, language))]
    widths = [max(len(row[place]) for _, row in marked) for place in range(len(heads))]
    half = len(heads) // 2
    left = sum(widths[1 : half + 1]) + 2 * (half - 1)
    yield " " * (widths[0] + 4) + words["alone"].ljust(left + 2) + "| " + words["all"]
    for mark, row in marked:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        yield f"{mark} {cells[0]}  {'  '.join(cells[1 : half + 1])}  | {'  '.join(cells[half + 1 :])}"
    yield f"{_MARK} {words['is_now']}"
    yield ""
    yield definition(language)


def definition(language: str) -> str:
    """Say how figures are counted."""
    return _WORDS[language]["defined"].format(chance=DERANGEMENTS, resamples=Number(language).count(RESAMPLES))


def head_lines(swept: Sweep, clock: Clock, language: str) -> Iterator[str]:
    """Say what was tried, on what, and what the figures are not."""
    words, number, tried = _WORDS[language], Number(language), swept.tried
    say = voice_of(swept.rule, language).quantity
    yield LIMITS[language]
    yield words["tried"].format(
        rule=swept.rule.name,
        setting=swept.setting,
        low=say(tried.values[0]),
        high=say(tried.values[-1]),
        step=say(tried.step),
        count=len(tried.values),
        now=say(tried.values[tried.now]),
    )
    if tried.is_thinned:
        yield words["thinned"]
    events = words["no_events"] if swept.events is None else number.count(swept.events)
    years = number(swept.patient_years, 1)
    yield words["watched"].format(patients=swept.patients, years=years, events=events, clock=words[clock])
    if swept.rule.status not in SEEN:
        yield words["as_live"].format(status=swept.rule.status.value)
    if not swept.is_scored:
        yield words["not_scored"]


def table_heads(swept: Sweep, language: str) -> list[str]:
    """Name the columns: the value, then twice the same, of the rule and of all rules."""
    words = _WORDS[language]
    names = [words["alerts"], *([words["seen"], words["chance"]] if swept.events else []), words["cost"]]
    return [swept.setting, *names, *names]


def table_rows(swept: Sweep, language: str) -> Iterator[tuple[Point, list[str]]]:
    """Give the cells of every value."""
    number, voice = Number(language), voice_of(swept.rule, language)
    for point in swept.points:
        told = [cell for each in (point.rule, point.all_rules) for cell in _cells(each, number)]
        yield point, [voice.quantity(point.value), *told]


def _cells(outcome: Outcome, number: Number) -> Iterator[str]:
    yield number.count(outcome.alerts)
    if outcome.seen is not None:
        yield number.share(outcome.seen)
        yield NOTHING if outcome.chance is None else number.percent(outcome.chance)
    yield number.figure(outcome.unexplained)


def sweep_rows(swept: Sweep) -> Iterator[list[str]]:
    """Give the rows of ``sweep.csv``, as COLUMNS names their cells; what is not known is empty."""
    for point in swept.points:
        outcomes = (cell for each in (point.rule, point.all_rules) for cell in _plain(each).values())
        cells = (point.value.thousandths / 1_000, point.value.unit.value, int(point.is_now), *outcomes)
        yield ["" if cell is None else f"{cell:.6g}" if isinstance(cell, float) else str(cell) for cell in cells]


def sweep_values(swept: Sweep, clock: Clock) -> dict[str, Any]:
    """Give a sweep as plain values."""
    return {
        "rule": swept.rule.name,
        "status": swept.rule.status.value,
        "setting": swept.setting,
        "clock": clock.value,
        "step": str(swept.tried.step),
        "is_thinned": swept.tried.is_thinned,
        "patients": swept.patients,
        "patient_years": swept.patient_years,
        "events": swept.events,
        "values": [
            {
                "value": str(point.value),
                "is_now": point.is_now,
                "rule": _plain(point.rule),
                "all": _plain(point.all_rules),
            }
            for point in swept.points
        ],
    }


def _plain(outcome: Outcome) -> dict[str, float | int | None]:
    seen: Sequence[float | None] = outcome.seen or (None, None, None)
    told = (outcome.alerts, *seen, outcome.chance, *outcome.unexplained)
    return dict(zip(_OUTCOME, told, strict=True))


def value_of(quantity: Quantity) -> float:
    """Give a value as a number of its unit."""
    return quantity.thousandths / 1_000
