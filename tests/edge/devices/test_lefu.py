from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from lefu_encoder import ac02

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.lefu import AC02, decode_ac02
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

numbers = st.integers(0, 0xFFFF)


@pytest.mark.parametrize("case", of_family("ac02-lefu"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    payloads = (bytes.fromhex(case["payload_hex"]),)
    capture = Capture(source="ffb2", payloads=payloads, context=case.get("context", {}))
    assert AC02.owns(capture)
    assert AC02.read is not None
    frame = AC02.read(capture)
    assert isinstance(frame, ScaleFrame)
    assert differences(case, name_scale_frame(frame)) == []


@given(numbers, st.booleans())
def test_every_weight_in_kilograms_comes_back(raw: int, settled: bool) -> None:
    frame = decode_ac02(ac02(raw, kind=0xCA if settled else 0xCE))
    assert frame == ScaleFrame(weight_g=raw * 100 or None, is_final=settled)


@given(st.integers(1, 0xFFFF), st.booleans())
def test_every_weight_in_pounds_comes_back(raw: int, settled: bool) -> None:
    frame = decode_ac02(ac02(raw, kind=0xCA if settled else 0xCE), "lb")
    assert frame.weight_g is not None
    assert abs(frame.weight_g - Fraction(raw) * Fraction("45.359237")) <= Fraction(1, 2)
    assert (frame.weight_centipounds, frame.is_final) == (raw * 10, settled)


def test_no_pounds_are_no_weight() -> None:
    assert decode_ac02(ac02(0), "lb") == ScaleFrame(is_final=True)


@given(numbers)
def test_every_impedance_comes_back(ohms: int) -> None:
    assert decode_ac02(ac02(0xFD01, ohms, kind=0xCB)) == ScaleFrame(impedance_tenths=ohms * 10 or None)


@pytest.mark.parametrize("payload", ["ac02fd000000cbc8", "ac02fdff0000cbc7", "ac02fe060000ccd0", "ac02fde20101ccad"])
def test_measuring_no_skin_and_answers_say_nothing(payload: str) -> None:
    assert decode_ac02(bytes.fromhex(payload)) == ScaleFrame()


@pytest.mark.parametrize("unit", ["st", "jin", None, 1])
def test_another_unit_on_the_display_is_a_decode_error(unit: object) -> None:
    with pytest.raises(DecodeError, match="is not known"):
        decode_ac02(ac02(841), unit)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (ac02(841, kind=0xC0), "kind c0"),
        (ac02(841)[:-1] + b"\x00", "check sum"),
        (b"\xac\x03" + ac02(841)[2:], "not a frame"),
    ],
)
def test_what_is_no_frame_is_a_decode_error(payload: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_ac02(payload)


@given(numbers, st.integers(0, 7))
def test_every_cut_is_truncation(raw: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_ac02(ac02(raw)[:cut])


@given(st.binary(max_size=16), numbers, numbers, st.integers(0, 255))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes, first: int, second: int, kind: int) -> None:
    for said in (payload, b"\xac\x02" + payload, ac02(first, second, kind=kind)):
        with suppress(DecodeError):
            decode_ac02(said)
