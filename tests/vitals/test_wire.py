from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from contract_samples import (
    DESIRED,
    DESIRED_WITH_SCREEN,
    DEVICE,
    EPOCH,
    HUB,
    PATIENT,
    RAW,
    RECEIPT,
    RECORDS,
    STATUS,
    sign,
    verify,
)
from hypothesis import given
from hypothesis import strategies as st

from vitals.fields import WireError, utc
from vitals.identity import DeviceId, mint_id
from vitals.measurement import FRAMES_MAX, USER_SLOT_MAX, VALUE_MAX, Flag, Frame, Measurement
from vitals.moment import Moment, TimeQuality
from vitals.record import Answer, Button, Record, RecordRef
from vitals.vital import Vital
from vitals.wire import (
    PAYLOAD_BYTES_MAX,
    canonical,
    check,
    decode_desired,
    decode_receipt,
    decode_record,
    decode_status,
    encode_desired,
    encode_receipt,
    encode_record,
    encode_status,
    seal,
)

GOLDEN = Path(__file__).parent / "golden"
PAYLOADS = {
    **{f"record-{name}": encode_record(HUB, EPOCH, 62, record.to_wire(), sign) for name, record in RECORDS.items()},
    "receipt": encode_receipt(RECEIPT, sign),
    "status": encode_status(STATUS, sign),
    "desired": encode_desired(DESIRED, sign),
    "desired-screen": encode_desired(DESIRED_WITH_SCREEN, sign),
}


def weighing() -> bytes:
    return PAYLOADS["record-measurement"]


def sealed(**changes: object) -> bytes:
    """Seal the weighing's envelope with some fields changed; a change to None leaves the field out."""
    fields: dict[str, Any] = {"hub": HUB, "epoch": EPOCH, "sequence": 62, "body": RECORDS["measurement"].to_wire()}
    fields |= changes
    return seal({name: value for name, value in fields.items() if value is not None}, sign)


def refusal(payload: bytes) -> WireError:
    with pytest.raises(WireError) as caught:
        check(decode_record(payload), verify)
    return caught.value


@pytest.mark.decision("A1")
@pytest.mark.parametrize("name", PAYLOADS)
def test_the_contract_is_frozen_byte_by_byte(name: str) -> None:
    assert (GOLDEN / f"{name}.json").read_bytes() == PAYLOADS[name]


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(PAYLOADS)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_comes_back_as_it_was_sent(name: str) -> None:
    envelope = decode_record(PAYLOADS[f"record-{name}"])
    check(envelope, verify)
    assert (envelope.hub, envelope.epoch, envelope.sequence, envelope.record) == (HUB, EPOCH, 62, RECORDS[name])


def test_the_three_other_payloads_come_back_as_they_were_sent() -> None:
    assert decode_receipt(PAYLOADS["receipt"], verify) == RECEIPT
    assert decode_status(PAYLOADS["status"], verify) == STATUS
    assert decode_desired(PAYLOADS["desired"], verify) == DESIRED


@pytest.mark.parametrize(
    ("payload", "decode"),
    [("receipt", decode_receipt), ("status", decode_status), ("desired", decode_desired)],
)
def test_a_payload_that_another_signed_is_refused(payload: str, decode: Callable[..., object]) -> None:
    with pytest.raises(WireError, match=r"^sig is not the sender's signature$"):
        decode(PAYLOADS[payload], lambda _signed, _signature: False)


@given(st.data())
def test_one_changed_byte_is_never_accepted(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(weighing()) - 1))
    octet = data.draw(st.integers(0, 255).filter(lambda value: value != weighing()[at]))
    changed = weighing()[:at] + bytes([octet]) + weighing()[at + 1 :]
    try:
        envelope = decode_record(changed)
    except WireError:
        return
    assert not verify(envelope.signed, envelope.signature)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused_by_a_wire_error(payload: bytes) -> None:
    with pytest.raises(WireError):
        decode_record(payload)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(["hub", "epoch", "sequence", "body", "sig", "v"]), json_values)
def test_any_json_in_any_place_is_read_or_refused_by_a_wire_error(field: str, value: object) -> None:
    fields = json.loads(weighing()) | {field: value}
    payload = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    if fields != json.loads(weighing()):
        refusal(payload)


