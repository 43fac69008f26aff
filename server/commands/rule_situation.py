"""What is known of everybody now, read out of the store for a look at what other rules would do; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.adapters.signature import verify
from server.adapters.store.ledger import SqlLedger
from server.heartbeats import Heartbeats
from server.patients.register import Register
from server.retelling import measured_before, retold, versions_of
from server.rules.activation.change import Situation
from server.rules.judging.live import Live
from server.rules.judging.publishing import Published
from server.rules.knowledge import records
from server.rules.language.rule_set import RuleSet
from vitals.identity import PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the engine would be told if it started now, the episodes that are published, and of how many patients."""

    situation: Situation
    episodes: tuple[Published, ...]
    patients: int


def known_now(ledger: SqlLedger, rules: RuleSet, now: datetime) -> Known:
    """Read all that these rules look at; raises LedgerError."""
    register = ledger.register()
    people = [*register.patients.values()]
    since = now - timedelta(days=Live(rules).memory_days)
    memory = ledger.recall(since)
    heartbeats = Heartbeats(memory.statuses, verify)
    told = [
        *records(ledger.known(since), people, rules.profiles, since, now),
        *measured_before(ledger.past_readings(since)),
        *retold(memory, versions_of([*rules.symptoms.values()])),
        *heartbeats.contacts(heartbeats.hubs(), register),
    ]
    return Known(
        situation=Situation(records=told, now=now, unit_of=lambda patient: _unit(register, patient)),
        episodes=memory.episodes,
        patients=len(people),
    )


def _unit(register: Register, patient: PatientId) -> str | None:
    found = register.patients.get(patient)
    return None if found is None else found.unit
