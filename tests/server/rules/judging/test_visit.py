from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from diary_lines import wall
from rule_making import hours, rule, rule_set

from server.rules.judging.chart import new_chart, seconds
from server.rules.judging.plan import ALL, CONTACT, Due, Plan, kind_of
from server.rules.judging.publishing import Published
from server.rules.judging.visit import Visit, add_due
from server.rules.judging.walk import HORIZON_DAYS, Ending, Told
from server.rules.language.condition import Arrives, Missing, Silent
from server.rules.record import Joined, Observed
from server.rules.transition import EpisodeState
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


HUB = rule("hub", Silent(period=hours(24)), clear_when=Arrives(measure="hub", count=1))
UNWEIGHED = rule(
    "weight",
    Missing(measure="weight", days=1, due_minute=720),
    clear_when=Arrives(measure="weight", count=1),
    quiet_while=("hub",),
)


def silent_since(
    rule_: str, since: str, state: EpisodeState = EpisodeState.RAISED, end: str | None = None
) -> Published:
    start_s, end_s = seconds(wall(since)), None if end is None else seconds(wall(end))
    told = Told(start_s=start_s, raised_s=start_s, end_s=end_s, ending=None if end is None else Ending.CLEARED)
    return Published(patient=ANNA, rule=rule_, ordinal=1, state=state, number=1, told=told)


@pytest.mark.parametrize(
    ("hub", "kinds", "expected"),
    [
        (silent_since("hub", "03-04 12:00"), {CONTACT}, ["hub", "weight"]),  # what stands before the other may move
        (silent_since("hub", "03-04 12:00"), {"spo2"}, []),
        (silent_since("hub", "03-04 12:00"), {"body_weight"}, ["weight"]),
        (silent_since("hub", "03-04 12:00"), {ALL}, ["hub", "weight"]),
        (silent_since("hub", "03-05 12:00"), {"spo2"}, ["hub", "weight"]),
        (silent_since("hub", "03-04 12:00", EpisodeState.ASKING), {"spo2"}, ["hub", "weight"]),
        (silent_since("hub", "03-04 12:00", EpisodeState.INHIBITED), {"spo2"}, []),
        (silent_since("hub", "03-04 12:00", EpisodeState.CLEARED, "03-05 07:00"), {"spo2"}, ["hub", "weight"]),
    ],
)
@pytest.mark.parametrize("is_by_time", [False, True])
def test_an_open_episode_that_nothing_can_end_now_just_goes_on(
    hub: Published, kinds: set[str], expected: list[str], *, is_by_time: bool
) -> None:
    published = {"hub": [hub], "weight": [silent_since("weight", "03-04 12:00")]}
    now = replace(visit("03-05 07:00"), published=published, is_by_time=is_by_time)
    turn, rules = now.turn([HUB, UNWEIGHED]), rule_set(HUB, UNWEIGHED)
    stirred = [each.name for each in now.stirred([HUB, UNWEIGHED], turn, Plan(rules), frozenset(kinds))]
    goes_on = hub.told.start_s < turn.from_s and hub.state in {EpisodeState.RAISED, EpisodeState.INHIBITED}
    assert stirred == ([] if is_by_time and goes_on else expected)


def test_what_was_withdrawn_binds_nobody() -> None:
    gone = silent_since("hub", "03-04 12:00", EpisodeState.WITHDRAWN)
    now = replace(visit("03-05 07:00"), published={"hub": [gone]})
    assert now.bound(now.turn([HUB])) == set()
    stands = replace(visit("03-05 07:00"), published={"hub": [replace(gone, state=EpisodeState.RAISED)]})
    assert stands.bound(stands.turn([HUB])) == {"hub"}
