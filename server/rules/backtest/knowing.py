"""When more became known of a patient than time alone tells: what came late, and what a second witness bore out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from server.patients.known import ADMITTED
from server.rules.backtest.case import Case, Column
from server.rules.backtest.instants import DAY_S
from server.rules.judging import column as columns
from server.rules.judging.calendar import DAY_STARTS_MINUTE, instants_s
from server.rules.judging.gate import accepted
from server.rules.judging.truth import Ints
from server.rules.language.quantity import Quantity
from server.rules.language.signal import Measure, Signals

TOGETHER_S: Final = 900
"""What comes from one patient within a quarter of an hour is looked at together, as one act of measuring."""
PROMPT_S: Final = 120
_EPOCH_DAY: Final = 719_163


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant of the server at which a patient is judged, with all that was received by then.

    ``from_s`` is the first instant of which more is known now than at the moment before, None if time has only passed.
    """

    at_s: int
    from_s: int | None = None


def moments(case: Case, signals: Signals, dues: Sequence[int]) -> list[Moment]:
    """Give a patient's moments in order, the last at the end; ``dues`` are the minutes of the day when rules look.

    Between two of them everything came in order and at once, so that what is true in hindsight is what was seen.
    Before each at which something old came in, there is one with all that was known until then.
    """
    came = sorted([*_late(case, dues), *_borne_out(case, signals), *_heard(case)])
    found: list[Moment] = []
    for at_s, from_s in _gathered(came):
        if at_s.stop <= case.end_s:
            found += [Moment(at_s.start - 1), Moment(at_s.stop, from_s)]
    return [*found, Moment(case.end_s)]


def known_by(case: Case, since_s: int, at_s: int) -> Case:
    """Give a patient as known at an instant, of readings and answers only what was measured since another."""
    held = {name: column.known_by(since_s, at_s) for name, column in case.columns.items()}
    return replace(
        case,
        columns={name: column for name, column in held.items() if len(column.at_s)},
        happenings=[
            replace(each, until_s=None) if each.kind == ADMITTED and (each.until_s or 0) > at_s else each
            for each in case.happenings
            if each.from_s <= at_s
        ],
        contact=[(first_s, min(last_s, at_s)) for first_s, last_s in case.contact if first_s <= at_s],
        end_s=at_s,
    )


def _gathered(came: Sequence[tuple[int, int]]) -> Iterator[tuple[slice, int]]:
    """Gather what came soon after each other: from when to when it came, and how far back it goes."""
    begins_s, ends_s, from_s = None, 0, 0
    for at_s, since_s in came:
        if begins_s is not None and at_s - ends_s <= TOGETHER_S:
            ends_s, from_s = at_s, min(from_s, since_s)
            continue
        if begins_s is not None:
            yield slice(begins_s, ends_s), from_s
        begins_s, ends_s, from_s = at_s, at_s, since_s
    if begins_s is not None:
        yield slice(begins_s, ends_s), from_s


def _late(case: Case, dues: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Find what came after somebody had looked: since it was measured something else came, or a clock struck."""
    if not case.columns:
        return
    measured_s = np.concatenate([column.at_s for column in case.columns.values()])
    received_s = np.concatenate([column.received_s for column in case.columns.values()])
    late = np.flatnonzero(received_s - measured_s > PROMPT_S)
    if not len(late):
        return
    looked_s = np.unique(np.concatenate([received_s, _clocks(case, measured_s[late], received_s[late], dues)]))
    # what comes in one go is one look
    begins = np.searchsorted(looked_s, measured_s[late], side="right")
    ends = np.searchsorted(looked_s, received_s[late] - TOGETHER_S, side="left")
    for place in late[ends > begins]:
        yield int(received_s[place]), int(measured_s[place])


def _clocks(case: Case, measured_s: Ints, received_s: Ints, dues: Sequence[int]) -> Ints:
    first, last = int(measured_s.min()) // DAY_S, int(received_s.max()) // DAY_S
    minutes = (DAY_STARTS_MINUTE, *dues)
    return np.concatenate(
        [instants_s(case.zone, minute, _EPOCH_DAY + first - 1, last - first + 3) for minute in minutes]
    )


def _borne_out(case: Case, signals: Signals) -> Iterator[tuple[int, int]]:
    """Find readings that were doubted when they came, until another bore them out."""
    for measure in signals.measures.values():
        column = case.columns.get(measure.vital.value.name)
        if measure.gate is not None and column is not None:
            yield from _witnessed(measure, column)


def _witnessed(measure: Measure, column: Column) -> Iterator[tuple[int, int]]:
    gate = measure.gate
    low, high = measure.plausible
    kept = column.only((column.values >= low) & (column.values <= high))
    if gate is None or not len(kept.at_s):
        return
    alone = replace(gate, witness_within=Quantity(-1_000_000, gate.witness_within.unit))
    nobody = np.zeros(len(kept.at_s), np.int64)
    days = kept.at_s // DAY_S
    doubted = ~accepted(
        columns.Column(nobody, kept.at_s, kept.values, kept.numbers, nobody), days, alone, measure.per_unit
    )
    near_s, near = gate.witness_period.seconds, gate.witness_within.in_steps(measure.per_unit)
    for place in np.flatnonzero(doubted).tolist():
        is_near = (np.abs(kept.at_s - kept.at_s[place]) <= near_s) & (np.abs(kept.values - kept.values[place]) <= near)
        is_near[place] = False
        witnesses = kept.received_s[is_near]
        if len(witnesses) and witnesses.min() > kept.received_s[place] + TOGETHER_S:
            yield int(witnesses.min()), int(kept.at_s[place])


def _heard(case: Case) -> Iterator[tuple[int, int]]:
    """Find when a hub was heard again: only then is it known what its silence was."""
    for (_, last_s), (first_s, _) in zip(case.contact, case.contact[1:], strict=False):
        if first_s - last_s > TOGETHER_S:
            yield first_s, last_s
