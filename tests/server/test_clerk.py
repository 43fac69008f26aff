"""What one admitted record becomes: a row of the journal, and observations if it is somebody's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

import pytest
from contract_samples import BOOT, MOMENT, RECORDS
from small_server import SmallServer, at, moment, undated
from sqlalchemy import Engine

from server.adapters.signature import verify
from server.clerk import claim, date_afterwards, file, journal_row, linked, observed, set_apart, settled
from server.ledger.page import FIRSTS, Disposition, JournalRow
from server.patients.arrival import Admitted, admit
from server.patients.attribution import WhyUnclaimed
from server.patients.gate import WhyQuarantined
from server.patients.habit import Weight
from vitals.identity import DeviceId, PatientId
from vitals.measurement import Flag
from vitals.moment import TimeQuality
from vitals.record import Record
from vitals.vital import Vital

MORNING = at(0)


def nobody_known(_patient: PatientId, _at: datetime) -> tuple[Weight, ...]:
    """Know no weight of anybody."""
    return ()


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient."""
    return SmallServer(engine)


def at_the_door(server: SmallServer, record: Record, received_at: datetime = MORNING) -> Admitted:
    """Let a record be admitted."""
    admitted = admit(server.home.sends(record, received_at), server.ledger.register(), verify)
    assert isinstance(admitted, Admitted)
    return admitted


def row_of(server: SmallServer, record: Record, received_at: datetime = MORNING) -> JournalRow:
    """Give a record its row."""
    return journal_row(at_the_door(server, record, received_at), 7)


@pytest.mark.parametrize("name", RECORDS)
def test_a_row_of_the_journal_has_all_that_is_asked_of_a_record_later(server: SmallServer, name: str) -> None:
    record = RECORDS[name]
    admitted = at_the_door(server, record)
    row = journal_row(admitted, 7)
    assert row.kind == record.to_wire()["kind"]
    assert row.device == record.to_wire().get("device")
    assert (row.boot_id, row.monotonic_ms) == (record.moment.boot_id, record.moment.monotonic_ms)
    assert (row.measured_at, row.heard_at) == (record.moment.measured_at, record.moment.heard_at)
    assert (row.home, row.hub, row.payload) == (server.home.home, server.home.hub, admitted.arrival.payload)
    assert (row.arrival, row.received_at, row.content_hash) == (7, at(0), admitted.content_hash)
    assert (row.disposition, row.reason, row.duplicate_of) == (Disposition.KEPT, None, None)


def test_every_kind_of_record_has_a_sample() -> None:
    assert {type(record) for record in RECORDS.values()} == set(get_args(Record))


def test_only_a_measurement_with_a_device_time_has_a_natural_key(server: SmallServer) -> None:
    timed = server.home.weighing(80.0, moment(at(0), device_time=datetime(2026, 3, 2, 7)))
    assert row_of(server, timed).natural_key == timed.natural_key() is not None
    assert row_of(server, server.home.weighing(80.0, at(0))).natural_key is None
    assert row_of(server, RECORDS["attempt_failed"]).natural_key is None


def test_a_measurement_of_somebody_becomes_one_observation_for_each_vital_sign(server: SmallServer) -> None:
    values = {Vital.SYSTOLIC: 1_280, Vital.DIASTOLIC: 790, Vital.PULSE_RATE: 640}
    flags = frozenset({Flag.IRREGULAR_PULSE, Flag.BODY_MOVEMENT})
    cuff = replace(server.home.weighing(80.0, at(0)), values=values, flags=flags)
    filed = file(cuff, row_of(server, cuff), server.ledger.register(), nobody_known)
    assert filed.disposition is Disposition.OBSERVED
    assert {each.vital: each.value for each in filed.observations} == values
    assert {each.patient for each in filed.observations} == {server.anna}
    assert {each.flags for each in filed.observations} == {("body_movement", "irregular_pulse")}
    assert {(each.arrival, each.measured_at, each.received_at) for each in filed.observations} == {(7, at(0), at(0))}


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("attempt_failed", Disposition.KEPT),
        ("answer", Disposition.KEPT),
        ("button", Disposition.KEPT),
        ("paired", Disposition.KEPT),
        ("undecoded", Disposition.QUARANTINED),
    ],
)
def test_what_is_no_measurement_is_kept_and_what_the_hub_could_not_read_is_shown(
    server: SmallServer, name: str, disposition: Disposition
) -> None:
    filed = file(RECORDS[name], row_of(server, RECORDS[name]), server.ledger.register(), nobody_known)
    assert (filed.disposition, filed.observations) == (disposition, ())


def test_a_repeat_is_a_duplicate_before_anything_else_is_asked(server: SmallServer) -> None:
    impossible = server.home.weighing(900.0, at(0))
    row = row_of(server, impossible)._replace(duplicate_of=3)
    assert file(impossible, row, server.ledger.register(), nobody_known).disposition is Disposition.DUPLICATE


