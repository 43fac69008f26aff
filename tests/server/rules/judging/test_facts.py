"""What is told of an episode: as it was when it was raised, or began, in both languages."""

from __future__ import annotations

from datetime import timedelta

from diary_lines import story, wall
from engine_story import block_from, chart_of
from explained_story import facts
from rule_making import hours, kg, rule, rule_set

from server.rules.judging.block import Block
from server.rules.judging.chart import seconds
from server.rules.judging.facts import NOTHING
from server.rules.judging.plan import Plan
from server.rules.judging.turn import Turn
from server.rules.judging.walk import Told
from server.rules.language.condition import Change
from server.rules.language.quantity import SettingName
from server.rules.language.rule import Confirm, Say, Setting
from server.rules.local_day import local_day

T = "03-05 20:00"
GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
SAY = Say(
    nurse={
        "sv": "Vikten har ökat {change} på {days}: {earlier} {earlier_day}, {now} i dag. Gräns {gain}.",
        "en": "Weight up {change} in {days}: {earlier} on {earlier_day}, {now} today. Limit {gain}.",
    },
)
RISE = Change(measure="weight", is_rise=True, by=SettingName("gain"), within_days=3)
GAINED = rule("gain", RISE, say=SAY, settings={"gain": GAIN})
DIARY = "03-02 07:10 weight 80.1\n03-03 07:05 weight 80.4\n03-04 07:20 weight 81.0\n03-05 07:00 weight 82.1"
ASKED = "03-02 07:00 weight 80\n03-05 07:00 weight 83\n03-05 08:00 asked gain weight until 03-05 14:00"


def test_a_rise_says_what_the_design_says_word_for_word() -> None:
    found = facts(GAINED, DIARY, T)

    assert found.say == {
        "sv": "Vikten har ökat 2,0 kg på 3 dagar: 80,1 kg måndag, 82,1 kg i dag. Gräns 2 kg.",
        "en": "Weight up 2.0 kg in 3 days: 80.1 kg on Monday, 82.1 kg today. Limit 2 kg.",
    }
    assert found.numbers == {
        "now_g": 82_100,
        "earlier_g": 80_100,
        "change_g": 2_000,
        "limit_g": 2_000,
        "gain_g": 2_000,
        "days": 3,
        "earlier_day": "2026-03-02",
    }
    assert found.arrivals == (1, 4)


def test_facts_are_of_the_day_of_the_raise_and_not_of_the_last_day() -> None:
    assert facts(GAINED, f"{DIARY}\n03-06 07:00 weight 83", "03-06 20:00") == facts(GAINED, DIARY, T)


def test_the_patients_own_value_of_a_setting_holds() -> None:
    found = facts(GAINED, f"02-01 08:00 agreed gain.gain 1500\n{DIARY.replace('82.1', '81.6')}", T)

    assert (found.numbers["gain_g"], found.numbers["limit_g"]) == (1_500, 1_500)
    assert found.say["sv"].endswith("Gräns 1,5 kg.")


def test_the_answer_of_a_patient_who_was_asked_is_what_is_said() -> None:
    confirm = Confirm(ask="weigh again", answer_within=hours(4), raises_unanswered=True)
    asked = rule("gain", RISE, say=SAY, settings={"gain": GAIN}, confirm=confirm)

    assert facts(asked, f"{ASKED}\n03-05 09:00 weight 82.5", T).numbers["now_g"] == 82_500
    assert facts(asked, f"{ASKED}\n03-05 09:00 weight 82.5", T).arrivals == (1, 4)
    assert facts(asked, f"{ASKED}\n03-05 09:00 weight 81", T).numbers["now_g"] == 83_000  # dropped: as it began
    assert facts(asked, ASKED, "03-05 12:00").numbers["now_g"] == 83_000  # still waiting
    assert facts(asked, ASKED, T).arrivals == (1, 2)


def test_an_answer_that_ran_out_after_the_condition_did_is_told_as_it_began() -> None:
    confirm = Confirm(ask="weigh again", answer_within=hours(4), raises_unanswered=True)
    asked = rule("gain", RISE, say=SAY, settings={"gain": GAIN}, confirm=confirm)
    diary = "03-02 07:00 weight 80\n03-05 07:00 weight 83\n03-05 08:00 asked gain weight until 03-07 14:00"

    assert facts(asked, diary, "03-07 20:00").numbers["earlier_day"] == "2026-03-02"


def test_what_began_before_anything_we_look_at_is_told_from_the_chart() -> None:
    began = block_from(rule_set(GAINED), story(DIARY), wall(T), wall(T))
    told = began.told["gain"][0][-1]
    later = block_from(
        rule_set(GAINED), story(f"{DIARY}\n03-20 07:00 weight 80"), wall("03-21 07:00"), wall("03-21 07:00")
    )

    assert later.facts(GAINED, 0, told) == began.facts(GAINED, 0, told) == facts(GAINED, DIARY, T)


def test_what_is_not_so_any_more_has_no_facts() -> None:
    block = block_from(rule_set(GAINED), story(DIARY), wall(T) - timedelta(days=1), wall(T))

    for at in ("02-01 07:00", "03-05 07:00:30", "03-04 07:20", "04-01 07:00"):
        told = Told(start_s=seconds(wall(at)), raised_s=seconds(wall(at)))
        assert block.facts(GAINED, 0, told) == NOTHING


def test_facts_are_the_patients_own_among_many() -> None:
    codes: dict[str, int] = {}
    charts = [chart_of(story(each), codes)[0] for each in (DIARY, DIARY.replace("82.1", "84.1"), f"{ASKED}\n{DIARY}")]
    day = local_day(wall(T), charts[0].zone)
    turns = [Turn(chart=chart, first_day=day - 1, to_s=seconds(wall(T))) for chart in charts]
    plan = Plan(rule_set(GAINED))
    block = Block(plan, plan.rules, turns, codes)

    found = [block.facts(GAINED, who, block.told["gain"][who][-1]) for who in range(3)]
    assert [each.numbers["now_g"] for each in found] == [82_100, 84_100, 83_000]
    assert found[0] == facts(GAINED, DIARY, T)
