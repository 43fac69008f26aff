"""Beurer BF700, BF710, BF800 and Sanitas SBF70, SBF75: frames on FFE1, each of which must be acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.devices.link import Link
from edge.devices.session import ask
from edge.gatt.octets import DecodeError, Octets

_FFE1: Final = "ffe1"
_STARTS: Final = (0xE7, 0xF7)
_LIVE, _RESULT, _ACKNOWLEDGED = 0x58, 0x59, 0xF1
_ANSWER, _STATUS = 0xF0, 0x4F
_LIVES: Final = tuple(bytes((start, _LIVE)) for start in _STARTS)
_RESULTS: Final = tuple(bytes((start, _RESULT)) for start in _STARTS)
_STATUSES: Final = tuple(bytes((start, _ANSWER, _STATUS)) for start in _STARTS)
_HELLO: Final = 0x01
_HELLO_STARTS: Final = {0xE7: 0xE6, 0xF7: 0xF6}
_NOBODY: Final = bytes(8)
_BATTERY_AT: Final = 4
_FULL_PERCENT: Final = 100
_OF_THE_OLDER_KIND: Final = ("BF-700", "BF-800", "BEURER BF700", "BEURER BF800", "LIBRA", "RT-LIBRA")
"""By name the scales whose frames begin with F7."""
_FRAMES_AT_MOST: Final = 8
"""No result seen has more than three, and no record may have more than thirty-two."""
_STRAYS_AT_MOST: Final = 3
"""Enough to see what is wrong with a scale."""
_ECHOED: Final = slice(1, 4)
_HEAD: Final = 4
_GRAMS_A_STEP: Final = 50
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FORGET_OR_CHANGE: Final = (0x32, 0x35, 0x43, 0x49, 0x4B)
"""Delete or change a user, delete stored weighings, delete or give away those of nobody."""


def encode_acknowledgement(frame: bytes) -> bytes:
    """Write the answer that a frame must have, else the scale sends no more; raises DecodeError for what is no frame.

    >>> encode_acknowledgement(bytes.fromhex("e75903026a21f4c6068701b500df02")).hex()
    'e7f1590302'
    """
    echoed = Octets(frame).take(_HEAD)[_ECHOED]
    return bytes((_start(frame), _ACKNOWLEDGED)) + echoed


def decode_beurer_ffe1(frames: Sequence[bytes]) -> ScaleFrame:
    """Decode the last frame if it is a live weight, else all of them as one result; weights count 50 g.

    Raises DecodeError for other frames, and for a result with a frame missing or out of order. The first frame of a
    result only names the user, by a number too large for a user's slot. A live weight is never final: it may be the
    first that the scale saw.

    >>> frame = decode_beurer_ffe1([bytes.fromhex("e75801085e")])
    >>> frame.weight_g, frame.is_final
    (107100, False)

    Source: oliexdev/openScale and KristianP26/ble-scale-sync (facts), captured payloads.
    """
    octets = Octets(frames[-1])
    octets.take(1)
    start, command = _start(frames[-1]), octets.unsigned(1)
    if command == _LIVE:
        return _live(octets)
    if command == _RESULT:
        return _result(start, frames)
    raise DecodeError(f"command {command:02x} brings no weight")


def _start(frame: bytes) -> int:
    start = Octets(frame).unsigned(1)
    if start not in _STARTS:
        raise DecodeError(f"no frame begins with {start:02x}")
    return start


def _live(octets: Octets) -> ScaleFrame:
    is_moving, raw = octets.unsigned(1), octets.unsigned(2, "big")
    return ScaleFrame(weight_g=raw * _GRAMS_A_STEP or None, is_final=False, is_stabilised=not is_moving)


def _result(start: int, frames: Sequence[bytes]) -> ScaleFrame:
    for index, frame in enumerate(frames, 1):
        if tuple(frame[:_HEAD]) != (start, _RESULT, len(frames), index):
            raise DecodeError(f"not frame {index} of a result in {len(frames)}")
    octets = Octets(b"".join(frame[_HEAD:] for frame in frames[1:]))
    seconds, raw, impedance, fat, water, muscle = (octets.unsigned(count, "big") for count in (4, 2, 2, 2, 2, 2))
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None,
        is_final=True,
        impedance_tenths=impedance * 10 or None,
        body_fat_tenths=fat or None,
        body_water_tenths=water or None,
        muscle_tenths=muscle or None,
        device_time=_EPOCH + timedelta(seconds=seconds),
    )


def encode_hello(start: int) -> bytes:
    """Write the command that begins a talk, for scales whose frames begin with E7 or F7.

    >>> encode_hello(0xE7).hex()
    'e601'
    """
    return bytes((_HELLO_STARTS[start], _HELLO))


def encode_status_question(start: int) -> bytes:
    """Write the question how the scale is; the user in it is nobody.

    >>> encode_status_question(0xE7).hex()
    'e74f0000000000000000'
    """
    return bytes((start, _STATUS)) + _NOBODY


async def fetch_beurer_ffe1(link: Link) -> None:
    """Say hello (E6 01), acknowledge each live weight and each frame of a result (F1), and keep each result whole.

    The last frame of a result is acknowledged once the result is on the card. That is certain when something is heard
    after it was kept, so the scale is asked how it is (4F), which also tells its battery; if it says no more, its last
    frame goes unacknowledged. A result that is cut off is kept as far as it came, for people to see. What the scale
    remembers for each user is not asked for, and its clock is left as the maker's app set it.

    Source: oliexdev/openScale, KristianP26/ble-scale-sync (facts).
    """
    start = 0xF7 if (link.name or "").upper().startswith(_OF_THE_OLDER_KIND) else 0xE7
    await link.subscribe(_FFE1, is_talk=True)
    await ask(link, _FFE1, encode_hello(start))
    talk = _Talk(link)
    try:
        while (said := await link.hear()) is not None:
            for answer in talk.answers_to(said.payload):
                await ask(link, _FFE1, answer)
    finally:
        talk.give_up()


class _Talk:
    """What has come of a result, and what the scale is still owed for it."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._frames: tuple[bytes, ...] = ()
        self._last = b""
        self._owed: bytes | None = None
        self._kept: set[tuple[bytes, ...]] = set()
        self._strays = 0

    def answers_to(self, frame: bytes) -> list[bytes]:
        """Give what to say to a frame; that it came means that what was kept before is on the card."""
        answers = [] if self._owed is None else [encode_acknowledgement(self._owed)]
        self._owed = None
        if frame.startswith(_RESULTS) and len(frame) >= _HEAD:
            answers.append(self._answer_to_result(frame))
        elif frame.startswith(_RESULTS):
            self._keep_stray((frame,))
        elif frame.startswith(_LIVES) and len(frame) >= _HEAD:
            answers.append(encode_acknowledgement(frame))
        elif frame.startswith(_STATUSES) and len(frame) > _BATTERY_AT and frame[_BATTERY_AT] <= _FULL_PERCENT:
            self._link.tell_battery(frame[_BATTERY_AT])
        return answers

    def give_up(self) -> None:
        """Keep what came of a result that does not go on, for people to see."""
        self._keep_stray(self._frames)
        self._frames = ()

    def _answer_to_result(self, frame: bytes) -> bytes:
        is_sent_again, self._last = frame == self._last, frame
        if is_sent_again:
            return encode_acknowledgement(frame)
        count, index = frame[2], frame[3]
        if index == 1:
            self.give_up()
        goes_on = index == len(self._frames) + 1 <= _FRAMES_AT_MOST
        self._frames += (frame,)
        if not goes_on:
            self.give_up()
        if not goes_on or index != count:
            return encode_acknowledgement(frame)
        self._keep_whole()
        self._owed = frame
        return encode_status_question(frame[0])

    def _keep_whole(self) -> None:
        whole, self._frames = self._frames, ()
        if whole not in self._kept:
            self._kept.add(whole)
            self._link.keep(_FFE1, *whole)

    def _keep_stray(self, frames: tuple[bytes, ...]) -> None:
        if frames and self._strays < _STRAYS_AT_MOST:
            self._strays += 1
            self._link.keep(_FFE1, *frames)


