"""Judgement: the engine as the pipeline sees it: told what comes, what is known and what time has done, and heeded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from server.alerts.alert import AlertEvent, StaffId
from server.alerts.worklist import Conflict, Deed
from server.care import Care
from server.doubts import Doubts
from server.knowing import Knowing
from server.ledger.page import Memory, Observation, Page, Stretch
from server.ledger.port import Ledger
from server.patients.habit import Weight
from server.patients.register import Register
from server.retelling import measured_before, retold, said, versions_of
from server.rules.activation.activation import ActivationRequest
from server.rules.activation.answering import Office, answer
from server.rules.activation.change import Situation
from server.rules.activation.decision import runnable
from server.rules.activation.release import Listed
from server.rules.activation.ruling import Ruling
from server.rules.judging.live import Live
from server.rules.language.rule_set import RuleSet
from server.rules.record import Contact, EngineRecord, Left
from server.rules.transition import Transition
from server.second_looks import SecondLooks, may_answer
from vitals.identity import HubId, PatientId

CanAsk = Callable[[HubId, datetime], bool]
"""Tells whether what is asked on a hub's screen now is seen."""


def ruling_of(ledger: Ledger, rules: RuleSet) -> Ruling:
    """Give what runs; while nothing was ever activated, these rules."""
    running = ledger.activation()
    if running is None:
        return Ruling(rule_set=rules)
    return Ruling(rule_set=runnable(running.files), pilots=running.pilots)


def reach_of(rules: RuleSet) -> timedelta:
    """Tell how far back the rules look, from the oldest day that may still be judged anew (decision D2)."""
    return timedelta(days=Live(rules).memory_days)


