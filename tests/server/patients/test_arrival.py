"""The first questions at the door: can it be read, and is it who it says."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from contract_samples import AT, EPOCH, HOME, HUB, PRIVATE_KEY, RECORDS, sign
from nacl.signing import SigningKey

from server.adapters.signature import verify
from server.patients.arrival import Admitted, Arrival, Refused, admit
from server.patients.gate import WhyQuarantined
from server.patients.register import HubEntry, Register
from vitals.identity import HomeId, HubId
from vitals.wire import encode_record

KEY = PRIVATE_KEY.public_key().public_bytes_raw()
REGISTER = Register(
    version=1,
    homes={HOME: "Europe/Stockholm"},
    hubs={HUB: HubEntry(hub=HUB, home=HOME, keys={HOME: KEY})},
    devices={},
    patients={},
    memberships=(),
    assignments={},
)
LETTER = Arrival(
    topic=f"nara/v1/{HOME}/{HUB}/record",
    payload=encode_record(HUB, EPOCH, 7, RECORDS["measurement"].to_wire(), sign),
    received_at=AT,
)


@pytest.mark.decision("A1")
def test_a_record_of_a_known_hub_is_admitted_with_the_hash_of_what_was_signed() -> None:
    admitted = admit(LETTER, REGISTER, verify)
    assert isinstance(admitted, Admitted)
    assert admitted.envelope.record == RECORDS["measurement"]
    assert (admitted.topic.home, admitted.topic.hub, admitted.arrival) == (HOME, HUB, LETTER)
    assert admitted.content_hash == hashlib.sha256(admitted.envelope.signed).digest()


def test_the_hash_is_of_the_content_and_not_of_the_signature() -> None:
    other_key = SigningKey(bytes(32))
    body = RECORDS["measurement"].to_wire()
    resigned = replace(
        LETTER, payload=encode_record(HUB, EPOCH, 7, body, lambda signed: other_key.sign(signed).signature)
    )
    hubs = {HUB: HubEntry(hub=HUB, home=HOME, keys={HOME: bytes(other_key.verify_key)})}
    first, second = admit(LETTER, REGISTER, verify), admit(resigned, replace_hubs(hubs), verify)
    assert isinstance(first, Admitted)
    assert isinstance(second, Admitted)
    assert first.content_hash == second.content_hash


def replace_hubs(hubs: dict[HubId, HubEntry]) -> Register:
    """Make the same register with other hubs."""
    return Register(version=2, homes=REGISTER.homes, hubs=hubs, devices={}, patients={}, memberships=(), assignments={})


@pytest.mark.parametrize(
    ("letter", "register", "why", "detail"),
    [
        (replace(LETTER, payload=b"{"), REGISTER, WhyQuarantined.UNREADABLE, "payload is not JSON"),
        (replace(LETTER, topic="nara/v1/#"), REGISTER, WhyQuarantined.UNREADABLE, "topic is not"),
        (
            replace(LETTER, topic=f"nara/v1/{HOME}/{'b' * 16}/record"),
            REGISTER,
            WhyQuarantined.WRONG_HUB,
            f"topic {'b' * 16}, envelope {HUB}",
        ),
        (
            replace(LETTER, topic=f"nara/v1/{'b' * 16}/{HUB}/record"),
            REGISTER,
            WhyQuarantined.WRONG_HOME,
            f"hub {HUB} in home {'b' * 16}",
        ),
        (LETTER, replace_hubs({}), WhyQuarantined.UNKNOWN_HUB, f"hub {HUB} in home {HOME}"),
        (
            LETTER,
            replace_hubs({HUB: HubEntry(hub=HUB, home=HomeId(HOME), keys={HomeId(HOME): bytes(32)})}),
            WhyQuarantined.BAD_SIGNATURE,
            "sig is not this hub's signature",
        ),
    ],
)
def test_what_cannot_be_read_or_is_not_who_it_says_is_refused_with_the_reason(
    letter: Arrival, register: Register, why: WhyQuarantined, detail: str
) -> None:
    refused = admit(letter, register, verify)
    assert isinstance(refused, Refused)
    assert (refused.why, refused.arrival) == (why, letter)
    assert refused.detail.startswith(detail)


def test_any_changed_byte_of_a_record_is_noticed() -> None:
    for place in range(len(LETTER.payload)):
        spoiled = bytearray(LETTER.payload)
        spoiled[place] ^= 1
        assert isinstance(admit(replace(LETTER, payload=bytes(spoiled)), REGISTER, verify), Refused), place
