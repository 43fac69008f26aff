"""Rows for the ledger, made from the few words that a test is about."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from contract_samples import BOOT, DEVICE, EPOCH, HOME, HUB, PATIENT, STATUS
from hub_letters import HubLetters
from nacl.signing import SigningKey
from sqlalchemy import Engine

from server.adapters.store.registry import NewPatient, Registry
from server.alerts.alert import Act, Alert, AlertEvent, AlertState, Condition, StaffId
from server.ledger.page import Disposition, JournalRow, Observation, Page, SetApart, StatusRow
from server.patients.gate import WhyQuarantined
from server.rules.judging.publishing import Published
from server.rules.judging.walk import Ending, Level, Told
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.hub_status import HubStatus
from vitals.identity import DeviceId, HomeId, HubId, PatientId
from vitals.vital import Vital

AT = datetime(2026, 3, 2, 6, 10, 30, 250_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG_AGO = AT - timedelta(days=1_000)


def journal_row(arrival: int, **more: Any) -> JournalRow:
    """Make a row of the journal; its sequence is its arrival unless another is given."""
    return JournalRow(
        arrival=arrival,
        received_at=AT + arrival * MINUTE,
        home=HOME,
        hub=HUB,
        epoch=EPOCH,
        sequence=arrival,
        kind="measurement",
        device=DEVICE,
        measured_at=AT,
        heard_at=AT,
        boot_id=BOOT,
        monotonic_ms=arrival * 1_000,
        content_hash=hashlib.sha256(str(arrival).encode()).digest(),
        payload=f"payload {arrival}".encode(),
        natural_key=None,
        duplicate_of=None,
        disposition=Disposition.OBSERVED,
        reason=None,
    )._replace(**more)


def undated_row(arrival: int, **more: Any) -> JournalRow:
    """Make a row of a record that waits for its time."""
    waits = {"measured_at": None, "heard_at": None, "disposition": Disposition.UNDATED, "reason": "no_time"}
    return journal_row(arrival, **(waits | more))


def observation(arrival: int, value: int = 82_560, **more: Any) -> Observation:
    """Make an observation of a weight in grams, or of another vital sign in its own step."""
    return Observation(
        arrival=arrival,
        vital=Vital.BODY_WEIGHT,
        patient=PATIENT,
        value=value,
        measured_at=AT,
        received_at=AT + arrival * MINUTE,
        device=DEVICE,
        flags=(),
    )._replace(**more)


def weighings(*arrivals: int) -> Page:
    """Make a page of weighings."""
    return Page(
        journal=[journal_row(arrival) for arrival in arrivals],
        observations=[observation(arrival) for arrival in arrivals],
    )


def status_row(**more: Any) -> StatusRow:
    """Make a hub's latest heartbeat."""
    status: HubStatus = replace(STATUS, **more)
    return StatusRow(status=status, heard_at=AT, empty_at=None)


def apart(payload: bytes = b"not ours", received_at: datetime = AT, **more: Any) -> SetApart:
    """Make a message that is set apart."""
    return replace(
        SetApart(
            arrival=None,
            received_at=received_at,
            topic=f"nara/v1/{HOME}/{HUB}/record",
            payload=payload,
            why=WhyQuarantined.UNREADABLE,
            detail="payload is not JSON",
        ),
        **more,
    )


def episode(ordinal: int = 1, state: EpisodeState = EpisodeState.RAISED, **more: Any) -> Published:
    """Make an episode of a weight gain; one that is over ended as it began."""
    start_s = int(AT.timestamp())
    told = Told(start_s=start_s, raised_s=start_s, level=Level(top=80_000, bottom=1))
    if state is not EpisodeState.RAISED:
        told = replace(told, end_s=start_s, ending=Ending.CLEARED)
    made = Published(patient=PATIENT, rule="weight-gain", ordinal=ordinal, state=state, number=1, told=told)
    return replace(made, **more)


def ended(ordinal: int, end_at: datetime, **more: Any) -> Published:
    """Make an episode that ended at an instant."""
    made = episode(ordinal, EpisodeState.CLEARED, **more)
    return replace(made, told=replace(made.told, end_s=int(end_at.timestamp())))


def transition(of: Published, number: int = 1, **more: Any) -> Transition:
    """Make a transition of an episode."""
    return replace(
        Transition(
            patient=of.patient,
            rule=of.rule,
            rule_version="1",
            episode=of.name,
            number=number,
            from_state=EpisodeState.QUIET,
            to_state=EpisodeState.RAISED,
            cause=Cause.MEASURED,
            severity=Severity.MEDIUM,
            at=AT,
            measured_at=AT - MINUTE,
            is_late=False,
            facts={"change_g": 2_100, "last_day": "2026-03-02"},
            arrivals=(1, 2),
            say={"sv": "Vikten har ökat 2,1 kg på 3 dygn", "en": "Weight up 2.1 kg in 3 days"},
        ),
        **more,
    )


def opened(number: int, of: Published, owner: str = "anna") -> AlertEvent:
    """Make the event that opens an alert."""
    alert = Alert(
        alert=number,
        episode=of.name,
        patient=of.patient,
        rule=of.rule,
        severity=Severity.MEDIUM,
        state=AlertState.OPEN,
        condition=Condition.TRUE_NOW,
        owner=StaffId(owner),
        version=1,
        raised_at=AT,
    )
    return AlertEvent(
        after=alert, act=Act.OPENED, who=StaffId("system"), at=AT, from_state=AlertState.OPEN, detail={"transition": 1}
    )


def next_event(before: AlertEvent, act: Act, state: AlertState, who: str = "anna", **detail: str) -> AlertEvent:
    """Make the event that follows another of the same alert."""
    after = replace(before.after, state=state, version=before.after.version + 1)
    return AlertEvent(
        after=after, act=act, who=StaffId(who), at=before.at + MINUTE, from_state=before.after.state, detail=detail
    )


class SmallTown:
    """A register with one home, hub, scale and patient, written by the real registry with ids that never change.

    ``letters`` writes what its hub sends.
    """

    def __init__(self, engine: Engine, now: datetime = AT) -> None:
        chance = Random(7)  # noqa: S311  (ids that are the same in every run)
        self.engine = engine
        self.registry = Registry(engine, chance.randbytes, now, "command:tester")
        self.registry.add_account("anna", "Anna Berg", "nurse", "$argon2id$")
        self.home: HomeId = self.registry.add_home("lindqvist", "Europe/Stockholm")
        key = SigningKey(bytes(range(32)))
        self.hub: HubId = self.registry.add_hub(self.home, "kitchen", bytes(key.verify_key))
        self.scale: DeviceId = self.registry.add_device(self.home, "standard-scale", "aa:bb:cc:00:11:22", "scale")
        self.patient: PatientId = self.add_patient("194303189817")
        self.registry.assign(self.scale, None, self.patient, LONG_AGO)
        self.letters = HubLetters(key, self.home, self.hub, self.scale)

    def add_patient(self, personnummer: str, **more: Any) -> PatientId:
        """Enrol somebody in the home from the register's first day on."""
        new = NewPatient(
            name="Oskar Lindqvist",
            personnummer=personnummer,
            born=date(1943, 3, 18),
            zone="Europe/Stockholm",
            care_level=2,
            contact="anna",
            matters="Kunna gå till bryggan",
            plan_from=date(2026, 3, 2),
        )
        return self.registry.add_patient(replace(new, **more), self.home, LONG_AGO)
