"""Holds budgets against the burden that is kept beside the rules: too much is a mistake, a stale result is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from server.rules.language.budget import written_budget
from server.rules.language.burden import BURDEN, BurdenError, Cost, logic_of_cost, logic_of_costs, read_burden
from server.rules.language.finding import Findings, Place
from server.rules.language.rule_set import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A budget as it stands in a file; ``rule`` is None for that of the whole folder."""

    rule: str | None
    per_1000_patient_years: int
    findings: Findings
    place: Place


def check_burden(budgets: Iterable[Budget], rules: RuleSet, content: bytes, note: Callable[[str], Findings]) -> None:
    """Note every budget that the kept result breaks, and where the result is of other logic."""
    try:
        burden = read_burden(content)
    except BurdenError:
        note(BURDEN).add("W703", Place(), word=BURDEN)
        return
    for budget in budgets:
        cost = burden.folder if budget.rule is None else burden.rules.get(budget.rule)
        if cost is not None and cost.logic != _logic(budget.rule, rules):
            budget.findings.add("W702", budget.place, word=burden.log)
        elif cost is not None and cost.value * 1_000 > budget.per_1000_patient_years:
            known = written_budget(budget.per_1000_patient_years)
            budget.findings.add("E607", budget.place, word=_said(cost), known=known, log=burden.log, **_whose(budget))


def _logic(rule: str | None, rules: RuleSet) -> str:
    return logic_of_costs(rules) if rule is None else logic_of_cost(rule, rules)


def _said(cost: Cost) -> str:
    return f"{cost.value:.2f} ({cost.low:.2f}–{cost.high:.2f})"


def _whose(budget: Budget) -> Mapping[str, str]:
    """Say what costs so much, in both languages."""
    if budget.rule is None:
        return {"who": "mappen", "who_en": "the folder"}
    return {"who": "regeln", "who_en": "the rule"}
