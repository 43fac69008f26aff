"""Device Information Service (180A): who made a device, and which it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge.gatt.octets import Octets

_SOURCES: Final = {1: "bluetooth", 2: "usb"}
_FROM_ADDRESS: Final = 0xFFFE
_ADDRESS_AT: Final = 24
_LOW_HALF: Final = 0xFFFFFF


def decode_device_text(payload: bytes) -> str | None:
    r"""Decode a name, model, serial or revision (2A29, 2A24 to 2A28); None if it is empty.

    Devices pad with NULs, and some write what is no UTF-8: that is replaced, for a name that looks odd is better than
    none.

    >>> decode_device_text(b"A&D Medical\x00\x00"), decode_device_text(b"BF\xff720"), decode_device_text(b"\x00")
    ('A&D Medical', 'BF�720', None)

    Source: Bluetooth SIG, Device Information Service 1.1, section 3.
    """
    return payload.decode("utf-8", errors="replace").rstrip("\0") or None


@dataclass(frozen=True, slots=True)
class SystemId:
    """The EUI-64 of a device (2A23): its maker's OUI and 40 bits of the maker's own.

    >>> system_id = SystemId(0x123456, 0xFFFE9ABCDE)
    >>> system_id.text, system_id.address
    ('123456fffe9abcde', '12:34:56:9A:BC:DE')
    """

    oui: int
    manufacturer_id: int

    @property
    def text(self) -> str:
        """The sixteen digits as standards write them, the maker's first."""
        return f"{self.oui:06x}{self.manufacturer_id:010x}"

    @property
    def address(self) -> str | None:
        """The Bluetooth address that the number was made from; None if it was not made from one."""
        if self.manufacturer_id >> _ADDRESS_AT != _FROM_ADDRESS:
            return None
        digits = f"{self.oui:06X}{self.manufacturer_id & _LOW_HALF:06X}"
        return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def decode_system_id(payload: bytes) -> SystemId:
    """Decode a System ID (2A23); raises DecodeError when there are fewer than eight bytes.

    >>> decode_system_id(bytes.fromhex("debc9afeff563412")).text
    '123456fffe9abcde'

    Source: Bluetooth SIG, Device Information Service 1.1, section 3.7; IEEE, EUI-64.
    """
    octets = Octets(payload)
    manufacturer_id = octets.unsigned(5)
    return SystemId(octets.unsigned(3), manufacturer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PnpId:
    """Numbers of maker, product and version (2A50); ``source`` is whose numbers, None if reserved.

    ``source`` is ``bluetooth`` (company identifiers) or ``usb`` (vendor ids of the USB Implementers Forum).
    """

    source: str | None
    vendor_id: int
    product_id: int
    product_version: int


def decode_pnp_id(payload: bytes) -> PnpId:
    """Decode a PnP ID (2A50); raises DecodeError when there are fewer than seven bytes.

    >>> decode_pnp_id(bytes.fromhex("01110634120001"))
    PnpId(source='bluetooth', vendor_id=1553, product_id=4660, product_version=256)

    Source: Bluetooth SIG, Device Information Service 1.1, section 3.9.
    """
    octets = Octets(payload)
    return PnpId(
        source=_SOURCES.get(octets.unsigned(1)),
        vendor_id=octets.unsigned(2),
        product_id=octets.unsigned(2),
        product_version=octets.unsigned(2),
    )
