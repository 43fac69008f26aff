"""Beurer and Sanitas scales with the standard profiles behind a bond, a consent code and a list of users."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.link import Consent, Link
from edge.devices.session import ask, hear_out, look_at_the_battery, settle_clock, subscribe_all
from edge.gatt.octets import DecodeError
from edge.gatt.user_control_point import Op, Result, decode_user_control, write_consent

_NAMES: Final = (
    "BF105", "BF500", "BF600", "BF720", "BF788", "BF850", "BF915", "BF950", "SBF72", "SBF73", "SBF76", "SBF77",
)  # fmt: skip
_MEASUREMENTS: Final = ("2a9d", "2a9c")
_USER_CONTROL: Final = "2a9f"
_TALK: Final = ("2a99", _USER_CONTROL)
_NEXT_USER_AFTER_S: Final = 8.0
"""Measurements follow about four seconds after the consent; a scale has no word for *that was all*."""


async def fetch_beurer_scale(link: Link) -> None:
    """Subscribe, set the clock, and consent as each user whose code this hub knows; each one's weighings follow.

    A scale gives a user's weighings to nobody who has not named that user's code. No user is made, changed or deleted.
    Without any code it is heard out all the same: some send what was just weighed.

    Source: 03-devices, after oliexdev/openScale and chalimov/ha-beurer-bf600 (facts); User Data Service 1.1.
    """
    await subscribe_all(link, _MEASUREMENTS)
    for characteristic in _TALK:
        if link.offers(characteristic):
            await link.subscribe(characteristic, is_talk=True)
    await settle_clock(link)
    for consent in link.secrets.consents:
        await _fetch_user(link, consent)
    await look_at_the_battery(link)
    await hear_out(link)


async def _fetch_user(link: Link, consent: Consent) -> None:
    """Hear what one user has weighed; a code that the scale does not know is told to people."""
    if not await ask(link, _USER_CONTROL, write_consent(consent.user_index, consent.code)):
        link.tell_trouble("the scale takes no codes of users: pair it again")
        return
    while (said := await link.hear(_NEXT_USER_AFTER_S)) is not None:
        if said.characteristic == _USER_CONTROL and _is_refused(said.payload):
            link.tell_trouble(
                f"the scale does not know the code of user {consent.user_index}: look at the scale, and pair it again"
            )
            return


def _is_refused(payload: bytes) -> bool:
    try:
        answer = decode_user_control(payload)
    except DecodeError:
        return False
    return answer.request is Op.CONSENT and answer.result is not Result.SUCCESS


BEURER_SCALE: Final = Family(
    name="beurer-scale",
    label="Beurer BF105, BF500, BF600, BF720, BF788, BF850, BF915, BF950; Sanitas SBF72, SBF73, SBF76, SBF77",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=_NAMES, services=("181d", "181b")), Sign(names=_NAMES, companies=(0x0611, 0x0613))),
    sources={"2a9d": (), "2a9c": ()},
    subscribe=(*_MEASUREMENTS, *_TALK),
    fetch=fetch_beurer_scale,
    needs=("consent_code",),
    how_to_pair=Told(
        sv="Välj användare på vågen. Den visar en kod med fyra siffror: skriv in koden när hubben frågar."
        " Ställ dig på vågen.",
        en="Choose a user on the scale. It shows a code of four digits: enter it when the hub asks. Step on the scale.",
    ),
    is_body_composition=True,
    bonding=Bonding.ALWAYS,
)
