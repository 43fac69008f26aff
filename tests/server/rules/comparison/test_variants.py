from __future__ import annotations

from dataclasses import replace

from log_making import rules, shipped

from server.rules.comparison.variants import alone, branched, is_scored, kept_live
from server.rules.language.condition import Change, OtherAlert
from server.rules.language.order import reads, signs_of
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule import Status
from server.rules.language.rule_set import RuleSet
from server.rules.transition import Severity

GAIN, DRIFT, STABLE = "weight-gain-2kg-3-days", "weight-drift", "stable-again"
TWO = (Quantity(2_000, Unit.KG), Quantity(3_000, Unit.KG))


def everything() -> RuleSet:
    found = shipped().rule_set
    assert found is not None
    return with_medium_gain(found)


def with_medium_gain(found: RuleSet) -> RuleSet:
    """Let the gain count in scores, as a unit may have it."""
    return replace(found, rules={**found.rules, GAIN: replace(found.rules[GAIN], severity=Severity.MEDIUM)})


def test_the_rule_stands_once_for_every_value_with_its_setting_as_a_number() -> None:
    found = branched(rules(GAIN), GAIN, "gain", TWO)
    assert found.branches == {f"{GAIN} [2 kg]": (GAIN, 0), f"{GAIN} [3 kg]": (GAIN, 1)}
    signs = [next(signs_of(rule.raise_when)) for rule in found.rule_set.rules.values()]
    assert [sign.by for sign in signs if isinstance(sign, Change)] == [*TWO]


def test_who_reads_the_rule_stands_beside_each_of_its_values_and_who_does_not_stands_once() -> None:
    over = "weight-over-reference"
    some = rules("worried", over, "weight-over-target", "very-high-pressure")
    found = branched(some, over, "over", TWO).rule_set.rules
    assert {*found} == {
        "worried",
        "very-high-pressure",
        *(f"{name} [{value}]" for name in (over, "weight-over-target") for value in TWO),
    }
    assert found["weight-over-target [3 kg]"].quiet_while == (f"{over} [3 kg]",)
    assert reads(found["weight-over-target [3 kg]"], found) == {f"{over} [3 kg]"}


def test_any_clinical_rule_is_those_of_the_own_branch() -> None:
    some = with_medium_gain(rules(GAIN, STABLE, "worried"))
    stable = replace(some.rules[STABLE], severity=some.rules[GAIN].severity)
    found = branched(replace(some, rules={**some.rules, STABLE: stable}), GAIN, "gain", TWO).rule_set.rules
    named = {
        name
        for condition in signs_of(found[f"{STABLE} [2 kg]"].raise_when)
        if isinstance(condition, OtherAlert)
        for name in condition.rules
    }
    written = {"breathless-after-gain", "decompensation-score"}
    assert named == {f"{GAIN} [2 kg]", "worried", *written}, "and what it names is named, there or not"


def test_what_neither_counts_nor_changes_what_counts_is_left_out_but_never_the_rule_itself() -> None:
    left = {name for name, rule in everything().rules.items() if rule.status in {Status.LIVE, Status.PILOT}}
    kept = {*kept_live(everything(), "weight-trend").rules}
    assert "weight-trend" in kept
    assert kept_live(everything(), "weight-trend").rules["weight-trend"].status is Status.LIVE
    assert "hub-offline" in left - kept
    assert {name for name in left if is_scored(everything().rules[name])} <= kept


def test_one_value_alone_is_the_same_rules_with_that_value() -> None:
    found = alone(everything(), GAIN, "gain", TWO[1])
    assert found.rules[GAIN].settings["gain"].value == TWO[1]
    assert {*found.rules} == {*kept_live(everything(), GAIN).rules}
