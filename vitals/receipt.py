"""Receipt: what the server holds of a hub's records, so that the hub may call them settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vitals.fields import Fields, Json
from vitals.identity import Epoch, HubId

EPOCHS_MAX: Final = 64
RANGES_MAX: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is held of one epoch: every sequence up to ``upto``, and the ranges above it (both ends included).

    The ranges are sorted, apart from each other and from ``upto`` by at least one missing number.

    >>> Held(epoch=Epoch("00" * 8), upto=0, above=()).add([1, 2, 5, 4])
    Held(epoch='0000000000000000', upto=2, above=((4, 5),))
    """

    epoch: Epoch
    upto: int
    above: tuple[tuple[int, int], ...]

    def add(self, sequences: Iterable[int]) -> Held:
        """Give what is held once these sequences are held too; those held already change nothing."""
        upto = self.upto
        ranges = sorted([*self.above, *((sequence, sequence) for sequence in set(sequences) if sequence > upto)])
        merged: list[tuple[int, int]] = []
        for first, last in ranges:
            if first <= upto + 1:
                upto = max(upto, last)
            elif merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return Held(epoch=self.epoch, upto=upto, above=tuple(merged))

    def holds(self, sequence: int) -> bool:
        """Tell whether a sequence of this epoch is held.

        >>> held = Held(epoch=Epoch("00" * 8), upto=2, above=((4, 5),))
        >>> [held.holds(sequence) for sequence in (2, 3, 4, 6)]
        [True, False, True, False]
        """
        return sequence <= self.upto or any(first <= sequence <= last for first, last in self.above)

    @property
    def highest(self) -> int:
        """The highest sequence held; a hub that never sent it has lost its memory."""
        return self.above[-1][1] if self.above else self.upto

    def to_wire(self) -> Json:
        """Write what is held of one epoch; ranges beyond the limit wait for a later receipt."""
        return {"epoch": self.epoch, "upto": self.upto, "above": [list(pair) for pair in self.above[:RANGES_MAX]]}

    @classmethod
    def from_wire(cls, fields: Fields) -> Held:
        """Read what is held of one epoch; raises WireError."""
        epoch = Epoch(fields.epoch("epoch"))
        upto = fields.integer("upto")
        above: list[tuple[int, int]] = []
        floor = upto
        for pair in fields.array("above", RANGES_MAX):
            if not (isinstance(pair, list) and len(pair) == 2 and all(type(end) is int for end in pair)):  # noqa: PLR2004
                raise fields.refuse("above", "has a member that is not two whole numbers")
            first, last = pair
            if not floor + 1 < first <= last:
                raise fields.refuse("above", "is not a list of rising, separate ranges")
            above.append((first, last))
            floor = last
        fields.done()
        return cls(epoch=epoch, upto=upto, above=tuple(above))


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the server holds, after its commit, of every epoch of one hub that is still open.

    A quarantined record counts as held. Anything not named here is the hub's to keep and to send again.
    """

    hub: HubId
    held: tuple[Held, ...]

    def holds(self, epoch: Epoch, sequence: int) -> bool:
        """Tell whether the server holds this record."""
        return any(part.epoch == epoch and part.holds(sequence) for part in self.held)

    def to_wire(self) -> Json:
        """Write the receipt without its signature."""
        return {"hub": self.hub, "held": [part.to_wire() for part in self.held]}

    @classmethod
    def from_wire(cls, fields: Fields) -> Receipt:
        """Read the receipt; raises WireError."""
        return cls(
            hub=HubId(fields.identity("hub")),
            held=tuple(Held.from_wire(member) for member in fields.members("held", EPOCHS_MAX)),
        )
