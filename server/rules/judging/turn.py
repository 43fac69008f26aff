"""Whose turn it is to be judged: a patient, on which days, and what is left of what was found before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.rules.judging.chart import Chart
from server.rules.judging.walk import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One patient to judge: from local day ``first_day`` on, up to ``to_s``.

    ``starts`` says, by rule, how a walk begins that something is left for; the others begin at ``from_s``, but not
    before the first day. ``active`` tells when episodes before that were active.
    """

    chart: Chart
    first_day: int
    to_s: int
    from_s: int = 0
    starts: Mapping[str, Start] = field(default_factory=dict)
    active: Mapping[str, Sequence[tuple[int, int | None]]] = field(default_factory=dict)
