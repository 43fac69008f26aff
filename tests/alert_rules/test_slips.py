"""No slip of a shipped rule goes unnoticed: a diary comes out otherwise, or it is proven to change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest
from shipped_diaries import shipped_rules, shipped_scripts

from server.rules.diary.coverage import cover

CHANGE_NOTHING: Final[Mapping[str, tuple[str, ...]]] = {
    "oxygen-low-own-floor": ("settings.floor.value: 86 % -> 87 %", "settings.floor.value: 86 % -> 85 %"),
    "pulse-out-of-range": (
        "clear_when.parts[1].on.within: 3 days -> 4 days",
        "clear_when.parts[2].on.within: 3 days -> 4 days",
    ),
    "pulse-with-symptoms": (
        "clear_when.parts[1].on.within: 3 days -> 4 days",
        "clear_when.parts[2].on.within: 3 days -> 4 days",
    ),
    "weight-gain-overnight": ("clear_when.on removed",),
}
"""The proof of each is a law of ``server/rules/diary/equal.py``."""


@pytest.mark.long
@pytest.mark.timeout(7_200)
@pytest.mark.decision("E3")
@pytest.mark.parametrize("name", shipped_rules().rules)
def test_no_slip_goes_unnoticed(name: str) -> None:
    found = cover(shipped_rules().rules[name], shipped_rules(), shipped_scripts(name))
    assert [slip.says for slip in found.surviving] == []
    assert tuple(slip.says for slip in found.equal) == CHANGE_NOTHING.get(name, ())
    assert found.caught > 0
