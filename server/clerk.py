"""The clerk: what one admitted record becomes: a row of the journal, and observations if it is somebody's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.ledger.page import FIRSTS, BootClock, Disposition, JournalRow, Observation, Redated, SetApart
from server.patients.arrival import Admitted
from server.patients.attribution import HowClaimed, Unclaimed, WhyUnclaimed, attribute
from server.patients.gate import WhyQuarantined, doubt
from server.patients.habit import WeightsNear
from server.patients.register import Register
from server.rules.record import Observed, Unsettled, Withdrawn
from vitals.dating import dated
from vitals.identity import PatientId
from vitals.measurement import Flag, Measurement
from vitals.record import Record, Undecoded, kind_of
from vitals.vital import Vital
from vitals.wire import decode_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What became of a measurement: its disposition, why, the observations it gave, and whether its home is asked.

    ``unsettled`` says of whom a weight that is nobody's yet may be.
    """

    disposition: Disposition
    reason: WhyQuarantined | WhyUnclaimed | HowClaimed | None = None
    observations: tuple[Observation, ...] = ()
    is_asked: bool = False
    unsettled: tuple[Unsettled, ...] = ()


def journal_row(admitted: Admitted, arrival: int) -> JournalRow:
    """Write the journal's row of a record; what becomes of it is still open."""
    envelope, record = admitted.envelope, admitted.envelope.record
    return JournalRow(
        arrival=arrival,
        received_at=admitted.arrival.received_at,
        home=admitted.topic.home,
        hub=envelope.hub,
        epoch=envelope.epoch,
        sequence=envelope.sequence,
        kind=kind_of(record).value,
        device=getattr(record, "device", None),
        measured_at=record.moment.measured_at,
        heard_at=record.moment.heard_at,
        boot_id=record.moment.boot_id,
        monotonic_ms=record.moment.monotonic_ms,
        content_hash=admitted.content_hash,
        payload=admitted.arrival.payload,
        natural_key=record.natural_key() if isinstance(record, Measurement) else None,
        duplicate_of=None,
        disposition=Disposition.KEPT,
        reason=None,
    )


def file(record: Record, row: JournalRow, register: Register, near: WeightsNear) -> Filed:
    """Decide what becomes of a record that the journal has under ``row``."""
    if isinstance(record, Undecoded):
        return Filed(disposition=Disposition.QUARANTINED, reason=WhyQuarantined.UNDECODED)
    if row.duplicate_of is not None:
        return Filed(disposition=Disposition.DUPLICATE)
    if not isinstance(record, Measurement):
        return Filed(disposition=Disposition.KEPT)
    why = doubt(record, row.received_at)
    if why is WhyQuarantined.NO_TIME:
        return Filed(disposition=Disposition.UNDATED, reason=why)
    measured_at = record.moment.measured_at
    if why is not None or measured_at is None:
        return Filed(disposition=Disposition.QUARANTINED, reason=why)
    return _claim(record, measured_at, row, register, near)


def _claim(record: Measurement, measured_at: datetime, row: JournalRow, register: Register, near: WeightsNear) -> Filed:
    weight_g = record.values.get(Vital.BODY_WEIGHT)
    whose = attribute(register, record.device, record.user_slot, measured_at, weight_g, near)
    if isinstance(whose, Unclaimed):
        if whose.why is WhyUnclaimed.UNKNOWN_DEVICE:
            return Filed(disposition=Disposition.QUARANTINED, reason=WhyQuarantined.UNKNOWN_DEVICE)
        return Filed(
            disposition=Disposition.UNCLAIMED,
            reason=whose.why,
            is_asked=whose.is_asked,
            unsettled=_unsettled(whose.perhaps, weight_g, measured_at, row),
        )
    return Filed(
        disposition=Disposition.OBSERVED,
        reason=None if whose.how is HowClaimed.ASSIGNED else whose.how,
        observations=observations_of(record, measured_at, whose.patient, row.arrival, row.received_at),
        is_asked=whose.is_asked,
    )


