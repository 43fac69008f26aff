from __future__ import annotations

from datetime import timedelta

import pytest
from pages import AT

from server.web.measured import in_words, readings
from server.web.shown import Point
from server.web.words import Language
from vitals.vital import Vital


def points(number: int, minutes: int = 0, **values: int) -> list[Point]:
    at = AT + timedelta(minutes=minutes)
    return [Point(measured_at=at, vital=name, value=value, flags=(), arrival=number) for name, value in values.items()]


def test_what_came_in_one_act_stands_together_the_oldest_first() -> None:
    later, earlier = points(4, 5, systolic=1_320, diastolic=840), points(9, body_weight=80_000)
    same_minute = points(5, 5, systolic=1_400)
    found = readings([*same_minute, *later, *earlier])
    assert [(each.number, len(each.points)) for each in found] == [(9, 1), (4, 2), (5, 1)]


@pytest.mark.parametrize(
    ("values", "language", "said"),
    [
        ({"systolic": 1_320, "diastolic": 840, "pulse_rate": 710}, "sv", "132/84 mmHg, puls 71/min"),
        ({"systolic": 890}, "en", "systolic 89 mmHg"),
        ({"diastolic": 840}, "sv", "undertryck 84 mmHg"),
        ({"spo2": 930}, "sv", "syremättnad 93 %"),
        ({"body_weight": 80_050}, "en", "80.1 kg"),
        ({}, "en", ""),
    ],
)
def test_values_are_said_as_people_write_them(values: dict[str, int], language: Language, said: str) -> None:
    assert in_words(points(1, **values), language) == said


@pytest.mark.parametrize("vital", Vital)
def test_every_vital_sign_can_be_said(vital: Vital) -> None:
    assert in_words(points(1, **{vital.value.name: 900}), "en")
