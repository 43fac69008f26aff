"""What befalls records on their way: they come late, twice, corrected or to be taken back, in any order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from server.rules.record import EngineRecord, Observed, Withdrawn

DELAYS: Final = tuple(timedelta(hours=hours) for hours in (1, 2, 3, 24, 72, 168))
CORRECTED: Final = 1_000_000
"""Added to the number of a reading that is corrected."""
_FATES: Final = ("late", "late", "late", "late", "twice", "twice", "corrected", "taken back")


def disordered(
    heard: Iterable[tuple[datetime, EngineRecord]], random: Random, share: float
) -> list[tuple[datetime, EngineRecord]]:
    """Give records by when they come, this share of them otherwise than they should.

    Late is up to a week. A corrected reading is taken back and told again with another value, a taken back one is only
    taken back; either may come before the reading itself.
    """
    found: list[tuple[datetime, EngineRecord]] = []
    for at, record in heard:
        found += _befallen(at, record, random) if random.random() < share else [(at, record)]
    return sorted(found, key=lambda each: each[0])


def _befallen(at: datetime, record: EngineRecord, random: Random) -> Iterator[tuple[datetime, EngineRecord]]:
    fate = random.choice(_FATES)
    if fate in {"corrected", "taken back"} and isinstance(record, Observed):
        gone = Withdrawn(
            arrival=record.arrival, patient=record.patient, vital=record.vital, measured_at=record.measured_at
        )
        yield at + random.choice((timedelta(0), *DELAYS)), record
        yield at + random.choice(DELAYS), gone
        if fate == "corrected":
            by = random.choice((-200, -100, 100, 200))
            yield (
                at + random.choice(DELAYS),
                replace(record, arrival=record.arrival + CORRECTED, value=record.value + by),
            )
        return
    if fate == "twice":
        yield at, record
    yield at + random.choice(DELAYS), record
