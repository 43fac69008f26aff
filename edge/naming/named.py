"""How numbers, times and missing values are written for JSON."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from edge.gatt.weight_measurement import KILOGRAMS_A_POUND

Named = dict[str, Any]
"""Values by name; None where the frame carries no value."""
FAILED: Final = "measurement_failed"
_GRAMS: Final = 1000


def kilograms(grams: int | None, centipounds: int | None = None) -> Named:
    """Name a weight; one that was sent in pounds keeps its own number.

    >>> kilograms(81_400), kilograms(59_738, 13_170)
    ({'weight_kg': 81.4}, {'weight_kg': 59.738115129, 'weight_lb': 131.7})
    """
    if centipounds is None:
        return {"weight_kg": kg(grams)}
    pounds = Decimal(centipounds) / 100
    return {"weight_kg": number(pounds * KILOGRAMS_A_POUND), "weight_lb": number(pounds)}


def kg(grams: int | None) -> float | None:
    """Write grams as kilograms."""
    return None if grams is None else grams / _GRAMS


def tenths(value: int | None) -> float | None:
    """Write what is counted in tenths."""
    return None if value is None else value / 10


def number(value: Decimal | None) -> int | float | None:
    """Write a decimal number, whole if it is."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def timestamp(at: datetime | None) -> str | None:
    """Write a time: with Z if it is UTC, without if it is a device's own wall clock.

    >>> from datetime import UTC
    >>> timestamp(datetime(2026, 3, 2, 7, 10)), timestamp(datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    ('2026-03-02T07:10:00', '2026-03-02T06:10:00Z')
    """
    return None if at is None else at.isoformat().replace("+00:00", "Z")
