"""A server small enough to hold in the hand: the real pipeline on a real database, a home to hear, a clock to turn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from contract_samples import FULL_STATUS, RAW
from nacl.signing import SigningKey
from shipped_rules import few_shipped_rules
from sqlalchemy import Engine, RowMapping, select

from server.adapters.signature import verify
from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import NewPatient, Registry
from server.adapters.store.units import keep_unit
from server.alerts.alert import StaffId
from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.alerts.worklist import Close, Deed, Take
from server.ledger.port import Ledger
from server.patients.arrival import Arrival
from server.patients.hours import parse_hours
from server.patients.unit import Unit
from server.pipeline import Pipeline
from server.rules.language.rule_set import RuleSet
from server.work import Done, Work
from vitals.code import WORRIED
from vitals.identity import DeviceId, Epoch, HomeId, HubId, PatientId
from vitals.measurement import Measurement
from vitals.moment import Moment, TimeQuality
from vitals.receipt import Held
from vitals.record import Answer, Button, Record
from vitals.topics import Leaf, Topic
from vitals.vital import Vital
from vitals.wire import encode_record, encode_status

STOCKHOLM = "Europe/Stockholm"
FIRST_DAY = date(2026, 3, 2)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
"""When the home was enrolled."""
ROSEN = Unit(
    unit="rosen",
    name="Rosens vårdcentral",
    zone=STOCKHOLM,
    reader="eva",
    telephone="010-123 45 67",
    hours=parse_hours(["mon-fri 08:00-16:30"]),
)
EPOCH = Epoch("0123456789abcdef")
BOOT = "fedcba9876543210"


def at(day: int, clock: str = "07:00") -> datetime:
    """Give the instant of a Swedish clock time, ``day`` days after Monday 2 March 2026."""
    local = datetime.combine(FIRST_DAY + timedelta(days=day), time.fromisoformat(clock), ZoneInfo(STOCKHOLM))
    return local.astimezone(UTC)


def moment(measured_at: datetime, *, boot_id: str = BOOT, **more: Any) -> Moment:
    """Give the time of a record that the hub heard as it was measured."""
    heard = Moment(
        device_time=None,
        heard_at=measured_at,
        boot_id=boot_id,
        monotonic_ms=round((measured_at - BEFORE) / timedelta(milliseconds=1)) if measured_at > BEFORE else 0,
        measured_at=measured_at,
        time_quality=TimeQuality.ARRIVAL,
    )
    return replace(heard, **more)


def undated(monotonic_ms: int, *, boot_id: str = BOOT, device_time: datetime | None = None) -> Moment:
    """Give all that a hub without the time knows of when something was."""
    return Moment(
        device_time=device_time,
        heard_at=None,
        boot_id=boot_id,
        monotonic_ms=monotonic_ms,
        measured_at=None,
        time_quality=TimeQuality.UNKNOWN,
    )


class SmallHome:
    """A home with one hub and one scale; what it sends is signed and numbered."""

    def __init__(self, home: HomeId, hub: HubId, scale: DeviceId, key: SigningKey) -> None:
        self.home, self.hub, self.scale, self.key = home, hub, scale, key
        self._numbers = count(1)

    def weighing(
        self, kilograms: float, when: datetime | Moment, *, slot: int | None = None, device: DeviceId | None = None
    ) -> Measurement:
        """Let somebody stand on the scale, or on another."""
        return Measurement(
            device=device or self.scale,
            user_slot=slot,
            values={Vital.BODY_WEIGHT: round(kilograms * 1_000)},
            flags=frozenset(),
            moment=when if isinstance(when, Moment) else moment(when),
            raw=RAW,
        )

    def measures(self, when: datetime, **values: float) -> Arrival:
        """Send a pressure, a pulse or a saturation as it is measured: ``systolic=85, pulse_rate=120``."""
        made = replace(
            self.weighing(1.0, when), values={Vital.named(name): round(10 * each) for name, each in values.items()}
        )
        return self.sends(made, when)

    def sends(
        self, record: Record, received_at: datetime, *, number: int | None = None, epoch: Epoch = EPOCH
    ) -> Arrival:
        """Send a record under the next number, or under a given one."""
        number = next(self._numbers) if number is None else number
        payload = encode_record(self.hub, epoch, number, record.to_wire(), self.sign)
        return Arrival(topic=self.topic(Leaf.RECORD), payload=payload, received_at=received_at)

    def weighs(self, kilograms: float, when: datetime | Moment, received_at: datetime | None = None) -> Arrival:
        """Send a weighing as it is made, or later."""
        measured_at = when if isinstance(when, datetime) else when.measured_at
        arrived_at = received_at or measured_at
        assert arrived_at is not None, "say when an undated weighing was received"
        return self.sends(self.weighing(kilograms, when), arrived_at)

    def answers(
        self, question: str, code: str, about: PatientId | None, when: datetime, text: str | None = None, **more: Any
    ) -> Arrival:
        """Let somebody answer a question on the hub's screen."""
        told: dict[str, Any] = {"version": 1, "refers_to": None, "received_at": when} | more
        received_at = told.pop("received_at")
        answer = Answer(question=question, code=code, text=text, about=about, moment=moment(when), **told)
        return self.sends(answer, received_at)

    def presses(
        self, about: PatientId | None, when: datetime, button: str = WORRIED, received_at: datetime | None = None
    ) -> Arrival:
        """Let somebody press a button on the hub's screen: *I am worried*, unless said otherwise."""
        return self.sends(Button(button=button, about=about, moment=moment(when)), received_at or when)

    def beats(self, received_at: datetime, *, is_retained: bool = False, **status: Any) -> Arrival:
        """Send a heartbeat; it has nothing left to send unless told otherwise."""
        told: dict[str, Any] = {
            "hub": self.hub,
            "sent_at": received_at,
            "queue_depth": 0,
            "oldest_unsettled_at": None,
            "boot_id": BOOT,
        }
        payload = encode_status(replace(FULL_STATUS, **(told | status)), self.sign)
        return Arrival(topic=self.topic(Leaf.STATUS), payload=payload, received_at=received_at, is_retained=is_retained)

    def topic(self, leaf: Leaf) -> str:
        """Give one of the hub's topics in this home."""
        return str(Topic(self.home, self.hub, leaf))

    def sign(self, signed: bytes) -> bytes:
        """Sign as the hub of this home."""
        return self.key.sign(signed).signature


