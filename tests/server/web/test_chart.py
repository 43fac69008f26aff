from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pages import AT, episode, opened

from server.web import chart
from server.web.shown import FailedAttempt, HistoryRow, OpenAlert, PatientPage, Person, Point
from vitals.device_kind import DeviceKind

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
STOCKHOLM = "Europe/Stockholm"
PERSON = Person(
    patient="patientaaaaaaaaa",
    name="Oskar Lindqvist",
    personnummer="194303189817",
    born=AT.date().replace(year=1943),
    care_level=2,
    matters="",
    contact="Anna Berg",
    zone=STOCKHOLM,
    last_reading_at=NOW,
    hub_heard_at=NOW,
)


def weight(days_ago: float, grams: int) -> Point:
    return Point(measured_at=NOW - days_ago * DAY, vital="body_weight", value=grams, flags=())


def pressure(days_ago: float, systolic: int, diastolic: int) -> list[Point]:
    at = NOW - days_ago * DAY
    return [
        Point(measured_at=at, vital="systolic", value=systolic * 10, flags=()),
        Point(measured_at=at, vital="diastolic", value=diastolic * 10, flags=()),
        Point(measured_at=at, vital="pulse_rate", value=700, flags=()),
    ]


def gain(days_ago: float = 0, behind: tuple[Point, ...] = ()) -> OpenAlert:
    return OpenAlert(
        alert=opened(1, episode()).after,
        owner="Anna Berg",
        taken_at=None,
        rule_version="1",
        say={"sv": "Vikten har gått upp.", "en": "Weight is up."},
        facts={"now_g": 83_000, "earlier_g": 80_000, "limit_g": 2_000, "earlier_day": "2026-02-28", "change_g": 3_000},
        is_late=False,
        measured_at=NOW - days_ago * DAY,
        behind=behind,
    )


def page(*points: Point, **more: Any) -> PatientPage:
    made = PatientPage(person=PERSON, alerts=(), history=(), points=points, attempts_failed=())
    return replace(made, **more)


def heights(path: str) -> list[int]:
    """Follow a path and give the height of each of its points."""
    found = re.fullmatch(r"M(\d+) (\d+)(?:h\.1|l(.*))", path)
    assert found is not None
    steps = [int(each) for each in (found[3] or "").split()]
    return list(itertools.accumulate(steps[1::2], initial=int(found[2])))


def test_no_weight_gives_no_picture() -> None:
    assert chart.sparkline([], [], NOW) is None


def test_the_small_month_is_broken_where_a_day_is_missing() -> None:
    whole = chart.sparkline([weight(3, 80_000), weight(2, 80_200), weight(1, 80_100)], [], NOW)
    broken = chart.sparkline([weight(5, 80_000), weight(4, 80_200), weight(1, 80_100)], [], NOW)
    assert whole is not None
    assert broken is not None
    assert len(whole.paths) == 1
    assert len(broken.paths) == 2
    assert [len(heights(path)) for path in broken.paths] == [2, 1]


def test_time_runs_to_now_so_that_silence_at_the_end_is_seen() -> None:
    drawn = chart.sparkline([weight(29, 80_000), weight(3, 80_000)], [], NOW)
    today = chart.sparkline([weight(0, 80_000)], [], NOW)
    assert drawn is not None
    assert today is not None
    assert drawn.last[0] < chart.SPARK_WIDTH * 0.92
    assert today.last[0] == chart.SPARK_WIDTH - 6


def test_a_steady_weight_lies_still_and_a_mountain_stays_inside() -> None:
    steady = chart.sparkline([weight(day, 80_000 + 200 * (day % 2)) for day in range(20, 0, -1)], [], NOW)
    mountain = chart.sparkline([weight(day, 80_000 + 900 * (20 - day)) for day in range(20, 0, -1)], [], NOW)
    assert steady is not None
    assert mountain is not None
    assert max(heights(steady.paths[0])) - min(heights(steady.paths[0])) < chart.SPARK_HEIGHT / 8
    assert len(heights(mountain.paths[0])) == 20
    assert all(0 < height < chart.SPARK_HEIGHT for height in heights(mountain.paths[0]))
    assert heights(mountain.paths[0]) == sorted(heights(mountain.paths[0]), reverse=True)


def test_an_alert_is_marked_where_it_began_if_that_is_in_the_picture() -> None:
    points = [weight(1, 80_000), weight(0, 83_000)]
    inside, before = (chart.sparkline(points, [gain(days_ago)], NOW) for days_ago in (0, 40))
    assert inside is not None
    assert before is not None
    assert inside.marks == (inside.last[0],)
    assert before.marks == ()


def test_what_was_measured_in_one_act_stands_together() -> None:
    first, second = chart.sittings([weight(2, 80_000), *pressure(1, 128, 79)])
    assert list(first) == ["body_weight"]
    assert list(second) == ["systolic", "diastolic", "pulse_rate"]


def test_the_line_has_a_hole_before_the_weight_that_comes_after_missing_days() -> None:
    curves = chart.curves(page(weight(5, 80_000), weight(4, 80_100), weight(1, 80_200)), 30, NOW)
    assert [kilograms for _, kilograms in curves["weight"]] == [80.0, 80.1, None, 80.2]
    times = [at for at, _ in curves["weight"]]
    assert times == sorted(set(times))


def test_gaps_are_told_before_the_first_between_and_after_the_last_weight() -> None:
    since = NOW - 30 * DAY
    assert chart.gaps([], since, NOW) == [(since, NOW)]
    weights = [weight(day, 80_000) for day in (29, 28, 20, 19, 2)]
    found = [((NOW - begin) / DAY, (NOW - end) / DAY) for begin, end in chart.gaps(weights, since, NOW)]
    assert found == [(28, 20), (19, 2), (2, 0)]


