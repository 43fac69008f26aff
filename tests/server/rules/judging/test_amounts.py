"""What values are compared with: amounts, the patient's own settings, references."""

from __future__ import annotations

import numpy as np
import pytest
from diary_lines import story, wall
from engine_story import scene_of
from rule_making import kg, rule, rule_set

from server.rules.judging.amounts import amount, before_raise
from server.rules.judging.exact import Exact
from server.rules.judging.scene import Scene
from server.rules.language.condition import Comparison, Limit
from server.rules.language.quantity import Amount, FromSetting, SettingName, TimesOwnSpread
from server.rules.language.rule import Setting

LIMIT = Setting(name="limit", value=kg(1_501), allowed=(kg(1), kg(99_000)), roles=("nurse",))
MADE = rule("gain", Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(0)), settings={"limit": LIMIT})


def scene(diary: str = "") -> Scene:
    return scene_of(rule_set(MADE), MADE, story(diary), wall("03-05 20:00"))


def thousandths(found: Exact) -> list[int]:
    bottom = np.broadcast_to(found.bottom, found.top.shape)
    return [int(each) * 1_000 // int(part) for each, part in zip(found.top.ravel(), bottom.ravel(), strict=True)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (SettingName("limit"), [1_501, 2_000]),
        (FromSetting("limit", is_half=True), [750, 1_000]),
        (FromSetting("limit", plus=kg(-500)), [1_001, 1_500]),
    ],
)
def test_a_setting_is_the_patients_own_from_its_instant_on(said: Amount, expected: list[int]) -> None:
    at_s = np.array([wall("03-05 07:00").timestamp(), wall("03-05 08:00").timestamp()], np.int64)
    found = amount(scene("03-05 07:30 agreed gain.limit 2000"), said, 1_000, np.zeros(2, np.int64), at_s)
    assert thousandths(found) == [1_000 * each for each in expected]


def test_an_amount_that_is_said_is_one_for_all() -> None:
    assert thousandths(amount(scene(), kg(1_500), 1_000, np.zeros(2, np.int64), np.zeros(2, np.int64))) == [1_500_000]


def test_own_spread_is_of_days() -> None:
    with pytest.raises(TypeError, match="no setting"):
        amount(scene(), TimesOwnSpread(20), 1_000, np.zeros(1, np.int64), np.zeros(1, np.int64))


def test_outside_of_an_episode_there_is_no_level_before() -> None:
    assert not before_raise(scene(), np.zeros(3, np.int64)).known.any()
