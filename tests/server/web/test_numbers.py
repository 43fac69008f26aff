"""Numbers that are read back are the values they were made of, for every name there is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from server.rules.judging.value import STEPS, Chosen, Count, Day, Figure, Kind, Moment, Span, Titles, Value, numbers_of
from server.rules.language.named import NAMES
from server.rules.language.quantity import Unit
from server.web.numbers import values_of

WHOLE: dict[str, Value] = {
    "now": Figure(amount=Fraction(82_100, 1_000), unit=Unit.KG),
    "earlier": Figure(amount=Fraction(80), unit=Unit.KG),
    "change": Figure(amount=Fraction(21, 10), unit=Unit.KG, is_apart=True),
    "limit": Figure(amount=Fraction(2), unit=Unit.KG, is_written=True, is_apart=True),
    "days": Span(3),
    "earlier_day": Day(739_677),
    "earlier_time": Moment(1_770_000_000),
    "reference_day": Day(739_600),
    "missing_days": Span(2),
    "count": Count(2),
    "of": Count(3),
    "answer": Chosen("breathlessness", "stairs"),
    "before": Chosen("breathlessness", "walking"),
    "event": Kind("diuretic_increased"),
    "event_day": Day(739_670),
    "pressed_time": Moment(1_770_000_060),
    "alert": Titles(("weight-drift", "worried")),
}


def test_what_was_written_is_read_again() -> None:
    assert dict(values_of(numbers_of(WHOLE))) == WHOLE
    assert WHOLE.keys() == NAMES.keys() - {"reasons", "unknown"}


@pytest.mark.parametrize("unit", STEPS)
@pytest.mark.parametrize("is_weekly", [False, True])
def test_every_unit_is_known_by_what_stands_behind_the_name(unit: Unit, is_weekly: bool) -> None:
    found = {"now": Figure(amount=Fraction(7, 2), unit=unit, is_weekly=is_weekly)}
    assert dict(values_of(numbers_of(found))) == found


def test_a_limit_with_nothing_before_it_is_no_difference() -> None:
    assert dict(values_of({"limit_percent_tenths": 900}))["limit"] == Figure(
        amount=Fraction(90), unit=Unit.PERCENT, is_written=True
    )


def test_what_no_table_names_and_what_cannot_be_read_is_left_out() -> None:
    assert dict(values_of({"gain_g": 2_000, "reasons": "1,2", "earlier_day": "soon", "odd": "x"})) == {}
