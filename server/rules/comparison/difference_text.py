"""A difference in words, for people, and as rows and plain values for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.rules.backtest.chance import DERANGEMENTS, RESAMPLES, Figure
from server.rules.backtest.drawing.number import Number
from server.rules.backtest.instants import written
from server.rules.backtest.score_text import LIMITS
from server.rules.backtest.trial import Clock
from server.rules.comparison.difference import Difference, EventChange
from server.rules.comparison.matching import Change

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "watched": "Patienter {patients}, patientår {years}, större händelser {events}. Klocka: {clock}.",
        "no_events": "okänt",
        Clock.AS_RECEIVED: "som det togs emot", Clock.AS_MEASURED: "som det mättes",
        "same": "Mapparna säger detsamma om alla.",
        "episodes": "Episoder", "all": "alla",
        Change.KEPT: "kvar", Change.EARLIER: "tidigare", Change.LATER: "senare", Change.GONE: "borta",
        Change.NEW: "nya",
        "before": "gamla regler", "after": "nya regler", "difference": "skillnad",
        "seen": "Större händelser sedda inom 14 dagar", "chance": "  av en slump",
        "cost": "Oförklarade episoder per patientår",
        "events": "Händelser vunna {gained}, förlorade {lost} (McNemar, exakt: p = {p})",
        "gained": "vunnen", "lost": "förlorad", "more": "  … och {count} till: se diff_events.csv",
        "defined": "Episoder: av samma patient och regel, parade om de överlappar i tid; alla allvar.\n"
        "Sedda och oförklarade: tecken, medel eller hög; slump: samma varningar hos andra ({chance} ombyten).\n"
        "Intervall: 95 %, {resamples} omdragningar av patienter, skillnaden patient för patient.",
    },
    "en": {
        "watched": "Patients {patients}, patient-years {years}, major events {events}. Clock: {clock}.",
        "no_events": "not known",
        Clock.AS_RECEIVED: "as received", Clock.AS_MEASURED: "as measured",
        "same": "The folders say the same of everybody.",
        "episodes": "Episodes", "all": "all",
        Change.KEPT: "kept", Change.EARLIER: "earlier", Change.LATER: "later", Change.GONE: "gone",
        Change.NEW: "new",
        "before": "old rules", "after": "new rules", "difference": "difference",
        "seen": "Major events seen within 14 days", "chance": "  by chance",
        "cost": "Unexplained episodes per patient-year",
        "events": "Events gained {gained}, lost {lost} (McNemar, exact: p = {p})",
        "gained": "gained", "lost": "lost", "more": "  … and {count} more: see diff_events.csv",
        "defined": "Episodes: of one patient and rule, matched if they overlap in time; every severity.\n"
        "Seen and unexplained: signs, medium or high; chance: the same alerts of others ({chance} derangements).\n"
        "Intervals: 95 %, {resamples} resamples of patients, the difference patient by patient.",
    },
}  # fmt: skip
CHANGES: Final = (Change.KEPT, Change.EARLIER, Change.LATER, Change.GONE, Change.NEW)
_MOST_EVENTS: Final = 8
"""So many events are listed on a terminal."""
COLUMNS: Final = (
    "patient_id", "rule", "change", "class", "is_scored", "old_severity", "new_severity", "old_raised", "new_raised",
    "old_ended", "new_ended",
)  # fmt: skip
EVENT_COLUMNS: Final = ("patient_id", "event_at", "change", "old_alerts", "new_alerts")


def difference_lines(told: Difference, clock: Clock, zone: ZoneInfo, language: str) -> Iterator[str]:
    """Write a difference on less than a screen: episodes, events, and what it costs."""
    words = _WORDS[language]
    yield LIMITS[language]
    yield watched_line(told, clock, language)
    yield ""
    if not changed_rules(told):
        yield words["same"]
    yield from _table([episode_heads(language), *episode_rows(told, language)])
    yield ""
    yield from _table([["", words["before"], words["after"], words["difference"]], *figure_rows(told, language)])
    if told.chance_of_split is not None:
        yield ""
        yield events_line(told, language)
        for each in told.events[:_MOST_EVENTS]:
            yield f"  {event_words(each, zone, language)}"
        if len(told.events) > _MOST_EVENTS:
            yield words["more"].format(count=len(told.events) - _MOST_EVENTS)
    yield ""
    yield definition(language)


def definition(language: str) -> str:
    """Say how it is counted."""
    return _WORDS[language]["defined"].format(chance=DERANGEMENTS, resamples=Number(language).count(RESAMPLES))


def watched_line(told: Difference, clock: Clock, language: str) -> str:
    """Say on what the folders were compared."""
    words, number = _WORDS[language], Number(language)
    events = words["no_events"] if told.major_events is None else number.count(told.major_events)
    years = number(told.patient_years, 1)
    return words["watched"].format(patients=told.patients, years=years, events=events, clock=words[clock])


def changed_rules(told: Difference) -> list[str]:
    """Name the rules of which any episode is not as it was, those that changed most first."""
    return [rule for rule, counts in told.by_rule.items() if sum(counts.values()) > counts.get(Change.KEPT, 0)]


def episode_heads(language: str) -> list[str]:
    """Name the columns of the table of episodes."""
    words = _WORDS[language]
    return [words["episodes"], *(words[each] for each in CHANGES)]


def episode_rows(told: Difference, language: str) -> Iterator[list[str]]:
    """Give a row for all rules, and one for each that has changed."""
    number, by_rule = Number(language), told.by_rule
    for name, counts in (
        (_WORDS[language]["all"], told.counts),
        *((rule, by_rule[rule]) for rule in changed_rules(told)),
    ):
        yield [name, *(number.count(counts.get(each, 0)) for each in CHANGES)]


def figure_rows(told: Difference, language: str) -> Iterator[list[str]]:
    """Give a row for what is seen, and one for what it costs: old, new, and the difference."""
    words, number = _WORDS[language], Number(language)
    if told.old.seen is not None and told.new.seen is not None and told.seen is not None:
        shares = Figure(*(100 * each for each in told.seen))
        yield [words["seen"], number.share(told.old.seen), number.share(told.new.seen), _signed(shares, 1, number)]
    if told.old.chance is not None and told.new.chance is not None:
        yield [words["chance"], number.percent(told.old.chance), number.percent(told.new.chance), ""]
    costs = (number.figure(told.old.unexplained), number.figure(told.new.unexplained))
    yield [words["cost"], *costs, _signed(told.burden, 2, number)]


def _signed(figure: Figure, digits: int, number: Number) -> str:
    value, low, high = (("+" if each > 0 else "") + number(each, digits) for each in figure)
    return f"{value} ({low} … {high})"


def events_line(told: Difference, language: str) -> str:
    """Say how many events are gained and lost, and how likely such a split is by chance."""
    p = Number(language)(told.chance_of_split or 0.0, 3)
    return _WORDS[language]["events"].format(gained=len(told.gained), lost=len(told.lost), p=p)


def event_words(each: EventChange, zone: ZoneInfo, language: str) -> str:
    """Name an event, what became of it, and the rules that saw it."""
    words = _WORDS[language]
    at = datetime.fromtimestamp(each.event.at_s, UTC).astimezone(zone).date().isoformat()
    rules = dict.fromkeys(one.rule for one in (each.new if each.is_gained else each.old) if one.counts)
    return f"{words['gained' if each.is_gained else 'lost']}  {each.patient}  {at}  {', '.join(rules)}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()


def difference_rows(told: Difference, zone: ZoneInfo, *, naive: bool) -> Iterator[list[str]]:
    """Give the rows of ``diff.csv``, as COLUMNS names their cells; times in the log's own clock."""
    for pair in told.pairs:
        both, one = (pair.old, pair.new), pair.told
        severities = ("" if each is None else each.severity.value for each in both)
        raised = ("" if each is None else written(each.raised_s, zone, naive=naive) for each in both)
        ended = (
            "" if each is None or each.ended_s is None else written(each.ended_s, zone, naive=naive) for each in both
        )
        kind = one.alert_class.value
        yield [one.patient, one.rule, pair.change.value, kind, str(int(pair.counts)), *severities, *raised, *ended]


