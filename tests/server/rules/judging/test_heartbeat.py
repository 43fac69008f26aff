"""Most heartbeats say nothing new: what they leave out is what one that is judged would have said nothing of either."""

from __future__ import annotations

from datetime import date

import pytest
from shipped_rules import shipped_rules
from small_server import at

from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.heartbeat import is_news
from server.rules.judging.plan import Plan
from server.rules.record import Contact, Joined
from vitals.identity import PatientId

ANNA = PatientId("annaaaaaaaaaaaaa")
NEEDS = Plan(shipped_rules()).all_needs


def heard(*clocks: str) -> Chart:
    """Open a chart and hear the hub at these times of Monday."""
    chart = new_chart(Joined(patient=ANNA, zone="Europe/Stockholm", plan_from=date(2026, 3, 2)))
    for clock in clocks:
        chart.learn(Contact(patient=ANNA, heard_at=at(0, clock)), {})
    return chart


@pytest.mark.parametrize(
    ("clocks", "is_it"),
    [
        (["08:00"], True),
        (["08:00", "08:15"], True),
        (["08:00", "08:15", "08:30"], False),
        (["08:00", "08:15", "11:59", "12:01"], True),
        (["09:00", "10:00", "11:45", "12:01"], True),
        (["08:00", "08:15", "10:30"], True),
    ],
    ids=["the first", "the second", "one of many", "after a silence, over noon", "over noon", "after a silence"],
)
def test_only_the_first_two_of_a_stretch_and_what_passes_a_deadline_are_news(clocks: list[str], is_it: bool) -> None:
    before, last = clocks[-2] if len(clocks) > 1 else "00:00", clocks[-1]
    assert is_news(heard(*clocks), NEEDS, seconds(at(0, before)), seconds(at(0, last))) is is_it
