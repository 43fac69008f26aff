"""From the ledger's words to rows of tables, and back."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from sqlalchemy import RowMapping

from server.alerts.alert import Alert, AlertEvent, AlertState, Condition, StaffId
from server.ledger.audit import AuditRow
from server.ledger.page import Disposition, JournalRow, Observation, SetApart, StatusRow
from server.rules.episode import Episode, Span
from server.rules.transition import EpisodeState, Severity, Transition
from vitals.fields import Fields
from vitals.hub_status import HubStatus
from vitals.identity import DeviceId, Epoch, HomeId, HubId, PatientId
from vitals.receipt import Held
from vitals.vital import Vital

RowValues = dict[str, Any]
DETAIL_MAX: Final = 500
"""Characters of the reason that are kept; the payload itself is kept whole."""


def journal_values(row: JournalRow) -> tuple[Any, ...]:
    """Write a journal row, in the order of its table, which is its own."""
    return (*row[:-2], row.disposition.value, row.reason)


def journal_row(row: RowMapping) -> JournalRow:
    """Read a journal row."""
    return JournalRow(
        arrival=row["arrival"],
        received_at=row["received_at"],
        home=HomeId(row["home"]),
        hub=HubId(row["hub"]),
        epoch=Epoch(row["epoch"]),
        sequence=row["sequence"],
        kind=row["kind"],
        device=None if row["device"] is None else DeviceId(row["device"]),
        measured_at=row["measured_at"],
        heard_at=row["heard_at"],
        boot_id=row["boot_id"],
        monotonic_ms=row["monotonic_ms"],
        content_hash=row["content_hash"],
        payload=row["payload"],
        natural_key=row["natural_key"],
        duplicate_of=row["duplicate_of"],
        disposition=Disposition(row["disposition"]),
        reason=row["reason"],
    )


def observation_values(observation: Observation) -> tuple[Any, ...]:
    """Write an observation, in the order of its table."""
    return (
        observation.arrival,
        observation.vital.value.name,
        observation.patient,
        observation.value,
        observation.measured_at,
        observation.received_at,
        observation.device,
        observation.flags,
    )


def observation(row: RowMapping) -> Observation:
    """Read an observation."""
    return Observation(
        arrival=row["arrival"],
        vital=Vital.named(row["vital"]),
        patient=PatientId(row["patient"]),
        value=row["value"],
        measured_at=row["measured_at"],
        received_at=row["received_at"],
        device=DeviceId(row["device"]),
        flags=tuple(row["flags"]),
    )


def quarantine_values(apart: SetApart) -> RowValues:
    """Write a message set apart; the same message again only counts."""
    topic, detail = _storable(apart.topic), _storable(apart.detail)[:DETAIL_MAX]
    return {
        "fingerprint": hashlib.sha256(f"{topic}\n{apart.why}\n".encode() + apart.payload).digest(),
        "arrival": apart.arrival,
        "first_at": apart.received_at,
        "last_at": apart.received_at,
        "times": 1,
        "topic": topic,
        "payload": apart.payload,
        "why": apart.why.value,
        "detail": detail,
    }


def _storable(text: str) -> str:
    """Leave out what no database keeps: a hostile payload names its fields as it likes, and the detail repeats it."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()


def held_values(hub: HubId, held: Held, latest: int) -> tuple[Any, ...]:
    """Write what is held of an epoch, in the order of its table; ``latest`` orders the epochs of a hub."""
    return (hub, held.epoch, held.upto, held.above, latest)


def held(row: RowMapping) -> Held:
    """Read what is held of an epoch."""
    return Held(epoch=Epoch(row["epoch"]), upto=row["upto"], above=tuple((first, last) for first, last in row["above"]))


def status_values(row: StatusRow) -> RowValues:
    """Write a hub's latest heartbeat."""
    return {
        "hub": row.status.hub,
        "heard_at": row.heard_at,
        "empty_at": row.empty_at,
        "status": row.status.to_wire(),
    }


def status_row(row: RowMapping) -> StatusRow:
    """Read a hub's latest heartbeat."""
    status = HubStatus.from_wire(Fields(row["status"], "status"))
    return StatusRow(status=status, heard_at=row["heard_at"], empty_at=row["empty_at"])


def episode_values(episode: Episode) -> RowValues:
    """Write an episode."""
    return {
        "episode": episode.name,
        "patient": episode.patient,
        "rule": episode.rule,
        "ordinal": episode.ordinal,
        "state": episode.state.value,
        "number": episode.number,
        "start_day": episode.span.start_day,
        "start_s": episode.span.start_s,
        "level": episode.span.level,
        "end_day": episode.span.end_day,
        "end_s": episode.span.end_s,
        "closed_s": episode.closed_s,
    }


def episode(row: RowMapping) -> Episode:
    """Read an episode."""
    return Episode(
        patient=PatientId(row["patient"]),
        rule=row["rule"],
        ordinal=row["ordinal"],
        state=EpisodeState(row["state"]),
        number=row["number"],
        span=Span(
            start_day=row["start_day"],
            start_s=row["start_s"],
            level=row["level"],
            end_day=row["end_day"],
            end_s=row["end_s"],
        ),
        closed_s=row["closed_s"],
    )


def transition_values(transition: Transition) -> RowValues:
    """Write a transition."""
    return {
        "episode": transition.episode,
        "number": transition.number,
        "patient": transition.patient,
        "rule": transition.rule,
        "rule_version": transition.rule_version,
        "from_state": transition.from_state.value,
        "to_state": transition.to_state.value,
        "cause": transition.cause.value,
        "severity": transition.severity.value,
        "at": transition.at,
        "measured_at": transition.measured_at,
        "is_late": transition.is_late,
        "facts": dict(transition.facts),
        "arrivals": list(transition.arrivals),
        "say": dict(transition.say),
    }


def alert_values(alert: Alert) -> RowValues:
    """Write an alert as it stands."""
    return {
        "alert": alert.alert,
        "episode": alert.episode,
        "patient": alert.patient,
        "rule": alert.rule,
        "severity": alert.severity.value,
        "state": alert.state.value,
        "condition": alert.condition.value,
        "owner": alert.owner,
        "version": alert.version,
        "raised_at": alert.raised_at,
    }


def alert(row: RowMapping) -> Alert:
    """Read an alert."""
    return Alert(
        alert=row["alert"],
        episode=row["episode"],
        patient=PatientId(row["patient"]),
        rule=row["rule"],
        severity=Severity(row["severity"]),
        state=AlertState(row["state"]),
        condition=Condition(row["condition"]),
        owner=StaffId(row["owner"]),
        version=row["version"],
        raised_at=row["raised_at"],
    )


def alert_event_values(event: AlertEvent) -> RowValues:
    """Write an event of an alert."""
    return {
        "alert": event.after.alert,
        "version": event.after.version,
        "act": event.act.value,
        "who": event.who,
        "at": event.at,
        "from_state": event.from_state.value,
        "to_state": event.after.state.value,
        "detail": dict(event.detail),
    }


def audit_values(row: AuditRow, chain: str) -> RowValues:
    """Write a link of an audit chain; every writing process has its own."""
    return {
        "chain": chain,
        "number": row.number,
        "at": row.at,
        "who": row.noted.who,
        "what": row.noted.what,
        "patients": list(row.noted.patients),
        "detail": row.noted.detail,
        "before": row.before,
        "row_hash": row.row_hash,
    }