def event_rows(told: Difference, zone: ZoneInfo, *, naive: bool) -> Iterator[list[str]]:
    """Give the rows of ``diff_events.csv``, as EVENT_COLUMNS names their cells."""
    for each in told.events:
        at = written(each.event.at_s, zone, naive=naive)
        rules = (" ".join(dict.fromkeys(one.rule for one in some if one.counts)) for some in (each.old, each.new))
        yield [each.patient, at, "gained" if each.is_gained else "lost", *rules]


def difference_values(told: Difference, clock: Clock) -> dict[str, Any]:
    """Give a difference as plain values; a figure is [value, low, high]."""
    return {
        "clock": clock.value,
        "patients": told.patients,
        "patient_years": told.patient_years,
        "events": told.major_events,
        "episodes": {each.value: told.counts.get(each, 0) for each in CHANGES},
        "by_rule": {
            rule: {each.value: counts.get(each, 0) for each in CHANGES} for rule, counts in told.by_rule.items()
        },
        "gained": len(told.gained),
        "lost": len(told.lost),
        "mcnemar": told.chance_of_split,
        "seen": None
        if told.old.seen is None or told.new.seen is None or told.seen is None
        else {"old": [*told.old.seen], "new": [*told.new.seen], "difference": [*told.seen]},
        "unexplained_per_year": {
            "old": [*told.old.unexplained],
            "new": [*told.new.unexplained],
            "difference": [*told.burden],
        },
    }
