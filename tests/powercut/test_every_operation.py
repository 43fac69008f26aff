"""A short life of an outbox, cut at every operation on the disk: opening, enrolling, keeping, dating, pruning."""

from __future__ import annotations

import contextlib
from random import Random

import apsw
import pytest

from tests.powercut.forgetful_disk import Disk, PowerCut, connect
from tests.powercut.hub_life import HubLife, shipped
from vitals.identity import mint_epoch

DAYS_40_MS = 40 * 24 * 3_600_000
SEEDS = 2
"""What survives of the operations under way is chance, so each place is cut more than once."""
OPERATIONS_AT_LEAST = 60


class ShortLife(HubLife):
    """One disk and a script that is always the same; the power goes at a given operation."""

    def until(self, operation: int) -> bool:
        """Live until that operation, and look at what is left; tells whether the power went before the end."""
        self._disk.cut_in = operation
        connection = None
        was_cut = True
        try:
            connection = connect(self._disk)
            outbox = self._opened(connection)
            connection.execute("PRAGMA wal_autocheckpoint=8")
            outbox.begin_epoch(mint_epoch(Random(operation).randbytes))  # noqa: S311
            self._put(outbox, is_pairing=True)
            for _ in range(5):
                self._put(outbox)
                self._date(outbox)
            self._settle(outbox)
            self._now_ms += DAYS_40_MS
            self._put(outbox)
            self._settle(outbox)
            was_cut = False
        except PowerCut:
            pass
        finally:
            if connection is not None:
                with contextlib.suppress(PowerCut, apsw.Error):
                    connection.close()
        self._disk = self._disk.after_the_cut()
        self._look()
        return was_cut


@pytest.mark.decision("H7")
@pytest.mark.timeout(60)
@pytest.mark.parametrize("is_old", [False, True], ids=["a new card", "a card of an older hub"])
def test_a_cut_at_every_single_operation_loses_nothing(is_old: bool) -> None:
    for seed in range(SEEDS):
        operation = 0
        while True:
            life = ShortLife(seed, shipped)
            if is_old:
                life._begin_with_an_old_file()
            if not life.until(operation):
                break
            operation += 1
        assert operation > OPERATIONS_AT_LEAST


def test_the_disk_of_such_a_life_is_the_one_that_forgets() -> None:
    disk = Disk(Random(0))  # noqa: S311
    disk.cut_in = 0
    with pytest.raises(PowerCut):
        connect(disk).execute("CREATE TABLE t(x)")
