"""The observations as a stream, for who takes them elsewhere: everything once, and what was dated afterwards too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from server.ledger.page import Observation


class Cursor(NamedTuple):
    """How far the stream was read: by arrival, and by the number of the redating."""

    arrival: int = 0
    redating: int = 0


class Portion(NamedTuple):
    """Some observations, and the cursor after them."""

    observations: Sequence[Observation]
    after: Cursor


class ObservationStream(Protocol):
    """The stream and its cursor. Every method raises LedgerError when the database is not to be had."""

    def cursor(self) -> Cursor:
        """Give how far the stream was taken."""

    def read(self, since: Cursor, most: int) -> Portion | None:
        """Give the next observations, about ``most``, whole arrivals only; None when there are none."""

    def taken(self, cursor: Cursor) -> None:
        """Keep how far the stream was taken."""
