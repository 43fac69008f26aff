"""MiBeacon version 5 (service data FE95): sealed objects that only the owner of the bind key can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge.devices.capture import Capture
from edge.gatt.octets import DecodeError, Octets

_ENCRYPTED, _HAS_ADDRESS, _HAS_CAPABILITY, _HAS_OBJECT, _MESH = 0x0008, 0x0010, 0x0020, 0x0040, 0x0080
_VERSION_AT: Final = 12
_FIRST_VERSION: Final = 4
"""Versions 4 and 5 seal alike; those before them otherwise."""
_HAS_ABILITIES: Final = 0x20
_HEAD, _EXTENSION, _TAG = 5, 3, 4
_ADDRESS_LENGTH, _KEY_LENGTH = 6, 16
_ASSOCIATED: Final = b"\x11"
_CONTROLS: Final = (b"\x48\x59", b"\x58\x59", b"\x48\x58", b"\x58\x58")
"""Version 5, sealed, with an object; with the address or without; bound to an account or not."""


class WrongKeyError(DecodeError):
    """The bind key is not the one that this frame was sealed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MiObject:
    """One thing that a Xiaomi device says: which kind of thing, and its bytes."""

    kind: int
    data: bytes


def open_beacon(capture: Capture) -> tuple[MiObject, ...]:
    """Open a MiBeacon; none is in it where the device only says that it is there.

    Raises DecodeError when the bind key or the address is missing, when the key does not fit, and for what is not
    sealed: that anybody could have sent.

    >>> [found.kind == 0x6E16 for found in open_beacon(Capture(
    ...     source="fe95",
    ...     payloads=(bytes.fromhex("4859d53b0abc078ff2348c844138e930220000009e538599"),),
    ...     address="8C:D0:B2:F6:BE:EF",
    ...     bind_key=bytes.fromhex("0728974d657a4b60964c1b1677f35f7c"),
    ... ))]
    [True]

    Source: Bluetooth-Devices/xiaomi-ble (facts), captured payloads.
    """
    octets = Octets(capture.payload)
    control = octets.unsigned(2)
    product_and_counter = octets.take(_HEAD - 2)
    if control & _MESH:
        raise DecodeError("a MiBeacon of a mesh device")
    if not control & _HAS_OBJECT:
        return ()
    told = octets.take(_ADDRESS_LENGTH) if control & _HAS_ADDRESS else b""
    head = _HEAD + len(told)
    if control & _HAS_CAPABILITY:
        more = octets.unsigned(1) & _HAS_ABILITIES
        head += 2 if more else 1
        octets.take(1 if more else 0)
    if not control & _ENCRYPTED:
        raise DecodeError("a MiBeacon that is not sealed: anybody could have sent it")
    if control >> _VERSION_AT < _FIRST_VERSION:
        raise DecodeError(f"a MiBeacon of version {control >> _VERSION_AT} is sealed otherwise")
    sealed_length = len(capture.payload) - head - _EXTENSION - _TAG
    if sealed_length < 0:
        raise DecodeError("truncated")
    sealed, extension, tag = octets.take(sealed_length), octets.take(_EXTENSION), octets.take(_TAG)
    nonce = _reversed_address(capture, told) + product_and_counter + extension
    return _objects(_unseal(capture.bind_key, nonce, sealed + tag))


def sealed_beginnings(*products: int) -> tuple[bytes, ...]:
    """Give how the sealed MiBeacons of these products begin.

    >>> [beginning.hex() for beginning in sealed_beginnings(0x3BD5)]
    ['4859d53b', '5859d53b', '4858d53b', '5858d53b']

    Source: as for the objects.
    """
    return tuple(control + product.to_bytes(2, "little") for product in products for control in _CONTROLS)


def _reversed_address(capture: Capture, told: bytes) -> bytes:
    """Give the address as the nonce wants it; what the frame says of itself must be who sent it."""
    if capture.address is None:
        if not told:
            raise DecodeError("the address is missing")
        return told
    try:
        heard = bytes.fromhex(capture.address.replace(":", ""))[::-1]
    except ValueError:
        heard = b""
    if len(heard) != _ADDRESS_LENGTH:
        raise DecodeError(f"{capture.address} is no Bluetooth address")
    if told and told != heard:
        raise DecodeError("the MiBeacon names another address than its sender's")
    return heard


def _unseal(key: bytes | None, nonce: bytes, sealed: bytes) -> bytes:
    if key is None:
        raise DecodeError("the bind key is missing")
    if len(key) != _KEY_LENGTH:
        raise DecodeError("the bind key has not sixteen bytes")
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  (whoever decodes anything else needs no cryptography)
    from cryptography.hazmat.primitives.ciphers.aead import AESCCM  # noqa: PLC0415  (as above)

    try:
        return AESCCM(key, tag_length=_TAG).decrypt(nonce, sealed, _ASSOCIATED)
    except InvalidTag:
        raise WrongKeyError("the bind key does not fit") from None


def _objects(opened: bytes) -> tuple[MiObject, ...]:
    octets = Octets(opened)
    left = len(opened)
    found = []
    while left:
        kind, length = octets.unsigned(2), octets.unsigned(1)
        found.append(MiObject(kind=kind, data=octets.take(length)))
        left -= 3 + length
    return tuple(found)
