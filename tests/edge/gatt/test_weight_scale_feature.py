from __future__ import annotations

import pytest
from feature_encoder import HEIGHT_STEPS_MM, MASS_STEPS_G, weight_scale_feature
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.octets import DecodeError
from edge.gatt.weight_scale_feature import decode_weight_scale_feature


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 15), st.integers(0, 7))
def test_every_legal_combination_comes_back(time: bool, users: bool, bmi: bool, mass: int, height: int) -> None:
    payload = weight_scale_feature(time=time, users=users, bmi=bmi, mass=mass, height=height)
    feature = decode_weight_scale_feature(payload + b"\xaa")
    assert (feature.has_time, feature.has_users, feature.has_bmi) == (time, users, bmi)
    assert feature.weight_step_g == MASS_STEPS_G.get(mass)
    assert feature.height_step_mm == HEIGHT_STEPS_MM.get(height)


@given(st.binary(max_size=3))
def test_fewer_than_four_bytes_are_truncation(payload: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_weight_scale_feature(payload)


@given(st.binary(min_size=4, max_size=8))
def test_any_four_bytes_are_features(payload: bytes) -> None:
    decode_weight_scale_feature(payload)
