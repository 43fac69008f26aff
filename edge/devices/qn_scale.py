"""Scales of the QN (Yolanda) kind, sold as Renpho, Etekcity, FitIndex and many more: how they are talked to.

Asking for stored records (22) makes the scale send all that it has and forget each as it goes, before the outbox can
have it, and it cannot be asked for one at a time: so this hub never asks, and only reads what comes unasked.

Newer scales first set a riddle (AE00), and some want to know who stands on them (21): the riddle is solved, and who
stands there is a guest. Some want a person of their own (A2) or a question for the memory (22): those stay silent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told, all_but
from edge.devices.frame import ScaleFrame
from edge.devices.last_word import LastWord
from edge.devices.link import Link, Said
from edge.devices.qn import (
    BEGINNINGS,
    FINEST,
    READY,
    RECORDS,
    WHO,
    WHO_AS_A_GUEST,
    ScaleInfo,
    decode_info,
    decode_qn,
    encode_guest,
    encode_time,
    encode_unit,
)
from edge.devices.riddle import solve_riddle
from edge.devices.session import ask
from edge.gatt.octets import DecodeError

_UNIT_TO: Final = ("fff2", "ffe3")
_TIME_TO: Final = ("fff2", "ffe4")
"""Where commands are written: the kind with service FFF0 has one place, that with FFE0 has two."""
_RIDDLES, _ANSWERS = "ae02", ("ae01",)
_BEGIN: Final = bytes.fromhex("fedcbac00600020101ef")
_PASS: Final = b"\x02pass"
"""What the maker's app says on AE00 first, and what the riddle comes for. What the former means is not known."""
_RIDDLES_AT_MOST: Final = 3
"""A scale that asks again does not like the answer."""
_UNKNOWN: Final = 0
_NO_PERSON: Final = (
    "the scale asked who stands on it, and then sent no weight: if it never sends one, this hub cannot read it, for it"
    " writes nobody into a scale"
)


def read_qn(capture: Capture) -> ScaleFrame:
    """Read a frame; the context tells the ``weight_divisor``."""
    return decode_qn(capture.payload, capture.context.get("weight_divisor", FINEST))


async def fetch_qn(link: Link) -> None:
    """Answer what the scale is (12) with kilograms (13), and that it is ready (14) with the time (20); then hear.

    Both commands repeat the scale's own byte. The steps in which a weight is told stand in the first frame only:
    without it a weight is kept undecoded, for nobody can tell 60 kg from 6.

    One that has AE00 is begun there with FEDCBA and asked to *pass* (02), and its riddle is solved (01). One that asks
    who stands on it (21) and is of the kind that takes guests is told that it is one (A0). One that asks and then sends
    no weight is told to a technician.

    Source: ronnnnnnnnnnnnn/renpho-escs20m, KristianP26/ble-scale-sync, oliexdev/openScale (facts).
    """
    with LastWord(link, QN, _judge, records=RECORDS, weight_divisor=_UNKNOWN) as last_word:
        await last_word.subscribe()
        talk = _Talk(link)
        while (said := await last_word.hear()) is not None:
            last_word.take(said)
            await talk.answer(said)
            if talk.info is not None:
                last_word.context["weight_divisor"] = talk.info.weight_divisor
        if talk.was_asked_who and last_word.is_empty:
            link.tell_trouble(_NO_PERSON)


class _Talk:
    """What a scale has said of itself, and what it is answered."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._riddles = 0
        self.info: ScaleInfo | None = None
        self.was_asked_who = False

    async def answer(self, said: Said) -> None:
        """Say what a frame asks for."""
        if said.characteristic == _RIDDLES:
            await self._solve(said.payload)
        elif (told := _info(said.payload)) is not None:
            self.info = told
            await self._say(_ANSWERS, _BEGIN)
            await self._say(_UNIT_TO, encode_unit(told.protocol))
        elif said.payload.startswith(READY) and self.info is not None:
            await self._begin(self.info.protocol)
        elif said.payload.startswith(WHO):
            self.was_asked_who = True
            if said.payload.startswith(WHO_AS_A_GUEST):
                await self._say(_UNIT_TO, encode_guest())

    async def _begin(self, protocol: int) -> None:
        if (now := self._link.utc_time()) is not None:
            await self._say(_TIME_TO, encode_time(protocol, now))
        await self._say(_ANSWERS, _PASS)

    async def _solve(self, payload: bytes) -> None:
        try:
            answer = solve_riddle(payload)
        except DecodeError:
            return
        self._riddles += 1
        if self._riddles <= _RIDDLES_AT_MOST:
            await self._say(_ANSWERS, answer)

    async def _say(self, places: tuple[str, ...], command: bytes) -> None:
        for place in places:
            if self._link.offers(place):
                await ask(self._link, place, command)
                return


def _judge(capture: Capture) -> ScaleFrame:
    """Read by the finest steps while they are not known: whether a weight is final does not hang on them."""
    return read_qn(capture if capture.context["weight_divisor"] else replace(capture, context={}))


def _info(payload: bytes) -> ScaleInfo | None:
    try:
        return decode_info(payload)
    except DecodeError:
        return None


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
    sources={"fff1": BEGINNINGS, "ffe1": BEGINNINGS, "ffe2": BEGINNINGS},
    read=read_qn,
    subscribe=("fff1", "ffe1", "ffe2", _RIDDLES),
    fetch=fetch_qn,
    how_to_pair=Told(
        sv="Stäng vågens app på alla telefoner i närheten. Ställ dig på vågen och stå kvar tills vikten slutar blinka.",
        en="Close the scale's app on every phone nearby. Stand on the scale until the weight stops flashing.",
    ),
    # 22 empties the memory, A0 and A2 write a person; a guest is nobody.
    forbidden=(b"\x22", b"\xa2", *all_but(encode_guest())),
    captured_as=("qn", "qn-stored", "qn-ext"),
    is_body_composition=True,
)
