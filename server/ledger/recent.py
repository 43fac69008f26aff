"""Recent: a record that a hub's own screen may still show."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from server.ledger.page import Disposition, JournalRow
from vitals.identity import Epoch, HubId


class Recent(NamedTuple):
    """A record by its place in the journal and its number; ``is_checked``: the rules have judged it as somebody's.

    A tuple, for one is made of every record.
    """

    record: int
    hub: HubId
    epoch: Epoch
    sequence: int
    received_at: datetime
    is_checked: bool

    @classmethod
    def of(cls, row: JournalRow) -> Recent:
        """Take what is needed of a row of the journal."""
        is_checked = row.disposition is Disposition.OBSERVED
        return cls(row.arrival, row.hub, row.epoch, row.sequence, row.received_at, is_checked)
