"""One story of two people on one scale that tells no user, with guests, in a home that answers what it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import ClassVar

from sqlalchemy import select

from edge.events import Key
from edge.said import Answered
from server.adapters.store import schema, whose_schema
from server.ledger.page import Disposition
from server.patients.attribution import HowClaimed
from server.questions import ASKED_WITHIN
from simulator.payload import weight_measurement
from tests.simulation.clockwork import DAY, HOUR, MINUTE
from tests.simulation.sim_hub import STOCKHOLM, SimHub
from tests.simulation.world import Person, Told, World
from vitals.code import MINE, NOBODY
from vitals.desired import Question
from vitals.identity import PatientId
from vitals.measurement import Measurement
from vitals.record import Answer, Kind
from vitals.wire import decode_record

GUEST_KG = 31.0
"""A grandchild: somebody who weighs what one of the two weighs could be told from them by nobody."""
ANSWERED = 0.85
"""So often somebody answers; the rest of the questions run out."""


@dataclass
class SharedWorld(World):
    """A home with two people on one scale; what they measure and answer goes through all that fails in a ``World``."""

    waters: ClassVar[Sequence[float]] = (0.0, 2.6, 4.8)
    truth: dict[Key, PatientId | None] = field(default_factory=dict)
    given: dict[str, tuple[bool, PatientId | None]] = field(default_factory=dict)
    """The answers given, by their text: whether the hub certainly kept it, and who was named."""
    _answers: count[int] = field(default_factory=count)
    _seen: set[Key] = field(default_factory=set)

    def live(self) -> None:
        """Live, with guests now and then."""
        chance = self.clockwork.chance
        for day in range(self.days):
            if chance.random() < 0.15:
                self.clockwork.at(day * DAY + chance.randrange(4 * HOUR, 9 * HOUR), self._a_guest_weighs)
        super().live()

    def violations(self) -> list[str]:
        """Say everything that should not be so."""
        with self.server.engine.connect() as connection:
            journal = connection.execute(select(schema.JOURNAL)).mappings().all()
            observations = connection.execute(select(schema.OBSERVATION)).mappings().all()
            withdrawn = set(connection.execute(select(whose_schema.WITHDRAWAL.c.arrival)).scalars())
            moves = connection.execute(select(whose_schema.ATTRIBUTION)).mappings().all()
            asked = connection.execute(select(whose_schema.QUESTION)).mappings().all()
        record_of = {row["number"]: row["record"] for row in moves}
        sent = {row["arrival"]: _raw(row["payload"]) for row in journal if row["kind"] == Kind.MEASUREMENT.value}
        found = self._lost_or_doubled(Counter(sent.values()))
        found += self._answers_lost(
            Counter(_text(row["payload"]) for row in journal if row["kind"] == Kind.ANSWER.value)
        )
        standing: Counter[bytes] = Counter()
        for row in observations:
            if row["arrival"] in withdrawn:
                continue
            payload = sent[record_of.get(row["arrival"], row["arrival"])]
            standing[payload] += 1
            if row["patient"] != self.told[payload].patient:
                found.append(f"given to who did not make it: {payload.hex()}")
        found += [f"given {times} times: {payload.hex()}" for payload, times in standing.items() if times != 1]
        questions = Counter(row["record"] for row in asked)
        for row in journal:
            is_open = row["disposition"] == Disposition.UNCLAIMED.value
            is_late = row["measured_at"] is not None and row["received_at"] - row["measured_at"] > ASKED_WITHIN
            if is_open and questions[row["arrival"]] != 1 and not is_late:
                found.append(f"asked {questions[row['arrival']]} times: record {row['arrival']}")
            if row["reason"] == HowClaimed.NEAREST.value and questions[row["arrival"]]:
                found.append(f"asked though it was certain: record {row['arrival']}")
        return found + self._wrongly_judged()

    def _homes(self) -> list[SimHub]:
        hub = self._home(2, is_shared=True)
        hub.asked = self._asked
        first, second = self.people
        first.kilograms = self.clockwork.chance.uniform(55, 80)
        second.kilograms = first.kilograms + self.clockwork.chance.choice([2.0, 5.0, 7.0, 9.0, 15.0])
        return [hub]

    def _plan_a_hand_over(self) -> None:
        """Leave the hub where it is."""

    def _lost_or_doubled(self, counted: Counter[bytes]) -> list[str]:
        found = [f"never measured: {payload.hex()}" for payload in counted if payload not in self.told]
        for payload, told in self.told.items():
            lowest = 1 if told.is_kept else 0
            if not lowest <= counted[payload] <= told.times:
                found.append(f"measured {told.times} times, held {counted[payload]} times: {payload.hex()}")
        return found + [f"{hub.hub} still waits with {hub.queue_depth}" for hub in self.hubs if hub.queue_depth != 0]

    def _answers_lost(self, counted: Counter[str]) -> list[str]:
        return [
            f"answer {text} is held {counted[text]} times"
            for text, (is_kept, _) in self.given.items()
            if counted[text] > 1 or (is_kept and not counted[text])
        ]

    def _morning(self, who: Person) -> None:
        before = set(self.told)
        super()._morning(who)
        for _ in set(self.told) - before:
            self._remember(who.hub, who.patient)

    def _a_guest_weighs(self) -> None:
        hub, chance = self.hubs[0], self.clockwork.chance
        local = self.clockwork.now.astimezone(STOCKHOLM).replace(tzinfo=None)
        payload = weight_measurement(GUEST_KG + chance.gauss(0, 0.3), local, None)
        is_kept, may_be_kept = hub.measure(self.people[0].address, payload)
        self.told[payload] = Told(None, self.clockwork.now, is_kept, int(may_be_kept))  # type: ignore[arg-type]  # nobody's
        self._remember(hub, None)

    def _remember(self, hub: SimHub, who: PatientId | None) -> None:
        """Remember who stood there, as the people of a home do."""
        if hub.last_key is not None:
            self.truth[hub.last_key] = who

    def _asked(self, hub: SimHub, question: Question) -> None:
        """See a question on the screen, once, and answer it in a while: truly, or for the first time wrongly."""
        chance = self.clockwork.chance
        assert question.refers_to is not None
        key = Key(question.refers_to.epoch, question.refers_to.sequence)
        if key in self._seen or key not in self.truth:
            return
        self._seen.add(key)
        if chance.random() > ANSWERED:
            return
        truth, delay_ms = self.truth[key], chance.uniform(MINUTE, 9 * HOUR)
        if chance.random() < 0.1:
            wrong = chance.choice([None, *(each.patient for each in self.people)])
            self.clockwork.after(delay_ms, partial(self._answer, hub, question, wrong, self._set_right))
        else:
            self.clockwork.after(delay_ms, partial(self._answer, hub, question, truth, self._set_right))

    def _set_right(self, hub: SimHub, question: Question, said: PatientId | None, *, is_kept: bool) -> None:
        """See to it that the truth is said last: again, if the hub lost it or it was wrong."""
        assert question.refers_to is not None
        truth = self.truth[Key(question.refers_to.epoch, question.refers_to.sequence)]
        if not is_kept or said != truth:
            self.clockwork.after(HOUR, partial(self._answer, hub, question, truth, self._set_right))

    def _answer(self, hub: SimHub, question: Question, who: PatientId | None, then: object) -> None:
        text = f"answer {next(self._answers)}"
        answered = Answered(
            question=question.question,
            version=question.version,
            code=NOBODY if who is None else MINE,
            text=text,
            about=who,
            refers_to=question.refers_to,
        )
        is_kept = hub.answer(answered)
        self.given[text] = is_kept, who
        then(hub, question, who, is_kept=is_kept)  # type: ignore[operator]  # partials keep no keywords


def _raw(payload: bytes) -> bytes:
    record = decode_record(payload).record
    assert isinstance(record, Measurement)
    return record.raw[0].payload


def _text(payload: bytes) -> str:
    record = decode_record(payload).record
    assert isinstance(record, Answer)
    return record.text or ""
