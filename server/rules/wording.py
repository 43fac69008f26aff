"""Numbers and days as people write them in the two languages."""

from __future__ import annotations


def kilograms_sv(grams: int) -> str:
    """Write grams as kilograms with one decimal, in Swedish.

    >>> kilograms_sv(82_350)
    '82,4 kg'
    """
    return f"{_tenths(grams).replace('.', ',')} kg"


def kilograms_en(grams: int) -> str:
    """Write grams as kilograms with one decimal, in English.

    >>> kilograms_en(82_350)
    '82.4 kg'
    """
    return f"{_tenths(grams)} kg"


def days_sv(count: int) -> str:
    """Count days in Swedish.

    >>> days_sv(1), days_sv(3)
    ('1 dag', '3 dagar')
    """
    return f"{count} dag" if count == 1 else f"{count} dagar"


def days_en(count: int) -> str:
    """Count days in English.

    >>> days_en(1), days_en(3)
    ('1 day', '3 days')
    """
    return "1 day" if count == 1 else f"{count} days"


def _tenths(grams: int) -> str:
    """Round half up, as a person does; floats would not."""
    tenths = (abs(grams) + 50) // 100
    return f"{'−' if grams < 0 else ''}{tenths // 10}.{tenths % 10}"
