"""Doubts: gains so large that the home is asked whose they are; what nobody answers, a nurse hears of (decision C4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
        asked = {
            each.record: each
            for each in questions
            if each.usual_g is not None and now - each.asked_at < FORGOTTEN_AFTER
        }
        standing = ledger.standing(asked)
        self._anothers: list[Doubt] = []
        self._open = {
            record: Doubt(record, each.patient, each.measured_at, each.value, question.usual_g, question.asked_at)
            for record, question in asked.items()
            for each in standing.get(record, ())
            if each.vital is Vital.BODY_WEIGHT and question.usual_g is not None
        }

    def hear(self, page: Page) -> None:
        """Take in what a page asks about, and forget what it says an answer to."""
        doubted = {row.arrival for row in page.journal if row.reason == HowClaimed.QUESTIONED.value}
        for each in page.observations:
            question = page.questions.get(each.arrival)
            usual_g = self._usual_g(each) if question is not None and each.arrival in doubted else None
            if question is not None and usual_g is not None and each.value > usual_g:
                page.questions[each.arrival] = replace(question, usual_g=usual_g)
                self._open[each.arrival] = Doubt(
                    each.arrival, each.patient, each.measured_at, each.value, usual_g, question.asked_at
                )
        for moved in page.attributions:
            doubt = self._open.pop(moved.record, None)
            if doubt is not None and moved.patient != doubt.patient:
                self._anothers.append(doubt)

    def run_out(self, register: Register, now: datetime) -> list[Transition]:
        """Give the cards of those that nobody has answered for four staffed hours, and of those that are another's."""
        anothers, self._anothers = self._anothers, []
        due = [each for each in self._open.values() if _due_at(each, register) <= now]
        if not due:
            return [_card(each, now, is_anothers=True) for each in anothers]
        told = self._ledger.alerts_of({episode_of(each.patient, each.record) for each in due})
        for each in due:
            del self._open[each.record]
        fresh = [each for each in due if episode_of(each.patient, each.record) not in told]
        cards = [_card(each, now, is_anothers=False) for each in fresh]
        return cards + [_card(each, now, is_anothers=True) for each in anothers]

    def _usual_g(self, observation: Observation) -> int | None:
        """Give what the patient usually weighs beside this weight, if that is known."""
        if observation.vital is not Vital.BODY_WEIGHT:
            return None
        at, mine = observation.measured_at, (int(observation.measured_at.timestamp()), observation.value)
        habit = habit_of([other for other in self._near(observation.patient, at) if other != mine], at)
        return None if habit is None else habit.usual_g


def _card(doubt: Doubt, now: datetime, *, is_anothers: bool) -> Transition:
    return unanswered(
        doubt.patient, doubt.record, doubt.measured_at, doubt.grams, doubt.usual_g, now, is_anothers=is_anothers
    )


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
