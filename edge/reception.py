"""Whom radio and agent ask about pairing, whether or not there is a desk; while nobody pairs: who is enrolled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from edge.devices.family import Advertisement
from edge.enrolled import EnrolledDevice


class Desk(Protocol):
    """Where people pair a device."""

    @property
    def is_open(self) -> bool:
        """Whether they do at this moment."""

    def sighted(self, address: str, said: Advertisement, signal_dbm: int) -> None:
        """Hear that a device advertises."""

    def spares(self, address: str) -> bool:
        """Tell whether a device must be left alone."""

    def may_pair(self, address: str) -> bool:
        """Tell whether people are pairing a device."""

    async def passkey(self, address: str) -> int | None:
        """Let people type the digits that a device shows."""

    async def is_same(self, address: str, passkey: int) -> bool:
        """Let people say whether a device shows these digits."""

    def show(self, address: str, passkey: int) -> None:
        """Show people what to type on a device."""

    def never_mind(self) -> None:
        """Take back what was asked."""


class Reception:
    """Passes questions on to the desk, if there is one; ``turn`` is held by whoever calls a device."""

    def __init__(self, desk: Callable[[], Desk | None], enrolled: Mapping[str, EnrolledDevice]) -> None:
        """Take the desk, which may not be set up, and the enrolled devices by address."""
        self._desk = desk
        self._enrolled = enrolled
        self.turn = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        """Whether people are pairing at this moment."""
        desk = self._desk()
        return desk is not None and desk.is_open

    def sighted(self, address: str, said: Advertisement, signal_dbm: int) -> None:
        """Pass on that a device advertises."""
        if (desk := self._desk()) is not None:
            desk.sighted(address, said, signal_dbm)

    def spares(self, address: str) -> bool:
        """Tell whether a device must be left alone."""
        desk = self._desk()
        return desk is not None and desk.spares(address)

    def may_pair(self, address: str) -> bool:
        """Tell whether a device is enrolled, or one that people are pairing."""
        desk = self._desk()
        return address.upper() in self._enrolled or (desk is not None and desk.may_pair(address))

    async def passkey(self, address: str) -> int | None:
        """Let people type the digits that a device shows; None if nobody is there."""
        desk = self._desk()
        return None if desk is None else await desk.passkey(address)

    async def is_same(self, address: str, passkey: int) -> bool:
        """Let people say whether a device shows these digits; False if nobody is there."""
        desk = self._desk()
        return desk is not None and await desk.is_same(address, passkey)

    def show(self, address: str, passkey: int) -> None:
        """Show people what to type on a device, if somebody is there."""
        if (desk := self._desk()) is not None:
            desk.show(address, passkey)

    def never_mind(self) -> None:
        """Take back what was asked."""
        if (desk := self._desk()) is not None:
            desk.never_mind()
