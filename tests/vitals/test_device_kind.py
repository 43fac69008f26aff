from __future__ import annotations

import pytest

from vitals.device_kind import DeviceKind


@pytest.mark.parametrize(
    ("family", "kind"),
    [
        ("standard-scale", DeviceKind.SCALE),
        ("a-and-d-cuff", DeviceKind.CUFF),
        ("standard-oximeter", DeviceKind.OXIMETER),
        ("standard-thermometer", DeviceKind.THERMOMETER),
        ("scale", DeviceKind.SCALE),
        ("scale-of-tomorrow", DeviceKind.DEVICE),
        ("", DeviceKind.DEVICE),
    ],
)
def test_the_last_word_of_a_family_says_what_it_is(family: str, kind: DeviceKind) -> None:
    assert DeviceKind.of_family(family) is kind