@pytest.mark.parametrize(
    ("payload", "field", "problem"),
    [
        (weighing().replace(b'"v":1}', b'"v":2}'), "v", "is not 1"),
        (weighing().replace(b'"v":1}', b'"v":1.0}'), "payload", "has 1.0: only whole numbers travel"),
        (weighing().replace(b"82560", b"NaN"), "payload", "has NaN: only whole numbers travel"),
        (weighing().replace(b"82560", b"Infinity"), "payload", "has Infinity: only whole numbers travel"),
        (weighing().replace(b'"sequence":62', b'"sequence":62,"sequence":63'), "payload", "names a field twice"),
        (weighing()[:-1], "payload", "is not JSON"),
        (b"[" * 100_000, "payload", "is larger than"),
        (b"[" * 60_000, "payload", "is not JSON"),
        (b"\xff", "payload", "is not JSON"),
        (b"1" * 6000, "payload", "is not JSON"),
        (b"[]", "payload", "is not an object"),
        (b" " * (PAYLOAD_BYTES_MAX + 1), "payload", f"is larger than {PAYLOAD_BYTES_MAX} bytes"),
        (weighing().replace(b',"v":1}', b', "v":1}'), "sig", "does not stand just before v"),
        (weighing().replace(b'"sig":"', b'"sig":"='), "sig", "is longer than 86 characters"),
        (sealed(hub=None), "hub", "is missing"),
        (sealed(hub="#"), "hub", "does not have the form"),
        (sealed(sequence=0), "sequence", "is not between"),
        (sealed(body=None), "body", "is missing"),
        (sealed(body=[]), "body", "is not an object"),
        (sealed(body={"kind": "mood"}), "body.kind", "is not one of"),
        (sealed(alert="high"), "alert", "is unknown"),
    ],
)
def test_what_is_wrong_is_named(payload: bytes, field: str, problem: str) -> None:
    error = refusal(payload)
    assert error.field == field
    assert error.problem.startswith(problem)


def test_a_signature_that_is_not_base64url_is_refused() -> None:
    at = weighing().index(b'"sig":"') + 7
    assert refusal(weighing()[:at] + b"+" * 86 + weighing()[at + 86 :]).problem.startswith("does not have the form")


def test_a_record_that_another_hub_signed_is_refused() -> None:
    with pytest.raises(WireError, match=r"^sig is not this hub's signature$"):
        check(decode_record(weighing()), lambda _signed, _signature: False)


def test_a_payload_larger_than_the_limit_is_never_sent() -> None:
    with pytest.raises(WireError, match=r"^payload is larger than"):
        seal({"body": "x" * PAYLOAD_BYTES_MAX}, sign)


def test_what_is_signed_is_the_canonical_payload_without_its_signature() -> None:
    fields = json.loads(weighing())
    del fields["sig"]
    assert decode_record(weighing()).signed == canonical(fields)


instants = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)).map(utc)
wall_clocks = st.datetimes().map(lambda at: at.replace(microsecond=0))
ids = st.binary(min_size=10, max_size=10).map(lambda octets: mint_id(lambda _: octets))
moments = st.builds(
    lambda measured_at, quality, **rest: Moment(
        measured_at=None if quality is TimeQuality.UNKNOWN else measured_at, time_quality=quality, **rest
    ),
    measured_at=instants,
    quality=st.sampled_from(TimeQuality),
    device_time=st.none() | wall_clocks,
    heard_at=st.none() | instants,
    boot_id=st.just("fedcba9876543210"),
    monotonic_ms=st.integers(0, 2**53 - 1),
)
words = st.from_regex(r"[a-z][a-z0-9_-]{0,63}", fullmatch=True)
spoken = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200)
references = st.none() | st.builds(RecordRef, epoch=st.just(EPOCH), sequence=st.integers(1, 2**53 - 1))
records: st.SearchStrategy[Record] = st.one_of(
    st.builds(
        Measurement,
        device=ids.map(DeviceId),
        user_slot=st.none() | st.integers(0, USER_SLOT_MAX),
        values=st.dictionaries(st.sampled_from(Vital), st.integers(-VALUE_MAX, VALUE_MAX), min_size=1),
        flags=st.frozensets(st.sampled_from(Flag)),
        moment=moments,
        raw=st.lists(
            st.builds(Frame, characteristic=st.just("2a9d"), payload=st.binary(max_size=30)),
            min_size=1,
            max_size=FRAMES_MAX,
        ).map(tuple),
    ),
    st.builds(
        Answer,
        question=words,
        version=st.integers(1, 99),
        code=words,
        text=st.none() | spoken,
        about=st.none() | st.just(PATIENT),
        refers_to=references,
        moment=moments,
    ),
    st.builds(Button, button=words, about=st.none() | st.just(PATIENT), moment=moments),
)


@given(records, st.integers(1, 2**53 - 1))
def test_any_record_makes_the_round_trip(record: Record, sequence: int) -> None:
    envelope = decode_record(encode_record(HUB, EPOCH, sequence, record.to_wire(), sign))
    check(envelope, verify)
    assert envelope.record == record
    assert envelope.sequence == sequence


def test_the_raw_bytes_travel_along() -> None:
    record = decode_record(weighing()).record
    assert isinstance(record, Measurement)
    assert record.raw == RAW
    assert record.device == DEVICE
