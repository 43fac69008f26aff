from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from importlib import resources
from random import Random

import pytest

from simulator.happening import Weighing
from simulator.person import Day, Person
from simulator.stories.replay import HISTORY_DAYS, Replay

OSKAR = Person(label="oskar", name="Oskar", personnummer="194303189817", matters="-", usual_weight_g=112_000)
FIRST_ON = date(2026, 9, 3)


def replayed(series: str, days: int) -> list[tuple[int, str, float]]:
    told = []
    for offset in range(days):
        on = FIRST_ON + timedelta(days=offset)
        day = Day(date=on, number=offset - HISTORY_DAYS, chance=Random(0))  # noqa: S311  (a story)
        for each in Replay(series)(OSKAR, day, []):
            assert isinstance(each, Weighing)
            assert each.at.date() == on
            told.append((offset, f"{each.at:%H:%M:%S}", each.kilograms))
    return told


@pytest.mark.parametrize("series", ["w02", "w13"])
def test_a_series_is_replayed_value_by_value_and_clock_time_by_clock_time(series: str) -> None:
    text = (resources.files("simulator") / "series" / f"{series}.csv").read_text(encoding="utf-8")
    rows = [
        (datetime.fromisoformat(row["timestamp"]), float(row["value"])) for row in csv.DictReader(text.splitlines())
    ]
    first_on = rows[0][0].date()
    expected = [((at.date() - first_on).days, f"{at:%H:%M:%S}", kilograms) for at, kilograms in rows]
    days = HISTORY_DAYS + 10
    assert replayed(series, days) == [each for each in expected if each[0] < days]
    assert len(replayed(series, days)) > days // 2
