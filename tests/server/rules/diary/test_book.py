"""Lines become arrivals and outcomes: local times, many days at once, corrections, and the hub's hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tiny_diaries import cases, file_text, words

from server.rules.diary.book import Hub
from server.rules.diary.case import Case, DiaryError
from server.rules.diary.fact import Agreed, Answered, Began, Closed, Ended, Fact, Heard, Measured, Pressed, Retracted
from server.rules.diary.file import read_diaries
from server.rules.language.quantity import Quantity, Unit


def facts(case: Case) -> list[Fact]:
    return [fact for arrival in case.arrivals for fact in arrival.facts]


def heard(diary: str, hub: Hub = Hub.EACH_HOUR) -> list[datetime]:
    (case,) = read_diaries(file_text(diary).encode(), words(), hub)
    return [fact.at for fact in facts(case) if isinstance(fact, Heard)]


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_local_times_become_utc_over_the_change_of_clocks() -> None:
    (case,) = cases("2026-03-28 07:00  weight 80.0 kg\n2026-03-29 07:00  weight 80.0 kg")
    assert [arrival.at for arrival in case.arrivals] == [utc(28, 6), utc(29, 5)]


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(DiaryError, match="the clocks went forward"):
        cases("2026-03-29 02:30  weight 80.0 kg")


def test_of_the_two_half_past_two_in_the_autumn_the_first_is_meant() -> None:
    (case,) = cases("2026-10-25 02:30  weight 80.0 kg")
    assert case.arrivals[0].at == utc(25, 0, 30, month=10)


def test_what_is_late_arrives_late_and_its_outcome_with_it() -> None:
    (case,) = cases("2026-03-04 07:10  weight 82.3 kg  arrives 2026-03-05 18:00  -> raised medium")
    assert [(each.at, each.words) for each in case.expected] == [(utc(5, 17), "raised medium")]
    reading = facts(case)[0]
    assert isinstance(reading, Measured)
    assert (reading.measured_at, case.arrivals[0].at) == (utc(4, 6, 10), utc(5, 17))


def test_nothing_arrives_before_it_was_measured() -> None:
    with pytest.raises(DiaryError, match="nothing arrives before"):
        cases("2026-03-04 07:10  weight 82.3 kg  arrives 2026-03-04 07:00")


def test_many_days_with_one_value_or_evenly_from_one_to_another() -> None:
    (case,) = cases("2026-03-01..2026-03-04 07:00  weight 80.0 kg to 80.2 kg")
    values = [fact.value for fact in facts(case) if isinstance(fact, Measured)]
    assert values == [80_000, 80_100, 80_100, 80_200]
    assert [written.words for written in case.written] == [
        "weight 80.0 kg to 80.2 kg  (each day to 2026-03-04)",
        "… until here",
    ]


def test_from_one_value_to_another_needs_many_days() -> None:
    with pytest.raises(DiaryError, match="needs many days"):
        cases("2026-03-01 07:00  weight 80.0 kg to 80.2 kg")


def test_a_correction_takes_back_the_reading_and_gives_another() -> None:
    (case,) = cases(
        "2026-03-04 07:10  weight 82.3 kg, pulse 70 bpm\n2026-03-05 09:00  correct 2026-03-04 07:10 weight to 80.3 kg"
    )
    old, _, gone, new = facts(case)
    assert isinstance(old, Measured)
    assert gone == Retracted(number=old.number)
    assert new == Measured(number=3, measure="weight", value=80_300, measured_at=utc(4, 6, 10))


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("withdraw 2026-03-04 07:10", "2 readings of 2026-03-04 07:10"),
        ("withdraw 2026-03-04 08:00", "0 readings"),
        ("withdraw 2026-03-04 07:10 systolic", "0 readings"),
    ],
)
def test_what_is_taken_back_must_be_one_reading(phrase: str, says: str) -> None:
    with pytest.raises(DiaryError, match=says):
        cases(f"2026-03-04 07:10  weight 82.3 kg, pulse 70 bpm\n2026-03-05 09:00  {phrase}")


@pytest.mark.parametrize("began", ["", "2026-03-05 08:00  event admitted\n", "2026-03-04 08:00  event travelling\n"])
def test_nothing_ends_that_nobody_knows_to_have_begun(began: str) -> None:
    with pytest.raises(DiaryError, match="admitted ends, and has not begun"):
        cases(f"{began}2026-03-04 09:00  event admitted ends")


def test_everything_else_that_can_be_learned() -> None:
    (case,) = cases(
        """2026-03-04 07:00  answers dizziness often, presses worried, event travelling until 2026-03-06 08:00
        2026-03-04 08:00  agrees target_weight 80 kg, sets gain 2.5 kg, closes
        2026-03-04 09:00  event admitted
        2026-03-04 10:00  event admitted ends"""
    )
    assert facts(case) == [
        Answered(question="dizziness", code="often", at=utc(4, 6)),
        Pressed(button="worried", at=utc(4, 6)),
        Began(event="travelling", from_at=utc(4, 6), until_at=utc(6, 7)),
        Agreed(name="target_weight", is_setting=False, value=Quantity(80_000, Unit.KG), from_at=utc(4, 7)),
        Agreed(name="gain", is_setting=True, value=Quantity(2_500, Unit.KG), from_at=utc(4, 7)),
        Closed(at=utc(4, 7)),
        Began(event="admitted", from_at=utc(4, 8)),
        Ended(event="admitted", at=utc(4, 9)),
    ]


def test_the_hub_is_heard_every_hour_and_at_the_end() -> None:
    assert heard("2026-03-04 07:10  weight 80.0 kg\n2026-03-04 09:30") == [
        utc(4, 6),
        utc(4, 7),
        utc(4, 8),
        utc(4, 8, 30),
    ]


def test_a_silent_hub_is_heard_again_when_the_diary_says_so() -> None:
    diary = """2026-03-04 07:00  weight 80.0 kg
    2026-03-04 08:30  hub silent
    2026-03-04 11:30  hub heard
    2026-03-04 12:00"""
    assert heard(diary) == [utc(4, 6), utc(4, 7), utc(4, 10, 30), utc(4, 11)]


def test_a_hub_that_stays_silent_is_never_heard_again() -> None:
    assert heard("2026-03-04 07:00  hub silent\n2026-03-04 12:00") == []


def test_where_only_other_rules_speak_of_silence_noon_is_often_enough() -> None:
    diary = "2026-03-04 07:10  weight 80.0 kg\n2026-03-05 13:30"
    assert heard(diary, Hub.EACH_NOON) == [utc(4, 11), utc(5, 11), utc(5, 12, 30)]
    assert heard(diary, Hub.UNHEARD) == []


def test_an_empty_diary_is_refused() -> None:
    with pytest.raises(DiaryError, match="the diary is empty"):
        cases("# nothing yet")
