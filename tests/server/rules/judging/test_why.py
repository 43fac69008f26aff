"""The tree of a rule at an instant: answers, numbers, what counted and what did not, and whence a limit is."""

from __future__ import annotations

import json

import pytest
from diary_lines import story, wall
from engine_story import block_from
from explained_story import explained
from hypothesis import given
from oracle.story import Story
from properties import holds
from rule_making import days, kg, mmhg, points, rule, rule_set
from rules_at_random import SETTING, conditions
from stories_of_patients import STARTS, Week, stories

from server.rules.judging.chart import seconds
from server.rules.judging.doubt import Doubt, Refusal
from server.rules.judging.truth import NO, UNKNOWN, YES
from server.rules.judging.walk import Told
from server.rules.judging.why import Node, Origin, why_of
from server.rules.judging.why_text import text_of
from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import Arrives, Change, Comparison, Happened, Limit, Pressed, Reference, Side
from server.rules.language.quantity import SettingName
from server.rules.language.repeat import DaysInARow
from server.rules.language.rule import Patients, Setting
from server.rules.language.rule_set import Profile

T = "03-05 20:00"
WEEK = Week(STARTS[0])
GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
RISE = Change(measure="weight", is_rise=True, by=SettingName("gain"), within_days=3)
BACK = Limit(
    measure="weight",
    comparison=Comparison.AT_MOST,
    amount=kg(1_000),
    side=Side.ABOVE,
    reference=Reference.LEVEL_BEFORE,
    on=DaysInARow(count=1),
)
GAINED = rule("gain", RISE, settings={"gain": GAIN}, clear_when=BACK, unless=Happened(kinds=("admitted",), within=None))
DIARY = (
    "02-20..03-03 07:10 weight 80.1\n03-04 07:20 weight 81.7\n03-05 06:50 weight 95\n"
    "03-05 07:00 weight 12\n03-05 08:00 weight 82.1"
)


def test_a_tree_tells_the_answer_the_numbers_and_the_readings() -> None:
    root = explained(GAINED, DIARY, T).raise_when

    assert root.answer == YES
    assert root.said["en"] == "weight has risen by at least 2 kg (gain) above the lowest of the 3 days before"
    assert root.to_json()["numbers"] == {
        "now_g": 82_100,
        "earlier_g": 80_100,
        "change_g": 2_000,
        "limit_g": 2_000,
        "days": 2,
        "earlier_day": "2026-03-03",
    }
    assert [number for _, number in root.used] == [12, 16]
    assert [(each.number, each.value, each.why) for each in root.refused] == [
        (14, 95_000, Refusal.QUESTIONED),
        (15, 12_000, Refusal.IMPLAUSIBLE),
    ]


def test_only_of_an_open_episode_the_end_is_read_against_what_it_began_from() -> None:
    opened = explained(
        GAINED, f"{DIARY}\n03-06 07:00 weight 82\n03-06 07:05 weight 13", "03-06 08:00", days=1
    ).clear_when
    assert opened is not None
    assert opened.answer == NO
    assert opened.to_json()["numbers"] == {
        "now_g": 82_000,
        "earlier_g": 80_100,
        "change_g": 1_900,
        "limit_g": 1_000,
        "days": 1,
    }
    assert [each.value for each in opened.refused] == [13_000]

    fresh = explained(GAINED, DIARY, T).clear_when
    assert fresh is not None
    assert (fresh.answer, fresh.doubt, fresh.refused) == (UNKNOWN, Doubt.NOT_SINCE, ())
    assert explained(GAINED, DIARY.replace("82.1", "81"), T).clear_when is None


def test_an_end_that_waits_for_a_reading_counts_from_the_beginning() -> None:
    waiting = rule("gain", RISE, settings={"gain": GAIN}, clear_when=Arrives(measure="weight", count=1))
    found = explained(waiting, f"{DIARY}\n03-05 08:30 weight 82", T)

    assert found.clear_when is None  # it has come
    told = Told(start_s=seconds(wall("03-05 08:00")), raised_s=None)
    block = block_from(rule_set(waiting), story(f"{DIARY}\n03-05 08:30 weight 82"), wall(T), wall(T))
    tree = why_of(block.scene(waiting), 0, seconds(wall(T)), told).clear_when
    assert tree is not None
    assert (tree.answer, [number for _, number in tree.used]) == (YES, [17])


