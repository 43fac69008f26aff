"""Omron HEM cuffs: the whole memory is read in each call, piece by piece; nothing is ever written into it."""

from __future__ import annotations

from typing import Final

from edge.devices.device_model import model_of
from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.frame import EepromAnswer
from edge.devices.link import Link, LinkError, RefusedError, Secrets
from edge.devices.omron import (
    CHANNELS,
    COMMANDS,
    LARGEST_READ,
    OVERHEAD,
    SERVICE,
    TOKEN_LENGTH,
    UNLOCK,
    decode_answer,
    encode_close,
    encode_key,
    encode_key_wish,
    encode_open,
    encode_read,
    encode_token,
    encode_unlock,
    read_omron,
)
from edge.devices.omron_memory import RECORD_SIZES, CuffMemory, memory_of
from edge.devices.session import hear_out, look_at_the_battery
from edge.gatt.octets import DecodeError

_NEWER_SERVICE: Final = "fe4a"
_ANSWERS_WITHIN_S: Final = 3.0
_ANSWER: Final = 0x80
"""The bit by which an answer's first byte differs from the command's."""
_UNLOCKED: Final = b"\x81\x00"
_TOKEN_BEGINS: Final = b"\xa5"
"""Any bytes will do, but with two of them a greeting looks like a write, which the link refuses."""
_GREETED: Final = b"\x91\x00"
_OPENED: Final = b"\x80\x00"
_AWAITS_KEY: Final = b"\x82\x00"
_HAS_KEY: Final = b"\x80\x00"
_KEY_BYTES: Final = 16
_WISHES: Final = 10
_WISHES_AGAIN_AFTER_S: Final = 1.0
"""A cuff says no to the first wishes while the bond is still being made."""
_EMPTY: Final = frozenset({0x00, 0xFF})


async def fetch_omron(link: Link) -> None:
    """Read every slot of every user, and keep those that are taken; what was kept before is known again.

    Nothing is asked of a model whose addresses are not known: from a wrong one come numbers that look like blood
    pressures. Without trusted time nothing is asked either: the cuff's memory keeps it better than we could date it.

    Source: userx14/omblepy and eigger/hass-omron (facts): channels, unlocking, and the addresses of each model.
    """
    for channel in CHANNELS:
        if link.offers(channel):
            await link.subscribe(channel, is_talk=True)
    if link.local_time() is None:
        return
    model = await model_of(link)
    memory = memory_of(model, is_newer=_is_newer(link))
    if memory is None:
        link.tell_trouble(f"the memory of an Omron {model or 'without a model number'} is not known to this hub")
        return
    if not await _unlock(link, memory):
        link.tell_trouble("the cuff does not let this hub in: remove it from Omron's app, and pair it again")
        return
    if (await _say(link, encode_open()))[1:3] != _OPENED:
        raise LinkError("the cuff does not open its memory")
    await _read_all(link, memory)
    await link.write(COMMANDS, encode_close())
    await look_at_the_battery(link)
    await hear_out(link, _ANSWERS_WITHIN_S)


async def introduce_omron(link: Link) -> Secrets:
    """Give the cuff a key, once, while its display flashes a P; it shows it in each call from then on.

    A cuff has one key: the one of a phone that it was paired with is gone. One that this hub knows is given again, so
    that a power cut between the cuff and the card costs nothing. Newer models have a bond instead, and take no key.
    Raises RefusedError if the cuff does not want a key.

    Source: userx14/omblepy, eigger/hass-omron (facts); no captured talk proves it.
    """
    for channel in CHANNELS:
        if link.offers(channel):
            await link.subscribe(channel, is_talk=True)
    if _is_newer(link) or not link.offers(UNLOCK):
        return Secrets()
    await link.subscribe(UNLOCK, is_talk=True)
    for _ in range(_WISHES):
        if (await _ask_lock(link, encode_key_wish())).startswith(_AWAITS_KEY):
            break
        await link.hear(_WISHES_AGAIN_AFTER_S)
    else:
        raise RefusedError("the cuff wants no key: its display must flash a P")
    key = link.secrets.unlock_key or link.random_bytes(_KEY_BYTES)
    if not (await _ask_lock(link, encode_key(key))).startswith(_HAS_KEY):
        raise RefusedError("the cuff did not take its key")
    return Secrets(unlock_key=key)


def _is_newer(link: Link) -> bool:
    return not link.offers(CHANNELS[-1])


