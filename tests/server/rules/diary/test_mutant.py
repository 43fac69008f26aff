"""A rule is nudged in every place, once at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_making import days, hours, kg, rule
from tiny_diaries import tiny_rule

from server.rules.diary.mutant import mutants
from server.rules.language.combination import Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Arrives,
    Change,
    Comparison,
    Happened,
    Limit,
    Missing,
    Pressed,
    Side,
    Worsens,
)
from server.rules.language.quantity import FromSetting, Quantity, TimesOwnSpread, Unit
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast
from server.rules.language.rule import Rule

GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
DIZZY = Answered(question="dizziness", codes=frozenset({"often", "fainted"}))


def says(made: Rule) -> set[str]:
    return {mutant.says for mutant in mutants(made)}


def test_the_tiny_rule_is_nudged_everywhere() -> None:
    assert says(tiny_rule()) == {
        "settings.gain.value: 2 kg -> 2.1 kg",
        "settings.gain.value: 2 kg -> 1.9 kg",
        "raise_when.comparison: at_least -> more_than",
        "raise_when.comparison: at_least -> at_most",
        "raise_when.side: above -> below",
        "clear_when.comparison: at_most -> less_than",
        "clear_when.comparison: at_most -> at_least",
        "clear_when.amount: half of gain -> gain",
        "clear_when.side: above -> below",
        "confirm removed",
        "confirm.answer_within: 4 hours -> 5 hours",
        "confirm.answer_within: 4 hours -> 3 hours",
        "confirm.raises_unanswered: True -> False",
    }


@pytest.mark.parametrize(
    ("condition", "some"),
    [
        (GAIN, {".by: 2 kg -> 2.1 kg", ".is_rise: True -> False", ".within_days: 3 -> 4", ".within_days: 3 -> 2"}),
        (replace(GAIN, within_days=None), {".is_rise: True -> False"}),
        (DIZZY, {".codes: often dropped", ".codes: fainted dropped"}),
        (Worsens(question="dizziness", steps=1, within_days=7), {".steps: 1 -> 2", ".within_days: 7 -> 6"}),
        (Happened(kinds=("discharged", "admitted"), within=days(7)),
         {".kinds: discharged dropped", ".within: 7 days -> 6 days"}),
        (Happened(kinds=("discharged",), within=None), set()),
        (Pressed(kind="worried", within=hours(1)), {".within: 1 hour -> 2 hours"}),
        (Missing(measure="weight", days=2, due_minute=720), {".days: 2 -> 1", ".due_minute: 720 -> 721"}),
        (Group(gathering=Gathering.ALL, parts=(GAIN, DIZZY), within=hours(24)),
         {".parts[1] dropped", ".parts[2] dropped", ".gathering: all_of -> any_of", ".within removed",
          ".within: 24 hours -> 23 hours", ".parts[2].codes: often dropped"}),
        (Group(gathering=Gathering.AT_LEAST, parts=(GAIN, DIZZY), least=2, for_days=2),
         {".least: 2 -> 3", ".least: 2 -> 1", ".for_days removed", ".for_days: 2 -> 3"}),
        (Group(gathering=Gathering.NONE, parts=(GAIN,)), {".gathering: none_of -> any_of"}),
        (Sequence(steps=(GAIN, DIZZY), within=days(5)),
         {".steps turned round", ".within: 5 days -> 4 days", ".steps[1].by: 2 kg -> 2.1 kg"}),
        (Score(comparison=Comparison.AT_LEAST, amount=Quantity(5_000, Unit.POINTS), look_back=days(3),
               lines=(Points(points=2, when=GAIN), Points(points=1, when=DIZZY)), on=DaysInARow(count=2)),
         {".amount: 5 points -> 6 points", ".lines[1] dropped", ".lines[1].points: 2 -> 3", ".lines[2].points: 1 -> 2",
          ".lines[1].when.by: 2 kg -> 2.1 kg", ".is_unknown_zero: True -> False", ".on removed", ".on.count: 2 -> 1"}),
    ],
)  # fmt: skip
def test_every_noun_is_nudged_in_its_own_way(condition: object, some: set[str]) -> None:
    made = rule("tiny", condition)  # type: ignore[arg-type]  # each noun of the language in turn
    found = {each.removeprefix("raise_when") for each in says(made)}
    assert some <= found
    assert not (isinstance(condition, Sequence | Pressed | Happened) and ".within removed" in found)


def test_repeats_and_modifiers_are_nudged_and_taken_away() -> None:
    limit = Limit(
        measure="systolic",
        comparison=Comparison.LESS_THAN,
        amount=FromSetting("low", plus=Quantity(5_000, Unit.MMHG)),
        on=OfTheLast(count=2, among=3, basis=Basis.READING, within=days(2)),
        skips=frozenset({"body_movement", "cuff_too_loose"}),
        is_one_sitting=True,
        needs=12,
    )
    assert says(rule("tiny", limit)) == {
        f"raise_when.{each}"
        for each in (
            "comparison: less_than -> at_most",
            "comparison: less_than -> more_than",
            "amount: low plus 5 mmHg -> low plus 6 mmHg",
            "amount: low plus 5 mmHg -> low plus 4 mmHg",
            "on removed",
            "on.count: 2 -> 3",
            "on.count: 2 -> 1",
            "on.among: 3 -> 4",
            "on.among: 3 -> 2",
            "on.within: 2 days -> 3 days",
            "on.within: 2 days -> 1 day",
            "skips removed",
            "skips: body_movement dropped",
            "skips: cuff_too_loose dropped",
            "is_one_sitting: True -> False",
            "needs removed",
            "needs: 12 -> 13",
            "needs: 12 -> 11",
        )
    }
    close = replace(limit, on=CloseTogether(count=2, within=hours(1)), amount=TimesOwnSpread(tenths=20))
    assert {"raise_when.on.within: 1 hour -> 2 hours", "raise_when.on.count: 2 -> 1"} <= says(rule("tiny", close))
    assert any("tenths=21" in each for each in says(rule("tiny", close)))


def test_the_guards_around_a_rule_are_taken_away() -> None:
    made = replace(rule("tiny", GAIN), unless=DIZZY, quiet_while=("a", "b"), stays_quiet=days(7), lasts=days(1))
    assert {
        "unless removed",
        "unless.codes: often dropped",
        "quiet_while: a removed",
        "quiet_while: b removed",
        "after_closing removed",
        "stays_quiet: 7 days -> 8 days",
        "stays_quiet: 7 days -> 6 days",
        "lasts: 1 day -> 2 days",
    } <= says(made)


def test_every_mutant_differs_from_the_rule_and_from_every_other() -> None:
    made = replace(tiny_rule(), unless=Limit(measure="pulse", comparison=Comparison.MORE_THAN, side=Side.ABOVE,
                   reference="baseline", or_else="previous day", amount=Quantity(100_000, Unit.BPM)))  # fmt: skip
    found = [mutant.rule for mutant in mutants(made)]
    assert made not in found
    assert all(each not in found[place + 1 :] for place, each in enumerate(found))


def test_a_hub_is_heard_twice_at_most_and_no_slip_says_more() -> None:
    ends = Arrives(measure="hub", count=2)
    assert says(rule("tiny", GAIN, clear_when=ends)) & {"clear_when.count: 2 -> 3", "clear_when.count: 2 -> 1"} == {
        "clear_when.count: 2 -> 1"
    }
    weights = Arrives(measure="weight", count=2)
    assert "clear_when.count: 2 -> 3" in says(rule("tiny", GAIN, clear_when=weights))


def test_a_score_that_is_written_once_slips_in_both_places() -> None:
    lines = (Points(points=2, when=GAIN), Points(points=1, when=DIZZY))
    raises = Score(comparison=Comparison.AT_LEAST, amount=Quantity(2_000, Unit.POINTS), look_back=days(3), lines=lines)
    ends = replace(raises, comparison=Comparison.AT_MOST, amount=Quantity(1_000, Unit.POINTS))
    made = rule("tiny", raises, clear_when=ends)
    assert not any(each.startswith(("clear_when.lines", "clear_when.look_back")) for each in says(made))
    slip = next(each for each in mutants(made) if each.says == "raise_when.lines[1].points: 2 -> 3")
    assert isinstance(slip.rule.clear_when, Score)
    assert [line.points for line in slip.rule.clear_when.lines] == [3, 1]
    deep = Group(gathering=Gathering.ALL, parts=(Group(gathering=Gathering.NONE, parts=(ends,)), DIZZY))
    assert not any("lines" in each for each in says(replace(made, clear_when=deep)) if each.startswith("clear_when"))
    slip = next(each for each in mutants(replace(made, clear_when=deep)) if each.says == "raise_when.lines[1] dropped")
    assert slip.rule.clear_when == replace(
        deep, parts=(Group(gathering=Gathering.NONE, parts=(replace(ends, lines=lines[1:]),)), DIZZY)
    )
    apart = replace(made, clear_when=replace(ends, lines=lines[:1]))
    assert "clear_when.lines[1].points: 2 -> 3" in says(apart)


def test_words_of_two_lists_that_are_spelled_alike_do_not_turn_into_each_other() -> None:
    group = Group(gathering=Gathering.AT_LEAST, least=1, parts=(GAIN, DIZZY))
    assert not any("gathering" in each for each in says(rule("tiny", group)))
