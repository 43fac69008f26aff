"""What is wrong with Bluetooth, in a sentence for a technician, and what to do about it where that is known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from bleak import BleakAdapter
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDBusError

NO_ANSWER: Final = "no answer in time; if it stays so: systemctl restart bluetooth"
KEYS_DO_NOT_FIT: Final = ("le-connection-abort-by-local", "le-connection-key-missing")
"""What BlueZ says when a bonded device has lost its keys; the first has harmless causes too."""
_NOT_AVAILABLE: Final = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: "no Bluetooth adapter: is it plugged in? see: bluetoothctl list",
    BleakBluetoothNotAvailableReason.POWERED_OFF: "the Bluetooth adapter is off: rfkill unblock bluetooth",
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: "the Bluetooth adapter knows no Low Energy: use another",
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: "the system keeps this user from D-Bus",
}
_DBUS: Final = {
    "org.freedesktop.DBus.Error.ServiceUnknown": "bluetoothd does not run: systemctl start bluetooth",
    "org.freedesktop.DBus.Error.NameHasNoOwner": "bluetoothd does not run: systemctl start bluetooth",
    "org.freedesktop.DBus.Error.Spawn.ChildExited": "bluetoothd could not be started: systemctl status bluetooth",
    "org.freedesktop.DBus.Error.AccessDenied": "this user may not use Bluetooth: add it to the group bluetooth",
    "org.bluez.Error.InProgress": "another program uses the adapter: stop it",
    "org.bluez.Error.NotReady": "the Bluetooth adapter is off: rfkill unblock bluetooth",
}


async def fault_of(step: Callable[[], Awaitable[object]], at_most_s: float) -> str | None:
    """Let Bluetooth do something within a time; gives what went wrong, in words."""
    try:
        async with asyncio.timeout(at_most_s):
            await step()
    except Exception as problem:  # noqa: BLE001  (whatever a Bluetooth stack may throw: the hub lives, and says it)
        return in_words(problem)
    return None


async def adapter_fault(at_most_s: float) -> str | None:
    """Tell what is wrong with the adapter itself; None if it is there, on, and bluetoothd answers for it."""
    return await fault_of(BleakAdapter.get, at_most_s)


def in_words(problem: Exception) -> str:
    """Say to a technician what is wrong with Bluetooth, and where it is known what to do.

    >>> in_words(FileNotFoundError(2, "No such file or directory"))
    'no D-Bus system bus: [Errno 2] No such file or directory'
    """
    match problem:
        case BleakBluetoothNotAvailableError() if problem.reason in _NOT_AVAILABLE:
            return _NOT_AVAILABLE[problem.reason]
        case BleakDBusError() if problem.dbus_error in _DBUS:
            return f"{_DBUS[problem.dbus_error]} ({problem})"
        case TimeoutError():
            return NO_ANSWER
        case OSError():
            return f"no D-Bus system bus: {problem}"
        case _:
            return f"{type(problem).__name__}: {problem}"
