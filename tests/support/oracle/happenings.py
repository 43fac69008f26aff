"""What did or did not happen: absence, silence, arrivals, events, buttons and other alerts (rules 18 to 20)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from oracle.calendar_days import DAY
from oracle.case import Case
from oracle.truth import Truth, told
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    Arrives,
    Happened,
    Missing,
    OtherAlert,
    Pressed,
    Silent,
)
from server.rules.language.rule import Kind, Status
from server.rules.language.rule_set import RuleSet

ANYTHING: Final = "anything"
HUB: Final = "hub"
AWAY: Final = frozenset({"admitted", "travelling", "plan_paused"})
HABIT_DAYS: Final = 35
PLAN_DAYS: Final = 35
HABIT_NEEDS: Final = 4
STRETCH: Final = timedelta(hours=2)


def missing(case: Case, sign: Missing, t: datetime) -> Truth:
    """Judge whether what was planned was not taken."""
    planned = planned_days(case, t)
    due = [day for day in planned if case.days.at_minute(day, sign.due_minute) <= t]
    if not due:
        return Truth.CANNOT_TELL
    heard = sorted(_heard(case, sign.measure, t))
    habit = _habit(case, heard, due[-1]) if sign.is_beyond_habit else 1
    back = sign.days + habit - 1
    if len(due) < back:
        is_there = any(at >= case.days.start_of(due[-min(sign.days, len(due))]) for at in heard)
        return Truth.NO if is_there else Truth.CANNOT_TELL
    if any(at >= case.days.start_of(due[-back]) for at in heard):
        return Truth.NO
    due_at = case.days.at_minute(due[-1], sign.due_minute)
    is_alive = sign.measure == ANYTHING or any(due_at <= at for at in case.story.contacts)
    return Truth.YES if is_alive else Truth.CANNOT_TELL


def planned_days(case: Case, t: datetime) -> list[date]:
    """List the days of the plan, of 35 before today and today, without those that the patient was away on."""
    today, story = case.days.day_of(t), case.story
    days = [today - back * DAY for back in reversed(range(PLAN_DAYS + 1))]
    planned = [day for day in days if day >= story.plan_from and day.weekday() in story.planned_weekdays]
    return [day for day in planned if not _is_away(case, day, t)]


def _is_away(case: Case, day: date, t: datetime) -> bool:
    start_at, end_at = case.days.start_of(day), case.days.start_of(day + DAY)
    return any(
        each.kind in AWAY
        and each.from_at <= t
        and each.from_at < end_at
        and (each.until_at is None or each.until_at > start_at)
        for each in case.story.events
    )


def _heard(case: Case, measure: str, t: datetime) -> list[datetime]:
    """List when a measure was taken, questioned readings too; or when anything at all came."""
    if measure != ANYTHING:
        return [each.at for each in case.diary.plausible(case.measure(measure)) if each.at <= t]
    measures = case.rule_set.signals.measures.values()
    readings = [each.at for one in measures for each in case.diary.plausible(one) if each.at <= t]
    said = [each.at for each in case.story.answers] + [each.at for each in case.story.buttons]
    return readings + [at for at in said if at <= t]


def _habit(case: Case, heard: list[datetime], last: date) -> int:
    """Give the longest gap between days with a reading, but for one of twenty, and never more than a week."""
    days = sorted({case.days.day_of(at) for at in heard})
    days = [day for day in days if last - HABIT_DAYS * DAY <= day < last]
    if len(days) < HABIT_NEEDS:
        return 1
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    return min(gaps[19 * len(gaps) // 20], 7)


def silent(case: Case, sign: Silent, t: datetime) -> Truth:
    """Judge whether the hub was last heard at least so long ago."""
    heard = [at for at in case.story.contacts if at <= t]
    if not heard:
        return Truth.CANNOT_TELL
    return told(not case.days.is_younger(heard[-1], sign.period, t))


def arrives(case: Case, sign: Arrives, t: datetime) -> Truth:
    """Judge whether readings, or a stretch of heartbeats, have come since the episode began."""
    if case.began is None:
        return Truth.CANNOT_TELL
    if sign.measure != HUB:
        return told(sum(at > case.began.at for at in _heard(case, sign.measure, t)) >= sign.count)
    stretches: list[list[datetime]] = []
    for at in (at for at in case.story.contacts if at <= t):
        if stretches and at - stretches[-1][-1] < STRETCH:
            stretches[-1].append(at)
        else:
            stretches.append([at])
    return told(any(each[0] > case.began.at and len(each) >= sign.count for each in stretches))


def happened(case: Case, sign: Happened, t: datetime) -> Truth:
    """Judge whether an event began in the period, or goes on."""
    known = [each for each in case.story.events if each.kind in sign.kinds and each.from_at <= t]
    if sign.within is None:
        return told(any(each.until_at is None or t < each.until_at for each in known))
    period = sign.within
    return told(any(case.days.is_within(each.from_at, period, t) for each in known))


def pressed(case: Case, sign: Pressed, t: datetime) -> Truth:
    """Judge whether a button was pressed in the period."""
    buttons = [each.at for each in case.story.buttons if each.kind == sign.kind]
    return told(any(case.days.is_within(at, sign.within, t) for at in buttons))


def other_alert(case: Case, sign: OtherAlert, t: datetime) -> Truth:
    """Judge whether an episode of other rules is active, or was at some moment of the days."""
    from_at = t if sign.within_days is None else case.days.start_of(case.days.day_of(t) - sign.within_days * DAY)
    episodes = [episode for name in named_rules(case.rule_set, sign) for episode in case.alerts.get(name, ())]
    return told(any(episode.was_active(from_at, t) for episode in episodes))


def named_rules(rule_set: RuleSet, sign: OtherAlert) -> list[str]:
    """List the rules that are meant, with every live one that is about a patient's signs or absence."""
    clinical = [
        rule.name
        for rule in rule_set.rules.values()
        if rule.status in {Status.PILOT, Status.LIVE} and rule.kind in {Kind.SIGN, Kind.ABSENCE}
    ]
    return [name for each in sign.rules for name in (clinical if each == ANY_CLINICAL_RULE else [each])]
