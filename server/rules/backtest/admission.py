"""The gate of a log: which rows count, when they were measured, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from server.patients.gate import EARLIEST, FUTURE_AT_MOST, LATEST
from server.rules.backtest.instants import DAY_S, UNREADABLE
from server.rules.backtest.log import Log, Rows
from server.rules.backtest.refusal import Mended, Refusal
from server.rules.backtest.sorting import in_order
from server.rules.judging.truth import Bools, Ints
from vitals.dating import STORED_WITHIN
from vitals.observation_log import STEPS, LogKind
from vitals.vital import Vital

VITALS: Final[Mapping[str, Vital]] = {
    LogKind.WEIGHT: Vital.BODY_WEIGHT,
    LogKind.SYSTOLIC: Vital.SYSTOLIC,
    LogKind.DIASTOLIC: Vital.DIASTOLIC,
    LogKind.PULSE: Vital.PULSE_RATE,
    LogKind.SPO2: Vital.SPO2,
}
SCORE: Final = "score"
SHIFTS_S: Final = (3_600, 7_200, 10_800)


@dataclass(slots=True)
class Admission:
    """What became of the rows of a log. ``steps`` are values as stored (an answer's is its score).

    ``refused`` and ``mended`` are the places of rows by reason, in order; a row is refused once.
    """

    rows: Rows
    measured_s: Ints
    steps: Ints
    counts: Bools
    refused: dict[Refusal, Ints] = field(default_factory=dict)
    mended: dict[Mended, Ints] = field(default_factory=dict)

    def refuse(self, why: Refusal, which: Bools) -> None:
        """Refuse those of the rows that still counted."""
        gone = which & self.counts
        if gone.any():
            before = self.refused.get(why, np.zeros(0, np.int64))
            self.refused[why] = np.union1d(before, np.flatnonzero(gone))
            self.counts &= ~gone

    def mend(self, how: Mended, which: Bools) -> None:
        """Note what was done to rows."""
        if (which & self.counts).any():
            self.mended[how] = np.flatnonzero(which & self.counts)


def admit(log: Log, questions: Mapping[str, str]) -> Admission:
    """Look at every row; ``questions`` are the names that logs use for questions, each with its id.

    What is refused depends on rows that were received before it, never on later ones.
    """
    rows = log.rows
    found = Admission(rows, rows.measured_s.copy(), np.zeros(len(rows), np.int64), np.ones(len(rows), np.bool_))
    found.refuse(Refusal.UNKNOWN_PATIENT, rows.patient < 0)
    found.refuse(Refusal.NO_TIME, (rows.measured_s == UNREADABLE) & (rows.received_s == UNREADABLE))
    _count_steps(found, questions)
    earliest_s, latest_s = (int(at.timestamp()) for at in (EARLIEST, LATEST))
    came_s = np.where(rows.received_s == UNREADABLE, rows.measured_s, rows.received_s)
    found.refuse(Refusal.IMPOSSIBLE_TIME, came_s >= latest_s)
    _once(found)
    _date(found)
    found.refuse(Refusal.IMPOSSIBLE_TIME, found.measured_s < earliest_s)
    _end(found, log)
    return found


def _count_steps(found: Admission, questions: Mapping[str, str]) -> None:
    """Turn values to stored steps, rounded half up; unknown kinds no longer count, and are kept."""
    rows = found.rows
    is_told = np.isfinite(rows.value)
    found.refuse(Refusal.NO_VALUE, ~is_told)
    value = np.where(is_told, rows.value, 0.0)
    kinds = [_Kind.of(kind, questions, rows.units) for kind in rows.kinds]
    is_known = np.array([each is not None for each in kinds], np.bool_)[rows.kind]
    is_answer = np.array([each is not None and not each.factors for each in kinds], np.bool_)[rows.kind]
    factors = [each.factors if each and each.factors else [0.0] * len(rows.units) for each in kinds]
    factor = np.array(factors, np.float64).reshape(len(kinds), len(rows.units))[rows.kind, rows.unit]
    found.steps[:] = np.floor(np.clip(value, -1e9, 1e9) * factor + 0.5)
    found.steps[is_answer] = np.clip(value[is_answer], -1, 1_000).astype(np.int64)
    ranges = np.array([(0, 0) if each is None else each.range for each in kinds], np.int64).reshape(-1, 2)
    lowest, highest = ranges[rows.kind].T
    is_possible = (found.steps >= lowest) & (found.steps <= highest) & (~is_answer | (value == found.steps))
    found.mend(Mended.UNKNOWN_KIND, ~is_known)
    found.counts &= is_known
    found.refuse(Refusal.UNKNOWN_UNIT, (factor == 0) & ~is_answer)
    found.refuse(Refusal.IMPOSSIBLE_VALUE, ~is_possible)


class _Kind(NamedTuple):
    """What is known of a kind of row: how many steps each unit has (none of an answer), and what values can be."""

    factors: Sequence[float]
    range: tuple[int, int]

    @classmethod
    def of(cls, kind: str, questions: Mapping[str, str], units: Sequence[str]) -> _Kind | None:
        """Look a kind up; None if nobody knows it."""
        if kind in VITALS:
            coding, steps = VITALS[kind].value, STEPS[LogKind(kind)]
            return cls([float(steps.get(unit, 0)) for unit in units], (coding.lowest, coding.highest))
        return cls((), (0, np.iinfo(np.int64).max)) if kind in questions else None


def _once(found: Admission) -> None:
    """Refuse what came twice: of one device the same value of one time, or whole hours beside it."""
    rows = found.rows
    places = np.flatnonzero(found.counts & (rows.measured_s != UNREADABLE))
    kind = rows.patient * len(rows.kinds) + rows.kind
    same = kind * max(1, len(rows.devices)) + rows.device
    order = places[in_order(kind[places], rows.measured_s[places], [rows.received_s[places], places])]
    found.refuse(Refusal.DUPLICATE, _later(rows, found, order, same, (0,)))
    is_timed = ~rows.is_typed & np.isin(rows.kind, [rows.kinds.index(kind) for kind in VITALS if kind in rows.kinds])
    order = order[found.counts[order] & is_timed[order]]
    order = order[_has_near(kind[order], rows.measured_s[order])]
    # readings of one value and one second of the hour stand together, in the order of time
    within = found.steps[order] * SHIFTS_S[0] + rows.measured_s[order] % SHIFTS_S[0]
    order = order[in_order(same[order], within, [rows.measured_s[order]])]
    found.refuse(Refusal.DUPLICATE_SHIFTED, _later(rows, found, order, same, SHIFTS_S))


def _has_near(kind: Ints, at_s: Ints) -> Bools:
    """Mark rows, in order of time, that have one of their kind before or after them that may say the same."""
    is_near = (kind[1:] == kind[:-1]) & (at_s[1:] - at_s[:-1] <= SHIFTS_S[-1])
    found = np.zeros(len(kind), np.bool_)
    found[1:] = is_near
    found[:-1] |= is_near
    return found


def _later(rows: Rows, found: Admission, order: Ints, same: Ints, apart_s: Sequence[int]) -> Bools:
    """Mark rows that say what another near them in this order has said, so many seconds apart; the later received.

    If nobody knows when one of them was received, the one that the log has first stays, as in history.
    """
    gone = np.zeros(len(rows), np.bool_)
    of, at_s = same[order], rows.measured_s[order]
    places, step = np.arange(len(order)), 0
    while len(places):
        step += 1
        places = places[: np.searchsorted(places, len(order) - step)]
        apart = at_s[places + step] - at_s[places]
        is_near = (of[places] == of[places + step]) & (apart >= 0) & (apart <= apart_s[-1])
        places, apart = places[is_near], apart[is_near]
        first, second = order[places], order[places + step]
        twice = np.isin(apart, apart_s) & (found.steps[first] == found.steps[second])
        one, other = first[twice], second[twice]
        is_told = (rows.received_s[one] != UNREADABLE) & (rows.received_s[other] != UNREADABLE)
        is_other = np.where(is_told, rows.received_s[other] >= rows.received_s[one], other > one)
        gone[np.where(is_other, other, one)] = True
    return gone


def _date(found: Admission) -> None:
    """Date what no clock can have shown by when it was received: the 30-day and 10-minute test (decision B1)."""
    rows = found.rows
    no_receipt, no_time = rows.received_s == UNREADABLE, rows.measured_s == UNREADABLE
    late = rows.received_s - rows.measured_s
    is_off = (late > STORED_WITHIN.days * DAY_S) | (late < -FUTURE_AT_MOST.total_seconds()) | no_time
    is_off &= ~no_receipt
    found.mend(Mended.CLOCK_UNSET, is_off)
    found.measured_s[is_off] = rows.received_s[is_off]


def _end(found: Admission, log: Log) -> None:
    """Leave out what was measured after a patient had left."""
    never = np.iinfo(np.int64).max
    ends = np.array([never if each.until_s is None else each.until_s for each in log.patients] or [never], np.int64)
    found.refuse(Refusal.AFTER_END, found.measured_s >= ends[np.maximum(log.rows.patient, 0)])
