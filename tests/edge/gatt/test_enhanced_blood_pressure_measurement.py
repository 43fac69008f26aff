from __future__ import annotations

from datetime import UTC, datetime

import pytest
from feature_encoder import enhanced_cuff
from gatt_encoder import sfloat
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.enhanced_blood_pressure_measurement import decode_enhanced_blood_pressure_measurement
from edge.gatt.octets import DecodeError

PRESSURES = (sfloat(124), sfloat(86), sfloat(97))
NAN = sfloat(0x7FF)
UNIX_OF_1900 = -2_208_988_800
UNIX_OF_2000 = 946_684_800
seconds = st.none() | st.integers(0, 0xFFFFFFFF)
pulses = st.none() | st.integers(0, 300)
users = st.none() | st.integers(0, 255)
words = st.none() | st.integers(0, 0xFFFF)


def at(count: int, *, since_2000: bool) -> datetime:
    """Give the time in UTC that a cuff counts."""
    return datetime.fromtimestamp(count + (UNIX_OF_2000 if since_2000 else UNIX_OF_1900), UTC)


@given(st.booleans(), seconds, pulses, users, words, seconds, st.booleans())
def test_every_legal_combination_of_flags_comes_back(
    kilopascal: bool,
    count: int | None,
    pulse: int | None,
    user: int | None,
    status: int | None,
    seen: int | None,
    since_2000: bool,
) -> None:
    payload = enhanced_cuff(
        PRESSURES,
        kilopascal=kilopascal,
        seconds=count,
        pulse=None if pulse is None else sfloat(pulse),
        user=user,
        status=status,
        seen_seconds=seen,
        since_2000=since_2000,
    )
    measured = decode_enhanced_blood_pressure_measurement(payload + b"\xaa")
    frame = measured.frame
    assert [frame.first, frame.second, frame.third] == [124, 86, 97]
    assert (frame.is_kilopascal, frame.pulse_per_min) == (kilopascal, pulse)
    assert (frame.user_id, frame.is_user_unknown) == ((None, True) if user == 255 else (user, False))
    wall = None if seen is None else at(seen, since_2000=since_2000).replace(tzinfo=None)
    assert measured.user_facing_time == wall
    assert frame.device_time == (wall if count is None else at(count, since_2000=since_2000))
    assert (frame.status is None) == (status is None)
    if frame.status is not None and status is not None:
        assert frame.status.is_pulse_irregular is bool(status & 4)
        assert frame.status.pulse_rate_range == ("within", "above", "below", None)[status >> 3 & 3]


def test_a_result_without_pressures_is_a_failed_attempt() -> None:
    assert decode_enhanced_blood_pressure_measurement(enhanced_cuff((NAN, NAN, NAN))).frame.is_failed


@given(seconds, pulses, users, words, seconds, st.data())
def test_every_cut_before_the_last_announced_field_is_truncation(
    count: int | None,
    pulse: int | None,
    user: int | None,
    status: int | None,
    seen: int | None,
    data: st.DataObject,
) -> None:
    sent = None if pulse is None else sfloat(pulse)
    payload = enhanced_cuff(PRESSURES, seconds=count, pulse=sent, user=user, status=status, seen_seconds=seen)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_enhanced_blood_pressure_measurement(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=40))
def test_any_bytes_are_a_measurement_or_a_decode_error(payload: bytes) -> None:
    try:
        decode_enhanced_blood_pressure_measurement(payload)
    except DecodeError:
        assert len(payload) < 24
