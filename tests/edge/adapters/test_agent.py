from __future__ import annotations

import asyncio

import pytest
from dbus_fast import DBusError

from edge.adapters.agent import Agent

SCALE = "AA:BB:CC:00:11:22"
PATH = "/org/bluez/hci0/dev_AA_BB_CC_00_11_22"


class Few:
    """Answers for one device only."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, int]] = []
        self.is_over = False
        self.typed: int | None = 42

    def may_pair(self, address: str) -> bool:
        return address == SCALE

    async def passkey(self, address: str) -> int | None:
        return self.typed if address == SCALE else None

    async def is_same(self, address: str, passkey: int) -> bool:
        return (address, passkey) == (SCALE, 42)

    def show(self, address: str, passkey: int) -> None:
        self.shown.append((address, passkey))

    def never_mind(self) -> None:
        self.is_over = True


def asked(agent: Agent, question: str, *arguments: object) -> object:
    """Ask as dbus-fast does, which takes the answer out of what it decorated."""
    answer: object = asyncio.run(getattr(Agent, question).__wrapped__(agent, *arguments))
    return answer


def test_a_device_that_may_be_paired_is_answered_for() -> None:
    few = Few()
    agent = Agent(few)
    agent.request_authorization(PATH)
    agent.authorize_service(PATH, "0000181d-0000-1000-8000-00805f9b34fb")
    agent.display_passkey(PATH, 7, 0)
    assert asked(agent, "request_passkey", PATH) == 42
    asked(agent, "request_confirmation", PATH, 42)
    agent.cancel()
    agent.release()
    assert (few.shown, few.is_over) == ([(SCALE, 7)], True)


@pytest.mark.parametrize("path", ["/org/bluez/hci0/dev_C0_00_00_00_00_99", "/org/bluez/hci0", "/", "dev_"])
def test_all_others_are_refused(path: str) -> None:
    agent = Agent(Few())
    for ask in (agent.request_authorization, lambda device: agent.authorize_service(device, "u")):
        with pytest.raises(DBusError, match="not enrolled, and nobody is pairing it"):
            ask(path)
    with pytest.raises(DBusError, match="not enrolled"):
        asked(agent, "request_passkey", path)
    with pytest.raises(DBusError, match="not enrolled"):
        asked(agent, "request_confirmation", path, 42)
    with pytest.raises(DBusError, match="not enrolled"):
        agent.display_passkey(path, 7, 0)


def test_digits_that_nobody_typed_or_confirmed_are_refused() -> None:
    few = Few()
    few.typed = None
    with pytest.raises(DBusError, match="nobody typed the digits"):
        asked(Agent(few), "request_passkey", PATH)
    with pytest.raises(DBusError, match="nobody confirmed the digits"):
        asked(Agent(few), "request_confirmation", PATH, 43)


def test_the_pairing_of_old_is_refused() -> None:
    agent = Agent(Few())
    for ask in (agent.request_pin_code, lambda device: agent.display_pin_code(device, "0000")):
        with pytest.raises(DBusError, match="the pairing of old"):
            ask(PATH)
