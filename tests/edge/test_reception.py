from __future__ import annotations

import asyncio

from pairing_play import A_AND_D, AWAY
from small_hub import SCALE

from edge.devices.family import Advertisement
from edge.reception import Reception


class BusyDesk:
    """A desk at which somebody pairs one device."""

    is_open = True

    def __init__(self) -> None:
        self.heard: list[object] = []

    def sighted(self, address: str, said: Advertisement, signal_dbm: int) -> None:
        self.heard.append((address, said.name, signal_dbm))

    def spares(self, address: str) -> bool:
        return address == AWAY

    def may_pair(self, address: str) -> bool:
        return address == AWAY

    async def passkey(self, address: str) -> int | None:
        return 42 if address == AWAY else None

    async def is_same(self, address: str, passkey: int) -> bool:
        return (address, passkey) == (AWAY, 42)

    def show(self, address: str, passkey: int) -> None:
        self.heard.append((address, passkey))

    def never_mind(self) -> None:
        self.heard.append("never mind")


def test_while_nobody_pairs_only_enrolled_devices_are_answered_for_and_nobody_is_spared() -> None:
    reception = Reception(lambda: None, {SCALE.address: SCALE})
    reception.sighted(AWAY, A_AND_D, -60)
    reception.show(AWAY, 1)
    reception.never_mind()
    assert not reception.is_open
    assert not reception.spares(AWAY)
    assert reception.may_pair(SCALE.address.lower())
    assert not reception.may_pair(AWAY)
    assert asyncio.run(reception.passkey(SCALE.address)) is None
    assert not asyncio.run(reception.is_same(SCALE.address, 1))


def test_while_somebody_pairs_the_desk_is_asked() -> None:
    desk = BusyDesk()
    reception = Reception(lambda: desk, {SCALE.address: SCALE})
    reception.sighted(AWAY, A_AND_D, -60)
    reception.show(AWAY, 1)
    reception.never_mind()
    assert reception.is_open
    assert reception.spares(AWAY)
    assert reception.may_pair(AWAY)
    assert reception.may_pair(SCALE.address)
    assert asyncio.run(reception.passkey(AWAY)) == 42
    assert asyncio.run(reception.is_same(AWAY, 42))
    assert desk.heard == [(AWAY, A_AND_D.name, -60), (AWAY, 1), "never mind"]
