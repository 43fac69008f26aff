"""How far apart readings must lie for a sign to be so at all, whoever the patient is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_making import kg, minutes, rule, signals

from server.rules.judging.bands import PARTS
from server.rules.judging.reachable import Reachable, reachable
from server.rules.language.condition import (
    Averages,
    Change,
    Comparison,
    Flagged,
    Happened,
    Limit,
    Pressed,
    Side,
    Sign,
    Trend,
    Worsens,
)
from server.rules.language.quantity import FromSetting, SettingName, TimesOwnSpread
from server.rules.language.rule import Setting
from server.rules.language.signal import Signals

KG = 1_000 * PARTS
SETTING = Setting(name="limit", value=kg(2_000), allowed=(kg(500), kg(4_000)), roles=("nurse",))
GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
OVER = Limit(
    measure="weight",
    comparison=Comparison.AT_LEAST,
    amount=SettingName("limit"),
    side=Side.ABOVE,
    reference="baseline",
)
APART = Averages(
    measure="weight", short_days=3, long_days=28, comparison=Comparison.AT_LEAST, amount=kg(700), needs_days=14
)


def of(sign: Sign, known: Signals | None = None) -> Reachable:
    return reachable(7, sign, rule("first", sign, settings={"limit": SETTING}), known or signals())


@pytest.mark.parametrize(
    ("sign", "kilograms", "setting"),
    [
        (GAIN, 2, None),
        (replace(GAIN, using="3-day median", by=SettingName("limit")), 2, "first.limit"),
        (OVER, 2, "first.limit"),
        (replace(OVER, amount=FromSetting("limit", is_half=True), using="3-day median"), 1, "first.limit"),
        (replace(OVER, reference="previous day", amount=kg(1_500)), 1.5, None),
        (APART, 0.7, None),
        (Trend(measure="weight", per_week=kg(700), over_days=14, needs_days=7), 0.1, None),
    ],
)
def test_what_is_made_of_readings_lies_no_further_apart_than_they(sign: Sign, kilograms: float, setting: str) -> None:
    assert of(sign) == Reachable(7, "body_weight", "weight", round(kilograms * KG), setting)


@pytest.mark.parametrize(
    "sign",
    [
        Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(80_000)),
        replace(OVER, reference="level_before"),
        replace(OVER, using="home week"),
        replace(OVER, comparison=Comparison.AT_MOST),
        replace(OVER, reference="own spread"),
        replace(APART, comparison=Comparison.LESS_THAN),
        Flagged(measure="weight", is_set=True),
    ],
)
def test_of_other_signs_that_says_nothing(sign: Sign) -> None:
    assert of(sign) == Reachable(7, "body_weight")


@pytest.mark.parametrize("sign", [replace(OVER, reference="target_weight"), replace(OVER, or_else="target_weight")])
def test_what_was_agreed_is_apart_from_readings_too(sign: Sign) -> None:
    assert of(sign) == Reachable(7, "body_weight", "weight", 2 * KG, "first.limit", frozenset({"target_weight"}))


def test_a_sign_needs_its_readings_answers_or_presses() -> None:
    assert of(Pressed(kind="worried", within=minutes(1))) == Reachable(7, "button.worried")
    assert of(Worsens(question="dizziness", steps=1, within_days=7)) == Reachable(7, "symptom.dizziness")
    assert of(Happened(kinds=("discharged",), within=None)) == Reachable(7)


def test_a_limit_of_the_own_spread_is_its_floor_at_least() -> None:
    spread = replace(OVER, amount=TimesOwnSpread(20))
    window = signals().measures["weight"].windows["own spread"]
    assert window.never_below is not None
    assert of(spread) == Reachable(7, "body_weight", "weight", window.never_below.thousandths * 2 * PARTS, None)
    weight = signals().measures["weight"]
    bare = replace(weight, windows={**weight.windows, "own spread": replace(window, never_below=None)})
    assert of(spread, replace(signals(), measures={"weight": bare})) == Reachable(7, "body_weight")
