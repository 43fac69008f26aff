"""From the ledger's words to rows of tables, and back."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from sqlalchemy import RowMapping

from server.alerts.alert import Alert, AlertEvent, AlertState, Condition, StaffId
from server.ledger.audit import AuditRow
from server.ledger.page import Disposition, JournalRow, Observation, SetApart, StatusRow, Stretch
from server.rules.judging.publishing import Published
from server.rules.judging.walk import Ending, Level, Told
from server.rules.record import NurseClosed
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


def episode_values(episode: Published) -> RowValues:
    """Write an episode."""
    told, level = episode.told, episode.told.level
    return {
        "episode": episode.name,
        "patient": episode.patient,
        "rule": episode.rule,
        "ordinal": episode.ordinal,
        "state": episode.state.value,
        "number": episode.number,
        "start_s": told.start_s,
        "raised_s": told.raised_s,
        "asked_until_s": told.asked_until_s,
        "covered_until_s": told.covered_until_s,
        "end_s": told.end_s,
        "ending": None if told.ending is None else told.ending.value,
        "level_top": None if level is None else level.top,
        "level_bottom": None if level is None else level.bottom,
    }


def episode(row: RowMapping) -> Published:
    """Read an episode."""
    level = None if row["level_top"] is None else Level(top=row["level_top"], bottom=row["level_bottom"])
    return Published(
        patient=PatientId(row["patient"]),
        rule=row["rule"],
        ordinal=row["ordinal"],
        state=EpisodeState(row["state"]),
        number=row["number"],
        told=Told(
            start_s=row["start_s"],
            raised_s=row["raised_s"],
            asked_until_s=row["asked_until_s"],
            covered_until_s=row["covered_until_s"],
            end_s=row["end_s"],
            ending=None if row["ending"] is None else Ending(row["ending"]),
            level=level,
        ),
    )


def closing_values(closed: NurseClosed) -> RowValues:
    """Write when a nurse closed what was so."""
    return {"episode": closed.episode, "at": closed.at, "patient": closed.patient, "rule": closed.rule}


def closing(row: RowMapping) -> NurseClosed:
    """Read when a nurse closed what was so."""
    return NurseClosed(patient=PatientId(row["patient"]), rule=row["rule"], episode=row["episode"], at=row["at"])


def stretch_values(stretch: Stretch) -> RowValues:
    """Write when a patient's hub was in contact."""
    return stretch._asdict()


def stretch(row: RowMapping) -> Stretch:
    """Read when a patient's hub was in contact."""
    return Stretch(PatientId(row["patient"]), row["from_at"], row["second_at"], row["to_at"])


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
        "why": None if transition.why is None else dict(transition.why),
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
