"""One step of a diary: what is learned at one instant, and what is known then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.rules.judging.chart import Chart, seconds
from server.rules.judging.plan import Due, kind_of
from server.rules.record import Answer, Contact, EngineRecord, Observed, Press

_READ: Final = (Observed, Answer, Press)


@dataclass(frozen=True, slots=True)
class Step:
    """What is learned at one instant: ``known`` is what was told by then, ``due`` what may be otherwise by it.

    ``closes``: a nurse closes what is open. ``heard_since_s`` is the contact before, where this is one more of many:
    that is not written down. ``brings`` names the series that it adds to, on the local day ``day``. A passage
    ``begins`` with it; ``is_torn``: on the same day more comes of what has come by now.
    """

    at: datetime
    known: Chart
    due: Due | None
    closes: bool = False
    heard_since_s: int | None = None
    brings: frozenset[str] = frozenset()
    day: int = 0
    begins: bool = False
    is_torn: bool = False

    @property
    def chart(self) -> Chart:
        """All that is known then; changed by nobody."""
        if self.heard_since_s is None:
            return self.known
        chart = self.known.beside(())
        start_s, second_s, _ = chart.contact.known[-1]
        chart.contact.known[-1] = start_s, second_s, seconds(self.at)
        return chart


def brought(told: Iterable[EngineRecord]) -> frozenset[str]:
    """Name the series that records add to."""
    return frozenset(kind_of(record) for record in told if isinstance(record, _READ))


def is_in_order(told: Iterable[EngineRecord], at: datetime) -> bool:
    """Tell whether all that is told came about just now, so that nothing can be otherwise before."""
    return all(_came_at(record) == at for record in told)


def _came_at(record: EngineRecord) -> datetime | None:
    match record:
        case Observed(is_vouched=False) | Answer() | Press():
            return record.measured_at
        case Contact():
            return record.heard_at
        case _:
            return None
