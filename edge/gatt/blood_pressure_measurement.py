"""Blood Pressure Measurement (2A35) and Intermediate Cuff Pressure (2A36) of the Blood Pressure Service (1810).

Both characteristics share one layout; only what the numbers mean differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from edge.gatt.date_time import read_date_time
from edge.gatt.octets import ByteOrder, Octets
from edge.gatt.sfloat import parse_sfloat
from edge.gatt.weight_measurement import USER_UNKNOWN

_KILOPASCAL, _HAS_TIME, _HAS_PULSE, _HAS_USER, _HAS_STATUS = 0x01, 0x02, 0x04, 0x08, 0x10
_MOVED, _LOOSE, _IRREGULAR, _POSITION = 0x0001, 0x0002, 0x0004, 0x0020
_RANGE_AT, _RANGE_MASK = 3, 0b11
_RANGES: Final = ("within", "above", "below", None)
MMHG_A_KILOPASCAL: Final = Decimal("7.50061683")


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffStatus:
    """What the cuff says of the measurement; ``pulse_rate_range`` is within, above, below, or None (reserved)."""

    is_body_moving: bool
    is_cuff_too_loose: bool
    is_pulse_irregular: bool
    is_position_improper: bool
    pulse_rate_range: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffFrame:
    """The three numbers, time, pulse, user and status of either characteristic.

    Pressures are in the unit sent (``is_kilopascal``); None is *not a number*. In 2A35 the three are systolic,
    diastolic and mean; in 2A36 the first is the pressure in the cuff now.
    """

    is_kilopascal: bool
    first: Decimal | None
    second: Decimal | None
    third: Decimal | None
    device_time: datetime | None
    pulse_per_min: Decimal | None
    user_id: int | None
    is_user_unknown: bool
    status: CuffStatus | None

    @property
    def is_failed(self) -> bool:
        """Tell whether, as a result (2A35), the frame records an attempt that gave no blood pressure.

        Some cuffs write zeros for what they could not measure.
        """
        return not self.first or not self.second


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffLayout:
    """How a cuff departs from the specification: byte order of pulse and status, and a user byte never announced."""

    tail_order: ByteOrder = "little"
    always_has_user: bool = False


STANDARD: Final = CuffLayout()


def decode_cuff_frame(payload: bytes, layout: CuffLayout = STANDARD) -> CuffFrame:
    """Decode 2A35 or 2A36; raises DecodeError when a field that the flags announce is cut off.

    >>> frame = decode_cuff_frame(bytes.fromhex("167c0056006100e807060f11111b33001000"))
    >>> frame.first, frame.second, frame.pulse_per_min
    (Decimal('124'), Decimal('86'), Decimal('51'))

    Source: Bluetooth SIG, Blood Pressure Service 1.1.1, section 3.1.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1)
    first, second, third = (parse_sfloat(octets.unsigned(2)) for _ in range(3))
    device_time = read_date_time(octets) if flags & _HAS_TIME else None
    pulse = parse_sfloat(octets.unsigned(2, layout.tail_order)) if flags & _HAS_PULSE else None
    user = octets.unsigned(1) if layout.always_has_user or flags & _HAS_USER else None
    status = parse_cuff_status(octets.unsigned(2, layout.tail_order)) if flags & _HAS_STATUS else None
    return CuffFrame(
        is_kilopascal=bool(flags & _KILOPASCAL),
        first=first,
        second=second,
        third=third,
        device_time=device_time,
        pulse_per_min=pulse,
        user_id=None if user == USER_UNKNOWN else user,
        is_user_unknown=user == USER_UNKNOWN,
        status=status,
    )


def in_mmhg(pressure: Decimal | None, *, is_kilopascal: bool) -> Decimal | None:
    """Give a pressure in mmHg.

    >>> in_mmhg(Decimal(16), is_kilopascal=True)
    Decimal('120.00986928')
    """
    if pressure is None:
        return None
    return pressure * MMHG_A_KILOPASCAL if is_kilopascal else pressure


def parse_cuff_status(word: int) -> CuffStatus:
    """Tell the 16 bits of a measurement status apart; reserved bits say nothing.

    >>> parse_cuff_status(0x0014).pulse_rate_range
    'below'
    """
    return CuffStatus(
        is_body_moving=bool(word & _MOVED),
        is_cuff_too_loose=bool(word & _LOOSE),
        is_pulse_irregular=bool(word & _IRREGULAR),
        is_position_improper=bool(word & _POSITION),
        pulse_rate_range=_RANGES[word >> _RANGE_AT & _RANGE_MASK],
    )
