"""Naming: under which ids and dates a patient leaves the server: as the register has them, or under pseudonyms."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from vitals.identity import PatientId

KEY_BYTES: Final = 32
SHIFT_AT_MOST_WEEKS: Final = 52
OLDEST: Final = 90
"""An age of ninety or more is told as ninety: so few are that old that the number points at them."""
_LETTERS: Final = 20
"""A hundred bits: two of a million patients share a pseudonym once in 10^18 exports."""


class Naming(Protocol):
    """How a log names what the register knows; ``is_open`` says that ids and dates are those of the register."""

    is_open: bool

    def patient(self, patient: PatientId) -> str:
        """Name a patient."""

    def device(self, patient: PatientId, device: str, /) -> str:
        """Name a device of a patient's."""

    def instant(self, patient: PatientId, at: datetime, /) -> str:
        """Write an instant of a patient's life, to the second."""

    def day(self, patient: PatientId, day: date, /) -> str:
        """Write a day of a patient's life."""

    def age(self, years: int) -> int:
        """Tell an age in years."""


def utc_text(at: datetime) -> str:
    """Write an instant of UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


class AsItIs:
    """The register's own ids, and instants in UTC."""

    is_open = True

    def patient(self, patient: PatientId) -> str:
        """Name a patient."""
        return patient

    def device(self, _patient: PatientId, device: str, /) -> str:
        """Name a device of a patient's."""
        return device

    def instant(self, _patient: PatientId, at: datetime, /) -> str:
        """Write an instant, to the second.

        >>> from datetime import UTC
        >>> AsItIs().instant(PatientId("a" * 16), datetime(2026, 3, 2, 6, 0, 7, 900_000, UTC))
        '2026-03-02T06:00:07Z'
        """
        return utc_text(at)

    def day(self, _patient: PatientId, day: date, /) -> str:
        """Write a day."""
        return day.isoformat()

    def age(self, years: int) -> int:
        """Tell an age in years."""
        return years


class Pseudonyms:
    """Ids by HMAC-SHA-256 under a key that stays, and each patient's dates moved back by whole weeks of their own.

    The clock on the wall and the weekday stay, so an instant is written as local time without an offset. The season
    does not stay, and over a night on which clocks are changed two instants stand an hour nearer or further apart.

    >>> names = Pseudonyms(bytes(32), {PatientId("a" * 16): "Europe/Stockholm"})
    >>> anna = PatientId("a" * 16)
    >>> names.patient(anna), names.day(anna, date(2026, 3, 2))
    ('psyfp5l63dw6xqd5xypjp', '2025-11-10')
    >>> names.age(89), names.age(97)
    (89, 90)

    Source: HMAC, RFC 2104; age as the Safe Harbor list of the HIPAA Privacy Rule, 45 CFR 164.514(b)(2), has it.
    """

    is_open = False

    def __init__(self, key: bytes, zones: Mapping[PatientId, str]) -> None:
        """Take the key (32 bytes) and each patient's zone; raises ValueError for another length."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key of pseudonyms has {KEY_BYTES} bytes, not {len(key)}")
        self._key = key
        self._zones = {patient: ZoneInfo(zone) for patient, zone in zones.items()}
        self._shift: dict[PatientId, timedelta] = {}

    def patient(self, patient: PatientId) -> str:
        """Name a patient."""
        return f"p{self._letters('patient', patient)}"

    def device(self, patient: PatientId, device: str) -> str:
        """Name a device of a patient's; what two people share has two names, for a name would join a household."""
        return f"d{self._letters('device', patient, device)}" if device else ""

    def instant(self, patient: PatientId, at: datetime) -> str:
        """Write an instant as the patient's clock shows it, moved."""
        local = at.astimezone(self._zones[patient]).replace(tzinfo=None)
        return f"{local - self._by(patient):%Y-%m-%dT%H:%M:%S}"

    def day(self, patient: PatientId, day: date) -> str:
        """Write a day, moved."""
        return (day - self._by(patient)).isoformat()

    def age(self, years: int) -> int:
        """Tell an age in years, at most ``OLDEST``."""
        return min(years, OLDEST)

    def fingerprint(self) -> str:
        """Name the key without telling it: two exports with the same fingerprint have the same pseudonyms."""
        return self._digest("fingerprint").hex()[:16]

    def _by(self, patient: PatientId) -> timedelta:
        if patient not in self._shift:
            number = int.from_bytes(self._digest("weeks", patient)[:8], "big")
            self._shift[patient] = timedelta(weeks=1 + number % SHIFT_AT_MOST_WEEKS)
        return self._shift[patient]

    def _letters(self, *parts: str) -> str:
        return base64.b32encode(self._digest(*parts)).decode("ascii").lower()[:_LETTERS]

    def _digest(self, *parts: str) -> bytes:
        """Make a code of parts, each behind its length, so that no two lists of parts are written alike."""
        text = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return hmac.digest(self._key, text, hashlib.sha256)
