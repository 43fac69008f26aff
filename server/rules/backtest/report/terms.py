"""How a report's numbers are counted, what can mislead, and with what it was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.rules.backtest.chance import DERANGEMENTS, RESAMPLES
from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.report.result import Result
from server.rules.backtest.report.tongue import Tongue

TERMS: Final = ("seen", "chance", "episode", "card", "lead", "interval", "year", "bias")


def terms(told: Result, say: Tongue) -> Iterator[Markup]:
    """Write the section."""
    facts = told.facts
    values = {"chance": str(DERANGEMENTS), "resamples": say.number.count(RESAMPLES)}
    said = [(say(f"term_{each}"), say(f"def_{each}", **values)) for each in TERMS]
    made = say(
        "def_made", rules=facts.rules, hash=facts.rules_hash, log=facts.log,
        read=say.number.count(len(told.material.log.rows)),
        version=facts.version, day=say.day(facts.made_on), clock=facts.clock.value,
    )  # fmt: skip
    yield element("h2", say("part_terms"), id="terms")
    yield element(
        "dl",
        *(joined([element("dt", term), element("dd", meaning)]) for term, meaning in [*said, (say("term_made"), made)]),
        class_="terms",
    )
