"""The instants at which anything may change for a patient: between two of them every answer stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.calendar import instants_s
from server.rules.judging.chart import Chart
from server.rules.judging.column import Column, distinct, keys, parted
from server.rules.judging.frame import Frame
from server.rules.judging.kept import Kept
from server.rules.judging.needs import Needs
from server.rules.judging.truth import Bools, Ints, Truth

_SPARSE: Final = 4
"""So many looks to a reading there are at least where readings are looked for among looks, and not the other way."""


@dataclass(frozen=True, eq=False)
class Looks:
    """Instants in order of patient, then time; ``day`` is the place of the local day in the frame.

    ``row`` is the frame's row that holds at the look: the patient as known then (see Row). ``kept`` is what several
    conditions ask of the same looks.
    """

    who: Ints
    row: Ints
    at_s: Ints
    day: Ints
    patients: int
    kept: Kept = field(default_factory=Kept)

    @cached_property
    def keys(self) -> Ints:
        """Give a sortable number for each look."""
        return keys(self.who, self.at_s)

    @cached_property
    def begins(self) -> Ints:
        """Give the place of each patient's first look, and the number of all looks after them."""
        return np.searchsorted(self.who, np.arange(self.patients + 1))

    def on_days(self, days: Bools) -> Ints:
        """Give the places of the looks on some days, which are marked for each patient: shape [patients, days]."""
        begins = self.kept.once(("of days", days.shape[1]), lambda: self._day_begins(days.shape[1]))
        cells = np.flatnonzero(days)
        counts = begins[cells + 1] - begins[cells]
        ends = np.cumsum(counts)
        places: Ints = np.arange(int(counts.sum())) + np.repeat(begins[cells] - ends + counts, counts)
        return places

    def _day_begins(self, count: int) -> Ints:
        """Give the place of the first look of each day of each patient, and the number of all after them."""
        return np.searchsorted(self.who * count + self.day, np.arange(self.patients * count + 1))

    @cached_property
    def row_keys(self) -> Ints:
        """Give a sortable number of the row and the instant of each look."""
        return self.keys if self.row is self.who else keys(self.row, self.at_s)

    def ends_in(self, column: Column) -> Ints:
        """Give, for each look, the place after the last reading up to it."""
        return self.kept.once(("ends", column), lambda: self._ends_in(column))

    def _ends_in(self, column: Column) -> Ints:
        if _SPARSE * len(column.who) > len(self.who):
            return column.keys.searchsorted(self.row_keys, side="right")
        # of a few readings each is looked for among the looks, and counted from there on
        first = self.row_keys.searchsorted(column.keys)
        return np.cumsum(np.bincount(first, minlength=len(self.who) + 1)[:-1])

    def starts_in(self, column: Column) -> Ints:
        """Give, for each look, the place of the patient's first reading."""
        return self.kept.once(("starts", column), lambda: self._starts_in(column))

    def _starts_in(self, column: Column) -> Ints:
        rows = int(self.row[-1]) + 1 if len(self.row) else 0
        return column.starts(np.arange(rows))[self.row]

    def alone(self, person: int, first_row: int) -> Looks:
        """Give the looks at one patient, whose rows begin at ``first_row``."""
        return self.part(int(self.begins[person]), int(self.begins[person + 1]), first_row)

    def part(self, begin: int, end: int, first_row: int) -> Looks:
        """Give some looks at one patient, whose rows begin at ``first_row``."""
        part = slice(begin, end)
        return Looks(np.zeros(end - begin, np.int64), self.row[part] - first_row, self.at_s[part], self.day[part], 1)

    def some(self, places: Ints) -> Looks:
        """Give the looks at these places, which are in order."""
        who = self.who[places]
        row = who if self.row is self.who else self.row[places]
        return Looks(who, row, self.at_s[places], self.day[places], self.patients)

    def at_or_before(self, at_s: Ints) -> Ints:
        """Give, for an instant beside each look, the place of the patient's last look up to it, or the first."""
        place = self.keys.searchsorted(keys(self.who, at_s), side="right") - 1
        return np.maximum(place, self.begins[self.who])

    def before(self, at_s: Ints) -> Ints:
        """Give, for an instant beside each look, the place of the patient's last look before it, or the first."""
        place = self.keys.searchsorted(keys(self.who, at_s)) - 1
        return np.maximum(place, self.begins[self.who])

    def at_or_after(self, at_s: Ints) -> Ints:
        """Give, for an instant beside each look, the place of the patient's first look from it on."""
        return self.keys.searchsorted(keys(self.who, at_s))

    def onsets(self, truth: Truth, of: int) -> Bools:
        """Tell at which looks an answer became this one."""
        became: Bools = truth == of
        became[1:] &= (truth[:-1] != of) | (self.who[1:] != self.who[:-1])
        return became


