"""The rules that ship, read once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from server.adapters.rule_folder import read_files, shipped_folder
from server.rules.language.reading import DIARIES, read_folder
from server.rules.language.rule_set import RuleSet
from server.rules.transition import Severity

GAIN, MISSING = "weight-gain-2kg-3-days", "missing-weight"
_FEW: Final = {GAIN, MISSING, "worried", "acute-symptoms"}
_SOME: Final = {GAIN, MISSING, "missing-weight-4-days", "nothing-heard", "hub-offline", "weight-over-reference"}


@cache
def shipped_rules() -> RuleSet:
    """Read the rules that ship, once."""
    files = {name: text for name, text in read_files(shipped_folder()).items() if not name.endswith(DIARIES)}
    rules = read_folder(files, date(2026, 11, 27)).rule_set
    assert rules is not None
    return rules


@cache
def few_shipped_rules() -> RuleSet:
    """Give the four by which what is around the rules is tested: a gain, a silence, a button, an answer."""
    return _only(_FEW)


@cache
def some_shipped_rules() -> RuleSet:
    """Give those that speak of weight and silence; with each other one a story of a month takes longer."""
    return _only(_SOME)


@cache
def few_rules_as_they_ship() -> RuleSet:
    """Give the same four, the gain as low as it ships."""
    return replace(shipped_rules(), rules={name: shipped_rules().rules[name] for name in sorted(_FEW)})


def _only(names: set[str]) -> RuleSet:
    """Give these rules, the gain medium, which it is not as it ships: such a card stays until it was seen."""
    rules = {name: rule for name, rule in shipped_rules().rules.items() if name in names}
    return replace(shipped_rules(), rules={**rules, GAIN: replace(rules[GAIN], severity=Severity.MEDIUM)})
