"""What a report says of itself: which log, which rules, when, by which clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.rules.backtest.trial import Clock

HASH_SHOWN = 16
"""So many digits of a hash tell two folders apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``log`` and ``rules`` are names of folders, ``rules_hash`` that of all files of the rules; ``made_on`` a day."""

    log: str
    rules: str
    rules_hash: str
    made_on: date
    version: str
    clock: Clock
    profile: str | None = None