class SmallServer:
    """One home with one patient, *Anna*, whose contact is nurse *eva*; the clock stands where the last thing came."""

    def __init__(self, engine: Engine, rules: RuleSet | None = None) -> None:
        self.engine, self.rules = engine, rules or few_shipped_rules()
        self.ledger = SqlLedger(engine)
        self._minted = count(1)
        self.registry = Registry(engine, self._mint, BEFORE, "test")
        self.registry.add_account("eva", "Eva Lind", "nurse", "$argon2id$")
        self.home = self.add_home()
        self.anna = self.add_patient(self.home)
        self.now = at(0, "00:00")
        self.pipeline = self.restarts()

    def add_home(self) -> SmallHome:
        """Add a home with a hub and a scale."""
        home = self.registry.add_home("a home", STOCKHOLM)
        key = SigningKey(hashlib.sha256(home.encode()).digest())
        hub = self.registry.add_hub(home, "a hub", bytes(key.verify_key))
        return SmallHome(home, hub, self.registry.add_device(home, "standard-scale", hub, "scale"), key)

    def add_patient(
        self, home: SmallHome, slot: int | None = None, *, from_at: datetime = BEFORE, is_shared: bool = False
    ) -> PatientId:
        """Enrol somebody, whose is what the scale of the home measures from then on, or who shares it."""
        new = NewPatient(
            name="Somebody",
            personnummer=str(next(self._minted)),
            born=date(1943, 1, 1),
            zone=STOCKHOLM,
            care_level=2,
            contact="eva",
            matters="-",
            plan_from=FIRST_DAY,
        )
        patient = self.registry.add_patient(new, home.home, BEFORE)
        self.registry.assign(home.scale, slot, patient, from_at, is_shared=is_shared)
        return patient

    def is_looked_after(self) -> None:
        """Let Rosen look after Anna, from eight to half past four."""
        keep_unit(self.registry, ROSEN)
        self.registry.set_patient(self.anna, unit=ROSEN.unit)
        self.takes(is_register_changed=True)

    def takes(self, *arrivals: Arrival, deeds: Iterable[Deed] = (), **more: Any) -> Done:
        """Take one batch; the clock goes on to the last arrival."""
        self.now = max([self.now, *(each.received_at for each in arrivals)])
        return self.pipeline.take(Work(arrivals=list(arrivals), deeds=list(deeds), **more), self.now)

    def restarts(self, ledger: Ledger | None = None) -> Pipeline:
        """Be a new process on the same database."""
        self.pipeline = Pipeline(ledger or self.ledger, verify, self.rules, self.now)
        return self.pipeline

    def gains(self, day: int = 0) -> Done:
        """Let Anna gain three kilograms in two days."""
        self.takes(self.home.weighs(80.0, at(day)))
        return self.takes(self.home.weighs(83.0, at(day + 2)))

    def rows(self, table: str, *columns: str) -> list[Any]:
        """Read a table, sorted by its key: whole rows, or one column, or several."""
        found = schema.METADATA.tables[table]
        with self.engine.connect() as connection:
            rows: Sequence[RowMapping] = connection.execute(select(found).order_by(*found.primary_key)).mappings().all()
        if not columns:
            return [dict(row) for row in rows]
        return [row[columns[0]] if len(columns) == 1 else tuple(row[name] for name in columns) for row in rows]

    def everything(self) -> Mapping[str, list[Any]]:
        """Read every table."""
        return {name: self.rows(name) for name in schema.METADATA.tables}

    def _mint(self, length: int) -> bytes:
        return next(self._minted).to_bytes(length)


def held(done: Done) -> dict[Epoch, Held]:
    """Give what the one receipt of a batch says, by epoch."""
    ((_, receipt),) = done.receipts
    return {each.epoch: each for each in receipt.held}


def take(alert: int, version: int, who: str = "eva") -> Take:
    """Take an alert that was seen in a version."""
    return Take(alert=alert, version=version, who=StaffId(who))


def close(alert: int, version: int, who: str = "eva", note: str = "") -> Close:
    """Close an alert that was seen in a version."""
    return Close(
        alert=alert,
        version=version,
        who=StaffId(who),
        cause=OutcomeCause.HEART_FAILURE,
        action=OutcomeAction.PHONE_ADVICE,
        note=note,
    )
