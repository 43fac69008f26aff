from __future__ import annotations

import pytest
from control_encoder import pnp_id, system_id
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.device_information import PnpId, SystemId, decode_device_text, decode_pnp_id, decode_system_id
from edge.gatt.octets import DecodeError

words = st.integers(0, 0xFFFF)


@given(st.text(min_size=1).filter(lambda text: text[-1] != "\0"), st.integers(0, 8))
def test_a_text_comes_back_without_its_padding(text: str, padding: int) -> None:
    assert decode_device_text(text.encode("utf-8") + bytes(padding)) == text


@pytest.mark.parametrize("payload", [b"", b"\0", b"\0\0\0"])
def test_an_empty_text_is_none(payload: bytes) -> None:
    assert decode_device_text(payload) is None


@given(st.binary(max_size=40))
def test_any_bytes_are_a_text_or_none(payload: bytes) -> None:
    text = decode_device_text(payload)
    assert text is None or not text.endswith("\0")


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFFFFFF))
def test_a_system_id_comes_back(oui: int, manufacturer_id: int) -> None:
    found = decode_system_id(system_id(oui, manufacturer_id) + b"\xaa")
    assert found == SystemId(oui, manufacturer_id)
    assert int(found.text, 16) == oui << 40 | manufacturer_id
    assert len(found.text) == 16


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_a_system_id_made_from_an_address_tells_it(oui: int, rest: int) -> None:
    address = decode_system_id(system_id(oui, 0xFFFE << 24 | rest)).address
    assert address is not None
    assert int(address.replace(":", ""), 16) == oui << 24 | rest
    assert [len(part) for part in address.split(":")] == [2] * 6


def test_a_system_id_made_otherwise_tells_no_address() -> None:
    assert decode_system_id(bytes(8)).address is None


@given(st.integers(0, 255), words, words, words)
def test_a_pnp_id_comes_back(source: int, vendor: int, product: int, version: int) -> None:
    found = decode_pnp_id(pnp_id(source, vendor, product, version) + b"\xaa")
    name = {1: "bluetooth", 2: "usb"}.get(source)
    assert found == PnpId(source=name, vendor_id=vendor, product_id=product, product_version=version)


@given(st.binary(max_size=6))
def test_a_cut_number_is_truncation(payload: bytes) -> None:
    for decode in (decode_pnp_id, decode_system_id):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            decode(payload)