def _unsettled(
    perhaps: Collection[PatientId], weight_g: int | None, measured_at: datetime, row: JournalRow
) -> tuple[Unsettled, ...]:
    """Say of whom a weight may be; what is no weight is in no such doubt."""
    if weight_g is None:
        return ()
    return tuple(
        Unsettled(
            arrival=row.arrival, patient=patient, vital=Vital.BODY_WEIGHT, value=weight_g, measured_at=measured_at
        )
        for patient in sorted(perhaps)
    )


def observations_of(
    record: Measurement, measured_at: datetime, patient: PatientId, arrival: int, received_at: datetime
) -> tuple[Observation, ...]:
    """Give what a measurement says of a patient, one observation for each vital sign."""
    flags = tuple(sorted(flag.value for flag in record.flags))
    return tuple(
        Observation(
            arrival=arrival,
            vital=vital,
            patient=patient,
            value=value,
            measured_at=measured_at,
            received_at=received_at,
            device=record.device,
            flags=flags,
        )
        for vital, value in record.values.items()
    )


def settled(row: JournalRow, filed: Filed) -> JournalRow:
    """Complete a journal row with what became of it."""
    return row._replace(disposition=filed.disposition, reason=None if filed.reason is None else filed.reason.value)


def set_apart(row: JournalRow, record: Record, filed: Filed) -> list[SetApart]:
    """Show a record in quarantine, with its bytes, if that is where it belongs."""
    if filed.disposition is not Disposition.QUARANTINED or not isinstance(filed.reason, WhyQuarantined):
        return []
    return [SetApart.of_row(row, filed.reason, record.reason if isinstance(record, Undecoded) else "")]


def date_afterwards(
    row: JournalRow, clock: BootClock, register: Register, near: WeightsNear
) -> tuple[Redated, Record, Filed]:
    """Date a record that waited, from an instant at which the same boot of its hub knew the time."""
    heard_at, monotonic_ms = clock
    record = decode_record(row.payload).record
    zone = ZoneInfo(register.homes.get(row.home, "UTC"))
    try:
        then = heard_at - timedelta(milliseconds=monotonic_ms - row.monotonic_ms)
    except OverflowError:
        filed = Filed(disposition=Disposition.QUARANTINED, reason=WhyQuarantined.IMPOSSIBLE_TIME)
    else:
        record = replace(record, moment=dated(record.moment, then, zone))
        filed = file(record, row, register, near)
    redated = Redated(
        arrival=row.arrival,
        measured_at=record.moment.measured_at,
        disposition=filed.disposition,
        reason=None if filed.reason is None else filed.reason.value,
        duplicate_of=row.duplicate_of,
    )
    return redated, record, filed


def linked(row: JournalRow, firsts: Mapping[str, int]) -> JournalRow:
    """Link a device's own repeat of a reading to the first that counts."""
    if row.natural_key is None or row.natural_key not in firsts:
        return row
    return row._replace(duplicate_of=firsts[row.natural_key])


def claim(row: JournalRow, firsts: dict[str, int]) -> None:
    """Let a settled row be the first of its reading, if it counts; later repeats are linked to it."""
    if row.natural_key is not None and row.disposition in FIRSTS:
        firsts.setdefault(row.natural_key, row.arrival)


def observed(observation: Observation, *, is_vouched: bool = False) -> Observed:
    """Tell the engine of an observation; ``is_vouched``: somebody has said whose it is."""
    return Observed(
        arrival=observation.arrival,
        patient=observation.patient,
        vital=observation.vital,
        value=observation.value,
        measured_at=observation.measured_at,
        flags=frozenset(map(Flag, observation.flags)),
        is_vouched=is_vouched,
    )


def withdrawn(observation: Observation | Unsettled) -> Withdrawn:
    """Tell the engine that an observation no longer counts, or that what may have been somebody's is settled."""
    return Withdrawn(
        arrival=observation.arrival,
        patient=observation.patient,
        vital=observation.vital,
        measured_at=observation.measured_at,
    )
