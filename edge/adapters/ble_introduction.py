"""Introductions: what is said once to a device that people pair, over bleak, before it is enrolled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from edge.adapters.ble_fault import fault_of
from edge.adapters.ble_link import BleLink
from edge.devices.family import Family
from edge.devices.link import LinkError, RefusedError, Secrets
from edge.pace import Pace
from edge.pairing.port import BondError
from edge.pairing.why import Why
from edge.roster import Offer


class Introductions:
    """Calls devices that are not enrolled yet; nothing that they measure is kept."""

    def __init__(
        self, in_view: Callable[[str], Offer[Any] | None], home_time: Callable[[], datetime | None], pace: Pace
    ) -> None:
        """Take who can be called, by address, and the time."""
        self._in_view = in_view
        self._home_time = home_time
        self._pace = pace

    async def introduce(self, address: str, family: Family, secrets: Secrets) -> Secrets:
        """Say what the family says once, and give what lets the hub in from now on; raises BondError."""
        offer = self._in_view(address)
        if offer is None or family.introduce is None:
            raise BondError(Why.NOT_REACHED, f"{address} is not heard any more")
        link = self._link(offer, family, secrets)
        if (fault := await fault_of(link.connect, self._pace.connect_s + self._pace.hang_up_s)) is not None:
            raise BondError(Why.NOT_REACHED, fault)
        try:
            async with asyncio.timeout(self._pace.call_s):
                return await family.introduce(link)
        except RefusedError as problem:
            raise BondError(Why.REFUSED, str(problem)) from problem
        except (LinkError, TimeoutError) as problem:
            raise BondError(Why.NOT_REACHED, str(problem) or "it never stops talking") from problem
        finally:
            await fault_of(link.hang_up, self._pace.hang_up_s)

    def _link(self, offer: Offer[Any], family: Family, secrets: Secrets) -> BleLink:
        return BleLink(
            offer,
            secrets,
            family.forbidden,
            hold=lambda _: None,
            keep_held=lambda: True,
            learn=lambda _: None,
            home_time=self._home_time,
            pace=self._pace,
        )
