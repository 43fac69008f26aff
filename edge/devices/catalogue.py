"""All families this hub can read, and how one is found: by its name, by what a device says of itself, by a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from edge.devices.a_and_d import A_AND_D_CUFF, A_AND_D_SCALE
from edge.devices.beurer_cuff import BEURER_CUFF
from edge.devices.beurer_ffe1 import BEURER_FFE1
from edge.devices.beurer_scale import BEURER_SCALE
from edge.devices.capture import Capture
from edge.devices.contec import CONTEC
from edge.devices.eufy_c1 import EUFY_C1
from edge.devices.eufy_p2 import EUFY_P2
from edge.devices.family import Advertisement, Family
from edge.devices.jks50f import JKS50F
from edge.devices.keep import KEEP_S3
from edge.devices.laica import LAICA
from edge.devices.lefu import AC02
from edge.devices.link import Session
from edge.devices.medisana_cuff import MEDISANA_CUFF
from edge.devices.medisana_scale import MEDISANA_SCALE
from edge.devices.nonin import NONIN_3230
from edge.devices.omron_cuff import OMRON_CUFF
from edge.devices.pc60 import PC60
from edge.devices.qn_scale import QN
from edge.devices.renpho import RENPHO_BROADCAST, RENPHO_FRAMED
from edge.devices.senssun import SENSSUN
from edge.devices.session import fetch_memory, fetch_standard
from edge.devices.standard_cuff import STANDARD_CUFF
from edge.devices.standard_oximeter import STANDARD_OXIMETER, fetch_standard_oximeter
from edge.devices.standard_scale import RENPHO_ES_WBE28, STANDARD_COMPOSITION, STANDARD_SCALE
from edge.devices.standard_thermometer import STANDARD_THERMOMETER
from edge.devices.viatom_cuff import BP2
from edge.devices.viatom_oximeter import O2RING
from edge.devices.vitafit import VITAFIT
from edge.devices.xiaogui import XIAOGUI
from edge.devices.xiaomi_s_scale import S200, S400
from edge.devices.xiaomi_scale import MI_SCALE_1, MI_SCALE_2
from edge.devices.yunmai import YUNMAI

FAMILIES: Final[Sequence[Family]] = (
    A_AND_D_SCALE,
    A_AND_D_CUFF,
    STANDARD_SCALE,
    STANDARD_COMPOSITION,
    STANDARD_CUFF,
    BEURER_CUFF,
    BEURER_SCALE,
    BEURER_FFE1,
    OMRON_CUFF,
    STANDARD_OXIMETER,
    NONIN_3230,
    STANDARD_THERMOMETER,
    MI_SCALE_1,
    MI_SCALE_2,
    S200,
    S400,
    MEDISANA_CUFF,
    MEDISANA_SCALE,
    QN,
    RENPHO_ES_WBE28,
    RENPHO_FRAMED,
    RENPHO_BROADCAST,
    EUFY_P2,
    EUFY_C1,
    AC02,
    YUNMAI,
    KEEP_S3,
    VITAFIT,
    LAICA,
    SENSSUN,
    XIAOGUI,
    JKS50F,
    O2RING,
    PC60,
    BP2,
    CONTEC,
)
"""In the order in which people are likely to own them."""
_AS_SPECIFIED: Final = (fetch_standard, fetch_memory, fetch_standard_oximeter)
_BY_NAME: Final = {family.name: family for family in FAMILIES}
_BY_CAPTURE: Final = {name: family for family in FAMILIES for name in family.captured_as}


def family_named(name: str) -> Family | None:
    """Find a family by the name that a hub's settings, or a file of captured payloads, give it.

    >>> family_named("mi-scale-v1") is family_named("xiaomi-1-scale")
    True
    """
    return _BY_NAME.get(name) or _BY_CAPTURE.get(name)


def only_advertises(name: str) -> bool:
    """Tell whether devices of a family are read from what they advertise, and never called.

    >>> only_advertises("xiaomi-1-scale"), only_advertises("standard-scale"), only_advertises("not-known-here")
    (True, False, False)
    """
    family = family_named(name)
    return family is not None and not family.subscribe


def is_read_again(name: str) -> bool:
    """Tell whether devices of a family give their whole memory each time they are called."""
    family = family_named(name)
    return family is not None and family.is_read_again


def recognise(heard: Advertisement) -> Family | None:
    """Find the family that an advertisement speaks for loudest; None if it speaks for none.

    >>> recognise(Advertisement(name="A&D_UC-352BLE_0A1B2C", services=frozenset({"181d"}))).name
    'a-and-d-scale'
    """
    best = max(FAMILIES, key=lambda family: family.score(heard))
    return best if best.score(heard) else None


def owner_of(capture: Capture) -> Family | None:
    """Find the one family that a frame is of, by where it comes from and how it begins; None if none or many are."""
    owners = [family for family in FAMILIES if family.read is not None and family.owns(capture)]
    return owners[0] if len(owners) == 1 else None


def is_fetched(family: Family) -> bool:
    """Tell whether this hub gets a family's measurements off the air; frames of others are only decoded.

    What a scale encrypts that only advertises is read by a key in hub.toml.

    >>> is_fetched(A_AND_D_SCALE), is_fetched(MI_SCALE_1), is_fetched(CONTEC)
    (True, True, False)
    """
    return family.fetch is not None or not family.subscribe


def is_talk_specified(family: Family) -> bool:
    """Tell whether what is said to a family stands in the Bluetooth SIG's specifications, and in nobody's code only.

    >>> is_talk_specified(A_AND_D_SCALE), is_talk_specified(QN), is_talk_specified(MI_SCALE_1)
    (True, False, False)
    """
    return family.fetch in _AS_SPECIFIED


def session_of(name: str) -> Session:
    """Give what is said to devices of a family; one that is not known is asked for the standard profiles."""
    family = family_named(name)
    return fetch_standard if family is None or family.fetch is None else family.fetch


def forbidden_to(name: str) -> tuple[bytes, ...]:
    """Give the beginnings of what must never be said to devices of a family that are paired already."""
    family = family_named(name)
    return () if family is None else family.forbidden + family.only_to_introduce
