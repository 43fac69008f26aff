from __future__ import annotations

from contextlib import suppress

import pytest
from contec_encoder import contec
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.capture import Capture
from edge.devices.contec import CONTEC, decode_contec
from edge.devices.frame import OximeterFrame
from edge.gatt.octets import DecodeError

octet = st.integers(0, 255)


@given(st.integers(1, 100) | octet, octet)
def test_every_frame_of_values_comes_back(spo2: int, pulse: int) -> None:
    capture = Capture(source="ff02", payloads=(contec(spo2, pulse),))
    assert CONTEC.owns(capture)
    assert CONTEC.read is not None
    assert CONTEC.read(capture) == OximeterFrame(
        spo2_percent=spo2 if spo2 in range(1, 101) else None, pulse_per_min=None if pulse in {0, 127, 255} else pulse
    )


def test_the_pulse_wave_is_not_this_familys() -> None:
    assert not CONTEC.owns(Capture(source="ff02", payloads=(bytes.fromhex("eb0000400b3e"),)))


@pytest.mark.parametrize("command", ["9d7f7f7f7f000019", "a10021", "a10122"])
def test_commands_that_wipe_the_records_are_forbidden(command: str) -> None:
    assert bytes.fromhex(command).startswith(CONTEC.forbidden)


@pytest.mark.parametrize("command", ["9b011c", "9a1a", "8101"])
def test_commands_that_start_the_stream_are_allowed(command: str) -> None:
    assert not bytes.fromhex(command).startswith(CONTEC.forbidden)


@pytest.mark.parametrize(
    ("payload", "said"), [(contec(98, 62)[:-1] + b"\xff", "check sum"), (bytes(8), "not a value of a Contec")]
)
def test_what_is_no_frame_is_a_decode_error(payload: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_contec(payload)


@given(octet, st.integers(0, 7))
def test_every_cut_is_truncation(spo2: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_contec(contec(spo2, 62)[:cut])


@given(st.binary(max_size=16))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for said in (payload, b"\xeb\x01" + payload):
        with suppress(DecodeError):
            decode_contec(said)
