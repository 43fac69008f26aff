"""The rows of ``alerts.csv``: what was raised, withdrawn and cleared of whom, in the log's own clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.backtest.episode import Episode
from server.rules.backtest.instants import written
from server.rules.transition import Severity

RAISED: Final = "raised"
_ORDER: Final = {RAISED: 2, "withdrawn": 0, "cleared": 1}
"""What ends at an instant has ended before something else begins."""
Row = tuple[str, str, str, str, str, str, str]


def alert_rows(episodes: Iterable[Episode], zone: ZoneInfo, language: str, *, naive: bool) -> Iterator[Row]:
    """Give the rows in order of time, patient, rule and kind, as COLUMNS names their cells.

    A technical alert has the severity info, which is what the format knows. What ends a thing says nothing new.
    """
    moves = [(each.raised_s, each.patient, each.rule, RAISED, each) for each in episodes]
    moves += [
        (each.ended_s, each.patient, each.rule, each.ending.value, each)
        for each in episodes
        if each.ended_s is not None and each.ending is not None
    ]
    for at_s, patient, rule, kind, episode in sorted(moves, key=lambda each: (*each[:3], _ORDER[each[3]])):
        severity = Severity.INFO if episode.severity is Severity.TECHNICAL else episode.severity
        says = episode.explanation.get(language, "") if kind == RAISED else ""
        at = written(at_s, zone, naive=naive)
        yield patient, at, severity.value, rule, kind, episode.alert_class.value, says
