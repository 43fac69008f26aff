"""One story: homes, hubs, people, a broker and a server for some weeks, and what must be true at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import ClassVar

from nacl.signing import SigningKey
from shipped_rules import some_shipped_rules
from sqlalchemy import RowMapping, select

from edge.enrolled import EnrolledDevice
from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import NewPatient, Registry
from server.ledger.page import Disposition
from server.patients.gate import WhyQuarantined
from server.retelling import measured_before, retold, versions_of
from server.rules.judging.live import Live
from server.rules.judging.publishing import Published
from server.rules.knowledge import records
from server.rules.language.rule_set import RuleSet
from server.rules.transition import EpisodeState
from simulator.payload import weight_measurement
from tests.simulation.clockwork import DAY, HOUR, MINUTE, START, Clockwork
from tests.simulation.network import Broker
from tests.simulation.sim_hub import STOCKHOLM, SimHub
from tests.simulation.sim_server import SimServer
from vitals.identity import PatientId
from vitals.measurement import Measurement
from vitals.wire import decode_record

NEAR = timedelta(minutes=2)
DAYS_BEFORE = timedelta(days=2)
Rows = Sequence[RowMapping]


@dataclass(slots=True)
class Person:
    """Somebody who weighs in the morning, and now and then gathers water."""

    patient: PatientId
    hub: SimHub
    address: str
    user_slot: int | None
    kilograms: float
    water_kg: float = 0.0
    has_moved: bool = False


@dataclass(slots=True)
class Told:
    """What the devices sent: payload by payload, whose it was, when, and whether the hub certainly kept it."""

    patient: PatientId
    at: datetime
    is_kept: bool
    times: int


@dataclass
class World:
    """Everything, from one seed."""

    seed: int
    days: int = 30
    server_class: type[SimServer] = SimServer
    is_clock_trusted_blindly: bool = False
    rules: RuleSet = field(default_factory=some_shipped_rules)
    waters: ClassVar[Sequence[float]] = (0.0, 2.6, 3.4)
    told: dict[bytes, Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clockwork = Clockwork(self.seed)
        self.broker = Broker(self.clockwork, self._to_server)
        self.server = self.server_class(self.clockwork, self.broker.publish, self.rules)
        self.registry = Registry(self.server.engine, self.clockwork.random_bytes, START, "simulation")
        self.registry.add_account("anna", "Anna Berg", "nurse", "-")
        self.people: list[Person] = []
        self.hubs = self._homes()
        self.server.start()

    def _homes(self) -> list[SimHub]:
        """Enrol one person alone, two whose scale tells them apart, and one whose hub will be handed over."""
        return [self._home(1), self._home(2), self._home(1)]

    def _plan_a_hand_over(self) -> None:
        self._sometime(lambda: self._hand_over(self.hubs[2]))

    def live(self) -> None:
        """Live through the days, then let everything heal and come to rest."""
        chance = self.clockwork.chance
        for day in range(self.days):
            for person in self.people:
                self.clockwork.at(day * DAY + chance.randrange(4 * HOUR, 9 * HOUR), partial(self._morning, person))
        for _ in range(self.days // 6):
            self._sometime(lambda: self.server.stay_away(chance.uniform(MINUTE, 20 * HOUR)))
            self._sometime(self._broker_forgets)
        for hub in self.hubs:
            for _ in range(self.days // 8):
                self._sometime(hub.cut_power)
            self._sometime(partial(self._put_an_old_image_back, hub))
        self._plan_a_hand_over()
        self.clockwork.run_until(self.days * DAY)
        self._heal()
        self.clockwork.run_until((self.days + 4) * DAY)

    def violations(self) -> list[str]:
        """Say everything that should not be so; an empty list is a good story."""
        with self.server.engine.connect() as connection:
            journal = connection.execute(select(schema.JOURNAL)).mappings().all()
            observations = connection.execute(select(schema.OBSERVATION)).mappings().all()
            apart = connection.execute(select(schema.QUARANTINE)).mappings().all()
        payloads = {row["arrival"]: _sent(row) for row in journal}
        found = [
            f"in quarantine: {row['why']} {row['detail']}"
            for row in apart
            if row["why"] != WhyQuarantined.CONFLICT.value or _sent(row) not in payloads.values()
        ]
        counted = Counter(payloads.values())
        for payload, told in self.told.items():
            if not (told.is_kept or counted[payload] == 0) and counted[payload] > told.times:
                found.append(f"doubled: {payload.hex()}")
            if told.is_kept and not 1 <= counted[payload] <= told.times:
                found.append(f"kept by the hub {told.times} times, held {counted[payload]} times: {payload.hex()}")
        found += [f"never measured: {payload.hex()}" for payload in counted if payload not in self.told]
        found += [f"{hub.hub} still waits with {hub.queue_depth}" for hub in self.hubs if hub.queue_depth != 0]
        found += self._wrongly_attributed(payloads, observations, _beyond_dating(journal))
        found += self._wrongly_judged()
        return found

    def _wrongly_attributed(
        self, payloads: dict[int, bytes], observations: Rows, beyond_dating: set[bytes]
    ) -> list[str]:
        found: list[str] = []
        seen: Counter[bytes] = Counter()
        for row in observations:
            payload = payloads[row["arrival"]]
            told = self.told[payload]
            seen[payload] += 1
            if row["patient"] != told.patient:
                found.append(f"given to the wrong person: {payload.hex()}")
            if abs(row["measured_at"] - told.at) > NEAR:
                found.append(f"measured at {told.at}, dated {row['measured_at']}")
        found += [f"observed {times} times: {payload.hex()}" for payload, times in seen.items() if times != 1]
        found += [
            f"held and never observed: {payload.hex()}"
            for payload in payloads.values()
            if payload not in beyond_dating and not seen[payload]
        ]
        return found

    def _wrongly_judged(self) -> list[str]:
        """Compare the episodes with those of a server to which everything came at once, in order."""
        rules, ledger = self.rules, SqlLedger(self.server.engine)
        engine, memory, now = Live(rules), ledger.recall(START - DAYS_BEFORE), self.clockwork.now
        people = list(ledger.register().patients.values())
        known = records(ledger.known(START - DAYS_BEFORE), people, rules.profiles, START - DAYS_BEFORE, now)
        past = measured_before(ledger.past_readings(START - DAYS_BEFORE))
        engine.step([*known, *past, *retold(memory, versions_of([*rules.symptoms.values()]))], now)
        stored = {(each.patient, each.rule, each.told.start_s) for each in memory.episodes if stands(each)}
        expected = {
            (each.patient, each.rule, each.told.start_s)
            for person in people
            for rule in rules.rules
            for each in engine.episodes(person.patient, rule)
        }
        return [
            f"{what} by an undisturbed server: {who} {rule} {datetime.fromtimestamp(at_s, UTC)}"
            for what, found in (("not told", stored - expected), ("told only", expected - stored))
            for who, rule, at_s in sorted(found)
        ]

    def _home(self, people: int, *, is_shared: bool = False) -> SimHub:
        home = self.registry.add_home("a home", "Europe/Stockholm")
        address = ":".join(f"{octet:02X}" for octet in self.clockwork.random_bytes(6))
        device = self.registry.add_device(home, "standard-scale", address, "scale")
        enrolled = (EnrolledDevice(address=address, device=device, name=None, family="standard-scale"),)
        signing = SigningKey(self.clockwork.random_bytes(32))
        hub_id = self.registry.add_hub(home, "hub", bytes(signing.verify_key))
        hub = SimHub(
            self.clockwork,
            self.broker,
            home,
            hub_id,
            enrolled,
            self.server.signing.verify_key,
            signing,
            is_clock_trusted_blindly=self.is_clock_trusted_blindly,
        )
        for number in range(people):
            slot = number + 1 if people > 1 and not is_shared else None
            new = NewPatient(
                name="Somebody",
                personnummer=self.clockwork.random_bytes(6).hex(),
                born=date(1940, 1, 1),
                zone="Europe/Stockholm",
                care_level=2,
                contact="anna",
                matters="-",
                plan_from=START.date(),
            )
            patient = self.registry.add_patient(new, home, START)
            self.registry.assign(device, slot, patient, START, is_shared=is_shared)
            kilograms = self.clockwork.chance.uniform(55, 110)
            self.people.append(Person(patient, hub, address, slot, kilograms))
        return hub

    def _morning(self, who: Person) -> None:
        chance = self.clockwork.chance
        if who.has_moved or chance.random() < 0.12:
            return
        if chance.random() < 0.08:
            who.water_kg = chance.choice(self.waters)
        local = self.clockwork.now.astimezone(STOCKHOLM).replace(tzinfo=None)
        kilograms = who.kilograms + who.water_kg + chance.gauss(0, 0.3)
        payload = weight_measurement(kilograms, local, who.user_slot)
        told = self.told.setdefault(payload, Told(who.patient, self.clockwork.now, False, 0))
        for _ in range(2 if chance.random() < 0.05 else 1):
            is_kept, may_be_kept = who.hub.measure(who.address, payload)
            told.is_kept |= is_kept
            told.times += may_be_kept

    def _sometime(self, what: Callable[[], None]) -> None:
        self.clockwork.at(self.clockwork.chance.randrange(self.days * DAY), what)

    def _put_an_old_image_back(self, hub: SimHub) -> None:
        """Take an image now, and put it back days later, once everything since is settled."""
        if hub.conductor is None:
            return
        image = hub.card.image()

        def put_back() -> None:
            if hub.queue_depth == 0:
                hub.restore(image)
            elif self.clockwork.now_ms < self.days * DAY:
                self.clockwork.after(6 * HOUR, put_back)

        self.clockwork.after(self.clockwork.chance.uniform(HOUR, 5 * DAY), put_back)

    def _hand_over(self, hub: SimHub) -> None:
        """Hand a hub to a new home once it has nothing left to send; an old image of its card turns up later."""
        if hub.queue_depth != 0:
            if self.clockwork.now_ms < self.days * DAY:
                self.clockwork.after(6 * HOUR, lambda: self._hand_over(hub))
            return
        image = hub.card.image()
        replacement = self._home(1)
        self.hubs.append(replacement)
        self.server.is_register_changed = True
        for person in self.people:
            person.has_moved |= person.hub is hub
        self.clockwork.after(3 * DAY, lambda: hub.restore(image))

    def _broker_forgets(self) -> None:
        self.broker.forget()
        self.server.forget_inbox()

    def _to_server(self, topic: str, payload: bytes) -> None:
        self.server.deliver(topic, payload)

    def _heal(self) -> None:
        self.broker.is_kind = self.server.is_kind = True
        for hub in self.hubs:
            hub.is_kind = True
            hub.line.mend()


def stands(episode: Published) -> bool:
    """Tell whether an episode is so, or was."""
    return episode.state is not EpisodeState.WITHDRAWN


def _beyond_dating(journal: Rows) -> set[bytes]:
    """Find the records of boots that died before they, or any later record of theirs, knew the time."""
    boots_with_time = {
        (row["hub"], row["boot_id"])
        for row in journal
        if decode_record(row["payload"]).record.moment.heard_at is not None
    }
    return {
        _sent(row)
        for row in journal
        if row["disposition"] == Disposition.UNDATED.value and (row["hub"], row["boot_id"]) not in boots_with_time
    }


def _sent(row: RowMapping) -> bytes:
    """Give what the device sent, from a journal or quarantine row."""
    record = decode_record(row["payload"]).record
    assert isinstance(record, Measurement)
    return record.raw[0].payload
