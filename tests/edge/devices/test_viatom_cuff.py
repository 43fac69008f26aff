from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viatom_encoder import bp2_answer, bp2_record

from edge.devices.capture import Capture
from edge.devices.frame import CuffRecord
from edge.devices.viatom_cuff import BP2, decode_bp2_record, open_bp2_answer, split_bp2_list
from edge.gatt.octets import DecodeError

SERVICE = "14839ac4-7d7e-415c-9a42-167340cf2339"
RECORD = bp2_record(124, 81, 64, seconds=1_772_455_280, user=218_071)


@given(
    st.integers(1, 399).flatmap(lambda low: st.tuples(st.integers(low + 1, 400), st.just(low))),
    st.integers(1, 400),
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.booleans(),
)
def test_every_record_comes_back(
    pressures: tuple[int, int], pulse: int, seconds: int, user: int, irregular: bool
) -> None:
    systolic, diastolic = pressures
    record = bp2_record(systolic, diastolic, pulse, seconds=seconds, user=user, irregular=irregular)
    capture = Capture(source=SERVICE, payloads=(record,))
    assert BP2.owns(capture)
    assert BP2.read is not None
    assert BP2.read(capture) == CuffRecord(
        systolic_mmhg=systolic,
        diastolic_mmhg=diastolic,
        pulse_per_min=pulse,
        device_time=datetime(1970, 1, 1) + timedelta(seconds=seconds) if seconds else None,
        is_pulse_irregular=irregular,
        is_body_moving=False,
        user_id=user or None,
    )


@pytest.mark.parametrize(
    "record",
    [
        bp2_record(0, 0, 0),
        bp2_record(124, 0, 64),
        bp2_record(81, 124, 64),
        bp2_record(401, 81, 64),
        bp2_record(124, 81, 401),
    ],
)
def test_what_no_person_has_is_a_decode_error(record: bytes) -> None:
    with pytest.raises(DecodeError, match="no blood pressure"):
        decode_bp2_record(record)


@given(st.integers(0, 36))
def test_every_cut_of_a_record_is_truncation(cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_bp2_record(RECORD[:cut])


@given(st.lists(st.sampled_from([RECORD, bytes(37)]), max_size=6), st.binary(max_size=36))
def test_a_list_is_cut_into_the_records_that_are_taken(places: list[bytes], left: bytes) -> None:
    written = [place for place in places if any(place)]
    assert list(split_bp2_list(b"\x01\x01" + bytes(8) + b"".join(places) + left)) == written


@given(st.integers(0, 255), st.binary(max_size=60), st.integers(0, 255))
def test_every_answer_comes_back(command: int, said: bytes, sequence: int) -> None:
    assert open_bp2_answer(bp2_answer(command, said, sequence=sequence)) == (command, said)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (bp2_answer(0xF3, b"AB")[:-1] + b"\x00", "check sum"),
        (bp2_answer(0xF3, b"AB", direction=0), "not an answer"),
        (b"\xaa" + bp2_answer(0xF3, b"AB")[1:], "not an answer"),
        (bytes.fromhex("a5f30d01010000") + b"\x00", "not an answer"),
    ],
)
def test_what_is_no_answer_is_a_decode_error(payload: bytes, why: str) -> None:
    with pytest.raises(DecodeError, match=why):
        open_bp2_answer(payload)


@given(st.binary(max_size=20), st.data())
def test_every_cut_of_an_answer_is_truncation(said: bytes, data: st.DataObject) -> None:
    payload = bp2_answer(0xF3, said)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        open_bp2_answer(payload[: data.draw(st.integers(0, len(payload) - 1))])


@pytest.mark.parametrize("command", [0x04, 0x09, 0x0A, 0x24, 0x25, 0x39, 0xE2, 0xE3])
def test_what_inflates_or_wipes_is_forbidden(command: int) -> None:
    assert bp2_answer(command, b"", direction=0).startswith(BP2.forbidden)


@pytest.mark.parametrize("command", [0x00, 0x30, 0xE1, 0xEC, 0xF1, 0xF2, 0xF3, 0xF4])
def test_what_fetches_the_list_is_allowed(command: int) -> None:
    assert not bp2_answer(command, b"", direction=0).startswith(BP2.forbidden)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_record_or_a_decode_error(payload: bytes) -> None:
    split_bp2_list(payload)
    for decode in (decode_bp2_record, open_bp2_answer):
        for said in (payload, b"\xa5" + payload):
            with suppress(DecodeError):
                decode(said)


def test_a_record_without_a_pulse_has_none() -> None:
    assert decode_bp2_record(bp2_record(124, 81, 0)).pulse_per_min is None
