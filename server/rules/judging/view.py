"""The looks that rules share."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from server.rules.judging.looks import Looks
from server.rules.judging.truth import Bools, Ints, Truth


@dataclass(frozen=True, slots=True)
class View:
    """The looks of some rules, which of them are judged, and what is answered at them already.

    ``first`` is the place of each patient's first look that is judged, ``first_days`` the day from which on any is.
    """

    looks: Looks
    is_judged: Bools
    first: Ints
    first_days: Ints
    known: dict[Hashable, Truth] = field(default_factory=dict)
