"""Two kinds of Renpho scale: one that frames its weight in 55 AA, and one that only advertises."""

from __future__ import annotations

from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.devices.last_word import LastWord
from edge.devices.link import Link
from edge.devices.session import ask
from edge.gatt.octets import DecodeError, Octets

_COMMANDS: Final = "2a11"
_FRAME, _BROADCAST = b"\x55\xaa", b"\xaa\xbb"
_LIVE, _FINAL, _START = 0x21, 0x24, 0x90
_GRAMS_A_STEP: Final = 10
_HEAD: Final = 5
_WEIGHT_BYTES: Final = 2
_ADDRESS_AND_MORE: Final = 13
_COMMITTED: Final = 0x01


def encode_start() -> bytes:
    """Write the command after which an R-MSC04 sends its weight.

    >>> encode_start().hex()
    '55aa9000040100000094'

    Source: KristianP26/ble-scale-sync (facts).
    """
    asked = bytes((1, 0, 0, 0))
    command = _FRAME + bytes((_START,)) + len(asked).to_bytes(2, "big") + asked
    return command + bytes((sum(command) & 0xFF,))


def decode_framed_weight(payload: bytes) -> ScaleFrame:
    """Decode a frame of an R-MSC04, in steps of 10 g; raises DecodeError for other frames and if the sum is wrong.

    >>> frame = decode_framed_weight(bytes.fromhex("55aa210005010000255da8"))
    >>> frame.weight_g, frame.is_final
    (95650, False)

    Source: KristianP26/ble-scale-sync (facts), captured payloads.
    """
    octets = Octets(payload)
    start, command, length = octets.take(2), octets.unsigned(1), octets.unsigned(2, "big")
    body, check = octets.take(length), octets.unsigned(1)
    if start != _FRAME:
        raise DecodeError("no frame of a Renpho scale")
    if sum(payload[: _HEAD + length]) & 0xFF != check:
        raise DecodeError("wrong check sum")
    if command not in (_LIVE, _FINAL) or length < _WEIGHT_BYTES:
        raise DecodeError(f"command {command:02x} brings no weight")
    raw = int.from_bytes(body[-_WEIGHT_BYTES:], "big")
    return ScaleFrame(weight_g=raw * _GRAMS_A_STEP or None, is_final=command == _FINAL)


def decode_broadcast_weight(payload: bytes) -> ScaleFrame:
    """Decode the data that a scale advertises as company FFFF, always in kilograms; raises DecodeError for other data.

    A weight is final once the scale has committed to it: a weight that it calls stable may change yet. After taring it
    commits to nothing on it, and that is no weight.

    >>> frame = decode_broadcast_weight(bytes.fromhex("aabbed6739c5aa0a6d3e236a948b1f0200a7214c0903ef3e"))
    >>> frame.weight_g, frame.is_final
    (86150, False)

    Source: ronnnnnnnnnnnnn/renpho-escs20m (facts), captured payloads.
    """
    octets = Octets(payload)
    if octets.take(2) != _BROADCAST:
        raise DecodeError("no broadcast of a Renpho scale")
    octets.take(_ADDRESS_AND_MORE)
    state, _, raw = octets.unsigned(1), octets.take(1), octets.unsigned(2)
    return ScaleFrame(weight_g=raw * _GRAMS_A_STEP or None, is_final=bool(state & _COMMITTED and raw))


async def fetch_renpho_framed(link: Link) -> None:
    """Subscribe to the moving weight (2A10) and the final one (2A12), and say that the talk begins (90).

    Other scales of this kind take the same command for *show kilograms*, which is what they are to show.

    Source: KristianP26/ble-scale-sync, ronnnnnnnnnnnnn/renpho-escs20m (facts).
    """
    with LastWord(link, RENPHO_FRAMED, _read_framed) as last_word:
        await last_word.subscribe()
        await ask(link, _COMMANDS, encode_start())
        await last_word.listen()


def _read_framed(capture: Capture) -> ScaleFrame:
    return decode_framed_weight(capture.payload)


RENPHO_FRAMED: Final = Family(
    name="renpho-msc04-scale",
    label="Renpho R-MSC04",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("R-MSC04",)),),
    sources={
        "2a10": (_FRAME + bytes((_LIVE,)), _FRAME + bytes((_FINAL,))),
        "2a12": (_FRAME + bytes((_LIVE,)), _FRAME + bytes((_FINAL,))),
    },
    read=_read_framed,
    subscribe=("2a10", "2a12"),
    fetch=fetch_renpho_framed,
    # 95 and 99 empty the memory, 96 writes a user, 97 settings whose meaning is not known.
    forbidden=tuple(_FRAME + bytes((command,)) for command in (0x95, 0x96, 0x97, 0x99)),
    how_to_pair=Told(
        sv="Stäng Renphos app på alla telefoner i närheten. Ställ dig på vågen och stå kvar tills vikten slutar"
        " blinka.",
        en="Close Renpho's app on every phone nearby. Stand on the scale until the weight stops flashing.",
    ),
    captured_as=("renpho-55aa",),
    is_body_composition=True,
)
RENPHO_BROADCAST: Final = Family(
    name="renpho-broadcast-scale",
    label="Renpho scales that only advertise",
    label_sv="Renphos vågar som hörs utan att parkopplas",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(companies=(0xFFFF,), begins=_BROADCAST),),
    sources={"company:ffff": (_BROADCAST,)},
    read=lambda capture: decode_broadcast_weight(capture.payload),
    how_to_pair=Told(
        sv="Ställ dig på vågen. Den behöver inte parkopplas: hubben hör den när vikten står stilla.",
        en="Step on the scale. It needs no pairing: the hub hears it when the weight stands still.",
    ),
    captured_as=("renpho-aabb-adv",),
    is_body_composition=True,
)
