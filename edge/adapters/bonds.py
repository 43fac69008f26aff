"""Bonds with devices, as BlueZ keeps them: made, used, trusted, and given up only when people say so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from edge.adapters.bluez import PROPERTIES, Bluez, BluezError

_ADAPTER: Final = "org.bluez.Adapter1"
_DEVICE: Final = "org.bluez.Device1"

_PAIRS_WITHIN_S: Final = 90.0
"""A link within 30 s; then the Security Manager gives every step 30 s, people and their six digits included."""
_CONNECTS_WITHIN_S: Final = 40.0
_LOOKS_EVERY_S: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """What BlueZ knows of one device; ``path`` is where it stands on the bus."""

    path: str
    is_bonded: bool
    is_trusted: bool
    is_connected: bool


class Bonds:
    """BlueZ's bonds, by Bluetooth address. CancelPairing is never called: BlueZ removes a bond if it comes late."""

    def __init__(self, bluez: Bluez) -> None:
        """Take our word with BlueZ."""
        self._bluez = bluez

    async def all(self) -> dict[str, Bond]:
        """List the devices that BlueZ knows, by address; raises BluezError, or TimeoutError."""
        [objects] = await self._bluez.call("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
        devices = {path: interfaces[_DEVICE] for path, interfaces in objects.items() if _DEVICE in interfaces}
        return {str(told["Address"].value): _bond(path, told) for path, told in devices.items()}

    async def pair(self, address: str) -> None:
        """Connect if need be, and pair; raises BluezError, or TimeoutError."""
        await self._device(address, "Pair", _PAIRS_WITHIN_S)

    async def join(self, address: str) -> None:
        """Connect, and return when its services are known: a link to a bonded device is encrypted by then.

        BlueZ asks for an encrypted link to whomever it has keys of, and gives up the link if they do not fit. Raises
        BluezError, or TimeoutError.
        """
        await self._device(address, "Connect", _CONNECTS_WITHIN_S)
        async with asyncio.timeout(_CONNECTS_WITHIN_S):
            while not await self._get(address, "ServicesResolved"):
                if not await self._get(address, "Connected"):
                    raise BluezError("org.bluez.Error.Failed", "the device hung up")
                await asyncio.sleep(_LOOKS_EVERY_S)

    async def trust(self, address: str) -> None:
        """Let it come back without anybody being asked; raises BluezError, or TimeoutError."""
        await self._bluez.switch((await self._of(address)).path, _DEVICE, "Trusted", is_on=True)

    async def hang_up(self, address: str) -> None:
        """End the link, and with it a pairing that goes on; raises BluezError, or TimeoutError."""
        await self._device(address, "Disconnect", _CONNECTS_WITHIN_S)

    async def forget(self, address: str) -> None:
        """Give up a bond, which is done only when people have said that the device lost its own."""
        path = (await self._of(address)).path
        await self._bluez.call(path.rpartition("/")[0], _ADAPTER, "RemoveDevice", "o", [path])

    async def _of(self, address: str) -> Bond:
        try:
            return (await self.all())[address]
        except KeyError:
            raise BluezError("org.freedesktop.DBus.Error.UnknownObject", f"{address} is not heard any more") from None

    async def _device(self, address: str, member: str, within_s: float) -> None:
        await self._bluez.call((await self._of(address)).path, _DEVICE, member, within_s=within_s)

    async def _get(self, address: str, name: str) -> bool:
        path = (await self._of(address)).path
        [value] = await self._bluez.call(path, PROPERTIES, "Get", "ss", [_DEVICE, name])
        return bool(value.value)


def _bond(path: str, told: dict[str, Any]) -> Bond:
    """Read a device's properties; an older BlueZ knows no ``Bonded``, and means it by ``Paired``."""

    def is_so(name: str, instead: str = "") -> bool:
        found = told.get(name, told.get(instead))
        return found is not None and bool(found.value)

    return Bond(
        path=path,
        is_bonded=is_so("Bonded", "Paired"),
        is_trusted=is_so("Trusted"),
        is_connected=is_so("Connected"),
    )
