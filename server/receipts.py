"""Receipts on their way out: each hub hears at once what is held of it, and then at most once a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from vitals.identity import HomeId, HubId
from vitals.receipt import Receipt
from vitals.topics import Leaf, Topic
from vitals.wire import Signer, encode_receipt

EVERY_S: Final = 1.0
"""A receipt is cumulative, so one a second tells a hub as much as one a record, for a tenth of the server's time."""


class Receipts:
    """What hubs are to be told: the first at once, whatever follows within a second together with the last of it."""

    def __init__(self, publish: Callable[[str, bytes], None], sign: Signer) -> None:
        """Take the line out and the server's signature."""
        self._publish, self._sign = publish, sign
        self._owed: dict[tuple[HomeId, HubId], Receipt] = {}
        self._sent_s: dict[tuple[HomeId, HubId], float] = {}

    def owe(self, home: HomeId, receipt: Receipt) -> None:
        """Owe a hub a receipt; it stands for an earlier one if it names every epoch of that."""
        whose = home, receipt.hub
        before = self._owed.get(whose)
        if before is not None and not {held.epoch for held in before.held} <= {held.epoch for held in receipt.held}:
            self._send(whose, before)
        self._owed[whose] = receipt

    def pay(self, *, is_all: bool = False) -> None:
        """Send what is owed to hubs whose last receipt is a second old, or all of it."""
        now_s = time.monotonic()
        due = [whose for whose in self._owed if is_all or self._due_s(whose) <= now_s]
        for whose in due:
            self._sent_s[whose] = now_s
            self._send(whose, self._owed.pop(whose))

    def wait_s(self, at_most_s: float) -> float:
        """Tell for how long nothing need be paid."""
        if not self._owed:
            return at_most_s
        first_s = min(map(self._due_s, self._owed)) - time.monotonic()
        return min(at_most_s, max(first_s, 0.0))

    def _due_s(self, whose: tuple[HomeId, HubId]) -> float:
        return self._sent_s.get(whose, float("-inf")) + EVERY_S

    def _send(self, whose: tuple[HomeId, HubId], receipt: Receipt) -> None:
        self._publish(str(Topic(*whose, Leaf.RECEIPT)), encode_receipt(receipt, self._sign))
