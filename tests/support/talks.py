"""Whole talks with makers' own devices, as a script: what each says, and what must have come of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from beurer_ffe1_encoder import live as beurer_live
from beurer_ffe1_encoder import result as beurer_result
from eufy_encoder import eufy_c1, eufy_letter, eufy_p2
from jks50f_encoder import jks50f
from medisana_encoder import weight as medisana_weight
from nonin_encoder import nonin
from qn_encoder import add_sum, extended_live, extended_stored, info
from qn_encoder import live as qn_live
from scripted_link import ADDRESS, ScriptedLink
from yunmai_encoder import yunmai_live, yunmai_result

from edge.devices.link import LinkError, Said

Line = tuple[str, str, int | None]
"""A characteristic, a payload, and the value in the vital's step that it completes: each once a talk."""
NOW = datetime(2026, 3, 2, 7, 10)
A_WEEK_BEFORE_S = int((datetime(2026, 2, 23, 7, tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds())


@dataclass(frozen=True)
class Talk:
    """A talk: what the device says by itself, and what it answers to what begins so.

    ``says`` are the beginnings, with their characteristics, of all that may be written: those that the session's
    docstring names.
    """

    family: str
    offered: tuple[str, ...]
    said: tuple[Line, ...] = ()
    answers: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    vital: str = "body_weight"
    name: str | None = None
    id: str = ""

    def __str__(self) -> str:
        return self.id or self.family

    @property
    def values(self) -> dict[str, int]:
        """The value that each payload completes."""
        lines = [*self.said, *(line for answer in self.answers.values() for line in answer)]
        return {payload: value for _, payload, value in lines if value is not None}

    def link(self, **changed: Any) -> CutLink:
        """Make a link to the device."""

        def reacts(characteristic: str, payload: bytes) -> Iterable[tuple[str, str]]:
            written = f"{characteristic} {payload.hex()}"
            return [line[:2] for begin, lines in self.answers.items() if written.startswith(begin) for line in lines]

        settings: dict[str, Any] = {"said": [line[:2] for line in self.said], "reacts": reacts, "name": self.name}
        return CutLink(self.offered, **settings | changed)


class CutLink(ScriptedLink):
    """A scripted link that remembers what was heard, and that can break in the middle of any step."""

    def __init__(self, offered: Iterable[str], *, breaks_at_step: int | None = None, **settings: Any) -> None:
        super().__init__(offered, **settings)
        self.payloads: list[str] = []
        self._steps_left = breaks_at_step

    async def hear(self, within_s: float | None = None) -> Said | None:
        said = None if self._steps_left == 0 else await super().hear(within_s)
        if said is not None:
            self.payloads.append(said.payload.hex())
        return said

    def _step(self, characteristic: str, line: str) -> None:
        if self._steps_left is not None:
            if self._steps_left == 0:
                raise LinkError("the link broke")
            self._steps_left -= 1
        super()._step(characteristic, line)


def _lines(characteristic: str, *payloads: bytes | str, value: int | None = None) -> tuple[Line, ...]:
    hexes = [payload if isinstance(payload, str) else payload.hex() for payload in payloads]
    return tuple((characteristic, payload, value) for payload in hexes)


BEURER_RESULT = ("e7590301010000000000000065", "e75903026a21f4c6068701b500df02", "e759030309018d00e907170aa20108")
"""Captured: 83.55 kg."""
ANOTHER_RESULT = tuple(frame.hex() for frame in beurer_result(102, 1_780_610_300, 1200, 437, (223, 521, 397)))
BEURER_STATUS = "e7f04f005a00000101000000"
QN_INFO = info(0xFF, 0)
QN_FINAL = "100eff0102025801fd01fb0033a7"
"""Captured: 60.0 kg of a scale with ten steps a kilogram."""
QN_READY = add_sum(bytes.fromhex("1405ff01"))
VITAFIT_MOVING, VITAFIT_FINAL = "5a0a26100100002121437eaa", "5a0a26100200002121340aaa"
AC02_MOVING, AC02_FINAL, AC02_BODY = "ac0203480000ce19", "ac0203490000ca16", "ac02fd010206cbd1"
NONIN = "0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b"


def _qn(notify: str, unit_to: str, time_to: str) -> Talk:
    weighing = (
        *_lines(notify, qn_live(590, 0), qn_live(600, 1)),
        *_lines(notify, QN_FINAL, QN_FINAL, QN_FINAL, value=60_000),
    )
    return Talk(
        family="qn-scale",
        id=f"qn-scale over {notify}",
        offered=(notify, unit_to, time_to),
        said=_lines(notify, QN_INFO),
        answers={f"{unit_to} 13": _lines(notify, QN_READY), f"{time_to} 20": weighing},
        says=(f"{unit_to} 1309ff01", f"{time_to} 2008ff"),
    )


def _in_pieces(*frames: bytes) -> list[bytes]:
    streamed = b"".join(frames)
    return [streamed[at : at + 20] for at in range(0, len(streamed), 20)]


TALKS: tuple[Talk, ...] = (
    Talk(
        family="beurer-ffe1-scale",
        offered=("ffe1",),
        answers={
            "ffe1 e601": (*_lines("ffe1", "e601", beurer_live(1500)), *_lines("ffe1", BEURER_RESULT[0])),
            "ffe1 e7f1590301": _lines("ffe1", BEURER_RESULT[1]),
            "ffe1 e7f1590302": _lines("ffe1", BEURER_RESULT[2], value=83_550),
            "ffe1 e74f": _lines("ffe1", BEURER_STATUS),
        },
        says=("ffe1 e601", "ffe1 e7f1", "ffe1 e74f"),
    ),
    _qn("fff1", "fff2", "fff2"),
    _qn("ffe1", "ffe3", "ffe4"),
    Talk(
        family="qn-scale",
        id="qn-scale with a riddle, for a guest",
        offered=("fff1", "fff2", "ae01", "ae02"),
        said=_lines("fff1", info(0xFF, 1)),
        answers={
            "fff2 13": _lines("fff1", QN_READY),
            "ae01 02": _lines("ae02", "004aec29cdbaabf2fbe3467cc254f81be8"),
            "ae01 01b3833f": _lines("fff1", add_sum(bytes.fromhex("2105ff00"))),
            "fff2 a0": (
                *_lines("fff1", add_sum(bytes.fromhex("a106ff0100")), qn_live(7490, 0)),
                *_lines("fff1", *[qn_live(7500, 2, (500, 500))] * 3, value=75_000),
            ),
        },
        says=("fff2 1309ff01", "fff2 2008ff", "fff2 a00d02feffee0000000000", "ae01 fedcba", "ae01 02", "ae01 01"),
    ),
    Talk(
        family="qn-scale",
        id="qn-scale that says more",
        offered=("fff1", "fff2"),
        said=(
            *_lines("fff1", info(0xFF, 1, 20)),
            *_lines(
                "fff1",
                extended_stored(A_WEEK_BEFORE_S, 6710, bytes(30)),
                extended_stored(A_WEEK_BEFORE_S, 6710, bytes(30)),
                value=67_100,
            ),
            *_lines("fff1", extended_live(7520, bytes(36)), value=75_200),
        ),
        says=("fff2 1309ff01",),
    ),
    Talk(
        family="medisana-scale",
        offered=("8a21", "8a22", "8a82", "8a81"),
        answers={
            "8a81 02": (
                *_lines("8a82", "84010000000000000000"),
                *_lines("8a21", medisana_weight(7820, 1_772_000_000, 1), value=78_200),
                *_lines("8a22", "6f6e0aa05602440ab8f07ff26bf11ef0000000"),
                *_lines("8a21", medisana_weight(7810, 1_772_086_400, 1), value=78_100),
                *_lines("8a21", medisana_weight(6010, 1_772_086_500, 2), value=60_100),
            )
        },
        says=("8a81 02",),
    ),
    Talk(
        family="nonin-oximeter",
        offered=(NONIN,),
        said=(
            *_lines(NONIN, nonin(99, 80, searching=True), nonin(94, 80, smart_point=False)),
            *_lines(NONIN, *[nonin(97, 72)] * 9, value=970),
            *_lines(NONIN, nonin(0, 0, finger=False)),
        ),
        vital="spo2",
    ),
    Talk(
        family="jks50f-oximeter",
        offered=("ffe1",),
        said=_lines("ffe1", *_in_pieces(*[jks50f(97, 72)] * 9, jks50f(127, 127, finger=False))),
        vital="spo2",
    ),
    Talk(
        family="lefu-scale",
        offered=("ffb1", "ffb2"),
        said=(
            *_lines("ffb2", AC02_MOVING, AC02_MOVING),
            *_lines("ffb2", AC02_FINAL, AC02_FINAL, AC02_FINAL, value=84_100),
            *_lines("ffb2", AC02_BODY),
        ),
    ),
    Talk(
        family="yunmai-scale",
        offered=("ffe4", "ffe9"),
        answers={
            "ffe9 0d05130016": (
                *_lines("ffe4", yunmai_live(4000, 0), yunmai_live(8000, 0)),
                *_lines("ffe4", *[yunmai_result(8020, 500, seconds=0, user=1)] * 3, value=80_200),
            )
        },
        says=("ffe9 0d05130016",),
    ),
    Talk(
        family="eufy-c1-scale",
        offered=("fff1", "fff4"),
        answers={
            "fff1 f1": _lines("fff4", "f100"),
            "fff1 f200": (
                *_lines("fff4", *[eufy_c1(8010, at=datetime(2026, 3, 1, 7))] * 2, value=80_100),
                *_lines("fff4", eufy_c1(8030, at=datetime(2026, 2, 28, 7)), value=80_300),
                *_lines("fff4", "f200", eufy_c1(7000, state=1)),
                *_lines("fff4", *[eufy_c1(8050, 4700)] * 3, value=80_500),
            ),
        },
        says=("fff1 f107ea0302070a00", "fff1 f200"),
    ),
    Talk(
        family="eufy-p2-scale",
        offered=("fff1", "fff2", "fff4"),
        answers={
            "fff1 c00201": _lines("fff4", *eufy_letter(0xC1, b"DEVICEUUID12345", ADDRESS)),
            "fff1 c20302": (
                *_lines("fff4", "c301000100c3"),
                *_lines("fff2", eufy_p2(8790, final=False), eufy_p2(8700, final=False)),
                *_lines("fff2", *[eufy_p2(8800, 4700)] * 3, value=88_000),
            ),
        },
        says=("fff1 c0", "fff1 c2"),
    ),
    Talk(
        family="renpho-msc04-scale",
        offered=("2a10", "2a11", "2a12"),
        answers={
            "2a11 55aa90": (
                *_lines("2a10", "55aa210005010000255da8"),
                *_lines("2a12", "55aa240006011100002553b3", value=95_550),
            )
        },
        says=("2a11 55aa900004",),
    ),
    Talk(
        family="vitafit-scale",
        offered=("fff1", "fff2"),
        answers={
            "fff2 a5052617": (
                *_lines("fff1", VITAFIT_MOVING),
                *_lines("fff1", VITAFIT_FINAL, VITAFIT_FINAL, value=85_000),
            )
        },
        says=("fff2 a505263300", "fff2 a5042644", "fff2 a505261701"),
    ),
)


def counted(talk: Talk, link: CutLink) -> list[int]:
    """Give the values that went to the card; what is for people to look at has none."""
    return [values[talk.vital] for values in link.values(talk.family) if values]


def heard(talk: Talk, link: CutLink) -> list[int]:
    """Give the values that were complete in what was heard, each once."""
    return list(dict.fromkeys(talk.values[payload] for payload in link.payloads if payload in talk.values))
