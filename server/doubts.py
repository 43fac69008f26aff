"""Doubts: gains so large that the home is asked whose they are; what nobody answers, a nurse hears of (decision C4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.alerts.unanswered import UNANSWERED_FOR, episode_of, unanswered
from server.ledger.page import Observation, Page, WhoseQuestion
from server.ledger.port import Ledger
from server.patients.attribution import HowClaimed
from server.patients.habit import WeightsNear, habit_of
from server.patients.register import Register
from server.patients.unit import WEEKS, Unit
from server.rules.transition import Transition
from vitals.identity import PatientId
from vitals.vital import Vital

FORGOTTEN_AFTER: Final = timedelta(weeks=2)
"""After a restart nobody is told of what was asked longer ago: longer than any weekend, it was told before."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A gain that waits for an answer; ``record`` is its place in the journal, ``usual_g`` what was usual before."""

    record: int
    patient: PatientId
    measured_at: datetime
    grams: int
    usual_g: int
    asked_at: datetime


class Doubts:
    """The questioned gains of which nobody has said whose they are, and no nurse has heard yet."""

    def __init__(self, ledger: Ledger, questions: Iterable[WhoseQuestion], near: WeightsNear, now: datetime) -> None:
        """Take up those that wait; ``near`` gives somebody's weights around an instant."""
        self._ledger, self._near = ledger, near
        asked = {each.record: each.asked_at for each in questions if now - each.asked_at < FORGOTTEN_AFTER}
        rows = ledger.journal(asked)
        doubted = [record for record, row in rows.items() if row.reason == HowClaimed.QUESTIONED.value]
        standing = ledger.standing(doubted)
        self._open = {
            doubt.record: doubt
            for record in doubted
            for doubt in self._gains(standing.get(record, ()), record, asked[record])
        }

    def hear(self, page: Page) -> None:
        """Take in what a page asks about, and forget what it says an answer to."""
        doubted = {row.arrival for row in page.journal if row.reason == HowClaimed.QUESTIONED.value}
        for each in page.observations:
            if each.arrival in doubted and each.arrival in page.questions:
                asked_at = page.questions[each.arrival].asked_at
                self._open |= {doubt.record: doubt for doubt in self._gains([each], each.arrival, asked_at)}
        for moved in page.attributions:
            self._open.pop(moved.record, None)

    def run_out(self, register: Register, now: datetime) -> list[Transition]:
        """Give the cards of those that nobody has answered for four staffed hours of the patient's unit, each once."""
        due = [each for each in self._open.values() if _due_at(each, register) <= now]
        if not due:
            return []
        told = self._ledger.alerts_of({episode_of(each.patient, each.record) for each in due})
        for each in due:
            del self._open[each.record]
        return [
            unanswered(each.patient, each.record, each.measured_at, each.grams, each.usual_g, now)
            for each in due
            if episode_of(each.patient, each.record) not in told
        ]

    def _gains(self, observations: Sequence[Observation], record: int, asked_at: datetime) -> Iterator[Doubt]:
        for each in observations:
            if each.vital is not Vital.BODY_WEIGHT:
                continue
            at_s = int(each.measured_at.timestamp())
            others = [other for other in self._near(each.patient, each.measured_at) if other != (at_s, each.value)]
            habit = habit_of(others, each.measured_at)
            if habit is not None and each.value > habit.usual_g:
                yield Doubt(record, each.patient, each.measured_at, each.value, habit.usual_g, asked_at)


def _due_at(doubt: Doubt, register: Register) -> datetime:
    entry = register.patients.get(doubt.patient)
    unit = None if entry is None else register.units.get(entry.unit or "")
    return doubt.asked_at + UNANSWERED_FOR if unit is None else staffed_after(unit, doubt.asked_at, UNANSWERED_FOR)


def staffed_after(unit: Unit, at: datetime, period: timedelta) -> datetime:
    """Give the instant by which somebody has been there for so long; of a unit that is never staffed, that long."""
    zone, left = ZoneInfo(unit.zone), period
    for each in unit.hours.staffed(zone, at.astimezone(zone).date(), 7 * WEEKS):
        begins_at = max(at, each.opens_at)
        if each.closes_at - begins_at >= left:
            return begins_at + left
        left -= max(each.closes_at - begins_at, timedelta())
    return at + period
