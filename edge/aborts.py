"""How often in a row a bonded device's keys did not fit; after five times people are asked to pair it again. Pure.

bleak keeps such a failure to itself and calls again until its time is up. So a bonded device that did not answer in
time is a suspect, and the next call to it begins with a question to BlueZ itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BELIEVED_AFTER: Final = 5
"""What BlueZ says of a device that lost its keys, it also says for harmless reasons: KristianP26/ble-scale-sync#290."""
PAIR_AGAIN: Final = "it does not know this hub any more: pair it again (nara-hub pair)"


@dataclass(slots=True)
class _Memory:
    is_suspect: bool = False
    in_a_row: int = 0


class Aborts:
    """Counts by address. Nothing is deleted here: giving up a bond is for people."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._memories: dict[str, _Memory] = {}

    def suspects(self, address: str) -> bool:
        """Tell whether BlueZ should be asked itself when this device is called."""
        memory = self._memories.get(address)
        return memory is not None and memory.is_suspect

    def answered(self, address: str) -> None:
        """Note that a call went well."""
        self._memories.pop(address, None)

    def unanswered(self, address: str) -> None:
        """Note that a bonded device did not answer in time, for whatever reason."""
        self._memories.setdefault(address, _Memory()).is_suspect = True

    def aborted(self, address: str) -> bool:
        """Note that the keys of a bonded device did not fit; tells whether people must pair it again.

        >>> aborts = Aborts()
        >>> [aborts.aborted("AA:BB:CC:00:11:22") for _ in range(6)]
        [False, False, False, False, True, True]
        """
        memory = self._memories.setdefault(address, _Memory())
        memory.is_suspect = True
        memory.in_a_row += 1
        return memory.in_a_row >= BELIEVED_AFTER
