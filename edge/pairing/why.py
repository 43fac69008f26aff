"""Why something with a device did not come about; apart, for a hub at which nobody pairs needs no more of pairing."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Why something did not come about."""

    REFUSED = "refused"
    """The device said no, or the keys did not fit."""
    NOT_REACHED = "not_reached"
    """It did not answer."""
    BLUETOOTH = "bluetooth"
    """The hub's own Bluetooth is at fault."""
    CARD = "card"
    """The hub's card cannot keep it."""
