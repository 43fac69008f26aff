from __future__ import annotations

from dataclasses import replace

import pytest
from knowing import DAY, OTHER, setting, use
from pages import AT
from rule_making import kg, rule, rule_set
from rules_at_random import SETTING

from server.patients.known import OwnSetting
from server.rules.activation.unfit import WhyUnfit, lost_profiles, unfit_settings
from server.rules.language.condition import Happened
from server.rules.language.rule_set import Profile, RuleSet

AWAY = Happened(kinds=("travelling",), within=None)
GAIN = rule("gain", AWAY, settings={"limit": SETTING})
SHRUNK = replace(GAIN, settings={"limit": replace(SETTING, allowed=(kg(1_000), kg(2_500)))})


def why(rules: RuleSet, *settings: OwnSetting) -> list[WhyUnfit]:
    return [each.why for each in unfit_settings(rules, settings, AT)]


def test_what_the_rule_still_allows_is_fit() -> None:
    assert why(rule_set(GAIN), setting("gain.limit", 4_000)) == []
    assert why(rule_set(SHRUNK), setting("gain.limit", 2_500), setting("gain.limit", 1_000, patient=OTHER)) == []


@pytest.mark.parametrize("value", [999, 2_501, 4_000])
def test_a_value_that_is_outside_now_is_found_with_what_is_allowed(value: int) -> None:
    (found,) = unfit_settings(rule_set(SHRUNK), [setting("gain.limit", value)], AT)
    assert (found.why, found.allowed) == (WhyUnfit.OUTSIDE, "1 kg – 2.5 kg")
    assert found.value == str(kg(value))


def test_only_what_holds_now_or_will_hold_counts() -> None:
    old, new = setting("gain.limit", 4_000, AT - DAY), setting("gain.limit", 2_000, AT)
    assert why(rule_set(SHRUNK), old) == [WhyUnfit.OUTSIDE]
    assert why(rule_set(SHRUNK), old, new) == []
    assert why(rule_set(SHRUNK), old, setting("gain.limit", None, AT)) == []
    assert why(rule_set(SHRUNK), new, setting("gain.limit", 4_000, AT + DAY)) == [WhyUnfit.OUTSIDE]
    assert why(rule_set(SHRUNK), setting("gain.limit", 4_000, AT + DAY), setting("gain.limit", 2_000, AT + DAY)) == []


def test_a_setting_that_is_gone_or_has_another_unit_is_not_silently_forgotten() -> None:
    assert why(rule_set(GAIN), setting("gain.least", 2_000)) == [WhyUnfit.GONE]
    assert why(rule_set(GAIN), setting("gain.limit", 2_000, unit="mmHg")) == [WhyUnfit.OTHER_UNIT]


def test_a_rule_that_is_gone_bounds_nothing() -> None:
    assert why(rule_set(), setting("gain.limit", 4_000)) == []


def test_whoever_has_a_profile_that_is_gone_is_found() -> None:
    frail = Profile(name="frail", title={}, settings={})
    uses = [use("frail"), use("frail", patient=OTHER), use("frail", AT + DAY, patient=OTHER, is_on=False)]
    assert lost_profiles(replace(rule_set(), profiles={"frail": frail}), uses, AT) == []
    assert [each.patient for each in lost_profiles(rule_set(), uses, AT)] == sorted(each.patient for each in uses[:2])
    assert lost_profiles(rule_set(), uses[2:], AT + 2 * DAY) == []
