"""The older Eufy scales C1, P1 and A1, which 1byone made: a frame a weight, and a memory behind the time."""

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
_HEAD: Final = b"\xcf"
_LENGTH: Final = 11
_COMMANDS: Final = "fff1"
_CLOCK: Final = 0xF1
_CLOCK_IS_SET: Final = b"\xf1\x00"
_GIVE_STORED: Final = b"\xf2\x00"
_SETTLED, _MOVING, _TOO_HEAVY = 0, 1, 2


def decode_eufy_c1(payload: bytes) -> ScaleFrame:
    """Decode one frame (FFF4) of a C1, P1 or A1: eleven bytes, or eighteen with a time out of the scale's memory.

    Only the shorter one ends in a sum that is known. Raises DecodeError if it is cut off or that sum is wrong.

    >>> decode_eufy_c1(bytes.fromhex("cf8813401f0000000000" "0b")).weight_g
    80000

    Source: oliexdev/openScale, KristianP26/ble-scale-sync and bdr99/eufylife-ble-client (facts).
    """
    octets = Octets(payload)
    if octets.take(len(_HEAD)) != _HEAD:
        raise DecodeError("not a frame of a Eufy C1")
    impedance, raw = octets.unsigned(2), octets.unsigned(2)
    octets.take(4)
    state, check = octets.unsigned(1), octets.unsigned(1)
    is_stored = len(payload) > _LENGTH
    at = read_date_time(Octets(octets.take(2)[::-1] + octets.take(5))) if is_stored else None
    if not is_stored and check != reduce(xor, payload[: _LENGTH - 1]):
        raise DecodeError("wrong check sum")
    return ScaleFrame(
        weight_g=None if state == _TOO_HEAVY else raw * _GRAMS_A_STEP or None,
        impedance_tenths=None if state == _MOVING else impedance or None,
        is_final=state == _SETTLED,
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
    return bytes((_CLOCK,)) + at.year.to_bytes(2, "big") + bytes(fields)


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
            await ask(link, _COMMANDS, encode_clock(now))
        while (said := await last_word.hear()) is not None:
            last_word.take(said)
            if said.payload == _CLOCK_IS_SET:
                await ask(link, _COMMANDS, _GIVE_STORED)


def _read_c1(capture: Capture) -> ScaleFrame:
    return decode_eufy_c1(capture.payload)


HOW: Final = Told(
    sv="Koppla bort vågen från appen EufyLife, eller stäng av Bluetooth i telefonen. Ställ dig på vågen.",
    en="Disconnect the scale from the EufyLife app, or switch off the phone's Bluetooth. Step on the scale.",
)
EUFY_C1: Final = Family(
    name="eufy-c1-scale",
    label="Eufy Smart Scale C1 (T9146), P1 (T9147), A1 (T9120); 1byone Health Scale",
    standing=Standing.LIKELY,
    measures=("body_weight",),
    signs=(Sign(names=("eufy T9146", "eufy T9147", "eufy T9120", "Health Scale")),),
    sources={"fff4": (_HEAD,)},
    read=_read_c1,
    subscribe=("fff4",),
    fetch=fetch_eufy_c1,
    # F2 01 empties the scale's memory, FD 37 changes the unit.
    forbidden=(b"\xf2\x01", b"\xfd\x37"),
    how_to_pair=HOW,
    is_body_composition=True,
)
