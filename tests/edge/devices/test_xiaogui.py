from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from xiaogui_encoder import ADDRESS, xiaogui

from edge.devices.capture import Capture
from edge.devices.family import Advertisement
from edge.devices.frame import ScaleFrame
from edge.devices.xiaogui import XIAOGUI, decode_xiaogui
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

numbers = st.integers(0, 0xFFFF)
STEPS = {0: Fraction(1, 10), 1: Fraction(1), 2: Fraction(1, 100)}
GRAMS = {0: Fraction(1000), 1: Fraction(500), 2: Fraction("453.59237")}


@pytest.mark.parametrize("case", of_family("xiaogui-adv"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    payload = bytes.fromhex(case["payload_hex"])
    company = int(case["manufacturer_id"], 16)
    capture = Capture(source=f"company:{company:04x}", payloads=(payload,), is_advertisement=True, address=ADDRESS)
    assert XIAOGUI.owns(capture)
    assert XIAOGUI.score(Advertisement(company_data={company: payload}))
    assert XIAOGUI.read is not None
    frame = XIAOGUI.read(capture)
    assert isinstance(frame, ScaleFrame)
    assert differences(case, name_scale_frame(frame)) == []


@pytest.mark.parametrize(
    ("payload", "grams", "tenths"),
    [("0276138b0002215f5a29e5e094", 63_000, 5003), ("2c4700000a01255f5a29e5e094", 113_350, None)],
)
def test_the_settled_weights_that_ble_monitor_published_are_read_right(
    payload: str, grams: int, tenths: int | None
) -> None:
    frame = decode_xiaogui(bytes.fromhex(payload))
    assert frame == ScaleFrame(weight_g=grams, impedance_tenths=tenths, is_stabilised=True)


@given(numbers, numbers, st.booleans(), st.sampled_from([0, 1, 2]), st.sampled_from([0, 1, 2]))
def test_every_frame_comes_back(raw: int, impedance: int, stabilised: bool, resolution: int, unit: int) -> None:
    payload = xiaogui(raw, impedance=impedance, stabilised=stabilised, resolution=resolution, unit=unit)
    frame = decode_xiaogui(payload, ADDRESS.lower())
    assert frame.weight_g is not None
    assert abs(frame.weight_g - raw * STEPS[resolution] * GRAMS[unit]) <= (Fraction(1, 2) if unit == 2 else 0)
    assert frame.weight_centipounds == (raw * STEPS[resolution] * 100 if unit == 2 else None)
    assert frame.impedance_tenths == (impedance or None if stabilised else None)
    assert frame.is_stabilised == stabilised


@pytest.mark.parametrize(
    ("payload", "address", "said"),
    [
        (xiaogui(630, unit=3), ADDRESS, "unit and resolution"),
        (xiaogui(630, resolution=3), ADDRESS, "unit and resolution"),
        (xiaogui(630), "5F:5A:29:E5:E0:95", "another address"),
    ],
)
def test_what_is_no_frame_of_this_scale_is_a_decode_error(payload: bytes, address: str, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_xiaogui(payload, address)


def test_another_company_is_not_this_familys() -> None:
    assert not XIAOGUI.owns(Capture(source="company:c024", payloads=(xiaogui(630),)))


@given(numbers, st.integers(0, 12))
def test_every_cut_is_truncation(raw: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_xiaogui(xiaogui(raw)[:cut])


@given(st.binary(max_size=20))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    with suppress(DecodeError):
        assert decode_xiaogui(payload).weight_g is not None
