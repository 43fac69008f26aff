"""Second looks: which patients are asked to measure once more, where, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from server.ledger.page import JournalRow, Page
from server.ledger.port import Ledger
from server.patients.known import AskedOf
from server.patients.register import Register
from server.rules.language.rule_set import RuleSet
from server.rules.record import Asked
from server.rules.transition import EpisodeState, Transition
from vitals.desired import Ask, Question
from vitals.fields import MANY
from vitals.identity import HubId, PatientId
from vitals.record import RecordRef

VERSION: Final = 1
"""The version of the question, which the screen words itself."""
ASKS: Final[Mapping[str, Ask]] = {
    "weigh again": Ask.WEIGH_AGAIN,
    "measure blood pressure again": Ask.MEASURE_PRESSURE_AGAIN,
    "measure blood pressure three times": Ask.MEASURE_PRESSURE_AGAIN,
}
"""What a rule may ask for, as the screens know it."""
BEFORE_CLOSING: Final = timedelta(hours=1)
"""So long before staffed time ends an answer must have come or run out: then somebody still acts on it (F7)."""
BY_RULES: Final = "rules"
"""Who asks, in the store's words."""


class SecondLooks:
    """The requests that wait for an answer, by patient and rule."""

    def __init__(self, ledger: Ledger, rules: RuleSet, requests: Iterable[AskedOf], now: datetime) -> None:
        """Take up those that were made and have not run out."""
        self._ledger, self._rules = ledger, rules
        self._open = {(each.patient, each.rule): each for each in requests if each.until_at > now}
        self._rows = dict(ledger.journal({each.record for each in self._open.values() if each.record is not None}))
        self.changed: set[HubId] = set()
        """The hubs that ask otherwise than they were told."""

    def ask(self, asked: Sequence[Asked], page: Page, register: Register, now: datetime) -> None:
        """Ask what the rules want, on the hub that heard what is asked about, and keep that it was asked."""
        for each in asked:
            row = _heard(each, page)
            request = AskedOf(
                patient=each.patient,
                from_at=each.from_at,
                who=BY_RULES,
                said_at=now,
                rule=each.rule,
                measure=each.measure,
                until_at=each.until_at,
                record=None if row is None else row.arrival,
            )
            page.known.append(request)
            self._open[each.patient, each.rule] = request
            if row is not None:
                self._rows[row.arrival] = row
            self.changed |= self._hubs(request, register, now)

    def follow(self, transitions: Iterable[Transition], register: Register, now: datetime) -> None:
        """Ask no more where the answer has come, or is not needed any longer."""
        for each in transitions:
            if each.from_state is EpisodeState.ASKING and each.to_state is not EpisodeState.ASKING:
                request = self._open.pop((each.patient, each.rule), None)
                if request is not None:
                    self.changed |= self._hubs(request, register, now)

    def of(self, hub: HubId, register: Register, now: datetime) -> tuple[Question, ...]:
        """Give what is asked on a hub now, as its desired state says it; two rules that ask the same ask once (F7)."""
        asked = [each for each in self._open.values() if each.until_at > now and hub in self._hubs(each, register, now)]
        by_what: dict[tuple[PatientId | None, Ask], Question] = {}
        for each in sorted(asked, key=lambda one: one.until_at):
            question = self._question(each)
            if question is not None:
                by_what[question.about, question.ask] = question
        return tuple(by_what.values())[:MANY]

    def _hubs(self, request: AskedOf, register: Register, now: datetime) -> set[HubId]:
        row = None if request.record is None else self._rows.get(request.record)
        if row is not None:
            return {row.hub}
        home = register.home_of(request.patient, now)
        return set() if home is None else {*register.hubs_of(home)}

    def _question(self, request: AskedOf) -> Question | None:
        rule = self._rules.rules.get(request.rule)
        ask = None if rule is None or rule.confirm is None else ASKS.get(rule.confirm.ask)
        row = None if request.record is None else self._rows.get(request.record)
        if ask is None:
            return None
        return Question(
            question=ask.value,
            version=VERSION,
            ask=ask,
            about=request.patient,
            refers_to=None if row is None else RecordRef(epoch=row.epoch, sequence=row.sequence),
            expires_at=request.until_at,
        )


def _heard(asked: Asked, page: Page) -> JournalRow | None:
    """Find the record of the batch that is asked about: the patient's latest."""
    mine = {each.arrival for each in page.observations if each.patient == asked.patient}
    return next((row for row in reversed(page.journal) if row.arrival in mine), None)


def may_answer(patient: PatientId, until: datetime, register: Register, now: datetime) -> bool:
    """Tell whether somebody looks for an hour after an answer has run out; who has no unit is promised nobody."""
    entry = register.patients.get(patient)
    unit = None if entry is None else register.units.get(entry.unit or "")
    if unit is None:
        return False
    return any(each.opens_at <= until <= each.closes_at - BEFORE_CLOSING for each in unit.coverage(now).staffed)
