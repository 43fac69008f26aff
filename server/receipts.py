"""Receipts on their way out: a hub hears what is held of it at once, or while it streams once a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from vitals.identity import HomeId, HubId
from vitals.receipt import Receipt
from vitals.topics import Leaf, Topic
from vitals.wire import Signer, encode_receipt

EVERY_S: Final = 1.0
"""A receipt is cumulative: to a hub that streams, one a second tells as much as one a record."""


class Receipts:
    """What hubs are to be told: at once when nothing more waits, else once a second for each hub."""

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

    def pay(self, *, is_quiet: bool) -> None:
        """Send what is owed: all of it, or where the last is a second old."""
        now_s = time.monotonic()
        for whose, receipt in list(self._owed.items()):
            if is_quiet or now_s - self._sent_s.get(whose, float("-inf")) >= EVERY_S:
                del self._owed[whose]
                self._sent_s[whose] = now_s
                self._send(whose, receipt)

    def _send(self, whose: tuple[HomeId, HubId], receipt: Receipt) -> None:
        self._publish(str(Topic(*whose, Leaf.RECEIPT)), encode_receipt(receipt, self._sign))
