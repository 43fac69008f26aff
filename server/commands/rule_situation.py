"""What is known of everybody now, read out of the store for a look at what other rules would do; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from server.adapters.signature import verify
from server.adapters.store.ledger import SqlLedger
from server.clerk import observed
from server.heartbeats import Heartbeats
from server.patients.register import Register
from server.rules.activation.change import Situation
from server.rules.activation.ruling import Ruling
from server.rules.judging.live import HORIZON_DAYS, Live
from server.rules.judging.publishing import Published
from server.rules.knowledge import records
from server.rules.language.rule_set import Profile
from server.rules.record import Answer, EngineRecord, Press
from vitals.identity import PatientId

BACK = timedelta(days=HORIZON_DAYS + 8)


def situation(ledger: SqlLedger, profiles: Mapping[str, Profile], now: datetime) -> tuple[Situation, Register]:
    """Read what the engine would be told if it started now; raises LedgerError."""
    register = ledger.register()
    return (
        Situation(
            records=list(_records(ledger, register, profiles, now)),
            now=now,
            unit_of=lambda patient: _unit(register, patient),
        ),
        register,
    )


def told_by(ruling: Ruling, found: Situation) -> list[Published]:
    """Give the episodes that rules tell of what is known."""
    live = Live(ruling.rule_set)
    live.step(found.records, found.now)
    return list(live.published())


def _records(
    ledger: SqlLedger, register: Register, profiles: Mapping[str, Profile], now: datetime
) -> Iterator[EngineRecord]:
    since = now - BACK
    people = [*register.patients.values()]
    memory, known = ledger.recall(since), ledger.known(since)
    yield from records(known, people, profiles, since, now)
    yield from map(observed, memory.observations)
    for said in ledger.sayings([*register.patients], since):
        if said.code is not None:
            yield Answer(
                arrival=said.record, patient=said.patient, question=said.about, code=said.code, measured_at=said.at
            )
        else:
            yield Press(arrival=said.record, patient=said.patient, kind=said.about, measured_at=said.at)
    heartbeats = Heartbeats(memory.statuses, verify)
    yield from heartbeats.contacts(heartbeats.hubs(), register)


def _unit(register: Register, patient: PatientId) -> str | None:
    found = register.patients.get(patient)
    return None if found is None else found.unit
