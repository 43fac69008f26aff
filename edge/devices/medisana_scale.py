"""Medisana BS 410, 430, 440 and 444: a scale that, once told the time, sends each user's last weighings."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.devices.link import Link, RefusedError
from edge.devices.session import ask
from edge.gatt.octets import DecodeError, Octets

_WEIGHT, _COMPOSITION, _PERSON, _COMMANDS = "8a21", "8a22", "8a82", "8a81"
_TIME: Final = 0x02
_COUNTS_SINCE_2010: Final = ("013197", "013198", "0202B6")
"""BS 410, BS 440 and BS 444 by name; what is told to other scales are seconds since 1970."""
_OTHER_UNITS: Final = 0x60
_HUNDREDTHS: Final = b"\x00\xfe"
"""What follows two bytes of weight: the third of its mantissa, and its exponent, -2."""
_GRAMS_A_STEP: Final = 10
_NOBODY: Final = 0xFF
_TWELVE_BITS: Final = 0x0FFF
_USER_AFTER: Final = 4
_SINCE_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SINCE_2010: Final = datetime(2010, 1, 1, tzinfo=UTC)
_OLDEST: Final = datetime(2015, 1, 1, tzinfo=UTC)
"""No weighing is older: what seems to be counts its seconds since 2010."""


def decode_weight(payload: bytes, now: datetime | None = None) -> ScaleFrame:
    """Decode one weighing (8A21) out of the scale's memory, in steps of 10 g; raises DecodeError for other units.

    The scale counts seconds from 1970 or from 2010 and does not tell which: the time nearer to ``now`` is taken, and
    without it the former, unless no such scale existed then.

    >>> frame = decode_weight(bytes.fromhex("1d8c1e00fe6e0aa056451100ff020900000000"))
    >>> frame.weight_g, frame.user_id, frame.device_time.date().isoformat()
    (78200, 2, '2016-01-20')

    Source: keptenkurk/BS440, oliexdev/openScale (facts, and payloads published there).
    """
    octets = Octets(payload)
    flags, raw, scaling, seconds = octets.unsigned(1), octets.unsigned(2), octets.take(2), octets.unsigned(4)
    if flags & _OTHER_UNITS or scaling != _HUNDREDTHS:
        raise DecodeError("a weight in other steps than 0.01 kg")
    after = octets.rest()
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None,
        is_final=True,
        is_stored=True,
        device_time=_date(seconds, now),
        user_id=_somebody(after[_USER_AFTER]) if len(after) > _USER_AFTER else None,
    )


def decode_composition(payload: bytes, now: datetime | None = None) -> ScaleFrame:
    """Decode what the scale makes of a body (8A22), percentages in tenths; it belongs to the weighing of the same time.

    >>> frame = decode_composition(bytes.fromhex("6f6e0aa05602440ab8f07ff26bf11ef0000000"))
    >>> frame.body_fat_tenths, frame.body_water_tenths, frame.muscle_tenths
    (184, 639, 363)

    Source: as for the weight.
    """
    octets = Octets(payload)
    octets.take(1)
    seconds, user = octets.unsigned(4), octets.unsigned(1)
    octets.take(2)
    fat, water, muscle = (octets.unsigned(2) & _TWELVE_BITS for _ in range(3))
    return ScaleFrame(
        is_final=True,
        is_stored=True,
        body_fat_tenths=fat or None,
        body_water_tenths=water or None,
        muscle_tenths=muscle or None,
        device_time=_date(seconds, now),
        user_id=_somebody(user),
    )


def read_medisana_scale(capture: Capture) -> ScaleFrame:
    """Read either characteristic; the hub's clock is taken from the context's ``now`` (ISO 8601), if it is there.

    >>> read_medisana_scale(Capture(source="8a21", payloads=(bytes.fromhex("1d802500fe800ff40d6a1700ff01"),))).weight_g
    96000
    """
    now = _hub_clock(capture.context.get("now"))
    match capture.source:
        case "8a21":
            return decode_weight(capture.payload, now)
        case "8a22":
            return decode_composition(capture.payload, now)
        case source:
            raise DecodeError(f"{source} brings no weight")


def _date(seconds: int, now: datetime | None) -> datetime:
    since_1970, since_2010 = _SINCE_1970 + timedelta(seconds=seconds), _SINCE_2010 + timedelta(seconds=seconds)
    if now is None:
        return since_1970 if since_1970 >= _OLDEST else since_2010
    return min(since_1970, since_2010, key=lambda at: abs(at - now))


def _hub_clock(told: object) -> datetime | None:
    try:
        now = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return now if now.tzinfo else now.replace(tzinfo=UTC)


def _somebody(user: int) -> int | None:
    return None if user == _NOBODY else user


def encode_time(at: datetime, *, since: datetime = _SINCE_1970) -> bytes:
    """Write the command that sets the scale's clock, and makes it send its memory.

    >>> encode_time(datetime(2026, 3, 2, 7, 10, tzinfo=UTC)).hex()
    '02c837a569'

    Source: keptenkurk/BS440, oliexdev/openScale (facts).
    """
    return bytes((_TIME,)) + ((at - since) // timedelta(seconds=1)).to_bytes(4, "little")


async def fetch_medisana_scale(link: Link) -> None:
    """Tell the scale the time (02), for which it sends each user's last weighings, about thirty, and keep each.

    It counts seconds of UTC, as the maker's app and others set it: so what it stored before this hub knew it is dated
    right too. Its clock cannot be looked at, but what it was told is what it shows from then on. It forgets nothing by
    it: it says the same in each call. While the hub does not know the time, nothing is said, and the memory stays in
    the scale.

    Source: keptenkurk/BS440, oliexdev/openScale (facts).
    """
    for characteristic in (_WEIGHT, _COMPOSITION, _PERSON):
        if link.offers(characteristic):
            with suppress(RefusedError):
                await link.subscribe(characteristic, is_talk=True)
    context = {}
    if (now := link.utc_time()) is not None:
        context["now"] = now.isoformat()
        since = _SINCE_2010 if (link.name or "").upper().startswith(_COUNTS_SINCE_2010) else _SINCE_1970
        if await ask(link, _COMMANDS, encode_time(now, since=since)):
            link.tell_clock(link.local_time())
    while (said := await link.hear()) is not None:
        if said.characteristic == _WEIGHT:
            link.keep(_WEIGHT, said.payload, **context)


MEDISANA_SCALE: Final = Family(
    name="medisana-scale",
    label="Medisana BS 410, BS 430, BS 440, BS 444 connect",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(services=("78b2",)), Sign(names=("013197", "013198", "0202B6", "0203B"))),
    sources={_WEIGHT: (), _COMPOSITION: ()},
    read=read_medisana_scale,
    subscribe=(_WEIGHT, _COMPOSITION, _PERSON),
    fetch=fetch_medisana_scale,
    is_read_again=True,
    how_to_pair=Told(
        sv="Stäng Medisanas app på alla telefoner i närheten. Ställ dig på vågen och stå kvar tills den har"
        " visat alla värden.",
        en="Close Medisana's app on every phone nearby. Stand on the scale until it has shown all values.",
    ),
    is_body_composition=True,
)
