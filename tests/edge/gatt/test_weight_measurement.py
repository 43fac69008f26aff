from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from gatt_encoder import weight
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.octets import DecodeError
from edge.gatt.weight_measurement import decode_weight_measurement

times = st.none() | st.datetimes().map(lambda at: at.replace(microsecond=0))
users = st.none() | st.integers(0, 255)
builds = st.none() | st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))


@given(st.integers(0, 0xFFFE), st.booleans(), times, users, builds, st.sampled_from([0, 0x10, 0xF0]))
def test_every_legal_combination_of_flags_comes_back(
    raw: int, imperial: bool, at: datetime | None, user: int | None, build: tuple[int, int] | None, reserved: int
) -> None:
    payload = weight(raw, imperial=imperial, at=at, user=user, bmi_and_height=build, reserved=reserved)
    weighing = decode_weight_measurement(payload + b"\xaa")
    assert weighing.weight_g is not None
    if imperial:
        assert weighing.weight_centipounds == raw
        assert abs(weighing.weight_g - Fraction(raw) * Fraction("4.5359237")) <= Fraction(1, 2)
    else:
        assert (weighing.weight_g, weighing.weight_centipounds) == (raw * 5, None)
    assert weighing.device_time == at
    assert (weighing.user_id, weighing.is_user_unknown) == ((None, True) if user == 255 else (user, False))
    bmi, height = build or (0, 0)
    assert weighing.bmi_tenths == (bmi or None)
    assert weighing.height_m == (Decimal(height) * Decimal("0.00254" if imperial else "0.001") if height else None)


@given(times, users)
def test_an_unsuccessful_weighing_has_no_weight_and_keeps_time_and_user(at: datetime | None, user: int | None) -> None:
    weighing = decode_weight_measurement(weight(0xFFFF, at=at, user=user))
    assert (weighing.weight_g, weighing.weight_centipounds, weighing.device_time) == (None, None, at)


def test_an_unsuccessful_imperial_weighing_has_no_pounds() -> None:
    assert decode_weight_measurement(weight(0xFFFF, imperial=True)).weight_centipounds is None


@given(st.booleans(), times, users, builds, st.data())
def test_every_cut_before_the_last_announced_field_is_truncation(
    imperial: bool, at: datetime | None, user: int | None, build: tuple[int, int] | None, data: st.DataObject
) -> None:
    payload = weight(16_000, imperial=imperial, at=at, user=user, bmi_and_height=build)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_weight_measurement(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=40))
def test_any_bytes_are_a_weighing_or_a_decode_error(payload: bytes) -> None:
    try:
        weighing = decode_weight_measurement(payload)
    except DecodeError:
        return
    assert weighing.weight_g is None or 0 <= weighing.weight_g < 330_000
