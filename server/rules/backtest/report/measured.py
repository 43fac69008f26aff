"""What was measured of one patient around an instant: the values that count, those that do not, and what was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.patients.known import AgreedWhat
from server.rules.backtest.drawing.lines import Points
from server.rules.backtest.episode import Episode
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.report.examples import FROM_DAY, TO_DAY, Example
from server.rules.backtest.trial import Material
from server.rules.judging.truth import Ints
from vitals.observation_log import STEPS, LogKind

CHARTED: Final = (LogKind.WEIGHT, LogKind.PULSE, LogKind.SYSTOLIC, LogKind.SPO2)
GAP_DAYS: Final = 40 / 24
"""Two measurements further apart have a day without one between them: no line joins them, as on the screens."""
G_PER_KG: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Values by kind in the log's units, answers by kind as scores; days are counted from the example's instant.

    ``refused`` are weights as they were sent; ``told`` are what the care team told, as the log writes it.
    """

    values: Mapping[LogKind, Points]
    refused: Points
    answers: Mapping[str, Points]
    reference_kg: float | None
    told: Sequence[tuple[float, str, str]]
    alerts: Sequence[tuple[float, Episode]]

    @property
    def days_weighed(self) -> int:
        """Count the days with a weight that counts."""
        return len({int(day // 1) for day, _ in self.values.get(LogKind.WEIGHT, ())})


def measured(example: Example, material: Material, episodes: Sequence[Episode]) -> Measured:
    """Gather what a chart of an example shows."""
    log, admission = material.log, material.admission
    case = material.load.cases[example.patient]
    from_s, to_s = example.at_s + FROM_DAY * DAY_S, example.at_s + TO_DAY * DAY_S
    at_s = admission.measured_s
    mine = np.flatnonzero((log.rows.patient == case.place) & (at_s >= from_s) & (at_s <= to_s))
    mine = mine[np.argsort(at_s[mine], kind="stable")]
    kinds = {name: number for number, name in enumerate(log.rows.kinds)}
    is_used = admission.counts[mine]
    for places in material.doubted.values():
        is_used &= ~np.isin(mine, places)

    def days(places: Ints) -> list[float]:
        return [(each - example.at_s) / DAY_S for each in at_s[places].tolist()]

    def of(kind: str, *, counts: bool) -> Ints:
        found: Ints = mine[(log.rows.kind[mine] == kinds.get(kind, -1)) & (is_used == counts)]
        return found

    def values(kind: LogKind) -> Points:
        places = of(kind, counts=True)
        steps = float(next(iter(STEPS[kind].values())))
        return [*zip(days(places), (admission.steps[places] / steps).tolist(), strict=True)]

    refused = of(LogKind.WEIGHT, counts=False)
    asked = [kind for kind in kinds if kind not in STEPS and len(of(kind, counts=True))]
    agreed = case.agreed.get(AgreedWhat.REFERENCE.value, ())
    return Measured(
        values={kind: found for kind in CHARTED if (found := values(kind))},
        refused=[*zip(days(refused), log.rows.value[refused].tolist(), strict=True)],
        answers={
            kind: [*zip(days(places), admission.steps[places].tolist(), strict=True)]
            for kind in asked
            if len(places := of(kind, counts=True))
        },
        reference_kg=agreed[-1][1] / G_PER_KG if agreed else None,
        told=[
            ((each.at_s - example.at_s) / DAY_S, each.kind.strip(), each.detail.strip())
            for each in log.told
            if each.patient == case.place and from_s <= each.at_s <= to_s
        ],
        alerts=[
            ((each.raised_s - example.at_s) / DAY_S, each)
            for each in episodes
            if each.patient == case.name and from_s <= each.raised_s <= to_s
        ],
    )


def runs(points: Points) -> list[Points]:
    """Break a curve where a day is missing.

    >>> runs([(0, 80), (1, 81), (4, 82)])
    [[(0, 80), (1, 81)], [(4, 82)]]
    """
    found: list[list[tuple[float, float]]] = []
    before: float | None = None
    for day, value in points:
        if before is None or day - before > GAP_DAYS:
            found.append([])
        found[-1].append((day, value))
        before = day
    return [*found]
