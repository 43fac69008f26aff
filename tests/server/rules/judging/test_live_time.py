"""Time only passes: ticks, what is still to come, what is long ago, and whole weeks change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from engine_story import PATIENT
from hypothesis import given
from hypothesis import strategies as st
from properties import SHIPPED, Case, as_measured, cases, holds, new_work, told_all
from stories_of_patients import STARTS, ZONE, Week, by_the_wall, instants, shifted

from server.rules.judging.walk import Told
from server.rules.record import Observed
from vitals.vital import Vital

MAY: Final = Week(STARTS[2])
DAY_RULES: Final = SHIPPED.filter(lambda rules: all(name.startswith("weight-") for name in rules.rules))


@holds(8)
@given(st.data(), cases())
def test_p3_ticks_change_nothing(data: st.DataObject, case: Case) -> None:
    seldom, often = new_work(case), new_work(case)
    ticks = sorted(data.draw(st.lists(instants(case.week), min_size=1, max_size=20)))
    for at, record in case.heard():
        while ticks and ticks[0] < at:
            often.wait(ticks.pop(0))
        seldom.hear(record, at)
        often.hear(record, at)
    for work in (seldom, often):
        work.wait(case.week.end_at)
    assert often.said == seldom.said


@holds(8)
@given(st.data(), cases())
def test_p4_what_was_said_by_then_depends_on_what_was_heard_by_then(data: st.DataObject, case: Case) -> None:
    t = data.draw(instants(case.week))
    whole, part = new_work(case), new_work(case)
    for at, record in case.heard():
        if at <= t:
            part.hear(record, at)
        else:
            whole.wait(t)
        whole.hear(record, at)
    part.wait(t)
    whole.wait(case.week.end_at)
    assert part.said == whole.said[: len(part.said)]
    assert all(each.at > t for each in whole.said[len(part.said) :])


@holds(8)
@given(cases(), st.integers(0, 400), st.integers(40_000, 120_000))
def test_p6_what_is_older_than_the_horizon_changes_no_alert(case: Case, days: int, grams: int) -> None:
    work = told_all(case._replace(told=replace(case.told, plan_from=case.told.plan_from - timedelta(days=900))))
    before = list(work.said)
    measured_at = case.week.end_at - timedelta(days=work.live.memory_days + 1 + days)
    weight = Observed(arrival=80_000, patient=PATIENT, vital=Vital.BODY_WEIGHT, value=grams, measured_at=measured_at)
    for old in (weight, replace(weight, arrival=80_001, vital=Vital.SYSTOLIC, value=grams // 60)):
        work.hear(old, case.week.end_at)
    assert work.said == before


@holds(8)
@given(cases(MAY), st.integers(1, 8))
def test_p9_whole_weeks_shift_everything_alike(case: Case, weeks: int) -> None:
    by = timedelta(weeks=weeks)
    later = case._replace(week=Week(MAY.start + by), told=shifted(case.told, by))
    assert ends(later) == {
        rule: [seconds_later(each, int(by.total_seconds())) for each in lives] for rule, lives in ends(case).items()
    }


@holds(8)
@given(cases(MAY, DAY_RULES), st.sampled_from([-6, 24]))
def test_p9_rules_of_days_do_so_across_the_clock_changes_too(case: Case, weeks: int) -> None:
    # the weeks of both clock changes, and no reading at an hour that the spring has not
    by = timedelta(weeks=weeks)
    seen = replace(case.told, readings=[each for each in case.told.readings if on_the_wall(each.at).hour != 2])
    case = case._replace(told=replace(seen, contacts=[], closings=[], asked=[]))
    later = case._replace(week=Week(MAY.start + by), told=by_the_wall(case.told, by))
    assert spans(ends(later)) == spans(ends(case), by)


def on_the_wall(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def spans(told: dict[str, list[Told]], by: timedelta = timedelta(0)) -> list[tuple[str, str, str]]:
    """Write when episodes began and ended by the clock on the wall, so much later."""
    return [(rule, later(each.start_s, by), later(each.end_s, by)) for rule, lives in told.items() for each in lives]


def later(at_s: int | None, by: timedelta) -> str:
    return "" if at_s is None else f"{on_the_wall(datetime.fromtimestamp(at_s, UTC)) + by}"


def seconds_later(told: Told, by_s: int) -> Told:
    """Tell an episode so much later."""

    def moved(at_s: int | None) -> int | None:
        return None if at_s is None else at_s + by_s

    return replace(
        told,
        start_s=told.start_s + by_s,
        raised_s=moved(told.raised_s),
        asked_until_s=moved(told.asked_until_s),
        end_s=moved(told.end_s),
    )


def ends(case: Case) -> dict[str, list[Told]]:
    """Tell a case in order, and give what is true at its end."""
    return as_measured(told_all(case))
