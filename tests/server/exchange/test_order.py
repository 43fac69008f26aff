from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from server.exchange.order import Order, Standing

ORDER = Order(decision="RJL 2026/1234", purpose="evaluation by the university", by="eva", also="bo")
PEOPLE = {
    "eva": Standing("nurse", may_sign_in=True),
    "bo": Standing("technician", may_sign_in=True),
    "gone": Standing("nurse", may_sign_in=False),
}


def test_a_decision_a_purpose_and_two_people_are_enough() -> None:
    assert (ORDER.fault(), ORDER.why_not(PEOPLE)) == (None, None)


@pytest.mark.parametrize(
    ("decision", "purpose"),
    [
        ("", ORDER.purpose),
        ("yes", ORDER.purpose),
        ("1\n2", ORDER.purpose),
        ("430318-9817", ORDER.purpose),
        ("1/26", " x "),
    ],
)
def test_what_is_no_decision_or_no_purpose_is_said(decision: str, purpose: str) -> None:
    assert replace(ORDER, decision=decision, purpose=purpose).fault() is not None


@pytest.mark.parametrize(
    ("by", "also"),
    [("eva", "eva"), ("bo", "eva"), ("eva", "nobody"), ("nobody", "eva"), ("gone", "bo"), ("eva", "gone")],
)
def test_one_person_a_technician_for_the_care_a_stranger_or_one_who_may_not_sign_in_cannot(by: str, also: str) -> None:
    assert replace(ORDER, by=by, also=also).why_not(PEOPLE) is not None


def test_both_days_of_a_period_belong_to_it() -> None:
    order = replace(ORDER, from_day=date(2026, 3, 2), to_day=date(2026, 3, 3))
    days = [day for day in range(1, 6) if order.holds(datetime(2026, 3, day, 23, 59))]
    assert days == [2, 3]
    assert replace(order, to_day=date(2026, 3, 1)).fault() == "the period ends before it begins"
