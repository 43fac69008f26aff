"""What BlueZ's words mean; bonds are made, used and lost in tests/ble."""

from __future__ import annotations

import pytest

from edge.adapters.bluez import BluezError
from edge.adapters.bonds import why_of
from edge.pairing.why import Why


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("org.bluez.Error.AuthenticationFailed", "Authentication Failed", Why.REFUSED),
        ("org.bluez.Error.AuthenticationRejected", "Authentication Rejected", Why.REFUSED),
        ("org.bluez.Error.AuthenticationTimeout", "Authentication Timeout", Why.REFUSED),
        ("org.bluez.Error.Failed", "le-connection-abort-by-local", Why.REFUSED),
        ("org.bluez.Error.Failed", "le-connection-key-missing", Why.REFUSED),
        ("org.bluez.Error.Failed", "br-connection-canceled", Why.NOT_REACHED),
        ("org.bluez.Error.ConnectionAttemptFailed", "Page Timeout", Why.NOT_REACHED),
        ("org.bluez.Error.AuthenticationCanceled", "Authentication Canceled", Why.NOT_REACHED),
        ("org.bluez.Error.InProgress", "In Progress", Why.NOT_REACHED),
        ("org.bluez.Error.NotReady", "Resource Not Ready", Why.BLUETOOTH),
        ("org.freedesktop.DBus.Error.ServiceUnknown", "", Why.BLUETOOTH),
        ("org.freedesktop.DBus.Error.Disconnected", "no D-Bus system bus", Why.BLUETOOTH),
    ],
)
def test_every_refusal_is_somebodys(name: str, text: str, why: Why) -> None:
    assert why_of(BluezError(name, text)) is why
