from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from xiaomi_encoder import mi_scale_1, mi_scale_2

from edge.devices.xiaomi_scale import decode_mi_scale_1, decode_mi_scale_2
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

times = st.datetimes().map(lambda at: at.replace(microsecond=0))
raws = st.integers(0, 0xFFFF)
marks = st.fixed_dictionaries(dict.fromkeys(("pounds", "jin", "stabilised", "small", "removed"), st.booleans()))


@pytest.mark.parametrize("case", of_family("mi-scale-v1", "mi-scale-v2"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    decode = {"mi-scale-v1": decode_mi_scale_1, "mi-scale-v2": decode_mi_scale_2}[case["family"]]
    assert differences(case, name_scale_frame(decode(bytes.fromhex(case["payload_hex"])))) == []


@given(raws, times, marks)
def test_every_combination_of_a_mi_scale_1_comes_back(raw: int, at: datetime, marks: dict[str, bool]) -> None:
    frame = decode_mi_scale_1(mi_scale_1(raw, at, **marks))
    assert (frame.is_stabilised, frame.is_object) == (marks["stabilised"], marks["small"])
    assert (frame.is_removed, frame.device_time) == (marks["removed"], at)
    assert is_weight(frame.weight_g, frame.weight_centipounds, raw, pounds=marks["pounds"])


@given(raws, times, raws, st.booleans(), marks)
def test_every_combination_of_a_mi_scale_2_comes_back(
    raw: int, at: datetime, impedance: int, valid: bool, marks: dict[str, bool]
) -> None:
    frame = decode_mi_scale_2(mi_scale_2(raw, at, impedance, impedance_valid=valid, **marks))
    assert (frame.is_stabilised, frame.is_object) == (marks["stabilised"], marks["small"])
    assert (frame.is_removed, frame.device_time) == (marks["removed"], at)
    assert frame.impedance_tenths == (impedance * 10 if valid and impedance else None)
    assert is_weight(frame.weight_g, frame.weight_centipounds, raw, pounds=marks["pounds"])


def is_weight(grams: int | None, centipounds: int | None, raw: int, *, pounds: bool) -> bool:
    """Tell whether grams and pounds are what the scale counted."""
    assert grams is not None
    if pounds:
        return centipounds == raw and abs(grams - Fraction(raw) * Fraction("4.5359237")) <= Fraction(1, 2)
    return (grams, centipounds) == (raw * 5, None)


@given(times, st.data())
def test_every_cut_is_truncation(at: datetime, data: st.DataObject) -> None:
    for payload, decode in ((mi_scale_1(100, at), decode_mi_scale_1), (mi_scale_2(100, at, 500), decode_mi_scale_2)):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            decode(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=20))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for decode in (decode_mi_scale_1, decode_mi_scale_2):
        try:
            assert decode(payload).weight_g is not None
        except DecodeError:
            assert len(payload) < 13
