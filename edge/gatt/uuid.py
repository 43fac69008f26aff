"""The two forms of a Bluetooth UUID: four digits where it is one of the Bluetooth SIG's, else in full."""

from __future__ import annotations

import re
from typing import Final

_BASE: Final = "-0000-1000-8000-00805f9b34fb"
_FULL: Final = re.compile(rf"0000([0-9a-f]{{4}}){_BASE}")
_SHORT_DIGITS: Final = 4


def short_form(uuid: str) -> str:
    """Give a UUID in the form the wire uses: four digits if it is one of the Bluetooth SIG's, else in full.

    >>> short_form("00002A9D-0000-1000-8000-00805F9B34FB"), short_form("2A9D")
    ('2a9d', '2a9d')
    """
    lower = uuid.lower()
    found = _FULL.fullmatch(lower)
    return found[1] if found else lower


def long_form(uuid: str) -> str:
    """Give a four-digit UUID in full.

    >>> long_form("181d")
    '0000181d-0000-1000-8000-00805f9b34fb'
    """
    return f"0000{uuid}{_BASE}" if len(uuid) == _SHORT_DIGITS else uuid
