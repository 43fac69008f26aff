from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mi_beacon_encoder import mi_beacon, mi_object

from edge.devices.capture import Capture
from edge.devices.mi_beacon import MiObject, open_beacon, sealed_beginnings
from edge.gatt.octets import DecodeError

KEY = bytes(range(16))
ADDRESS = bytes.fromhex("8cd0b2f6beef")
SENDER = "8C:D0:B2:F6:BE:EF"
OPENED = mi_object(0x6E16, bytes(9))
objects = st.lists(st.builds(MiObject, kind=st.integers(0, 0xFFFF), data=st.binary(max_size=12)), max_size=3)


def heard(payload: bytes, *, address: str | None = SENDER, key: bytes | None = KEY) -> Capture:
    return Capture(source="fe95", payloads=(payload,), is_advertisement=True, address=address, bind_key=key)


@given(
    objects,
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=6, max_size=6),
    st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFF), st.integers(0, 0xFFFFFF)),
    st.booleans(),
    st.sampled_from([b"", b"\x08", b"\x28\x01"]),
    st.sampled_from([4, 5]),
)
def test_every_legal_beacon_comes_back(
    written: list[MiObject],
    key: bytes,
    address: bytes,
    numbers: tuple[int, int, int],
    tells_address: bool,
    capability: bytes,
    version: int,
) -> None:
    product, counter, extension = numbers
    opened = b"".join(mi_object(one.kind, one.data) for one in written)
    payload = mi_beacon(
        opened,
        key,
        address,
        product=product,
        counter=counter,
        extension=extension,
        tells_address=tells_address,
        capability=capability,
        version=version,
    )
    sender = None if tells_address else address.hex(":").upper()
    assert open_beacon(heard(payload, address=sender, key=key)) == tuple(written)


@pytest.mark.parametrize(
    ("payload", "address", "key", "said"),
    [
        (mi_beacon(OPENED, KEY, ADDRESS), SENDER, None, "the bind key is missing"),
        (mi_beacon(OPENED, KEY, ADDRESS), None, KEY, "the address is missing"),
        (mi_beacon(OPENED, KEY, ADDRESS), SENDER, bytes(16), "the bind key does not fit"),
        (mi_beacon(OPENED, KEY, ADDRESS), SENDER, bytes(15), "the bind key has not sixteen bytes"),
        (mi_beacon(OPENED, KEY, ADDRESS), "8C:D0:B2:F6:BE:EE", KEY, "the bind key does not fit"),
        (mi_beacon(OPENED, KEY, ADDRESS), "8C:D0", KEY, "8C:D0 is no Bluetooth address"),
        (mi_beacon(OPENED, KEY, ADDRESS), "a Mac's own", KEY, "a Mac's own is no Bluetooth address"),
        (mi_beacon(OPENED, KEY, ADDRESS, tells_address=True), "8C:D0:B2:F6:BE:EE", KEY, "another address"),
        (mi_beacon(OPENED, KEY, ADDRESS, version=3), SENDER, KEY, "version 3 is sealed otherwise"),
        (mi_beacon(OPENED[:-1], KEY, ADDRESS), SENDER, KEY, "truncated"),
        (bytes.fromhex("4059d53b01") + OPENED, SENDER, KEY, "not sealed"),
        (bytes.fromhex("c859d53b01") + OPENED, SENDER, KEY, "mesh"),
    ],
)
def test_what_stands_in_the_way_is_said(payload: bytes, address: str | None, key: bytes | None, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        open_beacon(heard(payload, address=address, key=key))


def test_a_device_that_only_says_that_it_is_there_needs_no_key() -> None:
    assert open_beacon(heard(bytes.fromhex("1059d53b0befbef6b2d08c"), address=None, key=None)) == ()


@given(st.booleans(), st.data())
def test_every_cut_is_a_decode_error(tells_address: bool, data: st.DataObject) -> None:
    payload = mi_beacon(OPENED, KEY, ADDRESS, tells_address=tells_address, capability=b"\x28\x01")
    with pytest.raises(DecodeError):
        open_beacon(heard(payload[: data.draw(st.integers(0, len(payload) - 1))]))


@given(st.binary(max_size=40))
def test_any_bytes_are_objects_or_a_decode_error(payload: bytes) -> None:
    for beginning in (b"", *sealed_beginnings(0x3BD5)):
        with suppress(DecodeError):
            open_beacon(heard(beginning + payload))


@pytest.mark.parametrize(("tells_address", "bound"), [(False, True), (True, True), (False, False), (True, False)])
def test_a_beacon_begins_as_its_product_does(tells_address: bool, bound: bool) -> None:
    payload = mi_beacon(OPENED, KEY, ADDRESS, product=0x4C04, tells_address=tells_address, bound=bound)
    assert payload.startswith(sealed_beginnings(0x3BD5, 0x4C04))
    assert not payload.startswith(sealed_beginnings(0x3BD5))
