"""Ids of homes, hubs, devices and patients: 80 random bits that say nothing about a person."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Final, NewType

HomeId = NewType("HomeId", str)
HubId = NewType("HubId", str)
DeviceId = NewType("DeviceId", str)
PatientId = NewType("PatientId", str)
Epoch = NewType("Epoch", str)
"""64 random bits as 16 hexadecimal digits: one life of one outbox file."""

ID_PATTERN: Final = re.compile(r"[a-z2-7]{16}")
EPOCH_PATTERN: Final = re.compile(r"[0-9a-f]{16}")
_ID_BYTES: Final = 10
_EPOCH_BYTES: Final = 8


def mint_id(random_bytes: Callable[[int], bytes]) -> str:
    """Make one new id, 16 characters of base 32, from 80 bits of the given randomness.

    >>> mint_id(lambda count: bytes(range(count)))
    'aaaqeayeaudaocaj'
    """
    return base64.b32encode(random_bytes(_ID_BYTES)).decode("ascii").lower()


def mint_epoch(random_bytes: Callable[[int], bytes]) -> Epoch:
    """Make one new epoch, 16 hexadecimal digits, from 64 bits of the given randomness.

    >>> mint_epoch(lambda count: bytes(range(count)))
    '0001020304050607'
    """
    return Epoch(random_bytes(_EPOCH_BYTES).hex())


def is_id(text: str) -> bool:
    """Tell whether a text has the form of an id; hostile ids such as ``#`` or ``a/b`` do not.

    >>> is_id("aaaqeayeaudaocaj"), is_id("#"), is_id("AAAQEAYEAUDAOCAJ")
    (True, False, False)
    """
    return ID_PATTERN.fullmatch(text) is not None
