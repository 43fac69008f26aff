"""The people of a log that is to be imported: read once before its rows come in, so that each row finds its place."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.adapters.store.import_registry import NOBODY, Newcomer
from server.exchange.arriving import LogRow, when
from server.patients.known import LASTING
from server.rules.backtest.blocks import lines
from server.rules.backtest.happenings import day_begins_s, happenings
from server.rules.backtest.instants import read_instants
from server.rules.backtest.log import Enrolled, Log, ToldOf
from server.rules.backtest.reading import read_log
from server.rules.backtest.table import LogError, columns
from vitals.observation_log import COLUMNS, Entry, LogFile

AGE_UNKNOWN: Final = date(1900, 1, 1)
"""Nobody is that old: whoever's birthday no log tells."""
_LONGEST_CELL: Final = 1 << 20


def log_rows(source: Iterable[bytes]) -> Iterator[LogRow]:
    """Read the rows of ``measurements.csv``; one that has not the header's cells is kept whole, in the first cell.

    Raises LogError for a file that cannot be read or a column that is missing.
    """
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(lines(source))
    name, wanted = LogFile.MEASUREMENTS.file_name, COLUMNS[LogFile.MEASUREMENTS]
    try:
        heads = [head.strip() for head in next(rows, [])]
        missing = [head for head in wanted if head not in heads]
        if missing:
            raise LogError(f"{name} has no column {', '.join(missing)}")
        places, width = [heads.index(head) for head in wanted], len(heads)
        for cells in rows:
            whole = [cells[place] for place in places] if len(cells) == width else [",".join(cells)] + [""] * 7
            yield LogRow(rows.line_num, *whole)
    except csv.Error as problem:
        raise LogError(f"{name}: line {rows.line_num}: {problem}") from problem


def label_of(row: LogRow, known: Mapping[str, object]) -> tuple[str, str, bool]:
    """Name whose a row is and what it was measured with: patient, device, and whether a person typed it."""
    is_typed = row.entry.strip() == Entry.MANUAL or not row.device.strip()
    return (row.patient if row.patient in known else NOBODY), ("" if is_typed else row.device), is_typed


class Newcomers:
    """What a first reading of a log tells of its people."""

    def __init__(
        self,
        files: Mapping[LogFile, Iterable[bytes]],
        ages: Mapping[str, int],
        zone: ZoneInfo,
        words: Mapping[str, Sequence[str]],
    ) -> None:
        """Read the small files; ``words`` are the logs' words for events. Raises LogError."""
        small: dict[LogFile, Iterable[str] | Iterable[bytes]] = {**files}
        small[LogFile.MEASUREMENTS] = [",".join(COLUMNS[LogFile.MEASUREMENTS])]
        self._log: Log = read_log(small, zone)
        self._zone, self._words, self._ages = zone, words, ages
        self.known: dict[str, Enrolled] = {each.name: each for each in self._log.patients}
        self._span: dict[str, tuple[datetime, datetime]] = {}
        self._devices: dict[str, set[tuple[str, bool]]] = defaultdict(set)
        self.rows = 0

    def see(self, rows: Iterable[LogRow]) -> None:
        """Look at every row once: who has rows, from when to when, measured with what.

        Of whom no day is known at all, neither of enrolment nor of any row, nobody can be made: the rows are nobody's.
        """
        for row in rows:
            self.rows += 1
            who, device, is_typed = label_of(row, self.known)
            self._devices[who].add((device, is_typed))
            settled = when(row, self._zone)
            if settled is not None:
                first, last = self._span.get(who, (settled.measured_at, settled.measured_at))
                self._span[who] = min(first, settled.measured_at), max(last, settled.measured_at)
        for name in [name for name, each in self.known.items() if each.from_day is None and name not in self._span]:
            del self.known[name]
            self._devices[NOBODY] |= self._devices.pop(name, set())

    def __iter__(self) -> Iterator[Newcomer]:
        """Give everybody, and whoever is nobody of the log's patients."""
        told: dict[int, list[ToldOf]] = defaultdict(list)
        for each in self._log.told:
            told[each.patient].append(each)
        for place, person in enumerate(self._log.patients):
            if person.name in self.known:
                yield self._newcomer(person, told[place])
        if self._devices.get(NOBODY):
            yield self._newcomer(Enrolled(NOBODY), [])

    def _newcomer(self, person: Enrolled, told: list[ToldOf]) -> Newcomer:
        """Say what is known of one."""
        begins = None if person.from_day is None else _at(day_begins_s(person.from_day, self._zone))
        span = self._span.get(person.name)
        never = datetime(2000, 1, 1, tzinfo=UTC)
        first, last = span or (begins or never, begins or never)
        plan_from = (
            date.fromordinal(person.from_day) if person.from_day is not None else first.astimezone(self._zone).date()
        )
        found = happenings(told, self._words, read_instants([], self._zone), self._zone)
        return Newcomer(
            label=person.name,
            born=self._born(person.name, plan_from),
            plan_from=plan_from,
            from_at=first if begins is None else min(first, begins),
            to_at=None if person.until_s is None else _at(person.until_s),
            last_at=last,
            groups=person.groups,
            reference_g=person.reference_g,
            happenings=tuple(
                (each.kind, _at(each.from_s), _until(each.from_s, each.until_s, last, is_lasting=each.kind in LASTING))
                for each in found
            ),
            devices=frozenset(self._devices[person.name] or {("", True)}),
        )

    def _born(self, name: str, plan_from: date) -> date:
        """Say in which year somebody was born, about."""
        age = self._ages.get(name)
        return AGE_UNKNOWN if age is None or age >= plan_from.year else date(plan_from.year - age, 1, 1)


def ages_of(source: Iterable[bytes]) -> dict[str, int]:
    """Read how old the patients of ``patients.csv`` were as they were enrolled, where it says so; raises LogError."""
    found: dict[str, int] = {}
    for names, ages in columns(LogFile.PATIENTS.file_name, lines(source), ("patient_id", "age")):
        found |= {name: int(age) for name, age in zip(names, ages, strict=True) if age.strip().isdigit()}
    return found


def _until(from_s: int, until_s: int | None, last: datetime, *, is_lasting: bool) -> datetime | None:
    """Say when an event ended: what nobody ended, ended with the log, for it must silence nothing that is to come."""
    if until_s is None and is_lasting:
        return max(last, _at(from_s + 1))
    return None if until_s is None else _at(until_s)


def _at(at_s: int) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)