async def _unlock(link: Link, memory: CuffMemory) -> bool:
    """Show the key that the cuff was given when it was paired; a newer one is bonded with, and greeted."""
    if not link.offers(UNLOCK):
        return True
    await link.subscribe(UNLOCK, is_talk=True)
    if memory.is_newer:
        token = _TOKEN_BEGINS + link.random_bytes(TOKEN_LENGTH - len(_TOKEN_BEGINS))
        return (await _ask_lock(link, encode_token(token))).startswith(_GREETED + token)
    if link.secrets.unlock_key is None:
        return False
    return (await _ask_lock(link, encode_unlock(link.secrets.unlock_key))).startswith(_UNLOCKED)


async def _ask_lock(link: Link, command: bytes) -> bytes:
    """Give what the lock answers to this command, and to no other; nothing if it does not."""
    await link.write(UNLOCK, command)
    while (said := await link.hear(_ANSWERS_WITHIN_S)) is not None:
        if said.characteristic == UNLOCK and said.payload.startswith(bytes((command[0] | _ANSWER,))):
            return said.payload
    return b""


async def _read_all(link: Link, memory: CuffMemory) -> None:
    size = RECORD_SIZES[memory.layout]
    at_once = LARGEST_READ // size
    for user in range(len(memory.bases)):
        for slot in range(0, memory.slots, at_once):
            count = min(at_once, memory.slots - slot)
            answer = await _read(link, memory.locate(user, slot), count * size)
            for at in range(0, len(answer.data), size):
                record = answer.data[at : at + size]
                if not _EMPTY.issuperset(record):
                    link.keep(SERVICE, record, level="eeprom_record", layout=memory.layout, user=user + 1)


async def _read(link: Link, address: int, size: int) -> EepromAnswer:
    """Read a piece; raises LinkError for an answer that is not the one that was asked for."""
    payload = await _say(link, encode_read(address, size))
    try:
        answer = decode_answer(payload)
    except DecodeError as problem:
        raise LinkError(f"the cuff's memory at {address:04x}: {problem}") from problem
    if (answer.address, len(answer.data)) != (address, size):
        raise LinkError(f"the cuff answers for {answer.address:04x}, and {address:04x} was asked")
    return answer


async def _say(link: Link, command: bytes) -> bytes:
    """Give the answer to a command, joined from its pieces: in the order of the channels, and on one, as they came."""
    await link.write(COMMANDS, command)
    pieces: list[tuple[int, bytes]] = []
    while (said := await link.hear(_ANSWERS_WITHIN_S)) is not None:
        if said.characteristic in CHANNELS:
            pieces.append((CHANNELS.index(said.characteristic), said.payload))
            joined = b"".join(payload for _, payload in sorted(pieces, key=lambda piece: piece[0]))
            if min(pieces)[0] == 0 and joined and len(joined) >= joined[0]:
                return joined
    raise LinkError("the cuff does not answer")


OMRON_CUFF: Final = Family(
    name="omron-cuff",
    label="Omron HEM-7155T, HEM-7322T, HEM-7361T, HEM-7380T, HEM-7600T",
    standing=Standing.CAPTURED,
    measures=("systolic", "diastolic", "pulse_rate"),
    signs=(Sign(services=(SERVICE, _NEWER_SERVICE)),),
    sources={CHANNELS[0]: (), SERVICE: ()},
    read=read_omron,
    subscribe=CHANNELS,
    fetch=fetch_omron,
    is_read_again=True,
    how_to_pair=Told(
        sv="Ta först bort mätaren ur Omrons app i telefonen: den kan bara vara kopplad till en enhet åt gången."
        " Håll in Bluetooth-knappen tills displayen blinkar med ett P, och låt den blinka tills hubben är klar.",
        en="First remove the cuff from Omron's app on the phone: it can be paired with one device at a time."
        " Hold the Bluetooth button until the display flashes a P, and let it flash until the hub is done.",
    ),
    introduce=introduce_omron,
    # A write into the memory has its length in front, so every length is named. Shorter ones do not exist, and what
    # begins so is a key.
    forbidden=tuple(bytes((length, 0x01, 0xC0)) for length in range(OVERHEAD, 256)),
    # 00 and 02 set a new key in place of the one that the cuff has.
    only_to_introduce=(b"\x00", b"\x02"),
    captured_as=("omron-eeprom",),
    bonding=Bonding.IF_OFFERED,
)
