"""How far back a reading reaches: a second weighing bears out what was questioned before it, a sitting grows."""

from __future__ import annotations

from collections.abc import Iterable

from server.rules.judging.days import SITTING_MAX
from server.rules.judging.gate import DAY_S
from server.rules.judging.series import Series
from server.rules.language.signal import Gate, Measure


def touched_since(series: Series, at_s: int, measures: Iterable[Measure]) -> int:
    """Give the first instant at which something may be otherwise because a reading came, or was taken away.

    Readings are of one act of measuring also with those before them (docs/rule-language.md, rules 3, 5 and 6).
    """
    return min((_since(series, at_s, measure) for measure in measures), default=at_s)


def _since(series: Series, at_s: int, measure: Measure) -> int:
    sitting_s = 0 if measure.sitting_gap is None else SITTING_MAX * measure.sitting_gap.seconds
    gate = measure.gate
    if gate is None or not _may_be_doubted(series, at_s, gate, measure.per_unit):
        return at_s - sitting_s
    return at_s - max(sitting_s, gate.witness_period.seconds)


def _may_be_doubted(series: Series, at_s: int, gate: Gate, per_unit: int) -> bool:
    """Tell whether any reading that this one may bear out can be questioned: else all lie within what is allowed."""
    values = series.values_between(at_s - gate.witness_period.seconds - gate.days * DAY_S, at_s)
    return len(values) > gate.needs and max(values) - min(values) > gate.allow.in_steps(per_unit)
