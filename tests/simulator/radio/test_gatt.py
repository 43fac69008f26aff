from __future__ import annotations

import pytest
from bumble.core import UUID, AdvertisingData

from simulator.radio.gatt import property_names, read_advertisement, uuid_text


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("2A9D", "00002a9d-0000-1000-8000-00805f9b34fb"),
        ("ECBE3980-C9A2-11E1-B1BD-0002A5D5C51B", "ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b"),
    ],
)
def test_a_uuid_is_written_in_full(short: str, full: str) -> None:
    assert uuid_text(UUID(short)) == full


@pytest.mark.parametrize(("bits", "names"), [(0, []), (0x20, ["indicate"]), (0x1A, ["read", "write", "notify"])])
def test_properties_are_named_as_bluez_names_them(bits: int, names: list[str]) -> None:
    assert property_names(bits) == names


def test_an_advertisement_may_say_nothing() -> None:
    assert read_advertisement(AdvertisingData([])) == (None, [])


def test_name_and_services_are_read_and_the_rest_is_left() -> None:
    said = AdvertisingData.from_bytes(bytes.fromhex("02010605031d18101803ff1106") + b"\x05\x09V\xc3\xa5g")
    services = [f"0000{short}-0000-1000-8000-00805f9b34fb" for short in ("181d", "1810")]
    assert read_advertisement(said) == ("Våg", services)
