"""The price: what a piece of the rules costs, as it was measured of exactly the logic that nurses would come to see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.rules.language.burden import Burden, BurdenError, Cost, logic_of_cost, logic_of_costs, read_burden
from server.rules.language.rule_set import RuleSet

LEAST_PATIENT_MONTHS: Final = 50
"""On less than this nothing is known of what a rule costs (the rule language's design, section 11)."""
_MONTHS_IN_A_YEAR: Final = 12


class NoPrice(StrEnum):
    """Why there is none."""

    NEVER = "never"
    """Nobody has measured it, or what was kept cannot be read."""
    OTHER = "other"
    """It was measured of other logic."""
    SHORT = "short"
    """It was measured on too few patient-months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Unexplained episodes per patient-year (``cost``) on a log, by its folder's name."""

    cost: Cost
    log: str
    patients: int
    patient_years: float


def kept_burden(content: bytes | None) -> Burden | None:
    """Read what was kept beside the rules; None if there is nothing that can be read.

    >>> kept_burden(None), kept_burden(b"{}")
    (None, None)
    """
    try:
        return None if content is None else read_burden(content)
    except BurdenError:
        return None


def price_of(piece: str, rules: RuleSet, burden: Burden | None) -> Price | NoPrice:
    """Tell what a rule costs by itself; a file that all rules lean on costs what all of them cost together."""
    is_rule = piece in rules.rules
    cost = None if burden is None else burden.rules.get(piece) if is_rule else burden.folder
    if burden is None or cost is None:
        return NoPrice.NEVER
    if cost.logic != (logic_of_cost(piece, rules) if is_rule else logic_of_costs(rules)):
        return NoPrice.OTHER
    if burden.patient_years * _MONTHS_IN_A_YEAR < LEAST_PATIENT_MONTHS:
        return NoPrice.SHORT
    return Price(cost=cost, log=burden.log, patients=burden.patients, patient_years=burden.patient_years)
