"""org.bluez.Agent1: whom BlueZ asks when a device is to be paired, or when a bonded one negotiates anew.

Without an agent BlueZ pairs nobody, not even a device that wants nothing confirmed. No ``from __future__ import
annotations`` here: dbus-fast reads the D-Bus signatures from the annotations.
"""

import logging
import re
from typing import Final, Protocol

from dbus_fast import DBusError
from dbus_fast.annotations import DBusObjectPath, DBusStr, DBusUInt16, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method

LOG = logging.getLogger("nara.hub.radio")
CAPABILITY: Final = "KeyboardDisplay"
"""People can type what a device shows, and read what it wants to be told."""
_DEVICE: Final = re.compile(r".*/dev_((?:[0-9A-F]{2}_){5}[0-9A-F]{2})")


class Answers(Protocol):
    """Whoever knows which devices may be paired, and can ask people."""

    def may_pair(self, address: str) -> bool:
        """Tell whether a device is enrolled, or one that people are pairing at this moment."""

    async def passkey(self, address: str) -> int | None:
        """Let people type the six digits that a device shows; None if nobody does."""

    async def is_same(self, address: str, passkey: int) -> bool:
        """Let people say whether a device shows these six digits."""

    def show(self, address: str, passkey: int) -> None:
        """Show people what to type on a device."""

    def never_mind(self) -> None:
        """Take back what was asked: the device has given up."""


class Agent(ServiceInterface):
    """Answers BlueZ for enrolled devices and for the one that people are pairing; refuses all others."""

    def __init__(self, answers: Answers) -> None:
        """Take who answers."""
        super().__init__("org.bluez.Agent1")
        self._answers = answers

    @dbus_method("Release")
    def release(self) -> None:
        """Hear that bluetoothd asks no more; who keeps us registered sees that by itself."""

    @dbus_method("RequestAuthorization")
    def request_authorization(self, device: DBusObjectPath) -> None:
        """Allow a pairing that asks nothing of people."""
        self._admit(device)

    @dbus_method("AuthorizeService")
    def authorize_service(self, device: DBusObjectPath, _uuid: DBusStr) -> None:
        """Allow a device to use one of our services."""
        self._admit(device)

    @dbus_method("RequestPasskey")
    async def request_passkey(self, device: DBusObjectPath) -> DBusUInt32:
        """Give the six digits that the device shows."""
        address = self._admit(device)
        if (passkey := await self._answers.passkey(address)) is None:
            raise _refusal(f"nobody typed the digits that {address} shows")
        return passkey

    @dbus_method("RequestConfirmation")
    async def request_confirmation(self, device: DBusObjectPath, passkey: DBusUInt32) -> None:
        """Confirm that the device shows these six digits."""
        address = self._admit(device)
        if not await self._answers.is_same(address, passkey):
            raise _refusal(f"nobody confirmed the digits of {address}")

    @dbus_method("DisplayPasskey")
    def display_passkey(self, device: DBusObjectPath, passkey: DBusUInt32, _entered: DBusUInt16) -> None:
        """Show what people are to type on the device (it is told again for each digit they have typed)."""
        self._answers.show(self._admit(device), passkey)

    @dbus_method("RequestPinCode")
    def request_pin_code(self, device: DBusObjectPath) -> DBusStr:
        """Refuse: only Bluetooth of before 2010 asks this, and this hub speaks Low Energy."""
        raise _refusal(f"{device} wants the pairing of old")

    @dbus_method("DisplayPinCode")
    def display_pin_code(self, device: DBusObjectPath, _pin_code: DBusStr) -> None:
        """Refuse, as above."""
        raise _refusal(f"{device} wants the pairing of old")

    @dbus_method("Cancel")
    def cancel(self) -> None:
        """Hear that what was asked needs no answer any more."""
        self._answers.never_mind()

    def _admit(self, device: str) -> str:
        """Give the address of a device that may be paired; raises DBusError for all others."""
        found = _DEVICE.fullmatch(device)
        address = "" if found is None else found.group(1).replace("_", ":")
        if not self._answers.may_pair(address):
            raise _refusal(f"{address or device} is not enrolled, and nobody is pairing it")
        return address


def _refusal(why: str) -> DBusError:
    LOG.warning("pairing refused: %s", why)
    return DBusError("org.bluez.Error.Rejected", why)
