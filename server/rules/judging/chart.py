"""The chart of one patient: everything rules may look at, merged from records in whatever order they came."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.judging.calendar import DAY_STARTS_MINUTE, instants_s
from server.rules.judging.series import Rows, Series
from server.rules.judging.stretches import ALWAYS, Stretches
from server.rules.record import (
    EVERY_DAY,
    Agreed,
    Answer,
    Asked,
    Contact,
    EngineRecord,
    Event,
    Joined,
    Left,
    Noted,
    NurseClosed,
    Observed,
    Press,
    Unsettled,
    Withdrawn,
)
from vitals.measurement import Flag

VOUCHED: Final = 1 << 16
"""Beside a reading's flags: somebody has said that it is the patient's."""
FLAG_BITS: Final[Mapping[Flag, int]] = {flag: 1 << place for place, flag in enumerate(Flag)}


@dataclass(slots=True)
class Chart:
    """One patient, instants in seconds of UTC.

    ``series`` holds readings by the vital's name, answers by ``symptom.<question>`` (the code's number), presses by
    ``button.<kind>``. ``events`` are (kind, from, until) by number; ``agreed`` are (from, value) in order, a value in
    thousandths of its unit; ``asked`` are (from, until, rule, measure) in order; ``closings`` are instants by rule;
    ``withdrawn`` says by number when what was withdrawn had been measured; ``unsettled`` are weights that may be the
    patient's (instant, number, vital, value), in order.
    """

    zone: ZoneInfo
    plan_from: int
    weekdays: frozenset[int] = EVERY_DAY
    groups: frozenset[str] = frozenset()
    is_unsteady: bool = False
    is_watched: bool = True
    series: dict[str, Series] = field(default_factory=dict)
    events: dict[int, tuple[str, int, int | None]] = field(default_factory=dict)
    agreed: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)
    asked: list[tuple[int, int, str, str]] = field(default_factory=list)
    closings: dict[str, list[int]] = field(default_factory=dict)
    contact: Stretches = field(default_factory=Stretches)
    withdrawn: dict[int, int] = field(default_factory=dict)
    unsettled: list[tuple[int, int, str, int]] = field(default_factory=list)
    newest_s: int = ALWAYS
    plan_s: int = field(init=False)
    """When the plan begins."""

    def __post_init__(self) -> None:
        """Find when the plan begins."""
        self.plan_s = int(instants_s(self.zone, DAY_STARTS_MINUTE, self.plan_from, 1)[0])

    @property
    def first_s(self) -> int:
        """Give the instant from which on the patient is judged: the first record, or the plan's first day (rule 26)."""
        found = [self.plan_s]
        found += [series.first_s for series in self.series.values() if series.rows]
        found += [from_s for _, from_s, _ in self.events.values()]
        found += [each[0][0] for each in self.agreed.values()]
        found += [each[0] for each in self.closings.values()]
        found += [self.asked[0][0]] if self.asked else []
        found += [self.contact.known[0][0]] if self.contact.known else []
        return min(found)

    def copy(self) -> Chart:
        """Give the chart as it is now, apart from what comes."""
        return replace(
            self,
            series={name: series.copy() for name, series in self.series.items()},
            events=dict(self.events),
            agreed={name: [*known] for name, known in self.agreed.items()},
            asked=[*self.asked],
            closings={rule: [*known] for rule, known in self.closings.items()},
            contact=self.contact.copy(),
            withdrawn=dict(self.withdrawn),
            unsettled=[*self.unsettled],
        )

    def beside(self, names: Iterable[str]) -> Chart:
        """Give the chart as it is now, apart from what comes of some series, and of contact; all else is shared."""
        found = object.__new__(Chart)
        for name in _SLOTS:
            setattr(found, name, getattr(self, name))
        found.series = {**self.series, **{name: self.series[name].copy() for name in names if name in self.series}}
        found.contact = self.contact.copy()
        return found

    def forget_before(self, at_s: int) -> None:
        """Let go of readings, answers, presses and contacts that no rule can look at any more."""
        for series in self.series.values():
            series.forget_before(at_s)
        self.contact.forget_before(at_s)
        self.unsettled = [each for each in self.unsettled if each[0] >= at_s]
        if self.withdrawn:
            self.withdrawn = {number: measured_s for number, measured_s in self.withdrawn.items() if measured_s >= at_s}

    def learn(self, record: EngineRecord, codes: dict[str, int]) -> int | None:
        """Take a record in; gives the first instant at which something may be otherwise by it, None if at none.

        ``codes`` numbers the answers' codes, for the whole engine; a new code gets the next number.
        """
        match record:
            case Observed():
                marks = sum(FLAG_BITS[flag] for flag in record.flags) if record.flags else 0
                if record.is_vouched:
                    self._let_go(record)
                    marks |= VOUCHED
                return self._put(record.vital.value.name, record.measured_at, record.value, record.arrival, marks)
            case Answer():
                code = codes.setdefault(record.code, len(codes))
                return self._put(f"symptom.{record.question}", record.measured_at, code, record.arrival)
            case Press():
                return self._put(f"button.{record.kind}", record.measured_at, 1, record.arrival)
            case Contact():
                return self.contact.hear(seconds(record.heard_at))
            case Withdrawn() | Unsettled():
                return self._settle(record)
            case _:
                return self._note(record)

    def _note(self, record: Joined | Left | Noted) -> int | None:
        """Take in what people decided, did and agreed."""
        match record:
            case Joined():
                return self._join(record)
            case Left():
                self.is_watched = False
                return ALWAYS
            case Event():
                return self._happen(record)
            case Agreed():
                return self._agree(record)
            case Asked():
                return self._ask(record)
            case NurseClosed():
                return self._close(record)

    def _ask(self, record: Asked) -> int | None:
        asked = (seconds(record.from_at), seconds(record.until_at), record.rule, record.measure)
        if asked in self.asked:
            return None
        insort(self.asked, asked)
        return asked[0]

    def _close(self, record: NurseClosed) -> int | None:
        at_s, known = seconds(record.at), self.closings.setdefault(record.rule, [])
        if at_s in known:
            return None
        insort(known, at_s)
        return at_s

    def _put(self, name: str, at: datetime, value: int, number: int, marks: int = 0) -> int | None:
        if number in self.withdrawn:
            return None
        at_s = seconds(at)
        series = self.series.get(name)
        if series is None:
            series = self.series[name] = Series()
        self.newest_s = max(self.newest_s, at_s)
        return at_s if series.add(at_s, value, number=number, marks=marks) else None

    def take(self, name: str, rows: Rows) -> None:
        """Take in rows of readings that stand, in order, as they are at a restart."""
        self.newest_s = max(self.newest_s, int(rows["at_s"][-1]))
        known = self.series.get(name)
        if known is None:
            self.series[name] = Series.of(rows)
            return
        for at_s, number, value, marks in rows.tolist():
            known.add(at_s, value, number=number, marks=marks)

    def _let_go(self, record: Observed) -> None:
        """Take a reading out that is told again, with somebody's word for whose it is."""
        series = self.series.get(record.vital.value.name)
        if series is not None:
            series.remove(seconds(record.measured_at), record.arrival)

    def _settle(self, record: Withdrawn | Unsettled) -> int | None:
        """Take in that a reading is not the patient's, or that it may be."""
        return self._withdraw(record) if isinstance(record, Withdrawn) else self._doubt(record)

    def _withdraw(self, record: Withdrawn) -> int | None:
        """Take a reading away, also one that is still to come."""
        series, at_s = self.series.get(record.vital.value.name), seconds(record.measured_at)
        self.withdrawn[record.arrival] = at_s
        kept = [each for each in self.unsettled if each[1] != record.arrival]
        is_settled, self.unsettled = len(kept) < len(self.unsettled), kept
        is_gone = series is not None and series.remove(at_s, record.arrival)
        return at_s if is_settled or is_gone else None

    def _doubt(self, record: Unsettled) -> int | None:
        """Take in what may be the patient's."""
        at_s, name = seconds(record.measured_at), record.vital.value.name
        entry = (at_s, record.arrival, name, record.value)
        if record.arrival in self.withdrawn or entry in self.unsettled:
            return None
        insort(self.unsettled, entry)
        self.newest_s = max(self.newest_s, at_s)
        return at_s

    def _join(self, record: Joined) -> int | None:
        new = (ZoneInfo(record.zone), record.plan_from.toordinal(), record.weekdays, record.groups, record.is_unsteady)
        if self.is_watched and (self.zone, self.plan_from, self.weekdays, self.groups, self.is_unsteady) == new:
            return None
        self.zone, self.plan_from, self.weekdays, self.groups, self.is_unsteady = new
        self.is_watched = True
        self.__post_init__()
        return ALWAYS

    def _happen(self, record: Event) -> int | None:
        before = self.events.pop(record.number, None)
        until_s = None if record.until_at is None else seconds(record.until_at)
        now = None if record.is_void else (record.kind, seconds(record.from_at), until_s)
        if now is not None:
            self.events[record.number] = now
        if before == now:
            return None
        return min(each[1] for each in (before, now) if each is not None)

    def _agree(self, record: Agreed) -> int | None:
        entry, known = (seconds(record.from_at), record.value), self.agreed.setdefault(record.what, [])
        if entry in known:
            return None
        known[:] = sorted([each for each in known if each[0] != entry[0]] + [entry], key=lambda each: each[0])
        return entry[0]


_SLOTS: Final = tuple(each.name for each in fields(Chart))


def new_chart(joined: Joined) -> Chart:
    """Open the chart of a patient.

    >>> from datetime import date
    >>> from vitals.identity import PatientId
    >>> new_chart(Joined(patient=PatientId("a" * 16), zone="Europe/Stockholm", plan_from=date(2026, 3, 1))).plan_from
    739676
    """
    return Chart(
        zone=ZoneInfo(joined.zone),
        plan_from=joined.plan_from.toordinal(),
        weekdays=joined.weekdays,
        groups=_one(joined.groups),
        is_unsteady=joined.is_unsteady,
    )


@lru_cache(maxsize=4_096)
def _one(groups: frozenset[str]) -> frozenset[str]:
    """Give one set for all who are in the same groups."""
    return groups


def seconds(at: datetime) -> int:
    """Give an instant in whole seconds of UTC."""
    return int(at.timestamp())
