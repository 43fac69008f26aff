"""A rule's conditions in words: with the settings that hold, and said once."""

from __future__ import annotations

from rule_making import kg, rule, rule_set

from server.rules.judging.spoken import Spoken
from server.rules.language.combination import Gathering, Group
from server.rules.language.condition import Change
from server.rules.language.quantity import SettingName
from server.rules.language.rule import Setting

GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
RISE = Change(measure="weight", is_rise=True, by=SettingName("gain"), within_days=3)
BOTH = Group(gathering=Gathering.ALL, parts=(RISE, RISE))
MADE = rule("gain", BOTH, settings={"gain": GAIN})


def spoken(thousandths: int) -> Spoken:
    return Spoken(MADE, rule_set(MADE), {"gain": kg(thousandths)})


def test_a_condition_is_said_with_the_settings_that_hold_and_once() -> None:
    found = spoken(1_500)
    said = found.condition(RISE)
    assert "1.5 kg" in said["en"]
    assert "1,5 kg" in said["sv"]
    assert found.condition(RISE) is said
    assert "2 kg" in spoken(2_000).condition(RISE)["en"]


def test_a_combination_is_said_without_its_parts_and_without_a_colon() -> None:
    assert spoken(2_000).condition(BOTH) == {"sv": "allt detta gäller", "en": "all of this holds"}


def test_lines_have_points_and_steps_an_order() -> None:
    found = spoken(2_000)
    assert found.line(2, {"sv": "x", "en": "x"})["en"] == "2 points: x"
    assert [found.step(place, {"sv": "x", "en": "x"})["en"] for place in (0, 1)] == ["first: x", "then: x"]
