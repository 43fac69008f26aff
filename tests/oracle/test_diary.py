"""Local days, readings that count, sittings, the day's value, windows and protocols, by hand (rules 2 and 5 to 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from diary_lines import story, wall
from oracle.calendar_days import LocalDays
from oracle.days import Diary
from rule_making import RESETS, days, hours, kg, signals, weight, window

from server.rules.language.quantity import Period
from server.rules.language.repeat import Basis
from server.rules.language.signal import DayTakes, Gate, Measure, Statistic, Window

MEASURES = signals().measures
STOCKHOLM = LocalDays("Europe/Stockholm")


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("03-05 02:59:59", "03-04"),
        ("03-05 03:00", "03-05"),
        ("03-29 01:59:59", "03-28"),  # the next second is three o'clock
        ("03-29 03:00", "03-29"),
        ("03-30 02:59", "03-29"),
        ("10-25 02:59", "10-24"),
        ("10-25 02:59b", "10-24"),
        ("10-25 03:00", "10-25"),
    ],
)
def test_a_local_day_runs_from_three_to_three(at: str, expected: str) -> None:
    assert STOCKHOLM.day_of(wall(at)) == day(expected)


@pytest.mark.parametrize(("date_of_it", "length_h"), [("03-28", 23), ("03-29", 24), ("10-24", 25), ("10-25", 24)])
def test_the_day_before_the_night_of_the_clocks_is_the_odd_one(date_of_it: str, length_h: int) -> None:
    one = day(date_of_it)
    length = STOCKHOLM.start_of(date.fromordinal(one.toordinal() + 1)) - STOCKHOLM.start_of(one)
    assert length.total_seconds() == length_h * 3_600


@pytest.mark.parametrize(
    ("at", "period", "t", "expected"),
    [
        ("03-04 07:00", hours(24), "03-05 07:00", False),
        ("03-04 07:00:01", hours(24), "03-05 07:00", True),
        ("03-05 07:00", hours(24), "03-05 07:00", True),
        ("03-28 07:00:01", hours(23), "03-29 07:00", True),  # the night is an hour short
        ("03-28 07:00", hours(23), "03-29 07:00", False),
        ("10-24 07:00", hours(24), "10-25 07:00", False),  # and here an hour long
        ("10-24 08:00:01", hours(24), "10-25 07:00", True),
        ("03-02 03:00", days(3), "03-05 23:00", True),
        ("03-02 02:59", days(3), "03-05 03:00", False),
        ("03-02 03:00", days(3), "03-06 02:59", True),
        ("03-02 03:00", days(3), "03-06 03:00", False),
    ],
)
def test_hours_are_elapsed_and_days_are_local(at: str, period: Period, t: str, expected: bool) -> None:
    assert STOCKHOLM.is_within(wall(at), period, wall(t)) is expected


def counted(diary: str, t: str, measure: Measure = MEASURES["weight"]) -> list[int]:
    found = Diary(story(diary).standing()).items(measure, Basis.READING, wall(t))
    return [int(item.value) for item in found]


THREE = "03-01..03-03 07:00 weight 80"


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-04 07:00 weight 24.999", []),
        ("03-04 07:00 weight 25", [25_000]),
        ("03-04 07:00 weight 300", [300_000]),
        ("03-04 07:00 weight 300.001", []),
        (f"{THREE}\n03-04 07:00 weight 84.5", [80_000, 80_000, 80_000, 84_500]),  # 4 kg, and half a kilo for a day
        (f"{THREE}\n03-04 07:00 weight 84.501", [80_000, 80_000, 80_000]),
        (f"{THREE}\n03-04 07:00 weight 75.5", [80_000, 80_000, 80_000, 75_500]),
        (f"{THREE}\n03-04 07:00 weight 75.499", [80_000, 80_000, 80_000]),
        (f"{THREE}\n03-10 07:00 weight 87.5", [80_000, 80_000, 80_000, 87_500]),  # seven days: 4 + 3.5 kg
        (f"{THREE}\n03-10 07:00 weight 87.501", [80_000, 80_000, 80_000]),
        ("03-01..03-02 07:00 weight 80\n03-04 07:00 weight 95", [80_000, 80_000, 95_000]),  # two are too few to tell
        ("03-01..03-03 07:00 weight 80\n03-24 07:00 weight 95", [80_000, 80_000, 80_000, 95_000]),  # 21 days: one left
        # The spread: values 78, 80, 82 and a reading at 80 + 6 × 1.4826 × 2 = 97.7912 kg, never less than that.
        (
            "03-01 07:00 weight 78\n03-02 07:00 weight 80\n03-03 07:00 weight 82\n03-04 07:00 weight 97.791",
            [78_000, 80_000, 82_000, 97_791],
        ),
        (
            "03-01 07:00 weight 78\n03-02 07:00 weight 80\n03-03 07:00 weight 82\n03-04 07:00 weight 97.792",
            [78_000, 80_000, 82_000],
        ),
    ],
)
def test_a_reading_counts_near_the_patients_own_median(diary: str, expected: list[int]) -> None:
    assert counted(diary, "03-25 07:00") == expected


@pytest.mark.parametrize(
    ("second", "t", "is_believed"),
    [
        ("03-05 19:00 weight 95", "03-04 07:00", True),  # what comes later settles it too
        ("03-05 19:00 weight 95", "03-05 19:00", True),  # 36 hours exactly
        ("03-05 19:01 weight 95", "03-06 07:00", False),
        ("03-04 07:05 weight 93", "03-04 07:05", True),  # 1 kg exactly
        ("03-04 07:05 weight 92.999", "03-04 07:05", False),
        ("03-04 07:05 weight 95.001", "03-04 07:05", False),
    ],
)
def test_a_second_witness_bears_out_what_was_questioned(second: str, t: str, is_believed: bool) -> None:
    assert (94_000 in counted(f"{THREE}\n03-04 07:00 weight 94\n{second}", t)) is is_believed


def test_days_of_the_gate_are_elapsed_and_open_to_the_left() -> None:
    gate = Gate(
        days=1,
        needs=1,
        allow=kg(1_000),
        allow_per_day=kg(0),
        spreads_tenths=0,
        witness_within=kg(0),
        witness_period=hours(1),
    )
    narrow = replace(weight(), gate=gate)
    assert counted("03-28 07:00 weight 80\n03-29 08:00 weight 90", "03-29 09:00", narrow) == [80_000, 90_000]
    assert counted("03-28 07:00 weight 80\n03-29 07:59 weight 90", "03-29 09:00", narrow) == [80_000]


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-05 07:00 systolic 120\n03-05 07:10 systolic 130", [(1_250, "03-05 07:10")]),
        ("03-05 07:00 systolic 120\n03-05 07:10:01 systolic 130", [(1_200, "03-05 07:00"), (1_300, "03-05 07:10:01")]),
        (
            "03-05 07:00 systolic 150\n03-05 07:05 systolic 120\n03-05 07:14 systolic 121",
            [(Fraction(2_410, 2), "03-05 07:14")],
        ),  # three: the first is left out, and each is near the one before
        (
            "03-05 07:00 systolic 150\n03-05 07:01 systolic 120\n03-05 07:02 systolic 121\n03-05 07:03 systolic 121",
            [(Fraction(3_620, 3), "03-05 07:03")],
        ),
        ("03-05 07:00 systolic 40\n03-05 07:05 systolic 120", [(1_200, "03-05 07:05")]),  # 40 is not plausible
    ],
)
def test_a_sitting_is_the_mean_of_readings_close_together(diary: str, expected: list[tuple[Fraction, str]]) -> None:
    found = Diary(story(diary).standing()).items(MEASURES["systolic"], Basis.SITTING, wall("03-06 12:00"))
    assert [(item.value, item.at) for item in found] == [(value, wall(at)) for value, at in expected]


def test_the_eleventh_reading_begins_a_new_sitting() -> None:
    diary = "\n".join(f"03-05 07:{minute:02d} systolic {100 + minute}" for minute in range(11))
    found = Diary(story(diary).standing()).items(MEASURES["systolic"], Basis.SITTING, wall("03-05 08:00"))
    assert [item.value for item in found] == [1_050, 1_100]
    assert [item.at for item in found] == [wall("03-05 07:09"), wall("03-05 07:10")]


def value_of(diary: str, t: str, on: str = "03-05", measure: Measure = MEASURES["weight"]) -> Fraction | None:
    item = Diary(story(diary).standing()).day_value(measure, day(on), wall(t))
    return None if item is None else item.value


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("03-05 07:00 weight 80\n03-05 09:00 weight 81", "03-05 20:00", 80_000),  # the first of the morning
        ("03-05 02:59 weight 79\n03-05 07:00 weight 80", "03-05 20:00", 80_000),  # the night is yesterday's
        ("03-05 07:00 weight 80\n03-05 07:10 weight 81", "03-05 20:00", 81_000),  # stepped on again
        ("03-05 07:00 weight 80\n03-05 07:10:01 weight 81", "03-05 20:00", 80_000),
        ("03-05 07:00 weight 80\n03-05 07:10 weight 81\n03-05 07:20 weight 82", "03-05 20:00", 82_000),  # and again
        (
            "03-05 07:00 weight 80\n03-05 07:10 weight 81",
            "03-05 07:09",
            None,
        ),  # it belongs to the same act of measuring
        ("03-05 12:00 weight 80\n03-05 12:30 weight 81", "03-05 20:00", 80_000),  # none in the morning: the first
        ("03-05 11:59:59 weight 80\n03-05 12:30 weight 81", "03-05 20:00", 80_000),
        ("03-05 07:00 weight 81\n03-05 07:00 weight 80", "03-05 20:00", 81_000),  # in order of time, then value
        ("03-05 07:00 weight 80", "03-05 06:59:59", None),
        ("03-06 02:59 weight 80", "03-06 04:00", 80_000),
        ("03-06 03:00 weight 80", "03-06 04:00", None),
    ],
)
def test_the_days_value_is_the_first_of_the_morning(diary: str, t: str, expected: int | None) -> None:
    assert value_of(diary, t) == expected


ASKED = "03-05 07:00 weight 82\n03-05 08:00 asked gain weight until 03-05 12:00"


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        (f"{ASKED}\n03-05 09:00 weight 80", 80_000),
        (f"{ASKED}\n03-05 08:00 weight 80", 82_000),  # not before the question
        (f"{ASKED}\n03-05 12:00 weight 80", 80_000),
        (f"{ASKED}\n03-05 12:00:01 weight 80", 82_000),
        (f"{ASKED}\n03-05 09:00 weight 80\n03-05 10:00 weight 81", 80_000),  # the first answer is the answer
        (f"{ASKED}\n03-05 07:05 weight 79\n03-05 09:00 weight 80", 80_000),
        ("03-05 07:00 weight 82\n03-05 08:00 asked gain pulse until 03-05 12:00\n03-05 09:00 weight 80", 82_000),
    ],
)
def test_the_first_reading_after_a_question_is_the_days_value(diary: str, expected: int) -> None:
    assert value_of(diary, "03-05 20:00") == expected


def test_until_the_answer_comes_the_days_value_is_what_it_was() -> None:
    diary = f"{ASKED}\n03-05 09:00 weight 80"
    assert [value_of(diary, at) for at in ("03-05 07:00", "03-05 08:59:59", "03-05 09:00")] == [82_000, 82_000, 80_000]


@pytest.mark.parametrize(
    ("takes", "expected", "diary"),
    [
        (DayTakes.LAST, 81_000, "03-05 07:00 weight 80\n03-05 19:00 weight 81"),
        (DayTakes.LAST, 81_000, "03-05 07:00 weight 80\n03-06 02:59 weight 81\n03-06 03:00 weight 83"),
        (DayTakes.LOWEST, 79_000, "03-05 07:00 weight 80\n03-05 08:00 weight 79\n03-05 19:00 weight 81"),
        (DayTakes.LOWEST, 80_000, "03-05 07:00 weight 80\n03-06 03:00 weight 79"),
    ],
)
def test_the_last_and_the_lowest_are_of_the_whole_day(takes: DayTakes, expected: int, diary: str) -> None:
    assert value_of(diary, "03-06 12:00", measure=replace(weight(), day_takes=takes)) == expected


def test_the_day_of_a_sitting_is_that_of_its_first_reading() -> None:
    diary = "03-06 02:55 systolic 120\n03-06 03:01 systolic 130"
    assert value_of(diary, "03-06 04:00", "03-05", MEASURES["systolic"]) == 1_250
    assert value_of(diary, "03-06 04:00", "03-06", MEASURES["systolic"]) is None
    assert value_of(diary, "03-06 03:00", "03-05", MEASURES["systolic"]) is None


@pytest.mark.parametrize(
    ("t", "expected"),
    [
        ("03-05 06:59", "03-04"),
        ("03-05 07:00", "03-05"),
        ("03-06 03:00", "03-05"),
        ("03-07 02:59", "03-05"),
        ("03-07 03:00", None),
        ("03-04 06:59", None),
    ],
)
def test_the_newest_day_is_today_or_yesterday(t: str, expected: str | None) -> None:
    found = Diary(story("03-04..03-05 07:00 weight 80").standing()).newest_day(MEASURES["weight"], wall(t))
    assert found == (None if expected is None else day(expected))


def in_window(diary: str, made: Window, on: str = "03-31") -> Fraction | None:
    return Diary(story(diary).standing()).window(weight(), made, day(on), wall(f"{on} 23:00"))


BASELINE = weight().windows["baseline"]
SPREAD = weight().windows["own spread"]
RUN = "02-24..03-02 07:00 weight 80"


@pytest.mark.parametrize(
    ("diary", "made", "expected"),
    [
        (RUN, BASELINE, 80_000),  # seven days, from D-35 on
        ("02-25..03-02 07:00 weight 80", BASELINE, None),
        ("02-23..03-01 07:00 weight 80", BASELINE, None),  # the first lies a day too far back
        ("03-17..03-23 07:00 weight 80", BASELINE, 80_000),  # up to D-8
        ("03-18..03-24 07:00 weight 80", BASELINE, None),
        ("03-17..03-23 07:00 weight 80\n03-10 07:00 weight 82", BASELINE, 80_000),
        (f"{RUN}\n03-03..03-10 07:00 weight 81", BASELINE, 81_000),
        ("02-24..02-27 07:00 weight 80\n03-03..03-06 07:00 weight 81", BASELINE, 80_500),  # the mean of the middle two
        (RUN, SPREAD, 300),  # never below
        ("03-01..03-04 07:00 weight 80\n03-05..03-08 07:00 weight 82", SPREAD, Fraction(14_826, 10)),
        ("03-30 07:00 weight 80\n03-31 07:00 weight 81", weight().windows["3-day median"], 80_500),
        ("03-28 07:00 weight 80\n03-31 07:00 weight 81", weight().windows["3-day median"], None),
        ("03-29..03-30 07:00 weight 80\n03-31 07:00 weight 81.5", window("mean", Statistic.MEAN, 3, 0, 1), 80_500),
    ],
)
def test_a_window_is_the_statistic_of_its_days(diary: str, made: Window, expected: Fraction | int | None) -> None:
    assert in_window(diary, made) == expected


@pytest.mark.parametrize(
    ("event", "after", "expected"),
    [
        ("03-20 10:00 event discharged", "03-20..03-22 07:00 weight 78", 78_000),  # three are enough
        ("03-20 10:00 event discharged", "03-20..03-21 07:00 weight 78", None),
        ("03-29 10:00 event discharged", "03-29..03-31 07:00 weight 78", 78_000),  # however near
        ("03-31 23:30 event discharged", "03-29..03-31 07:00 weight 78", None),  # whatever the hour
        ("02-23 10:00 event discharged", "03-29..03-31 07:00 weight 78", 80_000),  # before the window
        ("03-20 10:00 event travelling", "03-20..03-22 07:00 weight 78", 80_000),
        ("03-20 10:00 event discharged\n03-29 10:00 event new_target_weight", "03-29..03-31 07:00 weight 77", 77_000),
    ],
)
def test_a_window_begins_again_with_an_event(event: str, after: str, expected: int | None) -> None:
    diary = f"02-24..03-07 07:00 weight 80\n{event}\n{after}"
    assert BASELINE.restarts_on == RESETS
    assert in_window(diary, BASELINE) == expected


def protocol_of(diary: str, needs: int | None = None) -> Fraction | None:
    measure = MEASURES["systolic"]
    week = measure.protocols["7-day protocol mean"]
    return Diary(story(diary).standing()).protocol(measure, week, day("04-01"), wall("04-01 23:59"), needs)


@pytest.mark.parametrize(
    ("diary", "needs", "expected"),
    [
        ("03-31 07:00 systolic 120\n03-31 11:59:59 systolic 130\n03-31 12:00 systolic 190", None, 1_250),
        ("03-31 16:59 systolic 120\n03-31 17:00 systolic 130", None, 1_300),
        ("03-31 07:00 systolic 120\n03-31 07:01 systolic 122\n03-31 07:02 systolic 190", 2, 1_210),  # the first two
        ("03-31 07:00 systolic 120\n03-31 07:01 systolic 122", 3, None),
        ("03-25 07:00 systolic 120", None, None),  # the first day is left out
        ("03-26 07:00 systolic 120\n03-27 02:00 systolic 130", 2, 1_250),  # the night is the evening's
        ("03-26..03-31 07:00 systolic 120\n03-26..03-31 19:00 systolic 130", 12, 1_250),
        ("03-26..03-31 07:00 systolic 120\n03-26..03-30 19:00 systolic 130", 12, None),
        ("03-01 07:00 systolic 120", None, None),
    ],
)
def test_a_protocol_is_the_mean_of_mornings_and_evenings(
    diary: str, needs: int | None, expected: Fraction | int | None
) -> None:
    assert protocol_of(diary, needs) == expected


def test_of_what_was_withdrawn_nothing_is_true_and_a_copy_is_nothing_new() -> None:
    told = story("03-05 07:00 weight 82\n03-05 09:00 weight 80")
    twice = replace(told, readings=[*told.readings, told.readings[0]], withdrawn=frozenset({1}))
    assert Diary(twice.standing()).day_value(weight(), day("03-05"), datetime(2026, 3, 6, tzinfo=UTC)) is not None
    assert [item.value for item in Diary(twice.standing()).items(weight(), Basis.READING, wall("03-06 00:00"))] == [
        80_000
    ]
