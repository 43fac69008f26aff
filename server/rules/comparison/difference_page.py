"""The page of a difference: what two folders of rules tell otherwise, with the chart of every event gained or lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from server.rules.backtest.caseload import Caseload
from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.drawing.sheet import sheet
from server.rules.backtest.drawing.table import table
from server.rules.backtest.score_text import LIMITS
from server.rules.backtest.trial import Clock
from server.rules.comparison.difference import Difference, EventChange
from server.rules.comparison.difference_text import (
    definition,
    episode_heads,
    episode_rows,
    events_line,
    figure_rows,
    watched_line,
)
from server.rules.comparison.event_strip import event_strip
from server.rules.language.rule_set import RuleSet

MOST_CHARTS: Final = 60
"""So many events have their chart on the page; the others stand in diff_events.csv."""
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "title": "Gamla regler och nya",
        "figures": "Vad de ser, och vad det kostar",
        "old": "gamla regler", "new": "nya regler", "difference": "skillnad",
        "episodes": "Episoder", "episodes_caption": "Alla regler, och varje regel där något är annorlunda",
        "gained": "Händelser som bara de nya reglerna ser", "lost": "Händelser som bara de gamla reglerna ser",
        "none": "Inga.", "more": "{count} till står i diff_events.csv.",
        "means": "Så är det räknat",
    },
    "en": {
        "title": "Old rules and new",
        "figures": "What they see, and what it costs",
        "old": "old rules", "new": "new rules", "difference": "difference",
        "episodes": "Episodes", "episodes_caption": "All rules, and every rule of which something is otherwise",
        "gained": "Events that only the new rules see", "lost": "Events that only the old rules see",
        "none": "None.", "more": "{count} more stand in diff_events.csv.",
        "means": "How it is counted",
    },
}  # fmt: skip


def difference_page(told: Difference, clock: Clock, load: Caseload, rules: RuleSet, language: str) -> str:
    """Write the page, in ``sv`` or ``en``; ``load`` are the patients compared, ``rules`` say how values are made."""
    words = _WORDS[language]
    heads = ["", words["old"], words["new"], words["difference"]]
    body = [
        element("h1", words["title"]),
        element("p", LIMITS[language], class_="limits"),
        element("p", watched_line(told, clock, language)),
        element("h2", words["figures"]),
        element("div", table(words["figures"], heads, figure_rows(told, language)), class_="card scroll"),
        element("h2", words["episodes"]),
        element(
            "div",
            table(words["episodes_caption"], episode_heads(language), episode_rows(told, language)),
            class_="card scroll",
        ),
    ]
    if told.chance_of_split is not None:
        body.append(element("p", events_line(told, language)))
        body += _events("gained", told.gained, load, rules, language)
        body += _events("lost", told.lost, load, rules, language)
    body += [element("h2", words["means"]), element("p", definition(language))]
    return sheet(title=words["title"], language=language, body=body)


def _events(what: str, events: Sequence[EventChange], load: Caseload, rules: RuleSet, language: str) -> list[Markup]:
    """Draw events, a chart each."""
    words = _WORDS[language]
    found = [element("h2", words[what])]
    if not events:
        return [*found, element("p", words["none"])]
    charts = [
        event_strip(each, load.cases[each.event.patient], rules, f"{what}-{place}", language)
        for place, each in enumerate(events[:MOST_CHARTS])
    ]
    found.append(element("div", *charts, class_="grid"))
    if len(events) > MOST_CHARTS:
        found.append(element("p", words["more"].format(count=len(events) - MOST_CHARTS)))
    return found
