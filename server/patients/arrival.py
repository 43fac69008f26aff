"""A message as it came from the broker, and the first questions at the door: can it be read, and is it who it says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from server.patients.gate import WhyQuarantined
from server.patients.register import Register
from vitals.fields import WireError
from vitals.topics import Topic
from vitals.wire import Envelope, check, decode_record

VerifyWith = Callable[[bytes, bytes, bytes], bool]
"""Tells whether a signature (third) belongs to the bytes (second) under a public key (first)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One message; ``received_at`` is the server's clinical clock."""

    topic: str
    payload: bytes
    received_at: datetime
    is_retained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A record from the hub it says it is from; ``content_hash`` is SHA-256 of exactly what was signed."""

    arrival: Arrival
    topic: Topic
    envelope: Envelope
    content_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A message set apart, with the reason for people."""

    arrival: Arrival
    why: WhyQuarantined
    detail: str


def admit(arrival: Arrival, register: Register, verify: VerifyWith) -> Admitted | Refused:
    """Read a record and ask who it is from; nothing that fails here can speak for any hub."""
    try:
        topic = Topic.parse(arrival.topic)
        envelope = decode_record(arrival.payload)
    except WireError as problem:
        return Refused(arrival=arrival, why=WhyQuarantined.UNREADABLE, detail=str(problem))
    if envelope.hub != topic.hub:
        return Refused(
            arrival=arrival, why=WhyQuarantined.WRONG_HUB, detail=f"topic {topic.hub}, envelope {envelope.hub}"
        )
    key = register.key_of(topic.hub, topic.home)
    if key is None:
        why = WhyQuarantined.WRONG_HOME if topic.hub in register.hubs else WhyQuarantined.UNKNOWN_HUB
        return Refused(arrival=arrival, why=why, detail=f"hub {topic.hub} in home {topic.home}")
    try:
        check(envelope, lambda signed, signature: verify(key, signed, signature))
    except WireError as problem:
        return Refused(arrival=arrival, why=WhyQuarantined.BAD_SIGNATURE, detail=str(problem))
    content_hash = hashlib.sha256(envelope.signed).digest()
    return Admitted(arrival=arrival, topic=topic, envelope=envelope, content_hash=content_hash)
