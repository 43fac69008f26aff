"""What is said of several signs together: those that were so, with their values, and those nobody could tell."""

from __future__ import annotations

from engine_story import ANSWERS_FROM
from explained_story import facts
from rule_making import bpm, days, hours, kg, mmhg, points, rule

from server.rules.language.combination import Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Change,
    Comparison,
    Limit,
    Pressed,
    Worsens,
)
from server.rules.language.quantity import SettingName
from server.rules.language.rule import Say, Setting

T = "03-05 20:00"
UP, DOWN = Comparison.AT_LEAST, Comparison.LESS_THAN
SAY = Say(nurse={"sv": "{reasons}. Okänt: {unknown}.", "en": "{reasons}. Not known: {unknown}."})
RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
FALL = Change(measure="weight", is_rise=False, by=kg(2_000), within_days=3)
LOW = Limit(measure="systolic", comparison=DOWN, amount=mmhg(100))
DIZZY = Answered(question="dizziness", codes=frozenset({"often", "fainted"}))
WORSE = Worsens(question="breathlessness", steps=1, within_days=7)


def test_each_part_that_was_so_is_named_with_its_value() -> None:
    two = Group(gathering=Gathering.AT_LEAST, least=2, parts=(FALL, LOW, DIZZY, WORSE), within=days(3))
    diary = (
        "03-01 07:00 weight 82\n03-03 07:00 weight 80\n03-04 08:00 answer dizziness often\n"
        "03-04 09:00 systolic 95\n03-05 09:00 answer dizziness never"
    )
    found = facts(rule("dry", two, say=SAY), diary, T)

    assert found.say == {
        "sv": "vikten ner 2,0 kg till 80,0 kg; dizziness: often. Okänt: systoliska trycket; breathlessness.",
        "en": "weight down 2.0 kg to 80.0 kg; dizziness: often. Not known: systolic pressure; breathlessness.",
    }
    assert found.numbers == {"reasons": "1,3", "unknown": "2,4"}
    assert found.arrivals == (1, 2, ANSWERS_FROM + 1)


def test_a_part_is_told_as_it_was_when_it_last_was_so() -> None:
    both = Group(gathering=Gathering.ALL, parts=(LOW, DIZZY), within=hours(24))
    diary = (
        "03-05 07:00 systolic 95\n03-05 08:00 systolic 91\n03-05 09:00 systolic 130\n03-05 10:00 answer dizziness often"
    )
    say = Say(nurse={"sv": "Systoliskt {now} och yrsel: {answer}. Gräns {limit}.", "en": "{now}"})
    found = facts(rule("low", both, say=say), diary, T)

    assert found.say["sv"] == "Systoliskt 91 mmHg och yrsel: often. Gräns 100 mmHg."
    assert found.numbers["now_mmhg_tenths"] == 910


def test_where_any_part_will_do_only_what_all_have_is_promised() -> None:
    either = Group(gathering=Gathering.ANY, parts=(RISE, LOW))
    found = facts(rule("any", either, say=SAY), "03-02 07:00 weight 80\n03-05 07:00 weight 82", T)

    assert found.numbers == {"now_g": 82_000, "limit_g": 2_000, "reasons": "1", "unknown": "2"}


def test_what_holds_because_nothing_else_does_names_what_nobody_could_tell() -> None:
    none = Group(gathering=Gathering.NONE, parts=(RISE, LOW), for_days=1)
    calm = Group(gathering=Gathering.ALL, parts=(none, DIZZY))
    diary = "02-20..03-05 07:00 weight 80\n02-20..03-05 07:30 systolic 120\n03-05 08:00 answer dizziness often"
    found = facts(rule("calm", calm, say=SAY), diary, T)

    assert found.say["sv"] == "inget av: vikten och systoliska trycket; dizziness: often. Okänt: inget."
    assert found.say["en"] == "none of: weight and systolic pressure; dizziness: often. Not known: nothing."
    assert facts(rule("none", none), diary, T).numbers == {"unknown": ""}


