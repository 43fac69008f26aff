"""A budget: how many unexplained episodes a rule, or the whole folder, may cost (decision E5)."""

from __future__ import annotations

import re
from typing import Final

from server.rules.language.block import Block

KEY: Final = "burden_budget"
EXAMPLE: Final = "0.3 episodes per patient-year"
_WRITTEN: Final = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))? episodes per patient-year")
_THOUSAND: Final = 1_000


def read_budget(block: Block) -> int | None:
    """Read a block's budget, in unexplained episodes per 1,000 patient-years; None if it has none."""
    phrase = block.phrase(KEY)
    if phrase is None:
        return None
    found = _WRITTEN.fullmatch(phrase.text)
    if found is None:
        phrase.wrong("E208", example=EXAMPLE)
        return None
    return int(found.group(1)) * _THOUSAND + int((found.group(2) or "").ljust(3, "0"))


def written_budget(per_1000_patient_years: int) -> str:
    """Write a budget's number, per patient-year.

    >>> written_budget(500), written_budget(2_000)
    ('0.5', '2')
    """
    return f"{per_1000_patient_years / _THOUSAND:g}"
