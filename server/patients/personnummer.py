"""Swedish personal identity numbers: twelve digits, with the check digit right and an age a person can have."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_WRITTEN: Final = re.compile(r"(\d{8})-?(\d{4})")
_OLDEST_YEARS: Final = 120
_COORDINATION: Final = 60
"""A samordningsnummer has the day of the month raised by this."""


def parse_personnummer(text: str, on: date) -> tuple[str, date]:
    """Read a number with its century and give its twelve digits and the date of birth; raises ValueError saying why.

    >>> parse_personnummer("19430318-9817", date(2026, 11, 1))
    ('194303189817', datetime.date(1943, 3, 18))

    Source: Skatteverket, SKV 704 (personnummer) and SKV 707 (samordningsnummer): the check digit by the Luhn
    algorithm over the ten last digits.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError("a personnummer has twelve digits, with or without a dash before the last four")
    digits = found[1] + found[2]
    if _luhn(digits[2:]) != 0:
        raise ValueError("the check digit of the personnummer is wrong: is it typed right?")
    day = int(digits[6:8])
    born = date(int(digits[:4]), int(digits[4:6]), day - _COORDINATION if day > _COORDINATION else day)
    if not 0 <= on.year - born.year <= _OLDEST_YEARS or born > on:
        raise ValueError(f"somebody born on {born} is not alive on {on}")
    return digits, born


def sex_of(personnummer: str) -> str:
    """Read ``male`` or ``female`` out of twelve digits: the last but one is odd for men; nothing of what is no number.

    >>> sex_of("194303189817"), sex_of("-")
    ('male', '')

    Source: Skatteverket, SKV 704.
    """
    found = _WRITTEN.fullmatch(personnummer)
    if found is None:
        return ""
    return "male" if int(found[2][-2]) % 2 else "female"


def _luhn(digits: str) -> int:
    """Give the Luhn sum modulo ten; 0 for a number whose check digit is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004  (the sum of the digits of 10 to 18)
    return total % 10
