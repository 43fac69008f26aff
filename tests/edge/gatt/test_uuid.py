from __future__ import annotations

import pytest

from edge.gatt.uuid import long_form, short_form


@pytest.mark.parametrize("short", ["2a9d", "181d", "ffe1"])
def test_short_and_long_forms_are_one_another(short: str) -> None:
    assert short_form(long_form(short).upper()) == short


def test_a_makers_own_uuid_stays_whole() -> None:
    vendor = "ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b"
    assert short_form(vendor.upper()) == vendor == long_form(vendor)
