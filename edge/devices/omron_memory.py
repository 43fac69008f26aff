"""Blood pressures in the memory of an Omron cuff: how a record is written, and where each model keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from edge.devices.frame import CuffRecord, DeviceClock
from edge.gatt.date_time import read_date_time
from edge.gatt.octets import ByteOrder, DecodeError, Octets

LE14, BE14, LE16 = "le14", "be14-bitpacked", "le16"
RECORD_SIZES: Final[Mapping[str, int]] = {LE14: 14, BE14: 14, LE16: 16}
"""The layouts, and how many bytes a record has in each; only the first eight are understood."""
_HEAD: Final = 8
_EMPTY: Final = (bytes(_HEAD), b"\xff" * _HEAD)
_SYSTOLIC_FROM: Final = 25
_CENTURY: Final = 2000
_YEAR_MASK: Final = 0x3F
"""The little-endian models keep flags above six bits of year; what is there in the other layout is unknown."""
_MOVED, _IRREGULAR, _CUFF_FITS = 0x8000, 0x4000, 0x1000
_SIX_BITS, _FIVE_BITS, _FOUR_BITS = 0x3F, 0x1F, 0x0F
_LAST_SECOND: Final = 59
_CLOCK_AT: Final = 8
_CLOCK_CHECKED: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffMemory:
    """Where a model keeps its records: their layout, the address of each user's first slot, and slots a user.

    ``is_newer``: it answers on one channel, is bonded with, and wants to be greeted with four bytes, any four, before
    it opens its memory; older ones have four channels, and a key of their own.
    """

    layout: str
    bases: tuple[int, ...]
    slots: int
    is_newer: bool = False

    def locate(self, user: int, slot: int) -> int:
        """Give the address of a slot; users and slots count from 0.

        >>> hex(MODELS["HEM-7155T"].locate(1, 2))
        '0x478'
        """
        return self.bases[user] + slot * RECORD_SIZES[self.layout]


MODELS: Final[Mapping[str, CuffMemory]] = {
    "HEM-7155T": CuffMemory(layout=LE16, bases=(0x0098, 0x0458), slots=60),
    "HEM-7322T": CuffMemory(layout=BE14, bases=(0x02AC, 0x0824), slots=100),
    "HEM-7361T": CuffMemory(layout=LE16, bases=(0x0098, 0x06D8), slots=100),
    "HEM-7600T": CuffMemory(layout=BE14, bases=(0x02AC,), slots=100),
    "HEM-7380T": CuffMemory(layout=LE16, bases=(0x01C4, 0x0804), slots=100, is_newer=True),
    "HEM-7155T_ESL1": CuffMemory(layout=LE16, bases=(0x02E8, 0x06A8), slots=60, is_newer=True),
}
"""Only models whose addresses are known: from a wrong one come numbers that look like blood pressures."""


def memory_of(model: str, *, is_newer: bool) -> CuffMemory | None:
    """Find the memory of a model by how its number begins; None for one whose addresses are not known.

    Omron sells newer cuffs under the number of an older one, with other addresses and a few letters behind it: so it
    must be of that kind, too.

    >>> memory_of("HEM-7322T-D", is_newer=False).layout, memory_of("HEM-7155T_K4-EBK", is_newer=True)
    ('be14-bitpacked', None)

    Source: eigger/hass-omron (facts).
    """
    fitting = [name for name in MODELS if MODELS[name].is_newer is is_newer and model.upper().startswith(name)]
    return MODELS[max(fitting, key=len)] if fitting else None


def decode_record(data: bytes, layout: str) -> CuffRecord:
    """Decode one slot of a cuff's memory, in mmHg and beats per minute; raises DecodeError (``empty_slot``: free).

    Seconds over 59 occur and are taken as 59. A date that does not exist is no time, and the measurement stays. Nothing
    is said of the position: the same two bits also number the readings of an automatic series.

    >>> record = decode_record(bytes.fromhex("624c5e199621d41a800001004bb4"), "le14")
    >>> record.systolic_mmhg, record.diastolic_mmhg, record.pulse_per_min, record.device_time.isoformat()
    (123, 76, 94, '2025-08-12T22:43:20')

    Source: eigger/hass-omron and userx14/omblepy (facts), captured payloads.
    """
    size = RECORD_SIZES.get(layout)
    if size is None:
        raise DecodeError(f"no layout {layout} of a record")
    head = Octets(data).take(size)[:_HEAD]
    if head in _EMPTY:
        raise DecodeError("empty_slot")
    order: ByteOrder = "big" if layout == BE14 else "little"
    diastolic, systolic, year, pulse = head[:4] if layout == BE14 else (head[1], head[0], head[3], head[2])
    if not diastolic:
        raise DecodeError("a record without a diastolic pressure")
    day_and_hour, minute_and_second = (int.from_bytes(word, order) for word in (head[4:6], head[6:8]))
    return CuffRecord(
        systolic_mmhg=systolic + _SYSTOLIC_FROM,
        diastolic_mmhg=diastolic,
        pulse_per_min=pulse or None,
        device_time=_wall_clock(
            year & _YEAR_MASK,
            day_and_hour >> 10 & _FOUR_BITS,
            day_and_hour >> 5 & _FIVE_BITS,
            day_and_hour & _FIVE_BITS,
            minute_and_second >> 6 & _SIX_BITS,
            minute_and_second & _SIX_BITS,
        ),
        is_pulse_irregular=bool(day_and_hour & _IRREGULAR),
        is_body_moving=bool(day_and_hour & _MOVED),
        is_cuff_too_loose=not minute_and_second & _CUFF_FITS,
    )


def decode_clock(data: bytes) -> DeviceClock:
    """Decode the part of the settings with the clock at its eighth byte; raises DecodeError if the sum is wrong.

    >>> decode_clock(bytes.fromhex("c8a80000000000001a06120e3509ee00")).at.isoformat()
    '2026-06-18T14:53:09'

    Source: eigger/hass-omron and userx14/omblepy (facts), captured payloads.
    """
    octets = Octets(data)
    checked = octets.take(_CLOCK_CHECKED)
    if octets.unsigned(1) != sum(checked) & 0xFF:
        raise DecodeError("wrong check sum")
    return DeviceClock(at=_wall_clock(*checked[_CLOCK_AT:]))


def _wall_clock(*parts: int) -> datetime | None:
    """Give the time of year in the century, month, day, hour, minute and second; None if there is no such time."""
    year, *date_and_time, second = parts
    written = (_CENTURY + year).to_bytes(2, "little") + bytes((*date_and_time, min(second, _LAST_SECOND)))
    return read_date_time(Octets(written))