def test_somebody_who_weighs_at_seven_and_at_eleven_the_next_day_has_missed_nothing() -> None:
    assert chart.gaps([weight(1 + 4 / 24, 80_000), weight(0, 80_000)], NOW - 1.3 * DAY, NOW) == []


def test_pressure_needs_both_ends_and_has_no_line() -> None:
    lone = Point(measured_at=NOW, vital="systolic", value=1_300, flags=())
    curves = chart.curves(page(*pressure(1, 128, 79), lone), 30, NOW)
    assert curves["pressure"] == [[int((NOW - DAY).timestamp()), 128.0, 79.0]]


def test_the_limit_is_drawn_from_the_day_it_is_measured_against() -> None:
    curves = chart.curves(page(weight(0, 83_000), alerts=[gain()]), 30, NOW)
    midnight = datetime(2026, 2, 27, 23, 0, tzinfo=UTC)
    assert curves["limits"] == [{"from": int(midnight.timestamp()), "kg": 82.0}]


def limits(**facts: int | str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = chart.curves(page(alerts=[replace(gain(), facts=facts)]), 30, NOW)["limits"]
    return found


def test_the_limit_of_a_fall_lies_below_and_that_of_an_agreed_weight_begins_where_it_was_agreed() -> None:
    fall = {"now_g": 80_000, "earlier_g": 82_000, "change_g": 2_000, "limit_g": 1_500}
    assert limits(**fall, earlier_day="2026-02-06")[0]["kg"] == 80.5
    (agreed,) = limits(**fall, reference_day="2026-01-10")
    assert agreed["from"] == datetime(2026, 1, 9, 23, 0, tzinfo=UTC).timestamp()


def test_a_limit_without_a_day_begins_as_many_days_back_as_the_rule_looked() -> None:
    (found,) = limits(now_g=82_000, earlier_g=80_000, change_g=2_000, limit_g=2_000, days=3)
    assert found["from"] == int((NOW - 3 * DAY).timestamp())


@pytest.mark.parametrize(
    "facts",
    [
        {"missing_days": 2, "earlier_g": 80_000, "earlier_day": "2026-02-28"},
        {"now_g": 900, "limit_g": 700, "days": 28},
        {"now_g": 80_400, "earlier_g": 80_000, "change_g": 2_600, "limit_g": 2_000, "days": 14},
        {"now_mmhg_tenths": 790, "limit_mmhg_tenths": 800, "count": 2},
        {},
    ],
    ids=["silence", "a slope", "a sum of days", "a pressure", "an event"],
)
def test_what_is_no_step_of_weight_has_no_limit_and_nothing_to_be_compared_with(facts: dict[str, int | str]) -> None:
    assert limits(**facts) == []
    assert chart.compared([weight(0, 80_000)], facts, "sv") is None


def test_readings_behind_alerts_and_alerts_that_came_are_marked() -> None:
    behind = (weight(1, 80_000), weight(0, 83_000))
    came = HistoryRow(
        alert=1,
        rule="weight-gain-2kg-3-days",
        act="opened",
        who="system",
        name="system",
        at=NOW,
        measured_at=NOW - DAY,
        say={},
        detail={},
    )
    taken = replace(came, act="taken", measured_at=NOW)
    curves = chart.curves(page(*behind, alerts=[gain(behind=behind)], history=[taken, came]), 30, NOW)
    assert curves["behind"] == [int(point.measured_at.timestamp()) for point in behind]
    assert curves["alerts"] == [int((NOW - DAY).timestamp())]


def test_a_failed_attempt_stands_with_what_its_device_measures() -> None:
    failed = [FailedAttempt(at=NOW, kind=DeviceKind.CUFF), FailedAttempt(at=NOW - DAY, kind=DeviceKind.SCALE)]
    curves = chart.curves(page(attempts_failed=failed), 30, NOW)
    assert curves["pressure_failed"] == [int(NOW.timestamp())]
    assert curves["weight_failed"] == [int((NOW - DAY).timestamp())]


def test_one_sentence_says_what_the_curve_shows() -> None:
    points = [weight(2, 80_000), weight(1, 81_500), weight(0, 80_940)]
    said = chart.weight_summary(points, NOW, 30, STOCKHOLM, "sv")
    assert said == "30 dagar: från 80,0 till 80,9 kg, lägst 80,0, högst 81,5. Dagar utan vikt: 27."
    assert chart.weight_summary([], NOW, 30, STOCKHOLM, "en") == "No weight in the last 30 days."


def test_two_weights_of_one_day_are_one_day_with_a_weight() -> None:
    points = [weight(0.1, 80_000), weight(0, 80_000)]
    assert chart.weight_summary(points, NOW, 30, STOCKHOLM, "en").endswith("Days without a weight: 29.")


def test_one_sentence_says_what_the_bars_show() -> None:
    points = [*pressure(3, 128, 79), *pressure(1, 141, 84)]
    said = chart.pressure_summary(points, 30, "sv")
    assert said == "30 dagar: senast 141/84 mmHg, övertryck 128 till 141, 2 mätningar."
    assert chart.pressure_summary([], 30, "sv") == "Inget blodtryck de senaste 30 dagarna."


def test_the_latest_weight_is_compared_with_the_level_an_alert_began_from() -> None:
    assert chart.compared([weight(0, 79_600)], gain().facts, "sv") == "−0,4 mot 80,0 kg"
    assert chart.compared([weight(0, 87_300)], gain().facts, "en") == "+7.3 from 80.0 kg"
    assert chart.compared([], gain().facts, "sv") is None
