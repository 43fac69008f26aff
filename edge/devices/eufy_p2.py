"""Eufy P2 and P2 Pro: a scale that weighs for whoever has shaken hands with it."""

from __future__ import annotations

from collections import deque
from functools import reduce
from operator import xor
from typing import Final

from edge.devices.capture import Capture
from edge.devices.eufy_c1 import HOW
from edge.devices.eufy_handshake import EufyHandshake
from edge.devices.family import Family, Sign, Standing
from edge.devices.frame import ScaleFrame
from edge.devices.last_word import LastWord
from edge.devices.link import Link
from edge.devices.session import ask, look_at_the_battery
from edge.gatt.octets import DecodeError, Octets

_COMMANDS, _WEIGHTS, _LETTERS = "fff1", "fff2", "fff4"
_GRAMS_A_STEP: Final = 10
_HEAD: Final = b"\xcf\x0e\x00\xcf"
_LENGTH: Final = 16
_FINAL_AT: Final = 12
_NAME_BYTES, _NAME_LENGTH = 8, 15
_BETWEEN_S: Final = 1.0
"""Some of these scales hang up on whoever writes two frames at once; the maker's app waits so long."""
_NOT_LET_IN: Final = (
    "the scale does not let this hub in: remove it from the EufyLife app, take its batteries out for a minute, and step"
    " on it"
)


def decode_eufy_p2(payload: bytes) -> ScaleFrame:
    """Decode one frame (FFF2) of a P2 or P2 Pro; raises DecodeError if it is cut off or its sum is wrong.

    The impedance is None for somebody in socks: then the scale writes 0.

    >>> frame = decode_eufy_p2(bytes.fromhex("cf0e00cf5c1260221113f10000000030"))
    >>> frame.weight_g, frame.impedance_tenths, frame.is_final
    (88000, 4700, True)

    Source: KristianP26/ble-scale-sync and bdr99/eufylife-ble-client (facts), captured payloads.
    """
    octets = Octets(payload)
    if octets.take(len(_HEAD)) != _HEAD:
        raise DecodeError("not a frame of a Eufy P2")
    impedance, raw = octets.unsigned(2), octets.unsigned(2)
    octets.take(_LENGTH - 9)
    if octets.unsigned(1) != reduce(xor, payload[2 : _LENGTH - 1]):
        raise DecodeError("wrong check sum")
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None, impedance_tenths=impedance or None, is_final=payload[_FINAL_AT] == 0
    )


async def fetch_eufy_p2(link: Link) -> None:
    """Shake hands (C0, C2), frame by frame with a second between them, and hear until the weight stands still.

    We call ourselves something else in each call. The handshake tells the scale nothing of a person and sets nothing.

    Source: bdr99/eufylife-ble-client, KristianP26/ble-scale-sync (facts).
    """
    handshake = EufyHandshake(link.address, link.random_bytes(_NAME_BYTES).hex()[:_NAME_LENGTH])
    with LastWord(link, EUFY_P2, _read) as last_word:
        await last_word.subscribe()
        await look_at_the_battery(link)
        to_say = deque(handshake.opening())
        while True:
            if to_say:
                await ask(link, _COMMANDS, to_say.popleft())
            said = await (link.hear(_BETWEEN_S) if to_say else last_word.hear())
            if said is not None and said.characteristic == _LETTERS:
                to_say.extend(handshake.answers_to(said.payload))
            elif said is not None:
                last_word.take(said)
            elif not to_say:
                break
        if handshake.is_let_in is False and last_word.is_empty:
            link.tell_trouble(_NOT_LET_IN)


def _read(capture: Capture) -> ScaleFrame:
    return decode_eufy_p2(capture.payload)


EUFY_P2: Final = Family(
    name="eufy-p2-scale",
    label="Eufy Smart Scale P2 (T9148), P2 Pro (T9149)",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("eufy T9148", "eufy T9149")),),
    sources={_WEIGHTS: (_HEAD,)},
    read=_read,
    subscribe=(_WEIGHTS, _LETTERS),
    fetch=fetch_eufy_p2,
    how_to_pair=HOW,
    captured_as=("eufy-p2",),
    is_body_composition=True,
)
