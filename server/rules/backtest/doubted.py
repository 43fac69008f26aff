"""Which rows the rules' own gate does not use: implausible ones, and those that may be somebody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from server.rules.backtest.case import Case
from server.rules.backtest.caseload import Caseload
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.refusal import Refusal
from server.rules.judging.column import Column
from server.rules.judging.gate import accepted
from server.rules.judging.truth import Ints
from server.rules.language.signal import Measure, Signals

PATIENTS_AT_ONCE: Final = 64


def doubted(load: Caseload, signals: Signals) -> dict[Refusal, Ints]:
    """Give the places of rows by reason: what every rule leaves out of sight, by the gate that live uses.

    What is questioned here is what still is when the log ends: a second witness may have come.
    """
    found: dict[Refusal, list[Ints]] = {Refusal.IMPLAUSIBLE: [], Refusal.QUESTIONED: []}
    for measure in signals.measures.values():
        if measure.flag is not None:
            continue
        for start in range(0, len(load.cases), PATIENTS_AT_ONCE):
            for why, numbers in _of(measure, load.cases[start : start + PATIENTS_AT_ONCE]):
                found[why].append(load.row_of[numbers - 1])
    whole = {why: np.unique(np.concatenate(parts)) for why, parts in found.items() if parts}
    return {why: places for why, places in whole.items() if len(places)}


def _of(measure: Measure, cases: Sequence[Case]) -> Iterator[tuple[Refusal, Ints]]:
    low, high = measure.plausible
    name = measure.vital.value.name
    mine = [(place, case.columns[name]) for place, case in enumerate(cases) if name in case.columns]
    if not mine:
        return
    who = np.repeat([place for place, _ in mine], [len(column.at_s) for _, column in mine])
    at_s, values, numbers = (
        np.concatenate([getattr(column, part) for _, column in mine]) for part in ("at_s", "values", "numbers")
    )
    column = Column(who, at_s, values, numbers, np.zeros(len(who), np.int64))
    is_plausible = (values >= low) & (values <= high)
    yield Refusal.IMPLAUSIBLE, numbers[~is_plausible]
    if measure.gate is not None:
        kept = column.only(is_plausible)
        # local days differ from these by hours, and only widen what is allowed after a gap
        own = accepted(kept, kept.at_s // DAY_S, measure.gate, measure.per_unit)
        yield Refusal.QUESTIONED, kept.numbers[~own]
