from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from gatt_encoder import cuff, sfloat
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.blood_pressure_measurement import CuffLayout, decode_cuff_frame, in_mmhg
from edge.gatt.octets import DecodeError

NAN = sfloat(0x7FF)
PRESSURES = (sfloat(124), sfloat(86), sfloat(97))
times = st.none() | st.datetimes().map(lambda at: at.replace(microsecond=0))
pulses = st.none() | st.integers(0, 300)
users = st.none() | st.integers(0, 255)
words = st.none() | st.integers(0, 0xFFFF)


@given(st.booleans(), times, pulses, users, words)
def test_every_legal_combination_of_flags_comes_back(
    kilopascal: bool, at: datetime | None, pulse: int | None, user: int | None, status: int | None
) -> None:
    sent_pulse = None if pulse is None else sfloat(pulse)
    payload = cuff(PRESSURES, kilopascal=kilopascal, at=at, pulse=sent_pulse, user=user, status=status)
    frame = decode_cuff_frame(payload + b"\xaa")
    assert [frame.first, frame.second, frame.third] == [124, 86, 97]
    assert (frame.is_kilopascal, frame.device_time, frame.pulse_per_min) == (kilopascal, at, pulse)
    assert (frame.user_id, frame.is_user_unknown) == ((None, True) if user == 255 else (user, False))
    if status is None:
        assert frame.status is None
    else:
        assert frame.status is not None
        bits = (frame.status.is_body_moving, frame.status.is_cuff_too_loose, frame.status.is_pulse_irregular)
        assert bits == tuple(bool(status >> bit & 1) for bit in (0, 1, 2))
        assert frame.status.is_position_improper is bool(status >> 5 & 1)
        assert frame.status.pulse_rate_range == ("within", "above", "below", None)[status >> 3 & 3]


@pytest.mark.parametrize("numbers", [(NAN, NAN, NAN), (NAN, sfloat(86), NAN), (sfloat(124), sfloat(0x800), NAN)])
def test_a_result_without_both_pressures_is_a_failed_attempt(numbers: tuple[bytes, bytes, bytes]) -> None:
    assert decode_cuff_frame(cuff(numbers)).is_failed


def test_a_missing_mean_is_no_failure() -> None:
    frame = decode_cuff_frame(cuff((sfloat(124), sfloat(86), NAN)))
    assert (frame.is_failed, frame.third) == (False, None)


def test_a_cuff_that_writes_its_tail_high_byte_first_is_read_by_its_layout() -> None:
    payload = bytes.fromhex("56760050000000ea07080b141b00003c000004")
    frame = decode_cuff_frame(payload, CuffLayout(tail_order="big", always_has_user=True))
    assert frame.pulse_per_min == 60
    assert frame.user_id == 0
    assert frame.status is not None
    assert frame.status.is_pulse_irregular


@pytest.mark.parametrize(("kilopascal", "mmhg"), [(True, Decimal("120.00986928")), (False, Decimal(16))])
def test_pressures_are_given_in_millimetres_of_mercury(kilopascal: bool, mmhg: Decimal) -> None:
    assert in_mmhg(Decimal(16), is_kilopascal=kilopascal) == mmhg


def test_no_pressure_stays_no_pressure() -> None:
    assert in_mmhg(None, is_kilopascal=True) is None


@given(times, pulses, users, words, st.data())
def test_every_cut_before_the_last_announced_field_is_truncation(
    at: datetime | None, pulse: int | None, user: int | None, status: int | None, data: st.DataObject
) -> None:
    payload = cuff(PRESSURES, at=at, pulse=None if pulse is None else sfloat(pulse), user=user, status=status)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_cuff_frame(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=40), st.booleans())
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes, has_user: bool) -> None:
    try:
        frame = decode_cuff_frame(payload, CuffLayout(always_has_user=has_user))
    except DecodeError:
        return
    assert all(number is None or number.is_finite() for number in (frame.first, frame.second, frame.third))
