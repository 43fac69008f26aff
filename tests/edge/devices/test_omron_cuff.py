"""The talk with an Omron cuff, on a cuff that answers out of a memory of its own, with real records in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import xor

import pytest
from scripted_link import ScriptedLink

from edge.devices.link import LinkError, Secrets
from edge.devices.omron import CHANNELS, COMMANDS, UNLOCK
from edge.devices.omron_cuff import OMRON_CUFF, fetch_omron
from edge.devices.omron_memory import MODELS

KEY = bytes(range(16))
FIRST = "5b78194819d71b42000014006996"
"""A captured record of the 7322T, moved to the year before."""


class Cuff:
    """A cuff of the four-channel kind: bytes at addresses, behind a key."""

    def __init__(self, model: str = "HEM-7322T-D", *, channels: int = 4) -> None:
        self.channels = CHANNELS[:channels]
        self.memory = bytearray(b"\xff" * 0x1000)
        self.values = {"2a24": model.encode().hex()}
        self.breaks_at: int | None = None
        self.answered = 0

    def put(self, user: int, slot: int, record: str) -> None:
        at = MODELS["HEM-7322T"].locate(user, slot)
        self.memory[at : at + 14] = bytes.fromhex(record)

    def react(self, characteristic: str, payload: bytes) -> Iterable[tuple[str, str]]:
        if characteristic == UNLOCK:
            return [(UNLOCK, "8100" if payload == b"\x01" + KEY else "8101")]
        assert characteristic == COMMANDS
        assert reduce(xor, payload) == 0
        kind, address, size = payload[1:3], int.from_bytes(payload[3:5], "big"), payload[5]
        if kind == b"\x01\x00":
            self.answered += 1
            data = bytes(self.memory[address : address + size])
            return self.spoken(b"\x81\x00" + payload[3:6] + data + b"\x00")
        return self.spoken({b"\x00\x00": b"\x80\x00", b"\x0f\x00": b"\x8f\x00"}[bytes(kind)] + payload[3:6] + b"\x00")

    def spoken(self, frame: bytes) -> Iterator[tuple[str, str]]:
        """Give an answer in pieces of sixteen bytes over the channels."""
        whole = bytes((len(frame) + 2,)) + frame
        whole += bytes((reduce(xor, whole),))
        if self.breaks_at == self.answered:
            whole = whole[:-1] + bytes((whole[-1] ^ 1,))
        for number, at in enumerate(range(0, len(whole), 16)):
            yield self.channels[number % len(self.channels)], whole[at : at + 16].hex()

    def link(self, **more: object) -> ScriptedLink:
        given = {"secrets": Secrets(unlock_key=KEY), "values": self.values} | more
        offered = (*self.channels, COMMANDS, "2a24") + ((UNLOCK,) if len(self.channels) > 1 else ())
        return ScriptedLink(offered, reacts=self.react, **given)  # type: ignore[arg-type]  # what a test says otherwise


@pytest.mark.parametrize("channels", [1, 4])
def test_every_slot_of_both_users_is_read_and_the_taken_ones_are_kept_with_their_user(channels: int) -> None:
    cuff = Cuff(channels=channels)
    cuff.put(0, 0, FIRST)
    cuff.put(0, 99, FIRST)
    cuff.put(1, 50, FIRST)
    link = cuff.link()
    link.run(fetch_omron)
    assert cuff.answered == 50
    assert [record.to_wire()["user_slot"] for record in link.records("omron-cuff")] == [1, 1, 2]
    assert link.values("omron-cuff")[0] == {"systolic": 1450, "diastolic": 910, "pulse_rate": 720}
    assert link.written()[-1] == f"{COMMANDS} 080f000000000007"


def test_nothing_that_is_forbidden_is_said_and_nothing_is_written_into_the_memory() -> None:
    link = Cuff().link()
    link.run(fetch_omron)
    said = [bytes.fromhex(line.split()[1]) for line in link.written()]
    assert not [command for command in said if command.startswith(OMRON_CUFF.forbidden)]
    assert {command[1:3] for command in said[1:]} == {b"\x00\x00", b"\x01\x00", b"\x0f\x00"}


@pytest.mark.parametrize("model", ["HEM-9999X", ""])
def test_a_model_whose_addresses_are_not_known_is_asked_nothing_and_that_is_told(model: str) -> None:
    link = Cuff(model).link()
    link.run(fetch_omron)
    assert link.written() == []
    assert link.log[-1].startswith("trouble the memory of an Omron")


def test_a_model_number_that_may_not_be_read_is_taken_from_the_name() -> None:
    link = Cuff().link(refuses=["read 2a24"], name="HEM-7322T")
    link.run(fetch_omron)
    assert len(link.written()) == 53


def test_a_cuff_of_another_key_is_told_and_asked_nothing() -> None:
    for secrets in (Secrets(unlock_key=bytes(16)), Secrets()):
        link = Cuff().link(secrets=secrets)
        link.run(fetch_omron)
        assert [line for line in link.written() if line.startswith(COMMANDS)] == []
        assert link.log[-1].startswith("trouble the cuff does not let this hub in")


def test_a_hub_that_does_not_know_the_time_leaves_the_readings_in_the_cuff() -> None:
    link = Cuff().link(local_time=None)
    link.run(fetch_omron)
    assert link.written() == []


@pytest.mark.parametrize("broken", [1, 2, 25, 50])
def test_an_answer_with_a_wrong_sum_ends_the_call_and_what_was_read_before_is_kept(broken: int) -> None:
    cuff = Cuff()
    cuff.put(0, 0, FIRST)
    cuff.breaks_at = broken
    link = cuff.link()
    with pytest.raises(LinkError, match="wrong check sum"):
        link.run(fetch_omron)
    assert len(link.kept) == (0 if broken == 1 else 1)


def test_an_answer_about_another_address_is_not_believed() -> None:
    cuff = Cuff()
    link = cuff.link()
    honest = cuff.react

    def lie(characteristic: str, payload: bytes) -> Iterable[tuple[str, str]]:
        is_read = payload[1:3] == b"\x01\x00"
        return honest(
            characteristic, bytes((*payload[:4], payload[4] ^ 1, payload[5], 0, payload[7] ^ 1)) if is_read else payload
        )

    link._reacts = lie
    with pytest.raises(LinkError, match="was asked"):
        link.run(fetch_omron)


@pytest.mark.parametrize("silent_after", [0, 1, 2, 9])
def test_a_cuff_that_falls_silent_ends_the_call(silent_after: int) -> None:
    cuff = Cuff()
    cuff.put(0, 0, FIRST)
    link = cuff.link(hangs_up_after=silent_after)
    with pytest.raises(LinkError):
        link.run(fetch_omron)
    assert len(link.kept) == (1 if silent_after == 9 else 0)


def test_a_cuff_that_refuses_to_open_is_not_read() -> None:
    cuff = Cuff()
    link = cuff.link()
    link._reacts = lambda to, what: cuff.react(to, what) if to == UNLOCK else cuff.spoken(b"\x80\x01" + bytes(4))
    with pytest.raises(LinkError, match="does not open"):
        link.run(fetch_omron)
