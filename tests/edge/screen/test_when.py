from __future__ import annotations

from datetime import datetime

from edge.screen.when import date, day, moment

NOW = datetime(2026, 3, 6, 17)


def test_near_days_have_words_the_week_has_names_and_the_rest_have_dates() -> None:
    said = [day(datetime(2026, 3, on), NOW, "en") for on in (4, 5, 6, 7, 8, 12, 13)]
    assert said == ["4 March", "yesterday", "today", "tomorrow", "Sunday", "Thursday", "13 March"]


def test_a_promise_names_the_day_and_the_hour_in_both_languages() -> None:
    monday = datetime(2026, 3, 9, 8)
    assert (moment(monday, NOW, "sv"), moment(monday, NOW, "en")) == ("måndag 8.00", "Monday 8:00")


def test_a_date_is_said_in_full() -> None:
    assert date(datetime(2026, 12, 24), "sv") == "torsdag 24 december"
