"""How often in a row a bonded device's keys did not fit; after five times people are asked to pair it again. Pure."""

from __future__ import annotations

from typing import Final

BELIEVED_AFTER: Final = 5
"""What BlueZ says of a device that lost its keys, it also says for harmless reasons: KristianP26/ble-scale-sync#290."""
PAIR_AGAIN: Final = "it does not know this hub any more: pair it again (nara-hub pair)"


class Aborts:
    """Counts by address. Nothing is deleted here: giving up a bond is for people."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._in_a_row: dict[str, int] = {}

    def called(self, address: str, *, is_abort: bool, is_bonded: bool) -> bool:
        """Note how a call went; tells whether people must pair the device again.

        >>> aborts = Aborts()
        >>> [aborts.called("AA", is_abort=True, is_bonded=True) for _ in range(6)]
        [False, False, False, False, True, True]
        """
        if not (is_abort and is_bonded):
            self._in_a_row.pop(address, None)
            return False
        self._in_a_row[address] = self._in_a_row.get(address, 0) + 1
        return self._in_a_row[address] >= BELIEVED_AFTER
