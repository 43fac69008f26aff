from __future__ import annotations

from dataclasses import replace

import pytest
from knowing import profile
from shipped_rules import shipped_rules

from server.rules.language.mandate import (
    WhyRefused,
    may_set,
    may_use,
    read_amount,
    weight_in_grams,
)
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule_set import RuleSet
from server.rules.language.signal import Signals

pytestmark = pytest.mark.decision("N21")
GAIN = "weight-gain-2kg-3-days"


def kilos(thousandths: int) -> Quantity:
    return Quantity(thousandths, Unit.KG)


def with_profiles(**settings: float) -> RuleSet:
    """Give the shipped rules with some profiles that set the gain."""
    profiles = {name: profile(name, gain=value) for name, value in settings.items()}
    return replace(shipped_rules(), profiles=profiles)


@pytest.mark.parametrize("grams", [1_000, 2_500, 4_000])
@pytest.mark.parametrize("role", ["nurse", "physician"])
def test_what_the_rule_allows_may_be_set_by_whom_it_names(grams: int, role: str) -> None:
    assert may_set(shipped_rules(), GAIN, "gain", kilos(grams), role) is None


@pytest.mark.parametrize(
    ("rule", "setting", "value", "role", "why", "says"),
    [
        (GAIN, "gain", kilos(999), "nurse", WhyRefused.OUTSIDE, "0.999 kg is outside what is allowed"),
        (GAIN, "gain", kilos(4_001), "nurse", WhyRefused.OUTSIDE, "may be 1 kg to 4 kg"),
        (GAIN, "gain", Quantity(2_000, Unit.MMHG), "nurse", WhyRefused.OTHER_UNIT, "is in kg"),
        (GAIN, "gain", kilos(2_000), "specialist", WhyRefused.WRONG_ROLE, "only be set by: nurse, physician"),
        ("very-high-pressure", "high", None, "nurse", WhyRefused.WRONG_ROLE, "only be set by: physician"),
        (GAIN, "gian", kilos(2_000), "nurse", WhyRefused.NO_SUCH_SETTING, "it has: gain"),
        ("weight-gain", "gain", kilos(2_000), "nurse", WhyRefused.NO_SUCH_RULE, "there is no rule weight-gain"),
        ("x", "gain", kilos(2_000), "nurse", WhyRefused.NO_SUCH_RULE, GAIN),
        ("hub-offline", "gain", kilos(2_000), "nurse", WhyRefused.NO_SUCH_SETTING, "it has: –"),
    ],
)
def test_all_else_is_refused_with_what_may_be(
    rule: str, setting: str, value: Quantity | None, role: str, why: WhyRefused, says: str
) -> None:
    refusal = may_set(shipped_rules(), rule, setting, value, role)
    assert refusal is not None
    assert refusal.why is why
    assert says in refusal.message("en")
    assert refusal.message("sv") != refusal.message("en")


def test_a_value_is_taken_back_by_who_may_set_it() -> None:
    assert may_set(shipped_rules(), GAIN, "gain", None, "nurse") is None


def test_the_roles_are_said_in_swedish() -> None:
    refusal = may_set(shipped_rules(), GAIN, "gain", None, "specialist")
    assert refusal is not None
    assert refusal.message("sv").endswith("får bara ändras av: sjuksköterska, läkare")


def test_a_profile_is_given_by_who_may_set_all_that_it_sets() -> None:
    assert may_use(shipped_rules(), "frail-elderly", [], "physician") is None
    refusal = may_use(shipped_rules(), "frail-elderly", [], "nurse")
    assert refusal is not None
    assert refusal.why is WhyRefused.WRONG_ROLE


def test_two_profiles_that_disagree_are_refused_and_two_that_agree_are_not() -> None:
    rules = with_profiles(frail=1.5, heavy=3, light=1.5)
    assert may_use(rules, "frail", ["light", "gone", "frail"], "nurse") is None
    refusal = may_use(rules, "frail", ["light", "heavy"], "nurse")
    assert refusal is not None
    assert refusal.why is WhyRefused.PROFILES_DISAGREE
    assert "frail says 1.5 kg" in refusal.message("en")
    assert "heavy says 3 kg" in refusal.message("en")


def test_a_profile_that_is_not_there_is_refused() -> None:
    for rules in (shipped_rules(), replace(shipped_rules(), profiles={})):
        refusal = may_use(rules, "frial", [], "physician")
        assert refusal is not None
        assert refusal.why is WhyRefused.NO_SUCH_PROFILE


def test_an_amount_is_read_as_rule_files_write_it() -> None:
    assert read_amount(" 80,5 kg ") == read_amount("80.5 kg") == kilos(80_500)
    for wrong in ("80", "åttio kg", "80 stone", "1e9 kg", ""):
        with pytest.raises(ValueError, match=r"."):
            read_amount(wrong)


def test_a_weight_to_agree_on_is_in_kilograms_and_somebody_has_it() -> None:
    signals = shipped_rules().signals
    assert [weight_in_grams(kilos(each), signals) for each in (25_000, 300_000)] == [25_000, 300_000]
    for wrong in (kilos(24_999), kilos(300_001), kilos(-1), Quantity(80_000, Unit.MMHG)):
        with pytest.raises(ValueError, match=r"kg|plausible"):
            weight_in_grams(wrong, signals)
    assert weight_in_grams(kilos(1_000), Signals(measures={}, events={})) == 1_000
