"""What a diary's words are checked against: measures, questions, events, and how amounts are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.rules.diary.case import DiaryError
from server.rules.language.quantity import Quantity, Unit

_AMOUNT: Final = re.compile(r"(\d+)(?:[.,](\d{1,3}))?\s+(kg|mmHg|bpm|%|points|steps)")
WRITING_STEP: Final[Mapping[Unit, int]] = {
    Unit.KG: 100,
    Unit.MMHG: 1_000,
    Unit.BPM: 1_000,
    Unit.PERCENT: 1_000,
    Unit.POINTS: 1_000,
    Unit.STEPS: 1_000,
}
"""The smallest step that people write, in thousandths: a scale shows 0.1 kg, a cuff whole mmHg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The names that diaries may use. ``measures`` have a unit, of which ``steps`` make one.

    ``questions`` are the codes of the answers by question; ``daily`` are those that *as usual* answers.
    """

    measures: Mapping[str, Unit]
    steps: Mapping[str, int]
    questions: Mapping[str, frozenset[str]]
    daily: tuple[str, ...]
    events: frozenset[str]
    flags: frozenset[str]
    buttons: frozenset[str] = frozenset({"worried", "act_now_read"})
    agreed: frozenset[str] = frozenset({"target_weight", "discharge_weight", "reference_weight"})
    opening: str = "as_usual"
    settings: Mapping[str, Unit] = field(default_factory=dict)


def read_amount(text: str, number: int) -> Quantity:
    """Read an amount with its unit, with a decimal point or a Swedish comma; raises DiaryError.

    >>> read_amount("82,1 kg", 1) == read_amount("82.1 kg", 1)
    True
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise DiaryError(number, f"{text!r} is not an amount with its unit, as 82.1 kg")
    return Quantity(int(found[1]) * 1_000 + int((found[2] or "").ljust(3, "0")), Unit(found[3]))
