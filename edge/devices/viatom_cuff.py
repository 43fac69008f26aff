"""Viatom and Lepu BP2 cuffs: a list of blood pressures, fetched in pieces, and commands that must not be sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from edge.devices.capture import Capture
from edge.devices.crc8 import crc8
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import CuffRecord
from edge.gatt.octets import DecodeError, Octets

SERVICE: Final = "14839ac4-7d7e-415c-9a42-167340cf2339"
NOTIFY: Final = "0734594a-a8e7-4b1a-a6b1-cd5243059a57"
_START, _FROM_DEVICE = 0xA5, 0x01
EVERY_BIT: Final = 0xFF
"""In which a byte differs from its complement, which follows it."""
FORBIDDEN: Final = tuple(bytes([_START, command]) for command in (0x04, 0x09, 0x0A, 0x24, 0x25, 0x39, 0xE2, 0xE3))
"""Each of these inflates the cuff, switches it off or wipes it."""
_LIST_HEAD, RECORD_LENGTH = 10, 37
_IRREGULAR: Final = 0x01
_HIGHEST_MMHG, _HIGHEST_PULSE = 400, 400
"""Beyond what any cuff pumps and any heart beats: such a record is no record."""


def open_bp2_answer(payload: bytes) -> tuple[int, bytes]:
    """Give the command that an answer is to, and what it says; raises DecodeError if cut off or if its CRC is wrong.

    An answer is longer than a notification may be: they are joined before.

    >>> open_bp2_answer(bytes.fromhex("a5f30c010102004142d3"))
    (243, b'AB')

    Source: chalimov/viatom_bp2_ha (facts).
    """
    octets = Octets(payload)
    start, command, denied, direction = octets.take(4)
    octets.take(1)
    length = octets.unsigned(2)
    said = octets.take(length)
    if start != _START or command ^ denied != EVERY_BIT or direction != _FROM_DEVICE:
        raise DecodeError("not an answer of a BP2")
    if octets.unsigned(1) != crc8(payload[: 7 + length]):
        raise DecodeError("wrong check sum")
    return command, said


def split_bp2_list(fetched: bytes) -> tuple[bytes, ...]:
    """Cut the whole file ``bp2nibp.list`` into records; empty places are left out, and so is a record cut off.

    >>> [len(record) for record in split_bp2_list(bytes(10) + bytes(37) + b"r" * 37)]
    [37]

    Source: as for the answers.
    """
    records = (fetched[at : at + RECORD_LENGTH] for at in range(_LIST_HEAD, len(fetched), RECORD_LENGTH))
    return tuple(record for record in records if len(record) == RECORD_LENGTH and any(record))


def decode_bp2_record(record: bytes) -> CuffRecord:
    """Decode one blood pressure of the list, thirty-seven bytes; raises DecodeError if cut off, empty or impossible.

    The cuff is told the time without a zone and counts its seconds from that: ``device_time`` is a wall clock.
    ``user_id`` is the number of an account with the maker.

    >>> decode_bp2_record(bytes.fromhex("7085a569" "d7530300" "00" "00000000" "7c00" "5100" "5f00" "4000") + bytes(16))
    ... # doctest: +NORMALIZE_WHITESPACE
    CuffRecord(systolic_mmhg=124, diastolic_mmhg=81, pulse_per_min=64,
      device_time=datetime.datetime(2026, 3, 2, 12, 41, 20), is_pulse_irregular=False, is_body_moving=False,
      is_cuff_too_loose=None, is_position_improper=None, user_id=218071)

    Source: as for the answers.
    """
    octets = Octets(record)
    seconds, user, state = octets.unsigned(4), octets.unsigned(4), octets.unsigned(1)
    octets.take(4)
    systolic, diastolic = octets.unsigned(2), octets.unsigned(2)
    octets.take(2)
    pulse = octets.unsigned(2)
    octets.take(RECORD_LENGTH - 21)
    if not 0 < diastolic < systolic <= _HIGHEST_MMHG or pulse > _HIGHEST_PULSE:
        raise DecodeError(f"{systolic}/{diastolic} with a pulse of {pulse} is no blood pressure")
    return CuffRecord(
        systolic_mmhg=systolic,
        diastolic_mmhg=diastolic,
        pulse_per_min=pulse or None,
        device_time=datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None) if seconds else None,
        is_pulse_irregular=state == _IRREGULAR,
        is_body_moving=False,
        user_id=user or None,
    )


def _read(capture: Capture) -> CuffRecord:
    return decode_bp2_record(capture.payload)


BP2: Final = Family(
    name="viatom-cuff",
    label="Viatom, Wellue, Lepu BP2, BP2A, BP2W, LP-BP2W",
    standing=Standing.LIKELY,
    measures=("systolic", "diastolic", "pulse_rate"),
    signs=(Sign(names=("BP2", "Checkme BP2", "LP-BP2")),),
    sources={SERVICE: ()},
    read=_read,
    subscribe=(NOTIFY,),
    only_decoded="no payload of such a cuff has been seen, and beside the commands that ask stand some that inflate it",
    # 16 and 18 are commands of the rings that share this service: they change warnings, and set everything back.
    forbidden=(*FORBIDDEN, b"\xaa\x16", b"\xaa\x18"),
    how_to_pair=Told(
        sv="Stäng appen ViHealth i telefonen. Mät blodtrycket som vanligt. Låt mätaren vara på en stund efteråt.",
        en="Close the ViHealth app on the phone. Measure as usual. Leave the cuff on for a while afterwards.",
    ),
)
