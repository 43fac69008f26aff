"""Judges patients as received: record by record, as the server would have, by the live engine itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from server.rules.backtest.case import Case
from server.rules.backtest.episode import Episode
from server.rules.language.rule_set import RuleSet


def judge_received(
    cases: Sequence[Case],
    rules: RuleSet,
    codes: Mapping[str, int],
    *,
    explain: bool = True,
    progress: Callable[[int], None] = lambda _patients: None,
) -> Iterator[Episode]:
    """Not there yet."""
    raise NotImplementedError((cases, rules, codes, explain, progress))