BEURER_FFE1: Final = Family(
    name="beurer-ffe1-scale",
    label="Beurer BF700, BF710, BF800; Sanitas SBF70, SBF75; Runtastic Libra",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(
        Sign(
            names=(
                "BEURER BF700", "BEURER BF710", "BEURER BF800", "BF-700", "BF-800", "BF700",
                "SANITAS SBF70", "SBF75", "LIBRA-B", "LIBRA-W", "RT-LIBRA-B", "RT-LIBRA-W", "AICDSCALE1",
            )
        ),
    ),
    sources={_FFE1: tuple(bytes((start, command)) for start in _STARTS for command in (_LIVE, _RESULT))},
    read=lambda capture: decode_beurer_ffe1(capture.payloads),
    subscribe=(_FFE1,),
    fetch=fetch_beurer_ffe1,
    how_to_pair=Told(
        sv="Lägg in personen som användare i vågens egen app, och stäng sedan appen. Ställ dig på vågen"
        " och stå kvar tills den har visat alla värden.",
        en="Enter the person as a user in the scale's own app, then close the app. Stand on the scale"
        " until it has shown all values.",
    ),
    forbidden=tuple(bytes((start, command)) for start in _STARTS for command in _FORGET_OR_CHANGE),
    captured_as=("beurer-ffe1",),
    is_body_composition=True,
)  # fmt: skip
