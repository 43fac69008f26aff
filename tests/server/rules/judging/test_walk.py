"""The life of an episode, by hand (rules 20 and 26 to 30)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from diary_lines import wall
from rule_making import days, hours, kg, minutes, mmhg, points, rule
from telling import life, lives, tell

from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    Arrives,
    Change,
    Comparison,
    Happened,
    Limit,
    OtherAlert,
    Pressed,
    Reference,
    Side,
)
from server.rules.language.quantity import Period
from server.rules.language.repeat import DaysInARow
from server.rules.language.rule import Confirm, Patients
from server.rules.transition import Severity

AT_LEAST, AT_MOST, MORE, LESS = Comparison
RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
CALM = Limit(
    measure="weight",
    comparison=AT_MOST,
    amount=kg(1_000),
    side=Side.ABOVE,
    reference=Reference.LEVEL_BEFORE,
    on=DaysInARow(count=2),
)
GAIN = rule("gain", RISE, clear_when=CALM)
HEAVY = Limit(measure="weight", comparison=AT_LEAST, amount=kg(82_000))
LIGHT = Limit(measure="weight", comparison=LESS, amount=kg(82_000))
AWAY = Happened(kinds=("travelling",), within=None)
WORRIED = Pressed(kind="worried", within=hours(1))

ENDED = "raised 03-05 07:00, cleared 03-05 10:00"
CLOSED = "raised 03-05 07:00, closed 03-05 09:00"
UP = "03-02..03-04 07:00 weight 80\n03-05 07:00 weight 82"


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        (UP, ["raised 03-05 07:00"]),
        ("03-02..03-04 07:00 weight 80\n03-05 07:00 weight 81.999", []),
        (f"{UP}\n03-06..03-07 07:00 weight 81", ["raised 03-05 07:00, cleared 03-07 07:00"]),
        (f"{UP}\n03-06..03-07 07:00 weight 81.001", ["raised 03-05 07:00"]),
        (f"{UP}\n03-06 07:00 weight 81\n03-08 07:00 weight 81", ["raised 03-05 07:00"]),  # a day without
        (f"{UP}\n03-05 07:11 weight 81", ["raised 03-05 07:00"]),  # the day's value stays
        (f"{UP}\n03-05 07:10 weight 81.999", []),  # the repeat is of the same act
        ("03-26 07:00 weight 80\n03-29 07:00 weight 82", ["raised 03-29 07:00"]),
        ("10-22 07:00 weight 80\n10-25 07:00 weight 82", ["raised 10-25 07:00"]),
    ],
)
def test_yes_raises_and_only_clear_when_clears(diary: str, expected: list[str]) -> None:
    assert life(diary, "12-31 12:00", GAIN) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-06 07:00 weight 82", [ENDED]),  # the rise goes on through the end
        ("03-06 07:00 weight 81\n03-07 07:00 weight 82", [ENDED, "raised 03-07 07:00"]),
        ("03-09 07:00 weight 82", [ENDED]),  # that nobody could tell in between is no moment of no
        ("03-05 06:30 button worried", ["raised 03-05 07:00, cleared 03-05 07:00"]),  # ends as it begins
    ],
)
def test_after_an_end_it_must_be_no_once(diary: str, expected: list[str]) -> None:
    assert (
        life(
            f"03-05 07:00 weight 82\n03-05 10:00 button worried\n{diary}",
            "03-31 12:00",
            rule("heavy", HEAVY, clear_when=WORRIED),
        )
        == expected
    )


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [(None, "raised 04-11 03:00"), (days(90), "raised 04-11 03:00"), (days(3), "raised 04-11 03:00")],
)
def test_what_has_ended_binds_for_thirty_six_days(quiet: Period | None, expected: str) -> None:
    made = rule("heavy", HEAVY, clear_when=WORRIED, stays_quiet=quiet)
    diary = "03-05..04-20 07:00 weight 82\n03-05 10:00 button worried"
    assert life(diary, "04-11 02:59", made) == [ENDED]
    assert life(diary, "04-20 12:00", made) == [ENDED, expected]


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-05 06:00 event travelling\n03-05 07:00 weight 82", []),
        ("03-05 06:00 event travelling until 03-05 09:00\n03-05 07:00 weight 82", ["raised 03-05 09:00"]),
        ("03-05 08:00 event travelling\n03-05 07:00 weight 82", ["raised 03-05 07:00"]),
        ("03-05 06:00 event travelling until 03-07 09:00\n03-05 07:00 weight 82", []),  # too old by then
    ],
)
def test_unless_holds_a_raise_back(diary: str, expected: list[str]) -> None:
    assert life(diary, "03-31 12:00", rule("heavy", HEAVY, unless=AWAY, clear_when=LIGHT)) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (hours(24), ["raised 03-28 07:00, lasts 03-29 08:00"]),
        (minutes(30), ["raised 03-28 07:00, lasts 03-28 07:30"]),
        (days(1), ["raised 03-28 07:00, lasts 03-29 03:00"]),
        (days(30), ["raised 03-28 07:00"]),
    ],
)
def test_it_may_last_so_long(period: object, expected: list[str]) -> None:
    assert life("03-28 07:00 weight 82", "04-10 12:00", rule("heavy", HEAVY, lasts=period)) == expected


@pytest.mark.parametrize(
    ("condition", "diary", "level"),
    [
        (RISE, UP, 80_000),
        (replace(RISE, is_rise=False), "03-03 07:00 weight 84\n03-05 07:00 weight 82", 84_000),
        (
            Limit(measure="weight", comparison=AT_LEAST, amount=kg(2_000), side=Side.ABOVE, reference="target_weight"),
            "03-01 07:00 agreed target_weight 79500\n03-05 07:00 weight 82",
            79_500,
        ),
        (HEAVY, UP, None),  # measured against nothing
        (HEAVY, "03-05 07:00 weight 82", None),
    ],
)
def test_the_level_before_is_what_the_raise_was_measured_against(
    condition: Change | Limit, diary: str, level: int | None
) -> None:
    made = rule("gain", condition, clear_when=CALM)
    assert [each.level_before for each in lives(diary, "03-05 12:00", made)["gain"]] == [level]


def test_the_level_before_stays_for_the_episodes_life() -> None:
    diary = f"{UP}\n03-06..03-20 07:00 weight 82\n03-21..03-22 07:00 weight 81"
    assert life(diary, "03-31 12:00", GAIN) == ["raised 03-05 07:00, cleared 03-22 07:00"]
    assert tell(CALM, diary, "03-22 12:00") == "cannot tell"


ASKING = rule(
    "gain",
    RISE,
    clear_when=CALM,
    confirm=Confirm(ask="weigh again", answer_within=hours(4), raises_unanswered=True),
)
DROPPING = replace(ASKING, confirm=Confirm(ask="weigh again", answer_within=hours(4), raises_unanswered=False))
ASKED = f"{UP}\n03-05 07:01 asked gain weight until 03-05 11:01"


@pytest.mark.parametrize(
    ("made", "diary", "expected"),
    [
        (ASKING, ASKED, "asking 03-05 07:00, raised 03-05 11:01"),
        (DROPPING, ASKED, "asking 03-05 07:00, dropped 03-05 11:01"),
        (ASKING, f"{ASKED}\n03-05 08:00 weight 82", "asking 03-05 07:00, raised 03-05 08:00"),
        (ASKING, f"{ASKED}\n03-05 08:00 weight 81.999", "asking 03-05 07:00, dropped 03-05 08:00"),
        (ASKING, f"{ASKED}\n03-05 07:01 weight 82.5", "asking 03-05 07:01, raised 03-05 11:01"),  # not after it
        (ASKING, f"{ASKED}\n03-05 11:01 weight 81.999", "asking 03-05 07:00, dropped 03-05 11:01"),
        (ASKING, f"{ASKED}\n03-05 11:02 weight 81.999", "asking 03-05 07:00, raised 03-05 11:01"),
        (ASKING, f"{ASKED}\n03-05 08:00 weight 95", "asking 03-05 07:00, raised 03-05 11:01"),  # somebody else's
        (ASKING, f"{ASKED}\n03-05 08:00 weight 82\n03-05 09:00 weight 80", "asking 03-05 07:00, raised 03-05 08:00"),
        (ASKING, f"{ASKED}\n03-05 08:00 weight 81\n03-05 09:00 weight 83", "asking 03-05 07:00, dropped 03-05 08:00"),
        (ASKING, UP, "raised 03-05 07:00"),  # nobody asked
        (GAIN, ASKED, "raised 03-05 07:00"),
        (ASKING, f"{UP}\n03-05 09:01 asked gain weight until 03-05 11:01", "raised 03-05 07:00"),  # over two hours
        (ASKING, f"{UP}\n03-05 07:01 asked other weight until 03-05 11:01", "raised 03-05 07:00"),
        (ASKING, f"{ASKED}\n03-05 08:00 closed gain", "asking 03-05 07:00, closed 03-05 08:00"),
    ],
)
def test_the_patient_is_asked_first(made: object, diary: str, expected: str) -> None:
    assert life(diary, "03-05 20:00", made)[0] == expected  # type: ignore[arg-type]  # a rule


def test_an_answer_that_cannot_tell_is_waited_over() -> None:
    morning = replace(ASKING, raise_when=replace(RISE, within_days=None))
    diary = "03-04 07:00 weight 80\n03-05 11:50 weight 82\n03-05 11:51 asked gain weight until 03-05 15:51"
    told = life(f"{diary}\n03-05 13:00 weight 83", "03-05 20:00", morning)
    assert told == ["asking 03-05 11:50, raised 03-05 15:51"]


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-05 09:00 closed gain", [CLOSED]),
        ("03-05 07:00 closed gain", ["raised 03-05 07:00, closed 03-05 07:00"]),
        ("03-05 06:59 closed gain", ["raised 03-05 07:00"]),
        ("03-05 09:00 closed other", ["raised 03-05 07:00"]),
        # 82 was seen: half the limit beyond is 83.
        ("03-05 09:00 closed gain\n03-06 07:00 weight 83", [CLOSED, "raised 03-06 07:00"]),
        ("03-05 09:00 closed gain\n03-06 07:00 weight 82.999", [CLOSED]),
        # Or once no: 81.9 is 1.9 kg above the lowest.
        ("03-05 09:00 closed gain\n03-06 07:00 weight 81.9\n03-07 07:00 weight 82", [CLOSED, "raised 03-07 07:00"]),
        ("03-05 09:00 closed gain\n03-06..03-07 07:00 weight 82", [CLOSED]),
    ],
)
def test_a_nurse_closes_it(diary: str, expected: list[str]) -> None:
    assert life(f"{UP}\n{diary}", "03-07 20:00", GAIN) == expected


@pytest.mark.parametrize(
    ("comparison", "side", "first", "then", "is_raised"),
    [
        (AT_LEAST, Side.ABOVE, 82, 83, True),
        (AT_LEAST, Side.ABOVE, 82, 82.999, False),
        (AT_LEAST, Side.BELOW, 78, 77, True),
        (AT_LEAST, Side.BELOW, 78, 77.001, False),
        (LESS, Side.ABOVE, 81, 80, True),  # less than 2 kg above is what it warns of
        (LESS, Side.ABOVE, 81, 80.001, False),
        (LESS, Side.BELOW, 79, 80, True),
        (LESS, Side.BELOW, 79, 79.999, False),
    ],
)
def test_half_the_limit_beyond_is_counted_in_the_rules_direction(
    comparison: Comparison, side: Side, first: float, then: float, is_raised: bool
) -> None:
    far = Limit(measure="weight", comparison=comparison, amount=kg(2_000), side=side, reference="target_weight")
    diary = f"03-01 07:00 agreed target_weight 80000\n03-05 07:00 weight {first}\n03-05 09:00 closed far"
    told = life(f"{diary}\n03-06 07:00 weight {then}", "03-06 20:00", rule("far", far, clear_when=WORRIED))
    assert told == ["raised 03-05 07:00, closed 03-05 09:00", *(["raised 03-06 07:00"] if is_raised else [])]


def test_a_reading_far_beyond_arms_it_by_its_own_sitting() -> None:
    low = Limit(measure="systolic", comparison=AT_LEAST, amount=mmhg(20), side=Side.BELOW, reference="baseline")
    diary = "01-20..02-20 07:00 systolic 120\n03-05 07:00 systolic 99\n03-05 09:00 closed low"
    low_rule = rule("low", Group(gathering=Gathering.ANY, parts=(low, AWAY)), clear_when=WORRIED)
    assert len(life(f"{diary}\n03-05 10:00 systolic 89", "03-05 20:00", low_rule)) == 2
    assert len(life(f"{diary}\n03-05 10:00 systolic 89.1", "03-05 20:00", low_rule)) == 1


@pytest.mark.parametrize(
    ("severity", "other", "expected"),
    [
        (Severity.MEDIUM, Severity.MEDIUM, "inhibited 03-05 07:00, raised 03-06 07:00"),
        (Severity.MEDIUM, Severity.HIGH, "inhibited 03-05 07:00, raised 03-06 07:00"),
        (Severity.HIGH, Severity.MEDIUM, "raised 03-05 07:00"),
        (Severity.LOW, Severity.INFO, "raised 03-05 07:00"),
    ],
)
def test_a_rule_is_quiet_while_another_of_its_severity_is_raised(
    severity: Severity, other: Severity, expected: str
) -> None:
    loud = rule("loud", HEAVY, clear_when=LIGHT, severity=other)
    quiet = rule("quiet", HEAVY, clear_when=AWAY, severity=severity, quiet_while=("loud",))
    diary = "03-05 07:00 weight 82\n03-06 07:00 weight 81"
    assert life(diary, "03-07 12:00", loud, quiet) == [expected]
    assert lives(diary, "03-07 12:00", quiet, loud) == lives(diary, "03-07 12:00", loud, quiet)


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-05 07:00 button worried", "inhibited 03-05 07:00, raised 03-05 08:00"),
        ("03-05 07:01 button worried", "raised 03-05 07:00"),  # it was there first
        ("03-05 06:00 button worried", "raised 03-05 07:00"),  # that ended at this instant
        ("03-05 07:00 button worried\n03-05 07:30 closed loud", "inhibited 03-05 07:00, raised 03-05 07:30"),
        ("03-05 07:00 button worried\n03-05 07:30 closed quiet", "inhibited 03-05 07:00, closed 03-05 07:30"),
        ("03-05 07:00 button worried\n03-05 07:05 event travelling", "inhibited 03-05 07:00, cleared 03-05 07:05"),
    ],
)
def test_what_is_inhibited_is_raised_the_moment_that_ends(diary: str, expected: str) -> None:
    loud = rule("loud", WORRIED, lasts=hours(1))
    quiet = rule("quiet", HEAVY, clear_when=AWAY, quiet_while=("loud",))
    assert life(f"{diary}\n03-05 07:00 weight 82", "03-05 20:00", loud, quiet) == [expected]


def test_what_is_inhibited_itself_inhibits_too() -> None:
    loud = rule("loud", WORRIED, lasts=hours(1))
    quiet = rule("quiet", HEAVY, lasts=hours(3), quiet_while=("loud",))
    quieter = rule("quieter", HEAVY, clear_when=AWAY, quiet_while=("quiet",))
    diary = "03-05 07:00 button worried\n03-05 07:00 weight 82"
    assert life(diary, "03-05 20:00", loud, quiet) == ["inhibited 03-05 07:00, raised 03-05 08:00, lasts 03-05 10:00"]
    assert life(diary, "03-05 20:00", loud, quiet, quieter) == ["inhibited 03-05 07:00, raised 03-05 10:00"]


SETTLED = "03-05 07:00 weight 82\n03-05 10:00 button worried\n03-06..03-07 07:00 weight 81"


@pytest.mark.parametrize(
    ("period", "diary", "expected"),
    [
        (days(7), "03-08 07:00 weight 82", [ENDED]),
        (days(7), "03-11..03-12 07:00 weight 82", [ENDED, "raised 03-12 03:00"]),
        (hours(72), "03-08 07:00 weight 82", [ENDED, "raised 03-08 10:00"]),
        (hours(71), "03-08 10:00 weight 82", [ENDED, "raised 03-08 10:00"]),
        (None, "03-08 07:00 weight 82", [ENDED, "raised 03-08 07:00"]),
    ],
)
def test_it_may_stay_quiet_after_an_end(period: object, diary: str, expected: list[str]) -> None:
    made = rule("heavy", HEAVY, clear_when=WORRIED, stays_quiet=period)
    assert life(f"{SETTLED}\n{diary}", "03-13 20:00", made) == expected


@pytest.mark.parametrize(
    ("weight", "expected"),
    [("83", [ENDED, "raised 03-07 07:00"]), ("82.999", [ENDED])],  # 82 was seen at the end, and the limit is 2 kg
)
def test_what_goes_beyond_breaks_the_quiet(weight: str, expected: list[str]) -> None:
    over = Limit(measure="weight", comparison=AT_LEAST, amount=kg(2_000), side=Side.ABOVE, reference="target_weight")
    made = rule("over", over, clear_when=WORRIED, stays_quiet=days(7))
    diary = "03-01 07:00 agreed target_weight 80000\n03-05 07:00 weight 82\n03-05 10:00 button worried"
    assert life(f"{diary}\n03-06 07:00 weight 81\n03-07 07:00 weight {weight}", "03-08 20:00", made) == expected


def test_rules_are_judged_after_those_that_they_read_and_circles_are_refused() -> None:
    loud = rule("loud", HEAVY, clear_when=LIGHT)
    reading = rule("reading", OtherAlert(rules=("loud",), within_days=None), clear_when=WORRIED)
    diary = "03-05 07:00 weight 82\n03-06 07:00 weight 81"
    assert life(diary, "03-07 12:00", loud, reading) == ["raised 03-05 07:00"]
    assert list(lives(diary, "03-07 12:00", reading, loud)) == ["loud", "reading"]
    with pytest.raises(ValueError, match="circle"):
        lives(diary, "03-07 12:00", replace(loud, quiet_while=("reading",)), reading)


def test_a_rule_is_for_its_groups_alone() -> None:
    excluding = rule("heavy", HEAVY, patients=Patients(groups=("everyone",), excluded=("heart-failure",)))
    diary = "03-05 07:00 weight 82"
    assert life(diary, "03-05 12:00", rule("heavy", HEAVY, patients=Patients(groups=("everyone",)))) != []
    assert life(diary, "03-05 12:00", rule("heavy", HEAVY, patients=Patients(groups=("copd",)))) == []
    assert life(diary, "03-05 12:00", excluding) == []


AWAY_OR_UP = (AWAY, RISE)
SCORED = tuple(Points(points=1, when=each) for each in AWAY_OR_UP)


@pytest.mark.parametrize(
    "condition",
    [
        Score(comparison=AT_LEAST, amount=points(2), lines=SCORED, look_back=days(1)),
        Sequence(steps=AWAY_OR_UP, within=days(9)),
        Group(gathering=Gathering.ALL, parts=AWAY_OR_UP, within=days(1)),
    ],
)
def test_the_level_is_found_in_combinations_too(condition: Condition) -> None:
    told = lives(f"03-04 20:00 event travelling\n{UP}", "03-05 12:00", rule("gain", condition, clear_when=CALM))
    assert [(each.start_at, each.level_before) for each in told["gain"]] == [(wall("03-05 07:00"), Fraction(80_000))]


def test_nothing_is_told_of_what_comes_after_now() -> None:
    assert life(UP, "03-05 06:59", GAIN) == []
    assert life(f"{UP}\n03-06..03-07 07:00 weight 81", "03-07 06:59", GAIN) == ["raised 03-05 07:00"]
    silent = rule("gone", RISE, clear_when=Arrives(measure="weight", count=1))
    assert life(f"{UP}\n03-06 07:00 weight 82", "03-07 06:59", silent) == ["raised 03-05 07:00, cleared 03-06 07:00"]
