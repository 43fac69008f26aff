"""What clinicians read about the rules is what runs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from server.rules import missing_weight, weight_gain
from server.rules.engine import RULES
from server.rules.transition import Severity

ROWS: Final = [
    [cell.strip().strip("`") for cell in line.strip("|").split("|")]
    for line in (Path(__file__).parents[2] / "alert_rules" / "README.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]
SWEDISH: Final = {Severity.LOW: "låg", Severity.MEDIUM: "medel", Severity.HIGH: "hög"}
LANGUAGES: Final = {"sv": ROWS[: len(RULES)], "en": ROWS[len(RULES) :]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_name_every_rule_that_runs_with_its_version_and_severity(language: str) -> None:
    said = {name: (version, severity) for name, version, severity, *_ in LANGUAGES[language]}
    assert said == {
        rule.name: (rule.version, SWEDISH[rule.severity] if language == "sv" else rule.severity.value)
        for rule in RULES.values()
    }


@pytest.mark.parametrize(
    ("language", "limit", "look_back", "clears"),
    [("sv", "mer än {} kg", "de {} dagarna före", "{} dagar i rad är högst {} kg"),
     ("en", "more than {} kg", "the {} days before", "{} days in a row at most {} kg")],
)  # fmt: skip
def test_the_tables_state_the_limits_of_the_weight_rule(language: str, limit: str, look_back: str, clears: str) -> None:
    _, _, _, raises, ends = next(row for row in LANGUAGES[language] if row[0] == weight_gain.WeightGain.name)
    assert limit.format(weight_gain.LIMIT_G // 1_000) in raises
    assert look_back.format(weight_gain.LOOK_BACK_DAYS) in raises
    assert clears.format(weight_gain.CLEAR_DAYS, weight_gain.CLEAR_WITHIN_G // 1_000) in ends


@pytest.mark.parametrize(("language", "days"), [("sv", "ingen vikt på {} dagar"), ("en", "no weight for {} days")])
def test_the_tables_state_the_days_of_the_missing_weight(language: str, days: str) -> None:
    _, _, _, raises, _ = next(row for row in LANGUAGES[language] if row[0] == missing_weight.MissingWeight.name)
    assert days.format(missing_weight.MISSING_DAYS) in raises
