"""Which model a connected device is: as it says itself, else as it is called."""

from __future__ import annotations

from typing import Final

from edge.devices.link import Link, RefusedError
from edge.gatt.device_information import decode_device_text
from edge.gatt.octets import DecodeError

_MODEL_NUMBER: Final = "2a24"


async def model_of(link: Link) -> str:
    """Read the model number (Device Information); the name that the device goes by where there is none to read."""
    if link.offers(_MODEL_NUMBER):
        try:
            return decode_device_text(await link.read(_MODEL_NUMBER)) or link.name or ""
        except (RefusedError, DecodeError):
            pass
    return link.name or ""
