"""The burden that was measured on a log and is kept beside the rules, bound to the logic that it was measured of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.rules.language.logic import hash_of, logic, logic_of_all
from server.rules.language.order import reads
from server.rules.language.rule_set import RuleSet

BURDEN: Final = "burden.json"
"""The file in a folder of rules, beside the shared ones."""


class BurdenError(Exception):
    """The file is not what this program writes."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Unexplained episodes per patient-year with their 95 % interval, of rules whose hash is ``logic``."""

    logic: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What a log said, by its folder's name: of all rules together, and of each."""

    log: str
    patients: int
    patient_years: float
    folder: Cost
    rules: Mapping[str, Cost]

    def to_bytes(self) -> bytes:
        """Write it as it is kept."""
        kept = {
            "what": "unexplained episodes per patient-year, as measured: nara rules check --log DIR --store",
            "log": self.log,
            "patients": self.patients,
            "patient_years": round(self.patient_years, 3),
            "folder": _kept(self.folder),
            "rules": {name: _kept(cost) for name, cost in sorted(self.rules.items())},
        }
        return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()


def read_burden(content: bytes) -> Burden:
    """Read what is kept; raises BurdenError."""
    try:
        kept = json.loads(content)
        return Burden(
            log=str(kept["log"]),
            patients=int(kept["patients"]),
            patient_years=float(kept["patient_years"]),
            folder=_cost(kept["folder"]),
            rules={str(name): _cost(cost) for name, cost in kept["rules"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise BurdenError(str(problem)) from None


def logic_of_cost(rule: str, rules: RuleSet) -> str:
    """Give the hash of all that a rule's own burden rests on, whatever its status is.

    That is its logic, that of the rules it reads, of those that ask patients to measure again (which changes a day's
    value), and how numbers are made. Nothing else can change what it costs.
    """
    leans_on = {name for name, each in rules.rules.items() if each.confirm is not None}
    todo = [rule, *leans_on]
    while todo:
        more = reads(rules.rules[todo.pop()], rules.rules) - leans_on
        leans_on |= more
        todo += more
    others = {name: [logic(rules.rules[name]), rules.rules[name].status] for name in leans_on - {rule}}
    own = {rule: logic(rules.rules[rule])}
    return hash_of({"own": own, "others": others, "signals": rules.signals, "symptoms": rules.symptoms})


def logic_of_costs(rules: RuleSet) -> str:
    """Give the hash of all that the burden of the whole folder rests on."""
    return logic_of_all(rules)


def _kept(cost: Cost) -> dict[str, Any]:
    return {"logic": cost.logic, "unexplained": [round(each, 4) for each in (cost.value, cost.low, cost.high)]}


def _cost(kept: Mapping[str, Any]) -> Cost:
    value, low, high = (float(each) for each in kept["unexplained"])
    return Cost(logic=str(kept["logic"]), value=value, low=low, high=high)
