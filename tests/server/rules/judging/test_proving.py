"""Where one stands: the settings that hold, and a condition of any kind proved."""

from __future__ import annotations

import typing

from diary_lines import story, wall
from engine_story import block_from
from rule_making import hours, kg, rule, rule_set

from server.rules.judging.proving import _VERBS, here_at, prove, settings_at
from server.rules.judging.value import Count, figure_of
from server.rules.language.combination import Condition
from server.rules.language.condition import Flagged
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.repeat import Basis, OfTheLast
from server.rules.language.rule import Setting

GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
MARKED = Flagged(
    measure="pulse_irregular",
    is_set=True,
    on=OfTheLast(count=1, among=2, basis=Basis.READING, within=hours(1)),
)


def test_every_condition_of_the_language_can_be_proved() -> None:
    assert set(_VERBS) == set(typing.get_args(Condition))


def test_a_setting_is_the_patients_from_the_instant_it_was_agreed() -> None:
    made = rule("gain", MARKED, settings={"gain": GAIN})
    told = story("03-05 10:00 agreed gain.gain 2500\n03-05 09:00 pulse 70\n03-05 11:00 pulse 70 irregular_pulse")
    scene = block_from(rule_set(made), told, wall("03-05 20:00"), wall("03-05 20:00")).scene(made).alone(0)
    places = [int(scene.looks.at_s.searchsorted(int(wall(at).timestamp()))) for at in ("03-05 09:00", "03-05 11:00")]

    assert [settings_at(here_at(scene, place)) for place in places] == [
        {"gain": figure_of(kg(2_000))},
        {"gain": figure_of(Quantity(2_500, Unit.KG))},
    ]
    assert prove(here_at(scene, places[1]), MARKED).values == {"count": Count(1), "of": Count(1)}
