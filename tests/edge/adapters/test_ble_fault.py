from __future__ import annotations

import asyncio

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from edge.adapters.ble_fault import adapter_fault, in_words


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.NO_BLUETOOTH), "plugged in?"),
        (BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.POWERED_OFF), "rfkill unblock bluetooth"),
        (BleakBluetoothNotAvailableError("?", BleakBluetoothNotAvailableReason.UNKNOWN), "NotAvailableError: "),
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["gone"]), "systemctl start bluetooth"),
        (BleakDBusError("org.freedesktop.DBus.Error.Spawn.ChildExited", ["1"]), "systemctl status bluetooth"),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", []), "add it to the group bluetooth"),
        (BleakDBusError("org.bluez.Error.Failed", ["br-connection-unknown"]), "br-connection-unknown"),
        (BleakError("failed to discover services"), "BleakError: failed to discover services"),
        (TimeoutError(), "systemctl restart bluetooth"),
        (ConnectionRefusedError(111, "Connection refused"), "no D-Bus system bus"),
    ],
)
def test_a_technician_is_told_what_is_wrong_and_what_to_do(problem: Exception, words: str) -> None:
    assert words in in_words(problem)


def test_an_adapter_that_nobody_can_ask_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    assert str(asyncio.run(adapter_fault(2.0))).startswith("no D-Bus system bus: ")
