from __future__ import annotations

from contextlib import suppress

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from keep_encoder import keep_s3

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.keep import KEEP_S3, decode_keep_s3
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

numbers = st.integers(0, 0xFFFF)


@pytest.mark.parametrize("case", of_family("keep-s3"), ids=lambda case: case["id"])
def test_a_captured_event_decodes_to_its_published_values(case: Case) -> None:
    capture = Capture(source="ff01", payloads=(bytes.fromhex(case["payload_hex"]),))
    assert KEEP_S3.owns(capture)
    assert KEEP_S3.read is not None
    frame = KEEP_S3.read(capture)
    assert isinstance(frame, ScaleFrame)
    assert differences(case, name_scale_frame(frame)) == []


@given(numbers, st.integers(0, 255), numbers, st.integers(0, 255))
def test_every_event_of_a_weighing_comes_back(raw: int, stage: int, impedance: int, pulse: int) -> None:
    assert decode_keep_s3(keep_s3(raw, stage=stage, impedance=impedance, pulse=pulse)) == ScaleFrame(
        weight_g=raw * 5 or None,
        is_final=stage == 0x29,
        impedance_tenths=impedance * 10 or None,
        pulse_per_min=pulse or None,
    )


def test_the_record_of_the_same_weighing_is_not_this_familys() -> None:
    record = bytes.fromhex("035358003d") + bytes(61)
    assert not KEEP_S3.owns(Capture(source="ff01", payloads=(record,)))
    with pytest.raises(DecodeError, match="not a weighing"):
        decode_keep_s3(record)


def test_no_person_is_written_into_it_and_no_weighing_started_in_anybodys_name() -> None:
    assert KEEP_S3.fetch is None
    for command in ("015332003f", "0153360032", "0153050001"):
        assert bytes.fromhex(command).startswith(KEEP_S3.forbidden)


@given(numbers, st.integers(0, 12))
def test_every_cut_is_truncation(raw: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_keep_s3(keep_s3(raw)[:cut])


@given(st.binary(max_size=20))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for said in (payload, b"\x03SW\x00\x08" + payload):
        with suppress(DecodeError):
            decode_keep_s3(said)
