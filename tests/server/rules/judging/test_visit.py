from __future__ import annotations

from datetime import date

import pytest
from diary_lines import wall

from server.rules.judging.chart import new_chart, seconds
from server.rules.judging.plan import ALL, Due, kind_of
from server.rules.judging.visit import Visit, add_due
from server.rules.judging.walk import HORIZON_DAYS
from server.rules.record import Joined, Observed
from vitals.identity import PatientId
from vitals.vital import Vital

ANNA = PatientId("annaaaaaaaaaaaaa")
CHART = new_chart(Joined(patient=ANNA, zone="Europe/Stockholm", plan_from=date(2026, 1, 1)))
WEIGHED = Observed(arrival=1, patient=ANNA, vital=Vital.BODY_WEIGHT, value=80_000, measured_at=wall("03-05 07:00"))


def visit(since: str) -> Visit:
    return Visit(patient=ANNA, chart=CHART, published={}, from_s=seconds(wall(since)), now=wall("03-05 12:00"))


@pytest.mark.parametrize(
    ("since", "days_back"),
    [("03-05 07:00", 0), ("03-05 02:59", 1), ("03-01 12:00", 4), ("01-01 12:00", HORIZON_DAYS), ("06-01 12:00", 0)],
    ids=["today", "before three", "late", "older than the horizon", "what holds later on"],
)
def test_a_visit_begins_on_the_day_of_what_came_within_the_horizon(since: str, days_back: int) -> None:
    turn = visit(since).turn(())
    assert date(2026, 3, 5).toordinal() - turn.first_day == days_back
    assert turn.to_s == seconds(wall("03-05 12:00"))


def test_what_came_before_the_plan_concerns_every_rule() -> None:
    due = Due(ANNA, seconds(wall("03-05 07:00")), set())
    add_due(due, kind_of(WEIGHED), due.from_s, CHART)
    assert due.kinds == {"body_weight"}
    add_due(due, kind_of(WEIGHED), CHART.plan_s, CHART)
    assert (due.kinds, due.from_s) == ({"body_weight", ALL}, CHART.plan_s)
