"""A text may use only what the rule always brings forth, whichever of its parts raised."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from rule_folder import read, small_folder

from server.rules.language.condition import Comparison, Limit, Missing, Side
from server.rules.language.named import NAMES, names_of, produced
from server.rules.language.quantity import FromSetting

READING: Final = read(small_folder())


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("weight-gain-2kg-3-days", "change days earlier earlier_day gain limit now"),
        ("weight-curve", "days gap limit now reasons unknown"),
        ("low-pressure", "answer count limit low now of reasons unknown"),
        ("irregular-pulse", "count of"),
        ("week-mean", "count limit now"),
        ("low-oxygen", "count limit now of"),
        ("signs-score", "limit now of reasons unknown"),
        ("breathless-after-gain", "answer before change days earlier earlier_day limit now reasons"),
        ("worried", "pressed_time"),
        ("stable-again", "alert answer days reasons unknown"),
        ("missing-weight", "days earlier earlier_day missing_days"),
        ("hub-offline", "days earlier_time"),
        ("dry-signs", "reasons unknown"),
    ],
)
def test_each_kind_of_condition_brings_forth_its_own_names(rule: str, names: str) -> None:
    assert READING.rule_set is not None
    read_rule = READING.rule_set.rules[rule]
    assert " ".join(sorted(names_of(read_rule))) == names
    assert names_of(read_rule) <= {*NAMES, *read_rule.settings}


def test_an_agreed_weight_has_a_day_and_of_anything_there_is_no_value() -> None:
    limit = Limit(
        measure="weight",
        comparison=Comparison.AT_LEAST,
        amount=FromSetting("over"),
        side=Side.ABOVE,
        reference="target_weight",
    )
    assert "reference_day" in produced(limit)
    assert "reference_day" not in produced(replace(limit, or_else="baseline"))
    assert "earlier" not in produced(Missing(measure="anything", days=2, due_minute=720))
