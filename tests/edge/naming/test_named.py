from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from edge.naming.named import kg, kilograms, number, tenths, timestamp


def test_what_is_not_known_stays_unknown() -> None:
    assert (kg(None), tenths(None), number(None), timestamp(None)) == (None, None, None, None)
    assert kilograms(None) == {"weight_kg": None}


def test_pounds_keep_their_own_number() -> None:
    found = kilograms(81_647, 18_000)
    assert (found["weight_lb"], found["weight_kg"]) == (180, pytest.approx(81.6466266))


@pytest.mark.parametrize(("value", "written"), [("97", 97), ("97.0", 97), ("36.97", 36.97)])
def test_a_whole_number_is_written_whole(value: str, written: float) -> None:
    assert number(Decimal(value)) == written
    assert type(number(Decimal(value))) is type(written)


def test_utc_is_told_from_a_wall_clock() -> None:
    at = datetime(2026, 3, 2, 6, 10)
    assert timestamp(at) == "2026-03-02T06:10:00"
    assert timestamp(at.replace(tzinfo=UTC)) == "2026-03-02T06:10:00Z"
