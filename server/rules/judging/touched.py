"""How far back a reading reaches: a second weighing bears out what was questioned before it, a sitting grows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.rules.judging.chart import Chart
from server.rules.judging.days import SITTING_MAX
from server.rules.judging.gate import DAY_S
from server.rules.judging.series import Series
from server.rules.language.signal import Gate, Measure, Signals
from server.rules.record import EngineRecord, Observed, Unsettled, Withdrawn
from vitals.vital import Vital


@dataclass(frozen=True, slots=True)
class Touch:
    """The measures that are made of one vital sign: how long a sitting of them lasts at most, and which have a gate."""

    sitting_s: int
    gated: tuple[Measure, ...]

    @classmethod
    def of(cls, measures: Iterable[Measure]) -> Touch:
        """Look through some measures once."""
        mine = tuple(measures)
        gaps = [each.sitting_gap.seconds for each in mine if each.sitting_gap is not None]
        return cls(SITTING_MAX * max(gaps, default=0), tuple(each for each in mine if each.gate is not None))


def touches_of(signals: Signals) -> Mapping[str, Touch]:
    """Say what a reading of each vital sign touches, by its name."""
    measures = tuple(signals.measures.values())
    return {vital.value.name: Touch.of(each for each in measures if each.vital is vital) for vital in Vital}


def since_of(record: EngineRecord, at_s: int, chart: Chart, touches: Mapping[str, Touch]) -> int:
    """Give the first instant at which something may be otherwise by a record of an instant, learned already."""
    if not isinstance(record, Observed | Withdrawn | Unsettled):
        return at_s
    name = record.vital.value.name
    series = chart.series.get(name)
    return at_s if series is None else touched_since(series, at_s, touches[name])


def touched_since(series: Series, at_s: int, touch: Touch) -> int:
    """Give the first instant at which something may be otherwise because a reading came, or was taken away.

    Readings are of one act of measuring also with those before them (docs/rule-language.md, rules 3, 5 and 6).
    """
    since_s = at_s - touch.sitting_s
    for measure in touch.gated:
        gate = measure.gate
        if gate is not None and _may_be_doubted(series, at_s, gate, measure.per_unit):
            since_s = min(since_s, at_s - gate.witness_period.seconds)
    return since_s


def _may_be_doubted(series: Series, at_s: int, gate: Gate, per_unit: int) -> bool:
    """Tell whether any reading that this one may bear out can be questioned: else all lie within what is allowed."""
    values = series.values_between(at_s - gate.witness_period.seconds - gate.days * DAY_S, at_s)
    return len(values) > gate.needs and max(values) - min(values) > gate.allow.in_steps(per_unit)