@pytest.mark.decision("C1")
def test_nobodys_measurement_says_why(server: SmallServer) -> None:
    register = server.ledger.register()
    slot = server.home.weighing(80.0, moment(at(0) - timedelta(days=100)))
    assert file(slot, row_of(server, slot), register, nobody_known).reason is WhyUnclaimed.NOT_ASSIGNED
    stranger = server.home.weighing(80.0, at(0), device=DeviceId("unknownaaaaaaaaa"))
    filed = file(stranger, row_of(server, stranger), register, nobody_known)
    assert (filed.disposition, filed.reason) == (Disposition.QUARANTINED, WhyQuarantined.UNKNOWN_DEVICE)


def test_a_settled_row_says_what_became_of_it(server: SmallServer) -> None:
    impossible = server.home.weighing(900.0, at(0))
    row = row_of(server, impossible)
    done = settled(row, file(impossible, row, server.ledger.register(), nobody_known))
    assert (done.disposition, done.reason) == (Disposition.QUARANTINED, "impossible_value")
    fine = server.home.weighing(80.0, at(0))
    assert settled(row, file(fine, row, server.ledger.register(), nobody_known)).reason is None


def test_only_what_is_in_quarantine_is_set_apart_with_the_hubs_words(server: SmallServer) -> None:
    register = server.ledger.register()
    found = {}
    for name in ("undecoded", "button"):
        admitted = at_the_door(server, RECORDS[name])
        row = journal_row(admitted, 7)
        found[name] = set_apart(row, RECORDS[name], file(RECORDS[name], row, register, nobody_known))
    assert found["button"] == []
    (apart,) = found["undecoded"]
    assert (apart.detail, apart.arrival, apart.why) == ("2a9d: truncated", 7, WhyQuarantined.UNDECODED)
    assert apart.topic == f"nara/v1/{server.home.home}/{server.home.hub}/record"


@pytest.mark.decision("A2")
def test_a_repeat_is_linked_to_the_first_and_the_first_to_nothing(server: SmallServer) -> None:
    timed = server.home.weighing(80.0, moment(at(0), device_time=datetime(2026, 3, 2, 7)))
    row, firsts = row_of(server, timed), {"another": 1}
    assert linked(row, firsts).duplicate_of is None
    for disposition in set(Disposition) - FIRSTS:
        claim(row._replace(disposition=disposition), firsts)
    assert linked(row._replace(arrival=9), firsts).duplicate_of is None
    claim(row._replace(disposition=Disposition.OBSERVED), firsts)
    claim(row._replace(disposition=Disposition.UNCLAIMED, arrival=8), firsts)
    assert linked(row._replace(arrival=9), firsts).duplicate_of == 7
    untimed = row_of(server, server.home.weighing(80.0, at(0)))
    assert linked(untimed, firsts) == untimed


@pytest.mark.decision("B2")
@pytest.mark.parametrize("later_ms", [-60_000, 0, 3_600_000])
def test_a_record_is_dated_from_any_instant_of_its_boot_before_or_after_it(server: SmallServer, later_ms: int) -> None:
    blind = server.home.weighing(80.0, undated(90_000))
    row = row_of(server, blind, received_at=at(1))
    clock = (at(0) + timedelta(milliseconds=later_ms), 90_000 + later_ms)
    redated, record, filed = date_afterwards(row, clock, server.ledger.register(), nobody_known)
    assert (redated.arrival, redated.measured_at, redated.disposition) == (7, at(0), Disposition.OBSERVED)
    assert (record.moment.heard_at, record.moment.time_quality) == (at(0), TimeQuality.ARRIVAL)
    assert [each.measured_at for each in filed.observations] == [at(0)]


def test_a_stored_reading_of_a_home_that_is_gone_is_read_in_utc(server: SmallServer) -> None:
    blind = server.home.weighing(80.0, undated(90_000, device_time=datetime(2026, 3, 2, 7)))
    row = row_of(server, blind, received_at=at(2))
    register = replace(server.ledger.register(), homes={})
    redated, _, _ = date_afterwards(row, (at(1), 90_000), register, nobody_known)
    assert redated.measured_at == at(0) + timedelta(hours=1)


def test_the_engine_is_told_what_was_observed(server: SmallServer) -> None:
    weighing = server.home.weighing(80.0, at(0))
    (observation,) = file(weighing, row_of(server, weighing), server.ledger.register(), nobody_known).observations
    told = observed(observation)
    assert (told.arrival, told.patient, told.vital, told.value, told.measured_at) == (
        7,
        server.anna,
        Vital.BODY_WEIGHT,
        80_000,
        at(0),
    )
    assert MOMENT.boot_id == BOOT