@pytest.mark.parametrize(
    ("agreed", "origin", "value"),
    [("", Origin.RULE, 2_000), ("1500", Origin.PATIENT, 1_500), ("2500", Origin.PROFILE, 2_500)],
)
def test_a_setting_tells_whence_it_is(agreed: str, origin: Origin, value: int) -> None:
    brittle = Profile(name="brittle", title={}, settings={"gain": {"gain": kg(2_500)}})
    diary = f"02-01 08:00 agreed gain.gain {agreed}\n{DIARY}" if agreed else DIARY
    found = explained(GAINED, diary, T, profile=brittle)

    assert [(used.origin, used.value.thousandths) for used in found.settings] == [(origin, value)]
    assert f"at least {str(kg(value)).replace(' kg', '')} kg" in found.raise_when.said["en"]
    assert explained(GAINED, diary, T).settings[0].origin is (Origin.PATIENT if agreed else Origin.RULE)


def test_a_part_that_held_in_a_period_is_shown_at_its_last_such_moment() -> None:
    low = Limit(measure="systolic", comparison=Comparison.LESS_THAN, amount=mmhg(90))
    high = Limit(measure="systolic", comparison=Comparison.MORE_THAN, amount=mmhg(180))
    both = Group(gathering=Gathering.ALL, parts=(low, high), within=days(1))
    root = explained(rule("low", both), "03-04 20:00 systolic 88\n03-05 08:00 systolic 120", T).raise_when

    assert root.answer == UNKNOWN  # nothing was known before the first
    assert [part.answer for part in root.parts] == [YES, UNKNOWN]
    assert root.parts[0].here.at_s < seconds(wall("03-05 08:00"))
    assert root.parts[1].doubt is Doubt.AT_TIMES
    assert root.values == {}


def test_lines_of_a_score_and_steps_say_what_they_are() -> None:
    score = Score(
        comparison=Comparison.AT_LEAST, amount=points(2), lines=(Points(points=2, when=RISE),), look_back=days(1)
    )
    steps = Sequence(steps=(RISE, Pressed(kind="worried", within=days(1))), within=days(2))
    both = Group(gathering=Gathering.ANY, parts=(score, steps))
    root = explained(rule("both", both, settings={"gain": GAIN}), DIARY, T).raise_when

    assert root.parts[0].parts[0].said["sv"].startswith("2 poäng: vikten har stigit")
    assert root.parts[0].to_json()["numbers"] == {"now": 2, "limit_points_tenths": 20, "of": 2}
    assert [part.said["en"].partition(":")[0] for part in root.parts[1].parts] == ["first", "then"]
    assert [part.answer for part in root.parts[1].parts] == [YES, NO]


def test_a_rule_that_is_not_for_the_patient_says_so() -> None:
    other = rule("gain", RISE, settings={"gain": GAIN}, patients=Patients(groups=("dialysis",)))

    assert not explained(other, DIARY, T).is_for
    assert explained(other, DIARY, T).to_json()["is_for"] is False


def test_before_the_first_look_nothing_is_known() -> None:
    block = block_from(rule_set(GAINED), story(DIARY), wall(T), wall(T))

    with pytest.raises(ValueError, match="nothing is known of 2026-02-01"):
        why_of(block.scene(GAINED), 0, seconds(wall("02-01 07:00")))


def test_a_tree_for_machines_holds_the_whole_of_it() -> None:
    found = explained(GAINED, DIARY, T).to_json()

    assert json.loads(json.dumps(found)) == found
    assert found["rule"] == "gain"
    assert found["open_since"] == "2026-03-05T07:00:00+00:00"
    assert found["settings"] == [{"name": "gain", "value": "2 kg", "origin": "rule"}]
    assert {"raise_when", "unless", "clear_when"} <= found.keys()


@holds(40)
@given(condition=conditions(), records=stories(WEEK))
def test_any_rule_of_any_patient_can_be_explained_at_any_look(condition: Condition, records: Story) -> None:
    made = rule(
        "first", condition, settings={"limit": SETTING}, clear_when=Group(gathering=Gathering.ANY, parts=(condition,))
    )
    block = block_from(rule_set(made), records, WEEK.at(6, "20:00"), WEEK.end_at)
    scene = block.scene(made)
    told = Told(start_s=seconds(WEEK.at(7, "08:00")), raised_s=None)
    truth = scene.judge(condition, scene)

    for place in range(0, len(truth), max(1, len(truth) // 5)):
        why = why_of(scene, 0, int(scene.looks.at_s[place]), told)
        assert why.raise_when.answer == truth[place]
        assert json.dumps(why.to_json())
        for language in ("sv", "en"):
            assert text_of(why, language)
        for leaf in _leaves(why.raise_when):
            assert (leaf.doubt is None) is (leaf.answer != UNKNOWN)


def _leaves(node: Node) -> list[Node]:
    return [leaf for part in node.parts for leaf in _leaves(part)] if node.parts else [node]