class Judgement:
    """What is true of the patients, by the rules, and what follows from it: requests, alerts, and cards of no rule."""

    def __init__(
        self, ledger: Ledger, ruling: Ruling, register: Register, memory: Memory, can_ask: CanAsk, now: datetime
    ) -> None:
        """Take up what is remembered, as an engine that had heard it all would stand now."""
        rules = ruling.rule_set
        self._ledger, self._ruling, self._register, self._can_ask, self._now = ledger, ruling, register, can_ask, now
        self._versions = versions_of([*rules.symptoms.values()])
        self._knowing = Knowing(ledger, rules.profiles, reach_of(rules), now)
        self.second_looks = SecondLooks(ledger, rules, self._knowing.known.requests, now)
        self._engine = Live(rules, self._may_ask)
        self._care = Care(ledger, self._engine, memory.next_alert)
        self._engine.restore(memory.episodes)
        self._engine.replay(self._knowing.everything(register, now))
        for past in ledger.past_readings(now - reach_of(rules)):
            self._engine.replay_readings(past.vital, past.patients, past.readings)
        self._engine.replay(retold(memory, self._versions))
        self._doubts = Doubts(ledger, memory.questions, self._engine.weights_near, now)
        self._passed: list[Transition] = []

    def weights_near(self, patient: PatientId, at: datetime) -> Sequence[Weight]:
        """Give the weights of somebody around an instant, the nearest among them."""
        return self._engine.weights_near(patient, at)

    def begin(self, register: Register, now: datetime, *, is_register_changed: bool) -> None:
        """Let time pass up to a new batch, and hear what was said since the last.

        What time did is told as of when it did it, so this comes before anything of the batch is heard.
        """
        self._now = now
        self._passed = self._engine.advance(now)
        if is_register_changed:
            gone = sorted(set(self._register.patients) - set(register.patients))
            self._knowing.read_again(now)
            known = self._knowing.everything(register, now)
            self._engine.hear([*known, *(Left(patient=patient) for patient in gone)])
        self._register = register
        self._engine.hear(self._knowing.news(register, now))

    def hear(self, records: Sequence[EngineRecord]) -> None:
        """Hear what has come; it is judged at the end of the batch."""
        self._engine.hear(records)

    def hear_sayings(self, page: Page) -> None:
        """Hear what patients say on their screens."""
        self._engine.hear([*said(page.sayings, self._versions)])

    def replay_contacts(self, contacts: Sequence[Contact]) -> None:
        """Learn after a restart since when nothing can be on its way; nothing is judged by it."""
        self._engine.replay(contacts)

    def judge(
        self,
        deeds: Sequence[Deed],
        records: Iterable[EngineRecord],
        taken: Sequence[tuple[Observation, int]],
        contacts: Sequence[Contact],
        page: Page,
    ) -> list[AlertEvent | Conflict]:
        """Judge all that has come, and write what follows for people; gives the answers to the deeds.

        ``records`` say among other things that what was ``taken`` is its patient's no longer.
        """
        now = self._now
        answers, closed = self._care.act(deeds, page, now)
        page.transitions = self._passed + self._engine.step([*records, *contacts, *closed], now)
        self._passed = []
        self._keep_contacts([contact.patient for contact in contacts], page)
        self.second_looks.ask(self._engine.take_asked(), page, self._register, now)
        self.second_looks.follow(page.transitions, self._register, now)
        self._care.keep(page.transitions, page)
        self._care.follow([each for each in page.transitions if self._is_shown(each)], page, self._owner_of, taken)
        return answers

    def tell_by_no_rule(self, taken: Sequence[tuple[Observation, int]], page: Page) -> None:
        """Write the cards that no rule says: who acted on another's reading, and gains that nobody has answered for."""
        self._care.tell_who_acted(taken, page, self._now)
        self._doubts.hear(page)
        self._care.tell(self._doubts.run_out(self._register, self._now), page, self._owner_of)

    def change_rules(self, request: ActivationRequest, listed: Listed, page: Page) -> bool:
        """Answer who asks for other rules, between two batches; tells whether other rules run from now on.

        If they do, all that is remembered here is of the rules before: a new judgement must take its place.
        """
        running, now = self._ledger.activation(), self._now
        if running is None:
            return False
        self._passed += self._engine.step([], now)
        since = now - reach_of(self._ruling.rule_set)
        memory, past = self._ledger.recall(since), self._ledger.past_readings(since)
        known = self._knowing.everything(self._register, now)
        told = [*known, *measured_before(past), *retold(memory, self._versions)]
        situation = Situation(records=told, now=now, unit_of=self._unit_of, may_ask=self._may_ask)
        office = Office(given=self._ledger.approvals(), listed=listed, known=self._knowing.known)
        answered = answer(request, running, self._engine, situation, office)
        page.activation_requests.append(answered.request)
        page.transitions += self._passed
        self._care.keep(self._passed, page)
        shown = [each for each in self._passed if self._is_shown(each)]
        self._passed = []
        if answered.activation is not None:
            page.activations.append(answered.activation)
            page.transitions += answered.changed.transitions
            page.episodes |= {each.name: each for each in answered.changed.moved}
            self.second_looks.ask(answered.changed.asked, page, self._register, now)
            shown += answered.changed.shown
        self._care.follow(shown, page, self._owner_of)
        return answered.activation is not None

    def follow(self, page: Page) -> None:
        """Remember what the page says that must be told once it is written."""
        self._knowing.follow(page, self._register)

    def _may_ask(self, patient: PatientId, until: datetime) -> bool:
        """Tell whether a patient can be asked now, and somebody acts on the answer or on none."""
        home = self._register.home_of(patient, self._now)
        hubs = [] if home is None else self._register.hubs_of(home)
        is_heard = any(self._can_ask(hub, self._now) for hub in hubs)
        return is_heard and may_answer(patient, until, self._register, self._now)

    def _keep_contacts(self, patients: Sequence[PatientId], page: Page) -> None:
        """Keep when hubs were in contact, as the engine was told: silence is judged by it after a restart too."""
        for patient in patients:
            if (contact := self._engine.contact(patient)) is not None:
                first, second, last = contact
                second_at = None if second is None else _instant(second)
                page.stretches[patient] = Stretch(patient, _instant(first), second_at, _instant(last))

    def _unit_of(self, patient: PatientId) -> str | None:
        person = self._register.patients.get(patient)
        return None if person is None else person.unit

    def _is_shown(self, transition: Transition) -> bool:
        """Tell whether people see what a rule says: of one in shadow, or tried out in another unit, nobody does."""
        return self._ruling.shows(transition.rule, self._unit_of(transition.patient))

    def _owner_of(self, patient: PatientId) -> StaffId:
        return StaffId(self._register.patients[patient].contact)


def _instant(at_s: int) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)
