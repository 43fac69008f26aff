"""Scales of the QN (Yolanda) kind, sold as Renpho, Etekcity, FitIndex and many more: frames that end in their sum.

Asking for stored records (22) makes the scale send all that it has and forget each as it goes, before the outbox can
have it, and it cannot be asked for one at a time: so this hub never asks, and only reads what comes unasked.

Some newer scales first set a riddle on a service of their own (AE00), and some want a person (A0, A2) before they
weigh. Neither is answered here: those stay silent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame, on_the_wall
from edge.devices.last_word import LastWord
from edge.devices.link import Link
from edge.devices.session import ask
from edge.gatt.octets import DecodeError, Octets

_SINCE_2000: Final = datetime(2000, 1, 1, tzinfo=UTC)
_GRAMS_A_STEP: Final = {100: 10, 10: 100}
_FINEST: Final = 100
_HUNDREDTHS: Final = _GRAMS_A_STEP[_FINEST]
_INFO, _UNIT, _TIME = 0x12, 0x13, 0x20
_READY, _WHO = b"\x14", b"\x21"
_NO_PERSON: Final = (
    "the scale asked who stands on it, and then sent no weight: if it never sends one, this hub cannot read it, for it"
    " writes nobody into a scale"
)
_UNIT_TO: Final = ("fff2", "ffe3")
_TIME_TO: Final = ("fff2", "ffe4")
"""Where commands are written: the kind with service FFF0 has one place, that with FFE0 has two."""
_UNKNOWN: Final = 0
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


def encode_time(protocol: int, at: datetime) -> bytes:
    """Write the command that sets a scale's clock, which counts seconds since 2000 in UTC.

    >>> encode_time(0xFF, datetime(2026, 6, 6, 12, 19, 27, tzinfo=UTC)).hex()
    '2008ffcfccb631a9'
    """
    seconds = (at - _SINCE_2000) // timedelta(seconds=1)
    return _sum_up(bytes((_TIME, 8, protocol)) + seconds.to_bytes(4, "little"))


def _sum_up(command: bytes) -> bytes:
    return command + bytes((sum(command) & 0xFF,))


def decode_qn(payload: bytes, weight_divisor: object = _FINEST) -> ScaleFrame:
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
_BEGINNINGS: Final = tuple(_READERS)
_RECORDS: Final = (b"\x23", b"\xb4")


def read_qn(capture: Capture) -> ScaleFrame:
    """Read a frame; the context tells the ``weight_divisor``, and ``clock``: ``wall`` if the hub has set the clock."""
    frame = decode_qn(capture.payload, capture.context.get("weight_divisor", _FINEST))
    return on_the_wall(frame) if capture.context.get("clock") == "wall" else frame


async def fetch_qn(link: Link) -> None:
    """Answer what the scale is (12) with kilograms (13), and that it is ready (14) with the time (20); then hear.

    Both commands repeat the scale's own byte; the link knows the home's wall clock, so that is what the scale counts.
    The steps in which a weight is told stand in the first frame only: without it a weight is kept undecoded, for nobody
    can tell 60 kg from 6. A scale that asks for a person (21) and then sends no weight is told to a technician.

    Source: ronnnnnnnnnnnnn/renpho-escs20m, KristianP26/ble-scale-sync, oliexdev/openScale (facts).
    """
    info: ScaleInfo | None = None
    asks_for_a_person = False
    with LastWord(link, QN, _judge, records=_RECORDS, weight_divisor=_UNKNOWN, clock="wall") as last_word:
        await last_word.subscribe()
        while (said := await last_word.hear()) is not None:
            last_word.take(said)
            asks_for_a_person |= said.payload.startswith(_WHO)
            if (told := _info(said.payload)) is not None:
                info = told
                last_word.context["weight_divisor"] = info.weight_divisor
                await _command(link, _UNIT_TO, encode_unit(info.protocol))
            elif said.payload.startswith(_READY) and info is not None and (now := link.local_time()) is not None:
                await _command(link, _TIME_TO, encode_time(info.protocol, now.replace(tzinfo=UTC)))
        if asks_for_a_person and last_word.is_empty:
            link.tell_trouble(_NO_PERSON)


def _judge(capture: Capture) -> ScaleFrame:
    """Read by the finest steps while they are not known: whether a weight is final does not hang on them."""
    return read_qn(capture if capture.context["weight_divisor"] else replace(capture, context={}))


def _info(payload: bytes) -> ScaleInfo | None:
    try:
        return decode_info(payload)
    except DecodeError:
        return None


async def _command(link: Link, places: tuple[str, ...], command: bytes) -> None:
    for place in places:
        if link.offers(place):
            await ask(link, place, command)
            return


QN: Final = Family(
    name="qn-scale",
    label="QN and Yolanda scales: Renpho ES-CS20M, Elis 1, R-MSB01; Etekcity ESF-24; FitIndex; GE CS 10 G",
    label_sv="Vågar från QN och Yolanda: Renpho ES-CS20M, Elis 1, R-MSB01; Etekcity ESF-24; FitIndex; GE CS 10 G",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(
        Sign(names=("QN-SCALE",)),
        Sign(names=("RENPHO-SCALE", "SENCOR", "SEB-SCALE"), services=("fff0", "ffe0")),
        Sign(services=("ae00",)),
    ),
    sources={"fff1": _BEGINNINGS, "ffe1": _BEGINNINGS, "ffe2": _BEGINNINGS},
    read=read_qn,
    subscribe=("fff1", "ffe1", "ffe2"),
    fetch=fetch_qn,
    how_to_pair=Told(
        sv="Stäng vågens app på alla telefoner i närheten. Ställ dig på vågen och stå kvar tills vikten slutar blinka.",
        en="Close the scale's app on every phone nearby. Stand on the scale until the weight stops flashing.",
    ),
    # 22 empties the memory, A0 and A2 write a person.
    forbidden=(b"\x22", b"\xa0", b"\xa2"),
    captured_as=("qn", "qn-stored", "qn-ext"),
    is_body_composition=True,
)