def test_groups_within_groups_are_joined() -> None:
    inner = Group(gathering=Gathering.ALL, parts=(FALL, LOW))
    either = Group(gathering=Gathering.ANY, parts=(inner, DIZZY))
    diary = "03-01 07:00 weight 82\n03-03 07:00 weight 80\n03-03 09:00 systolic 95"

    assert facts(rule("any", either, say=SAY), diary, T).say["sv"] == (
        "vikten ner 2,0 kg till 80,0 kg och systoliska trycket 95 mmHg. Okänt: dizziness."
    )


def test_a_score_says_its_sum_and_what_made_it() -> None:
    high = Score(
        comparison=UP,
        amount=SettingName("limit"),
        lines=(
            Points(points=2, when=RISE),
            Points(points=2, when=WORSE),
            Points(points=1, when=Limit(measure="pulse", comparison=UP, amount=bpm(100))),
        ),
        look_back=days(3),
    )
    limit = Setting(name="limit", value=points(4), allowed=(points(4), points(8)), roles=("physician",))
    say = Say(
        nurse={
            "sv": "{now} av {of} poäng, gräns {limit}: {reasons}. Okänt: {unknown}.",
            "en": "{now} of {of}: {reasons}.",
        }
    )
    diary = (
        "03-01 07:00 weight 80\n03-03 07:00 weight 82\n03-03 08:00 answer breathlessness never\n"
        "03-05 08:00 answer breathlessness walking"
    )
    found = facts(rule("score", high, say=say, settings={"limit": limit}), diary, T)

    assert found.say == {
        "sv": "4 av 5 poäng, gräns 4 poäng: vikten upp 2,0 kg till 82,0 kg (2); "
        "breathlessness: från never till walking (2). Okänt: pulsen.",
        "en": "4 of 5: weight up 2.0 kg to 82.0 kg (2); breathlessness: from never to walking (2).",
    }
    assert found.numbers == {"now": 4, "of": 5, "limit_points_tenths": 40, "reasons": "1,2", "unknown": "3"}
    assert found.arrivals == (1, 2, ANSWERS_FROM + 1, ANSWERS_FROM + 2)


STEPS = Sequence(steps=(RISE, WORSE), within=days(5))
SEQUENCE = (
    "03-01 07:00 weight 80\n03-03 07:00 weight 82\n03-03 08:00 answer breathlessness never\n"
    "03-05 08:00 answer breathlessness walking"
)


def test_steps_are_told_in_their_order_each_as_it_began() -> None:
    say = Say(nurse={"sv": "{change} från {earlier_day}, {before} till {answer}: {reasons}", "en": "{reasons}"})
    found = facts(rule("then", STEPS, say=say), SEQUENCE, T)

    assert found.say == {
        "sv": "2,0 kg från söndag, never till walking: "
        "vikten upp 2,0 kg till 82,0 kg, sedan breathlessness: från never till walking",
        "en": "weight up 2.0 kg to 82.0 kg, then breathlessness: from never to walking",
    }
    assert found.numbers["reasons"] == "1,2"
    assert found.arrivals == (1, 2, ANSWERS_FROM + 1, ANSWERS_FROM + 2)


def test_three_steps_are_told_too_and_what_is_not_of_days_may_be_of_one_day() -> None:
    steps = Sequence(steps=(LOW, DIZZY, Pressed(kind="worried", within=hours(1))), within=hours(12))
    diary = "03-05 07:00 systolic 95\n03-05 08:00 answer dizziness often\n03-05 09:00 button worried"
    outer = Group(gathering=Gathering.ANY, parts=(steps,))
    found = facts(rule("then", outer, say=SAY), diary, T)

    assert found.say["en"].startswith(
        "systolic pressure 95 mmHg, then dizziness: often, then “I am worried” today at 09:00"
    )
