"""What scales of the QN (Yolanda) kind say and are told: frames that end in their sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError, Octets

_SINCE_2000: Final = datetime(2000, 1, 1, tzinfo=UTC)
_GRAMS_A_STEP: Final = {100: 10, 10: 100}
FINEST: Final = 100
_HUNDREDTHS: Final = _GRAMS_A_STEP[FINEST]
_INFO, _UNIT, _TIME = 0x12, 0x13, 0x20
READY, WHO = b"\x14", b"\x21"
WHO_AS_A_GUEST: Final = b"\x21\x05\xff"
"""So asks the one kind of which it is known that a guest may answer."""
_PERSON, _GUEST = 0xA0, b"\xfe\xff\xee"
_KILOGRAMS, _UNIT_TAIL = 0x01, b"\x10\x00\x00\x00"
_LONG_INFO: Final = 17
"""Information of this length or more holds the scale's address, and all scales seen to send it count 0.01 kg."""
_SHORTEST: Final = 3
_FINAL: Final = 0x01
_STABILISED_MASK: Final = 0x0F
_WITH_BODY, _STABILISED = 2, 1
_LONGER_LIVE: Final = 0x0F


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleInfo:
    """What a scale says of itself first: the byte that every command must repeat, and its steps a kilogram."""

    protocol: int
    weight_divisor: int


def decode_info(payload: bytes) -> ScaleInfo:
    """Decode the frame (12) with which a scale begins; raises DecodeError for other frames and if the sum is wrong.

    >>> decode_info(bytes.fromhex("1211ff03aa670003ff030305000005074f"))
    ScaleInfo(protocol=255, weight_divisor=100)

    Source: oliexdev/openScale, KristianP26/ble-scale-sync and ronnnnnnnnnnnnn/renpho-escs20m (facts).
    """
    frame = _check(payload)
    octets = Octets(frame)
    kind, length, protocol = octets.take(3)
    if kind != _INFO:
        raise DecodeError(f"{kind:02x} is no information about a scale")
    octets.take(7)
    counts_hundredths = octets.unsigned(1) == 1 or length >= _LONG_INFO
    return ScaleInfo(protocol=protocol, weight_divisor=100 if counts_hundredths else 10)


def encode_unit(protocol: int) -> bytes:
    """Write the command that makes a scale show kilograms and go on.

    >>> encode_unit(0xFF).hex()
    '1309ff01100000002c'
    """
    return _sum_up(bytes((_UNIT, 9, protocol, _KILOGRAMS)) + _UNIT_TAIL)


def encode_guest() -> bytes:
    """Write that a guest stands on the scale: without sex, age or height, and without working out a body.

    Such a scale weighs nobody before it was told who it is. For a guest it takes no place in its memory, and the people
    whom the maker's app wrote there stay; every other person that could be written here would be one of them.

    >>> encode_guest().hex()
    'a00d02feffee0000000000029c'

    Source: ronnnnnnnnnnnnn/renpho-escs20m (facts: the three bytes are those of a captured talk of the maker's app).
    """
    return _sum_up(bytes((_PERSON, 13, 2)) + _GUEST + bytes(5) + bytes((2,)))


def encode_time(protocol: int, at: datetime) -> bytes:
    """Write the command that sets a scale's clock, which counts seconds since 2000 in UTC.

    >>> encode_time(0xFF, datetime(2026, 6, 6, 12, 19, 27, tzinfo=UTC)).hex()
    '2008ffcfccb631a9'
    """
    seconds = (at - _SINCE_2000) // timedelta(seconds=1)
    return _sum_up(bytes((_TIME, 8, protocol)) + seconds.to_bytes(4, "little"))


def _sum_up(command: bytes) -> bytes:
    return command + bytes((sum(command) & 0xFF,))


def decode_qn(payload: bytes, weight_divisor: object = FINEST) -> ScaleFrame:
    """Decode a live weight (10, B1) or a stored one (23, B4); raises DecodeError for other frames and for a wrong sum.

    ``weight_divisor`` is the steps a kilogram of a live weight, 10 or 100, as the scale told before. A stored weight of
    the kind B4 comes together with a live one and is of another day.

    >>> frame = decode_qn(bytes.fromhex("100eff0102025801fd01fb0033a7"), 10)
    >>> frame.weight_g, frame.is_final, frame.impedance_tenths
    (60000, True, 5090)

    Source: oliexdev/openScale, KristianP26/ble-scale-sync, ronnnnnnnnnnnnn/renpho-escs20m and etekcity_esf551_ble
    (facts), captured payloads.
    """
    frame = _check(payload)
    for beginning, read in _READERS.items():
        if frame.startswith(beginning):
            grams_a_step = _GRAMS_A_STEP.get(weight_divisor) if isinstance(weight_divisor, int) else None
            if grams_a_step is None:
                raise DecodeError(f"no scale has {weight_divisor} steps a kilogram")
            return read(Octets(frame[:-1]), grams_a_step)
    raise DecodeError(f"a frame that begins with {frame[:2].hex()} brings no weight")


