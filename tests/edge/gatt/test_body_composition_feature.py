from __future__ import annotations

import pytest
from feature_encoder import COMPOSITION_FIELD_BITS, HEIGHT_STEPS_MM, MASS_STEPS_G, body_composition_feature
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.body_composition_feature import decode_body_composition_feature
from edge.gatt.octets import DecodeError

fields = st.sets(st.sampled_from(sorted(COMPOSITION_FIELD_BITS)))


@given(st.booleans(), st.booleans(), fields, st.integers(0, 15), st.integers(0, 7))
def test_every_legal_combination_comes_back(time: bool, users: bool, fields: set[str], mass: int, height: int) -> None:
    payload = body_composition_feature(time=time, users=users, fields=fields, mass=mass, height=height)
    feature = decode_body_composition_feature(payload + b"\xaa")
    assert (feature.has_time, feature.has_users) == (time, users)
    assert list(feature.fields) == sorted(fields, key=COMPOSITION_FIELD_BITS.__getitem__)
    assert feature.mass_step_g == MASS_STEPS_G.get(mass)
    assert feature.height_step_mm == HEIGHT_STEPS_MM.get(height)


@given(st.binary(max_size=3))
def test_fewer_than_four_bytes_are_truncation(payload: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_body_composition_feature(payload)


@given(st.binary(min_size=4, max_size=8))
def test_any_four_bytes_are_features(payload: bytes) -> None:
    decode_body_composition_feature(payload)
