"""Eufy scales: P2 and P2 Pro behind a handshake, and the older C1, P1 and A1 that 1byone made.

The handshake (C0 to C3) is sealed with a key made of the scale's address, which a session does not know: this hub does
not talk to a P2 yet.
"""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import xor
from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.devices.last_word import LastWord
from edge.devices.link import Link
from edge.devices.session import ask
from edge.gatt.date_time import read_date_time
from edge.gatt.octets import DecodeError, Octets

_GRAMS_A_STEP: Final = 10
_P2_HEAD: Final = b"\xcf\x0e\x00\xcf"
_P2_LENGTH: Final = 16
_P2_FINAL_AT: Final = 12
_C1_HEAD: Final = b"\xcf"
_C1_LENGTH: Final = 11
_C1_COMMANDS: Final = "fff1"
_C1_CLOCK: Final = 0xF1
_C1_CLOCK_IS_SET: Final = b"\xf1\x00"
_C1_GIVE_STORED: Final = b"\xf2\x00"
_C1_SETTLED, _C1_MOVING, _C1_TOO_HEAVY = 0, 1, 2


def decode_eufy_p2(payload: bytes) -> ScaleFrame:
    """Decode one frame (FFF2) of a P2 or P2 Pro; raises DecodeError if it is cut off or its sum is wrong.

    The impedance is None for somebody in socks: then the scale writes 0.

    >>> frame = decode_eufy_p2(bytes.fromhex("cf0e00cf5c1260221113f10000000030"))
    >>> frame.weight_g, frame.impedance_tenths, frame.is_final
    (88000, 4700, True)

    Source: KristianP26/ble-scale-sync and bdr99/eufylife-ble-client (facts), captured payloads.
    """
    octets = Octets(payload)
    if octets.take(len(_P2_HEAD)) != _P2_HEAD:
        raise DecodeError("not a frame of a Eufy P2")
    impedance, raw = octets.unsigned(2), octets.unsigned(2)
    octets.take(_P2_LENGTH - 9)
    if octets.unsigned(1) != reduce(xor, payload[2 : _P2_LENGTH - 1]):
        raise DecodeError("wrong check sum")
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None, impedance_tenths=impedance or None, is_final=payload[_P2_FINAL_AT] == 0
    )


def decode_eufy_c1(payload: bytes) -> ScaleFrame:
    """Decode one frame (FFF4) of a C1, P1 or A1: eleven bytes, or eighteen with a time out of the scale's memory.

    Only the shorter one ends in a sum that is known. Raises DecodeError if it is cut off or that sum is wrong.

    >>> decode_eufy_c1(bytes.fromhex("cf8813401f0000000000" "0b")).weight_g
    80000

    Source: oliexdev/openScale, KristianP26/ble-scale-sync and bdr99/eufylife-ble-client (facts).
    """
    octets = Octets(payload)
    if octets.take(len(_C1_HEAD)) != _C1_HEAD:
        raise DecodeError("not a frame of a Eufy C1")
    impedance, raw = octets.unsigned(2), octets.unsigned(2)
    octets.take(4)
    state, check = octets.unsigned(1), octets.unsigned(1)
    is_stored = len(payload) > _C1_LENGTH
    at = read_date_time(Octets(octets.take(2)[::-1] + octets.take(5))) if is_stored else None
    if not is_stored and check != reduce(xor, payload[: _C1_LENGTH - 1]):
        raise DecodeError("wrong check sum")
    return ScaleFrame(
        weight_g=None if state == _C1_TOO_HEAVY else raw * _GRAMS_A_STEP or None,
        impedance_tenths=None if state == _C1_MOVING else impedance or None,
        is_final=state == _C1_SETTLED,
        is_stored=is_stored,
        device_time=at,
    )


def encode_clock(at: datetime) -> bytes:
    """Write the command that sets a C1's wall clock.

    >>> encode_clock(datetime(2026, 3, 2, 7, 10, 5)).hex()
    'f107ea0302070a05'

    Source: oliexdev/openScale, KristianP26/ble-scale-sync (facts).
    """
    fields = (at.month, at.day, at.hour, at.minute, at.second)
    return bytes((_C1_CLOCK,)) + at.year.to_bytes(2, "big") + bytes(fields)


async def fetch_eufy_c1(link: Link) -> None:
    """Set the clock (F1), ask for what the scale has stored (F2 00) once it says that it is set, and hear.

    The memory is never emptied (F2 01): what it gives again carries its time and is known by it. The unit that others
    set first (FD 37) is left as it is. While the hub does not know the time, neither is said.

    Source: oliexdev/openScale, KristianP26/ble-scale-sync (facts).
    """
    with LastWord(link, EUFY_C1, _read_c1) as last_word:
        await last_word.subscribe()
        now = link.local_time()
        if now is not None:
            await ask(link, _C1_COMMANDS, encode_clock(now))
        while (said := await last_word.hear()) is not None:
            last_word.take(said)
            if said.payload == _C1_CLOCK_IS_SET:
                await ask(link, _C1_COMMANDS, _C1_GIVE_STORED)


def _read_c1(capture: Capture) -> ScaleFrame:
    return decode_eufy_c1(capture.payload)


_HOW: Final = Told(
    sv="Koppla bort vågen från appen EufyLife, eller stäng av Bluetooth i telefonen. Ställ dig på vågen.",
    en="Disconnect the scale from the EufyLife app, or switch off the phone's Bluetooth. Step on the scale.",
)
EUFY_P2: Final = Family(
    name="eufy-p2-scale",
    label="Eufy Smart Scale P2 (T9148), P2 Pro (T9149)",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("eufy T9148", "eufy T9149")),),
    sources={"fff2": (_P2_HEAD,)},
    read=lambda capture: decode_eufy_p2(capture.payload),
    subscribe=("fff2", "fff4"),
    how_to_pair=_HOW,
    captured_as=("eufy-p2",),
    is_body_composition=True,
)
EUFY_C1: Final = Family(
    name="eufy-c1-scale",
    label="Eufy Smart Scale C1 (T9146), P1 (T9147), A1 (T9120); 1byone Health Scale",
    standing=Standing.LIKELY,
    measures=("body_weight",),
    signs=(Sign(names=("eufy T9146", "eufy T9147", "eufy T9120", "Health Scale")),),
    sources={"fff4": (_C1_HEAD,)},
    read=_read_c1,
    subscribe=("fff4",),
    fetch=fetch_eufy_c1,
    # F2 01 empties the scale's memory, FD 37 changes the unit.
    forbidden=(b"\xf2\x01", b"\xfd\x37"),
    how_to_pair=_HOW,
    is_body_composition=True,
)