def with_more(looks: Looks, frame: Frame, told: Sequence[tuple[int, int]], first_days: Ints, to_s: Ints) -> Looks:
    """Give the looks with more of them: patient and instant, when episodes of other rules begin and end."""
    more, at_s = np.array(told, np.int64).reshape(-1, 2).T
    wanted = (at_s >= frame.starts_s[first_days][more]) & (at_s <= to_s[more])
    fresh = distinct(keys(more[wanted], at_s[wanted]))
    place = looks.keys.searchsorted(fresh)
    is_new = np.append(looks.keys, -1)[place] != fresh
    return _looks(frame, np.insert(looks.keys, place[is_new], fresh[is_new]))


def looks_of(frame: Frame, needs: Needs, first_days: Ints, to_s: Ints) -> Looks:
    """Find the looks of every patient from a day (its place in the frame) on, up to an instant each."""
    from_s = frame.starts_s[first_days]
    who, at_s = _of_days(frame, needs, int(first_days.min()))
    found_who, found_at = [who], [at_s]
    for name, offsets in needs.series.items():
        column = frame.raw(name)
        for offset in offsets:
            found_who.append(frame.person[column.who])
            found_at.append(column.at_s + offset)
    if needs.is_everything:
        for name in sorted({name for chart in frame.people for name in chart.series}):
            found_who.append(frame.person[frame.raw(name).who])
            found_at.append(frame.raw(name).at_s)
    told = [
        (place, at)
        for place, (chart, since_s) in enumerate(zip(frame.people, from_s.tolist(), strict=True))
        for at in _told(chart, needs, since_s)
    ]
    found_who.append(np.array([place for place, _ in told], np.int64))
    found_at.append(np.array([at for _, at in told], np.int64))
    all_who, all_at = np.concatenate(found_who), np.concatenate(found_at)
    wanted = (all_at >= from_s[all_who]) & (all_at <= to_s[all_who])
    return _looks(frame, distinct(keys(all_who[wanted], all_at[wanted])))


def _looks(frame: Frame, sortable: Ints) -> Looks:
    who, at_s = parted(sortable)
    return Looks(who, frame.row_at(who, at_s), at_s, frame.day_of(at_s), len(frame.people))


def _of_days(frame: Frame, needs: Needs, first_day: int) -> tuple[Ints, Ints]:
    """Give the beginnings of the days and the times at which something is due, for every patient."""
    count = frame.count - first_day
    clocks = [frame.starts_s[first_day:-1]]
    clocks += [instants_s(frame.zone, minute, frame.first + first_day, count) for minute in sorted(needs.dues)]
    at_s = np.concatenate(clocks)
    patients = len(frame.people)
    return np.repeat(np.arange(patients), len(at_s)), np.tile(at_s, patients)


def _told(chart: Chart, needs: Needs, since_s: int) -> list[int]:
    """Give the instants, from one on, of what is seldom: the first record, events, contacts, requests and closings."""
    found = [] if chart.plan_s <= since_s else [chart.first_s]
    found += [each for asked in chart.asked for each in asked[:2]]
    found += [at_s for at_s, *_ in chart.unsettled]
    found += [at_s for closed in chart.closings.values() for at_s in closed]
    for kind, from_s, until_s in chart.events.values():
        ends = (from_s,) if until_s is None else (from_s, until_s)
        found += [end_s + offset for end_s in ends for offset in needs.event_hours_s.get(kind, ())]
    longest_s = max(needs.silences_s, default=0)
    for start_s, second_s, end_s in reversed(chart.contact.known):
        if end_s + longest_s < since_s:
            break
        found += [start_s] if second_s is None else [start_s, second_s]
        found += [end_s + silence_s for silence_s in needs.silences_s]
    return found
