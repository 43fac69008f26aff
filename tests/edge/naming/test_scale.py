from __future__ import annotations

import pytest
from feature_encoder import body_composition_feature, weight_scale_feature

from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_composition_features, name_scale_frame, name_weight_features


def test_what_a_scale_can_send_has_its_names() -> None:
    assert name_weight_features(weight_scale_feature(time=True, users=False, bmi=True, mass=4)) == {
        "timestamp_supported": True,
        "multiple_users": False,
        "bmi_supported": True,
        "weight_resolution_kg": 0.05,
    }


@pytest.mark.parametrize(("fields", "impedance", "weight"), [({"weight"}, False, True), ({"impedance"}, True, False)])
def test_what_a_composition_scale_can_send_has_its_names(fields: set[str], impedance: bool, weight: bool) -> None:
    assert name_composition_features(body_composition_feature(time=False, users=True, fields=fields)) == {
        "timestamp_supported": False,
        "multiple_users": True,
        "impedance_supported": impedance,
        "weight_supported": weight,
        "mass_resolution_kg": None,
    }


def test_cut_features_are_a_decode_error() -> None:
    for name in (name_weight_features, name_composition_features):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            name(bytes(3))


@pytest.mark.parametrize(("small", "mode"), [(None, None), (True, "object"), (False, "person")])
def test_a_makers_frame_says_what_stands_on_the_scale(small: bool | None, mode: str | None) -> None:
    named = name_scale_frame(ScaleFrame(weight_g=81_400, impedance_tenths=4520, is_object=small))
    assert (named["weight_kg"], named["impedance_ohm"], named["weighing_mode"]) == (81.4, 452, mode)
    assert (named["stored"], named["final"], named["body_fat_percent"]) == (False, None, None)