def _check(payload: bytes) -> bytes:
    """Give the frame without what follows it."""
    octets = Octets(payload)
    octets.take(1)
    length = octets.unsigned(1)
    if length < _SHORTEST:
        raise DecodeError("shorter than any frame")
    frame = Octets(payload).take(length)
    if sum(frame[:-1]) & 0xFF != frame[-1]:
        raise DecodeError("wrong check sum")
    return frame


def _read_shorter_live(octets: Octets, grams_a_step: int) -> ScaleFrame:
    octets.take(3)
    raw, state, first, second = (octets.unsigned(count, "big") for count in (2, 1, 2, 2))
    is_final = state == _FINAL
    return ScaleFrame(
        weight_g=raw * grams_a_step or None,
        is_final=is_final,
        is_stabilised=state & _STABILISED_MASK == _FINAL,
        impedance_tenths=first * 10 or None if is_final else None,
        impedance2_tenths=second * 10 or None if is_final else None,
    )


def _read_live(octets: Octets, grams_a_step: int) -> ScaleFrame:
    """Read the kind with body fat; scales that add a byte to it write something else than ohms for the resistances."""
    octets.take(1)
    length = octets.unsigned(1)
    octets.take(2)
    state, raw, first, second, fat = (octets.unsigned(count, "big") for count in (1, 2, 2, 2, 2))
    is_final = state == _WITH_BODY
    counts_ohms = is_final and length != _LONGER_LIVE
    return ScaleFrame(
        weight_g=raw * grams_a_step or None,
        is_final=is_final,
        is_stabilised=state in (_STABILISED, _WITH_BODY),
        impedance_tenths=first * 10 or None if counts_ohms else None,
        impedance2_tenths=second * 10 or None if counts_ohms else None,
        body_fat_tenths=fat or None if is_final else None,
    )


def _read_stored(octets: Octets, _grams_a_step: int) -> ScaleFrame:
    """Read a record, always in 0.01 kg; a scale with none says so, and what follows then means nothing.

    Scales that work out body fat put the user before the time: read as others write it, 74 kg would be 125 kg. They are
    told by what stands where others leave zeros.
    """
    octets.take(3)
    count, index, seconds = octets.unsigned(1), octets.unsigned(1), octets.unsigned(4)
    raw, first, second = (octets.unsigned(2, "big") for _ in range(3))
    if count == 0:
        return ScaleFrame(is_stored=True, record_count=0)
    if any(octets.rest()):
        raise DecodeError("a stored record with the user before the time")
    return ScaleFrame(
        weight_g=raw * _HUNDREDTHS or None,
        is_final=True,
        is_stored=True,
        impedance_tenths=first * 10 or None,
        impedance2_tenths=second * 10 or None,
        device_time=_SINCE_2000 + timedelta(seconds=seconds),
        record_count=count,
        record_index=index,
    )


def _read_extended_live(octets: Octets, _grams_a_step: int) -> ScaleFrame:
    octets.take(5)
    return ScaleFrame(weight_g=octets.unsigned(2) * _HUNDREDTHS or None, is_final=True)


def _read_extended_stored(octets: Octets, _grams_a_step: int) -> ScaleFrame:
    octets.take(7)
    seconds, raw = octets.unsigned(4), octets.unsigned(2)
    return ScaleFrame(
        weight_g=raw * _HUNDREDTHS or None,
        is_final=True,
        is_stored=True,
        device_time=_SINCE_2000 + timedelta(seconds=seconds),
    )


_READERS: Final[dict[bytes, Callable[[Octets, int], ScaleFrame]]] = {
    b"\x10\x0b": _read_shorter_live,
    b"\x10\x0e": _read_live,
    b"\x10\x0f": _read_live,
    b"\x23\x13": _read_stored,
    b"\x23\x14": _read_stored,
    b"\xb1\x2c\x03\x01": _read_extended_live,
    b"\xb4\x2c\x04\x01": _read_extended_stored,
}
"""By how a frame begins: its kind and its length, and where one result is several frames, how many and which."""
BEGINNINGS: Final = tuple(_READERS)
RECORDS: Final = (b"\x23", b"\xb4")
