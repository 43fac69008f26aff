"""A frame: some patients of one zone on some days, as arrays that every verb reads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Generic, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from server.patients.habit import APART_G
from server.rules.judging.calendar import DAY_STARTS_MINUTE, NOON_MINUTE, instants_s
from server.rules.judging.chart import FLAG_BITS, Chart
from server.rules.judging.column import LAST_S, Column, gathered, keys, parted
from server.rules.judging.days import Days, Perhaps, Sittings, day_values, doubted, sittings, with_asked
from server.rules.judging.exact import Exact
from server.rules.judging.gate import accepted
from server.rules.judging.kept import Kept
from server.rules.judging.truth import Bools, Ints
from server.rules.language.rule_set import RuleSet
from server.rules.language.signal import Measure
from vitals.measurement import Flag

_GRAMS: Final = 1_000
GATE_DAYS: Final = 24
"""How far back readings decide who was weighed: three weeks, the witness's day and a half, and a day for the clocks."""


class Rowed(Protocol):
    """What has rows, of which some can be kept."""

    def of(self, first: int, end: int, /) -> Self:
        """Keep the rows ``first`` to ``end`` (not included)."""


Made = TypeVar("Made", bound=Rowed)
Cell = TypeVar("Cell", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Grid(Generic[Cell]):
    """What is known of each row and day of a frame, shape [rows, days]."""

    cells: NDArray[Cell]

    def of(self, first: int, end: int) -> Grid[Cell]:
        """Keep the rows ``first`` to ``end`` (not included)."""
        return Grid(self.cells[first:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A patient as known from ``from_s`` on: ``answers`` are the readings (instant, measure) that came when asked for.

    Until such a reading came, the day's value was another one; so a patient who was asked has several rows. So has one
    of whom a weight is in doubt: those up to ``doubts_to_s`` are known in the row.
    """

    person: int
    chart: Chart
    from_s: int = 0
    answers: tuple[tuple[int, str], ...] = ()
    doubts_to_s: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Which days of a frame are judged; those before are there to be looked back on.

    ``first`` is the place of the first day judged, ``look_days`` before which looks begin. From ``run_days`` before
    those on anything is wanted; ``windows`` says how many days before the first judged each window is, by measure and
    name. ``firsts`` and ``lasts`` are the places of each patient's own first and last day.
    """

    first: int
    look_days: int
    run_days: int
    windows: Mapping[tuple[str, str], int]
    firsts: Ints
    lasts: Ints

    def of(self, person: int) -> Judged:
        """Keep one patient."""
        mine = slice(person, person + 1)
        return replace(self, firsts=self.firsts[mine], lasts=self.lasts[mine])

    def since(self, run_days: int) -> int:
        """Give the place of the first day wanted, of what is read so many days before a look."""
        return max(self.first - self.look_days - run_days, 0)

    def before_window(self, measure: str, name: str) -> int:
        """Say how many days before the first judged a window is wanted."""
        return self.windows.get((measure, name), self.look_days + self.run_days)


class Frame:
    """Rows of patients of one zone on local days, ``count`` from ``first`` on; day places count from ``first``.

    ``people`` are the patients, ``charts`` those of each row and ``person`` whose it is. Everything is made when it is
    first asked for, and kept: what no rule reads costs nothing.
    """

    def __init__(
        self, rows: Sequence[Row], first: int, count: int, judged: Judged, rule_set: RuleSet, codes: Mapping[str, int]
    ) -> None:
        """Take the rows, the days, the folder that says how numbers are made, and the numbers of answers' codes."""
        self.rows = rows
        self.charts = [row.chart for row in rows]
        self.person: Ints = np.array([row.person for row in rows], np.int64)
        self.people = [row.chart for row in rows if not row.from_s]
        self.first = first
        self.count = count
        self.judged = judged
        self.rule_set = rule_set
        self.codes = codes
        self.zone = rows[0].chart.zone
        self.kept = Kept()
        """What several conditions ask for."""
        self._whole: tuple[Frame, int, int] | None = None
        """The frame that this one is part of, and which of its rows these are."""

    def wanted_of_window(self, measure: str, name: str) -> tuple[int, Bools]:
        """Give the place of the first day with a window wanted, and which cells [rows, days] from there on are."""
        before = self.judged.before_window(measure, name)
        firsts = np.maximum(self.judged.firsts - before, 0)[self.person, None]
        since = int(firsts.min())
        days = np.arange(since, self.count)
        return since, (days >= firsts) & (days <= self.judged.lasts[self.person, None])

    def row_at(self, who: Ints, at_s: Ints) -> Ints:
        """Give the row that holds for each patient at an instant."""
        if len(self.rows) == len(self.people):
            return who
        begins = keys(self.person, np.array([row.from_s for row in self.rows], np.int64))
        return np.searchsorted(begins, keys(who, at_s), side="right") - 1

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give what stands under a key, made now if nobody has asked before; a part takes its rows of the whole's."""
        if self._whole is None:
            return self.kept.once(key, make)
        whole, first, end = self._whole
        return self.kept.once(key, lambda: _taken(whole, key, make, first, end))

    def alone(self, person: int) -> Frame:
        """Give the frame of one patient, which takes what has been made of this one: of the only one, this one."""
        if len(self.people) == 1:
            return self
        return self.kept.once(("alone", person), lambda: self._only(person))

    def _only(self, person: int) -> Frame:
        mine = np.flatnonzero(self.person == person)
        first, end = int(mine[0]), int(mine[-1]) + 1
        rows = [replace(row, person=0) for row in self.rows[first:end]]
        found = Frame(rows, self.first, self.count, self.judged.of(person), self.rule_set, self.codes)
        found._whole = (self, first, end)
        return found

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and days."""
        return len(self.charts), self.count

    @cached_property
    def starts_s(self) -> Ints:
        """Give the instants at which the days begin, and the one at which the last ends."""
        return instants_s(self.zone, DAY_STARTS_MINUTE, self.first, self.count + 1)

    @cached_property
    def noons_s(self) -> Ints:
        """Give the noons of the days."""
        return instants_s(self.zone, NOON_MINUTE, self.first, self.count)

    def day_of(self, at_s: Ints) -> Ints:
        """Give the place of the local day of each instant; -1 before the first, ``count`` after the last."""
        return self.starts_s.searchsorted(at_s, side="right") - 1

    def is_morning(self, at_s: Ints) -> Bools:
        """Tell which instants lie before the noon of their day."""
        early: Bools = at_s < self.noons_s[np.clip(self.day_of(at_s), 0, self.count - 1)]
        return early

    def raw(self, name: str) -> Column:
        """Give the readings, answers or presses of one series, as they came."""
        return self.once(("raw", name), lambda: self._gathered(name))

    def _gathered(self, name: str) -> Column:
        from_s, to_s = int(self.starts_s[0]), int(self.starts_s[-1]) - 1
        return gathered([chart.series.get(name) for chart in self.charts], from_s, to_s)

    def plausible(self, measure: Measure) -> Column:
        """Give the readings that a patient can have, questioned ones too; a flag is always plausible."""
        return self.once(("plausible", measure.name), lambda: self._plausible(measure))

    def _plausible(self, measure: Measure) -> Column:
        raw = self.raw(measure.vital.value.name)
        low, high = measure.plausible
        is_plausible = (raw.values >= low) & (raw.values <= high)
        return raw if measure.flag is not None or is_plausible.all() else raw.only(is_plausible)

    def used(self, measure: Measure) -> Sittings:
        """Give the sittings (or readings) that count as the patient's own."""
        return self.once(("used", measure.name), lambda: sittings(self.readings(measure), measure))

    def readings(self, measure: Measure) -> Column:
        """Give the readings that count as the patient's own, one by one."""
        return self.once(("readings", measure.name), lambda: self._accepted(measure))

    def _accepted(self, measure: Measure) -> Column:
        column = self.plausible(measure)
        if measure.gate is None:
            return column
        return column.only(accepted(column, self.day_of(column.at_s), measure.gate, measure.per_unit))

    def days(self, measure: Measure) -> Days:
        """Give the day's values."""
        return self.once(("days", measure.name), lambda: self._values(measure))

    def _values(self, measure: Measure) -> Days:
        used = self.used(measure)
        day = self.day_of(used.first_s)
        morning = used.column.at_s < self.noons_s[np.clip(day, 0, self.count - 1)]
        found = day_values(used, day, morning, measure, self.shape)
        answers = [(place, *each) for place, row in enumerate(self.rows) for each in row.answers]
        asked = [(place, at_s) for place, at_s, name in answers if name == measure.name]
        found = with_asked(found, used, day, morning, asked)
        doubts = self._doubts(measure)
        return doubted(found, doubts, _apart(measure)) if doubts else found

    def _doubts(self, measure: Measure) -> list[Perhaps]:
        """List the weights that may be the patients', as far as each row knows them."""
        if measure.gate is None or not self.is_anything_unsettled:
            return []
        found = [
            (place, at_s, value)
            for place, row in enumerate(self.rows)
            for at_s, _, name, value in row.chart.unsettled
            if name == measure.vital.value.name and at_s <= row.doubts_to_s
        ]
        instants = np.array([at_s for _, at_s, _ in found], np.int64)
        days, mornings = self.day_of(instants).tolist(), self.is_morning(instants).tolist()
        return [
            Perhaps(place, day, is_morning, value)
            for (place, _, value), day, is_morning in zip(found, days, mornings, strict=True)
            if 0 <= day < self.count
        ]

    @cached_property
    def is_anything_unsettled(self) -> bool:
        """Tell whether any weight may be one of these patients' or another's: mostly none."""
        return any(chart.unsettled for chart in self.charts)

    def agreed(self, what: str, who: Ints, at_s: Ints) -> tuple[Ints, Bools]:
        """Give what was agreed with each patient for an instant, in thousandths, and whether anything was."""
        entries = self._agreements.get(what)
        if entries is None:
            return np.zeros(who.shape, np.int64), np.zeros(who.shape, np.bool_)
        begins, values, known = entries
        place = np.searchsorted(begins, keys(who, np.minimum(at_s, LAST_S)), side="right") - 1
        held = np.maximum(place, 0)
        return values[held], known[held] & (place >= 0) & (parted(begins[held])[0] == who)

    def has_agreed(self, what: str) -> bool:
        """Tell whether anything of this was ever agreed with one of the patients."""
        return what in self._agreements

    @cached_property
    def _agreements(self) -> dict[str, tuple[Ints, Ints, Bools]]:
        """What was agreed: sortable numbers of row and instant, the values from then on, and whether there is one."""
        found: dict[str, list[tuple[int, int, int | None]]] = {}
        for place, chart in enumerate(self.charts):
            for what, entries in chart.agreed.items():
                found.setdefault(what, []).extend((place, *entry) for entry in entries)
        return {
            what: (
                keys(np.array([place for place, _, _ in entries]), np.array([at_s for _, at_s, _ in entries])),
                np.array([value or 0 for _, _, value in entries], np.int64),
                np.array([value is not None for _, _, value in entries], np.bool_),
            )
            for what, entries in found.items()
        }

    @cached_property
    def cells(self) -> tuple[Ints, Ints]:
        """Give row and day beside every cell."""
        who, day = np.indices(self.shape)
        return who, day

    def skipping(self, measure: Measure, flags: frozenset[str]) -> Column:
        """Give the readings that count, without those that have one of these flags."""
        return self.kept.once(("skipping", measure.name, flags), lambda: self._skipping(measure, flags))

    def _skipping(self, measure: Measure, flags: frozenset[str]) -> Column:
        column = self.readings(measure)
        has_flag = column.marks & sum(FLAG_BITS[Flag(each)] for each in flags) != 0
        return column.only(~has_flag) if has_flag.any() else column


def _taken(whole: Frame, key: Hashable, make: Callable[[], Made], first: int, end: int) -> Made:
    """Take the rows ``first`` to ``end`` (not included) of what has been made of a whole; else make it of them."""
    return whole.kept.once(key, make).of(first, end) if whole.kept.holds(key) else make()


def _apart(measure: Measure) -> int:
    """Give by how much, in steps, two weights of one person may differ in a morning (decision C4)."""
    return APART_G * measure.per_unit // _GRAMS


def exact_days(days: Days) -> Exact:
    """Give the day's values as exact numbers."""
    return Exact(days.values, days.parts, days.known)
