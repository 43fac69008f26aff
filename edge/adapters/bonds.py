"""Bonds with devices, as BlueZ keeps them: made, used, trusted, and given up only when people say so.

CancelPairing is never called: when it comes too late, BlueZ removes the bond that was just made. To end a pairing, the
link is ended.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

from edge.adapters.ble_fault import KEYS_DO_NOT_FIT
from edge.adapters.bluez import PROPERTIES, Bluez, BluezError
from edge.pairing.port import BondError
from edge.pairing.why import Why

_ADAPTER: Final = "org.bluez.Adapter1"
_DEVICE: Final = "org.bluez.Device1"
_PAIRS_WITHIN_S: Final = 90.0
"""A link within 30 s; then the Security Manager gives every step 30 s, people and their six digits included."""
_CONNECTS_WITHIN_S: Final = 40.0
_LOOKS_EVERY_S: Final = 0.2
_REFUSALS: Final = frozenset({"AuthenticationFailed", "AuthenticationRejected", "AuthenticationTimeout"})
_OUT_OF_REACH: Final = frozenset(
    {"Failed", "InProgress", "AuthenticationCanceled", "ConnectionAttemptFailed", "UnknownObject", "NotConnected"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """What BlueZ knows of one device; ``path`` is where it stands on the bus."""

    path: str
    is_bonded: bool
    is_trusted: bool
    is_connected: bool


class Bonds:
    """BlueZ's bonds, by Bluetooth address; everything raises BondError."""

    def __init__(self, bluez: Bluez) -> None:
        """Take our word with BlueZ."""
        self._bluez = bluez

    async def all(self) -> dict[str, Bond]:
        """List the devices that BlueZ knows, by address."""
        async with _in_words():
            return await self._known()

    async def be_default(self, *, is_wanted: bool) -> None:
        """Ask BlueZ to ask our agent first, or no longer."""
        async with _in_words():
            await self._bluez.be_default(is_wanted=is_wanted)

    async def is_bonded(self, address: str) -> bool:
        """Tell whether there is a bond with a device."""
        return (bond := (await self.all()).get(address)) is not None and bond.is_bonded

    async def is_connected(self, address: str) -> bool:
        """Tell whether a device is connected."""
        return (bond := (await self.all()).get(address)) is not None and bond.is_connected

    async def pair(self, address: str) -> None:
        """Connect if need be, and pair."""
        async with _in_words():
            await self._call(address, "Pair", _PAIRS_WITHIN_S)

    async def connect(self, address: str) -> None:
        """Connect; a link to a bonded device is encrypted by then.

        BlueZ asks for an encrypted link to whomever it has keys of, and gives up the link if they do not fit.
        """
        async with _in_words():
            await self._call(address, "Connect", _CONNECTS_WITHIN_S)

    async def join(self, address: str) -> None:
        """Connect, and return when the device's services are known."""
        await self.connect(address)
        async with _in_words(), asyncio.timeout(_CONNECTS_WITHIN_S):
            while not await self._get(address, "ServicesResolved"):
                if not await self._get(address, "Connected"):
                    raise BluezError("org.bluez.Error.Failed", "the device hung up")
                await asyncio.sleep(_LOOKS_EVERY_S)

    async def trust(self, address: str) -> None:
        """Let it come back without anybody being asked."""
        async with _in_words():
            await self._bluez.switch(await self._path(address), _DEVICE, "Trusted", is_on=True)

    async def hang_up(self, address: str) -> None:
        """End the link, and with it a pairing that goes on."""
        async with _in_words():
            await self._call(address, "Disconnect", _CONNECTS_WITHIN_S)

    async def forget(self, address: str) -> None:
        """Give up the bond, which is done only when people have said so."""
        async with _in_words():
            path = await self._path(address)
            await self._bluez.call(path.rpartition("/")[0], _ADAPTER, "RemoveDevice", "o", [path])

    async def _known(self) -> dict[str, Bond]:
        [objects] = await self._bluez.call("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
        devices = {path: interfaces[_DEVICE] for path, interfaces in objects.items() if _DEVICE in interfaces}
        return {str(told["Address"].value): _bond(path, told) for path, told in devices.items()}

    async def _path(self, address: str) -> str:
        try:
            return (await self._known())[address].path
        except KeyError:
            raise BluezError("org.bluez.Error.UnknownObject", f"{address} is not heard any more") from None

    async def _call(self, address: str, member: str, within_s: float) -> None:
        await self._bluez.call(await self._path(address), _DEVICE, member, within_s=within_s)

    async def _get(self, address: str, name: str) -> bool:
        [value] = await self._bluez.call(await self._path(address), PROPERTIES, "Get", "ss", [_DEVICE, name])
        return bool(value.value)


@contextlib.asynccontextmanager
async def _in_words() -> AsyncIterator[None]:
    """Say of every failure whose fault it is."""
    try:
        yield
    except TimeoutError:
        raise BondError(Why.NOT_REACHED, "no answer in time") from None
    except BluezError as problem:
        raise BondError(why_of(problem), str(problem)) from problem


def why_of(problem: BluezError) -> Why:
    """Tell whose fault it is: the device said no, it is out of reach, or the hub's own Bluetooth does not work.

    >>> why_of(BluezError("org.bluez.Error.AuthenticationFailed", "Authentication Failed")).value
    'refused'
    """
    kind = problem.name.rpartition(".")[2]
    if kind in _REFUSALS or any(word in str(problem) for word in KEYS_DO_NOT_FIT):
        return Why.REFUSED
    return Why.NOT_REACHED if kind in _OUT_OF_REACH else Why.BLUETOOTH


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
