from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viatom_encoder import pc60, pc60_state, pc60_values

from edge.devices.capture import Capture
from edge.devices.frame import OximeterFrame
from edge.devices.pc60 import PC60, decode_pc60
from edge.gatt.octets import DecodeError

NOTIFY = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
octet = st.integers(0, 255)
saturations = st.integers(1, 100) | octet
pulses = st.integers(20, 420) | st.integers(0, 0xFFFF)


@given(saturations, pulses, octet, st.booleans(), st.booleans())
def test_every_moment_of_the_stream_comes_back(
    spo2: int, pulse: int, perfusion: int, finger: bool, searching: bool
) -> None:
    capture = Capture(
        source=NOTIFY, payloads=(pc60_values(spo2, pulse, perfusion, finger=finger, searching=searching),)
    )
    assert PC60.owns(capture)
    assert PC60.read is not None
    assert PC60.read(capture) == OximeterFrame(
        spo2_percent=spo2 if finger and spo2 in range(1, 101) else None,
        pulse_per_min=pulse if finger and pulse in {*range(1, 401)} - {255} else None,
        is_finger_present=finger,
        perfusion_index_tenths=perfusion or None if finger else None,
        is_final=False if searching else None,
    )


@pytest.mark.parametrize(
    ("payload", "spo2", "pulse"),
    [("aa550f08016239004400c0e3", 98, 57), ("aa550f08016358002300c0d7", 99, 88), ("aa550f08015f55005700c0da", 95, 85)],
)
def test_published_frames_are_read_right(payload: str, spo2: int, pulse: int) -> None:
    frame = decode_pc60(bytes.fromhex(payload))
    assert (frame.spo2_percent, frame.pulse_per_min, frame.is_finger_present) == (spo2, pulse, True)


@given(octet, octet, octet, octet)
def test_only_the_result_of_a_spot_check_is_final(mode: int, step: int, spo2: int, pulse: int) -> None:
    frame = decode_pc60(pc60_state(mode, step, spo2, pulse))
    is_result = (mode, step) == (1, 3)
    assert frame == OximeterFrame(
        spo2_percent=spo2 if is_result and spo2 in range(1, 101) else None,
        pulse_per_min=pulse if is_result and pulse not in {0, 255} else None,
        is_final=is_result,
    )


def test_the_result_of_a_spot_check_is_taken() -> None:
    assert decode_pc60(pc60_state(1, 3, 97, 72)) == OximeterFrame(spo2_percent=97, pulse_per_min=72, is_final=True)


@pytest.mark.parametrize("payload", ["aa550f07025a57d24c45a7", "aa55f0030303f6"])
def test_waves_and_battery_are_not_this_familys(payload: str) -> None:
    assert not PC60.owns(Capture(source=NOTIFY, payloads=(bytes.fromhex(payload),)))


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (pc60_values(98, 72, 41)[:-1] + b"\x00", "check sum"),
        (pc60(0x02, bytes(5)), "without values"),
        (pc60(0x03, b"\x03", token=0xF0), "not a frame of a PC-60"),
    ],
)
def test_what_has_no_values_is_a_decode_error(payload: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_pc60(payload)


@given(st.sampled_from([pc60_values(98, 72, 41), pc60_state(1, 3, 97, 72)]), st.data())
def test_every_cut_is_truncation(payload: bytes, data: st.DataObject) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_pc60(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=16), octet)
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes, function: int) -> None:
    for said in (payload, b"\xaa\x55\x0f" + payload, pc60(function, payload)):
        with suppress(DecodeError):
            decode_pc60(said)
