"""One patient of a log as the engine is told of one: readings, answers, events, agreed values, contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from server.patients.gate import FUTURE_AT_MOST
from server.rules.backtest.happenings import HOUR_S, Happening
from server.rules.judging.chart import Chart
from server.rules.judging.series import Rows, Series, packed
from server.rules.judging.truth import Bools, Ints

MERGED_S: Final = 2 * HOUR_S
"""Contacts nearer to each other are one stretch (docs/rule-language.md, 19)."""

AHEAD_S: Final = int(FUTURE_AT_MOST.total_seconds()) + 1
"""No reading that counts was measured so long after it was received."""


@dataclass(frozen=True, slots=True)
class Column:
    """One series of a patient in order of time, then value: instants, values (codes of answers), numbers, receipts.

    ``rows`` are the same as the engine keeps them, where somebody has laid them out.
    """

    at_s: Ints
    values: Ints
    numbers: Ints
    received_s: Ints
    rows: Rows | None = None

    def only(self, wanted: Bools | Ints | slice) -> Column:
        """Keep some."""
        return Column(
            self.at_s[wanted],
            self.values[wanted],
            self.numbers[wanted],
            self.received_s[wanted],
            None if self.rows is None else self.rows[wanted],
        )

    def known_by(self, since_s: int, at_s: int) -> Column:
        """Keep what was received by an instant, and measured since another; no clock is far ahead of its receipt."""
        begin, end = np.searchsorted(self.at_s, (since_s, at_s + AHEAD_S))
        part = self.only(slice(int(begin), int(end)))
        is_known = part.received_s <= at_s
        return part if is_known.all() else part.only(is_known)

    def laid_out(self) -> Column:
        """Give the same with its rows."""
        return self if self.rows is not None else replace(self, rows=_rows(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A patient, ``place`` in the log; instants in seconds of UTC, days as numbers.

    Judged from ``first_s`` to ``end_s``. ``newly_home`` are the spans of days in which the patient is newly home.
    """

    place: int
    name: str
    zone: ZoneInfo
    plan_from: int
    groups: frozenset[str]
    first_s: int
    end_s: int
    columns: Mapping[str, Column]
    happenings: Sequence[Happening] = ()
    newly_home: Sequence[tuple[int, int]] = ()
    agreed: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    contact: Sequence[tuple[int, int]] = ()

    def chart(self, groups: frozenset[str] = frozenset()) -> Chart:
        """Open a chart with everything that is known in the end; ``groups`` are more of them."""
        chart = Chart(zone=self.zone, plan_from=self.plan_from, groups=self.groups | groups)
        chart.series = {name: _series(column) for name, column in self.columns.items()}
        chart.events = {number: (each.kind, each.from_s, each.until_s) for number, each in enumerate(self.happenings)}
        chart.agreed = {what: [*values] for what, values in self.agreed.items()}
        for first_s, last_s in self.contact:
            _hear(chart, first_s, last_s)
        chart.newest_s = max((int(each.at_s[-1]) for each in self.columns.values() if len(each.at_s)), default=0)
        return chart


def _hear(chart: Chart, first_s: int, last_s: int) -> None:
    """Put a stretch of contacts in a chart, one an hour, without going through them."""
    known = chart.contact.known
    if known and first_s - known[-1][2] < MERGED_S:
        start, second, _ = known.pop()
        known.append((start, first_s if second is None else second, last_s))
    else:
        known.append((first_s, min(first_s + HOUR_S, last_s) if last_s > first_s else None, last_s))


def _series(column: Column) -> Series:
    """Lay a column into the engine's own."""
    return Series.of(_rows(column) if column.rows is None else column.rows)


def _rows(column: Column) -> Rows:
    numbers, values = column.numbers.astype(np.int64), column.values.astype(np.int64)
    return packed(column.at_s.astype(np.int64), numbers, values, np.zeros(len(values), np.int64))
