from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viatom_encoder import o2ring_answer, o2ring_live, o2ring_now

from edge.devices.capture import Capture
from edge.devices.frame import OximeterFrame
from edge.devices.viatom_oximeter import O2RING, decode_o2ring
from edge.gatt.octets import DecodeError

NOTIFY = "0734594a-a8e7-4b1a-a6b1-cd5243059a57"
octet = st.integers(0, 255)
saturations = st.integers(1, 100) | octet
pulses = st.integers(20, 420) | st.integers(0, 0xFFFF)


def reading(spo2: int, pulse: int, perfusion: int, *, worn: bool) -> OximeterFrame:
    return OximeterFrame(
        spo2_percent=spo2 if worn and spo2 in range(1, 101) else None,
        pulse_per_min=pulse if worn and pulse in {*range(1, 401)} - {255} else None,
        is_finger_present=worn,
        perfusion_index_tenths=perfusion or None if worn else None,
    )


@given(saturations, octet, octet, octet)
def test_every_answer_to_the_older_command_comes_back(spo2: int, pulse: int, perfusion: int, worn: int) -> None:
    capture = Capture(source=NOTIFY, payloads=(o2ring_now(spo2, pulse, perfusion, worn),))
    assert O2RING.owns(capture)
    assert O2RING.read is not None
    assert O2RING.read(capture) == reading(spo2, pulse, perfusion, worn=worn != 0)


@given(saturations, pulses, octet, st.just(1) | octet, st.binary(max_size=120))
def test_every_answer_to_the_newer_command_comes_back(
    spo2: int, pulse: int, perfusion: int, worn: int, wave: bytes
) -> None:
    payload = o2ring_live(spo2, pulse, perfusion, worn, wave)
    capture = Capture(source=NOTIFY, payloads=(payload,), context={"command": 0x1B})
    assert O2RING.read is not None
    assert O2RING.read(capture) == reading(spo2, pulse, perfusion, worn=worn == 1)


@pytest.mark.parametrize(
    ("payload", "command", "said"),
    [
        (o2ring_now(97, 72, 41, 1)[:-1] + b"\x00", 0x17, "check sum"),
        (o2ring_answer(b"", status=9), 0x17, "failure 9"),
        (o2ring_answer(b"{}"), 0x14, "command 20 has no values"),
        (o2ring_answer(b"{}"), 0x17, "truncated"),
        (b"\xaa" + o2ring_now(97, 72, 41, 1)[1:], 0x17, "not an answer"),
        (bytes.fromhex("550000") + bytes(5), 0x17, "not an answer"),
    ],
)
def test_what_has_no_values_is_a_decode_error(payload: bytes, command: int, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_o2ring(payload, command)


@pytest.mark.parametrize("beginning", ["aa16", "aa18", "a504", "a509", "a50a", "a524", "a525", "a539", "a5e2", "a5e3"])
def test_what_changes_warnings_or_wipes_or_inflates_is_forbidden(beginning: str) -> None:
    assert bytes.fromhex(beginning + "00").startswith(O2RING.forbidden)


@pytest.mark.parametrize("command", ["aa17e8000000001b", "aa1be400000100005e"])
def test_asking_for_values_is_allowed(command: str) -> None:
    assert not bytes.fromhex(command).startswith(O2RING.forbidden)


@given(st.sampled_from([(o2ring_now(97, 72, 41, 1), 0x17), (o2ring_live(97, 72, 41, 1, b"wave"), 0x1B)]), st.data())
def test_every_cut_is_truncation(answer: tuple[bytes, int], data: st.DataObject) -> None:
    payload, command = answer
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_o2ring(payload[: data.draw(st.integers(0, len(payload) - 1))], command)


@given(st.binary(max_size=30), st.sampled_from([0x17, 0x1B, "none"]))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes, command: object) -> None:
    for said in (payload, b"\x55\x00\xff" + payload, o2ring_answer(payload)):
        with suppress(DecodeError):
            decode_o2ring(said, command)
