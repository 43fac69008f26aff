"""Without a bus; adapters are switched, and bluetoothd restarted, in tests/ble."""

from __future__ import annotations

import asyncio
import logging

import pytest

from edge.adapters.bluez import Bluez
from edge.adapters.bonds import Bonds
from edge.adapters.remedies import Remedies
from edge.ladder import DeafError, Rung


class Nobody:
    """Answers for no device."""

    def may_pair(self, address: str) -> bool:
        return not address

    async def passkey(self, address: str) -> int | None:
        return len(address)

    async def is_same(self, address: str, passkey: int) -> bool:
        return len(address) == passkey

    def show(self, address: str, passkey: int) -> None:
        pass

    def never_mind(self) -> None:
        pass


def apply(rung: Rung) -> None:
    async def play() -> None:
        bluez = Bluez(Nobody())
        await Remedies(bluez, Bonds(bluez).connect).apply(rung)

    asyncio.run(play())


def test_the_last_step_ends_the_hub_with_a_sentence() -> None:
    with pytest.raises(DeafError, match="this hub ends to be started again"):
        apply(Rung.EXIT)


@pytest.mark.parametrize("rung", [Rung.POWER, Rung.BLUETOOTHD])
def test_a_step_that_does_not_work_is_said_and_ends_nothing(rung: Rung, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        apply(rung)
    assert f"{rung.name.lower()} did not work" in caplog.text


def test_listening_anew_needs_nobodys_help(caplog: pytest.LogCaptureFixture) -> None:
    apply(Rung.ANEW)
    assert caplog.text == ""
