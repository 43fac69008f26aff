"""What is held of each hub: which records are new, which came before, and what the receipt says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from server.ledger.page import Page, Place
from server.ledger.port import Ledger
from server.patients.arrival import Admitted, Refused
from server.patients.gate import WhyQuarantined
from vitals.identity import Epoch, HomeId, HubId
from vitals.receipt import EPOCHS_MAX, RANGES_MAX, Held, Receipt

EPOCHS_NAMED: Final = 16
"""A receipt names the epochs it is about and the hub's latest ones: a hub begins an epoch at every start."""
RANGES_NAMED: Final = 1_024
"""So many ranges of the largest numbers, with the epochs, fit a payload; what is not named is sent again."""


class Holdings:
    """The numbers held of every hub; (hub, epoch, sequence) is the only identity a record has on its way."""

    def __init__(self, ledger: Ledger) -> None:
        """Learn what is held when it is first asked for."""
        self._ledger = ledger
        self._held: dict[HubId, dict[Epoch, Held]] = {}

    def divide(self, admitted: Sequence[Admitted]) -> tuple[list[Admitted], list[Refused]]:
        """Give the records that are new, once each, and those that come under a number with another content.

        What is merely here again is left out: it is held.
        """
        self._load({(each.envelope.hub, each.envelope.epoch) for each in admitted})
        first: dict[Place, Admitted] = {}
        again: list[Admitted] = []
        for each in admitted:
            hub, epoch, sequence = place = _place(each)
            if place in first or self._held[hub][epoch].holds(sequence):
                again.append(each)
            else:
                first[place] = each
        return list(first.values()), self._conflicts(again, first)

    def hold(self, fresh: Iterable[Admitted], page: Page) -> None:
        """Count new records as held from this page on."""
        sequences: dict[tuple[HubId, Epoch], list[int]] = {}
        for each in fresh:
            hub, epoch, sequence = _place(each)
            sequences.setdefault((hub, epoch), []).append(sequence)
        for (hub, epoch), numbers in sequences.items():
            held = self._held[hub].pop(epoch).add(numbers)
            self._held[hub][epoch] = page.held[hub, epoch] = held

    def receipts(self, admitted: Iterable[Admitted]) -> tuple[tuple[HomeId, Receipt], ...]:
        """Tell every hub that sent something, new or not, what is held of it; on the home's topic it spoke on."""
        epochs: dict[tuple[HomeId, HubId], dict[Epoch, None]] = {}
        for each in admitted:
            epochs.setdefault((each.topic.home, each.topic.hub), {})[each.envelope.epoch] = None
        return tuple((home, self.receipt(hub, about)) for (home, hub), about in epochs.items())

    def receipt(self, hub: HubId, about: Iterable[Epoch]) -> Receipt:
        """Tell a hub what is held of the epochs asked about and of its latest ones, as far as a payload goes."""
        known = self._held.get(hub, {})
        named = dict.fromkeys([*about, *list(reversed(known))[:EPOCHS_NAMED]])
        told: list[Held] = []
        left = RANGES_NAMED
        for epoch in list(named)[:EPOCHS_MAX]:
            above = known[epoch].above[: min(left, RANGES_MAX)]
            told.append(replace(known[epoch], above=above))
            left -= len(above)
        return Receipt(hub=hub, held=tuple(told))

    def _load(self, pairs: set[tuple[HubId, Epoch]]) -> None:
        unknown = {(hub, epoch) for hub, epoch in pairs if epoch not in self._held.get(hub, ())}
        if not unknown:
            return
        found = self._ledger.held(unknown)
        for hub, epoch in unknown:
            known = self._held.setdefault(hub, {})
            for stored, held in found.get(hub, {}).items():
                known.setdefault(stored, held)
            known.setdefault(epoch, Held(epoch=epoch, upto=0, above=()))

    def _conflicts(self, again: Sequence[Admitted], first: dict[Place, Admitted]) -> list[Refused]:
        if not again:
            return []
        known = dict(self._ledger.hashes({_place(each) for each in again}))
        known |= {place: each.content_hash for place, each in first.items()}
        return [
            Refused(
                arrival=each.arrival,
                why=WhyQuarantined.CONFLICT,
                detail=f"epoch {each.envelope.epoch} sequence {each.envelope.sequence}",
            )
            for each in again
            if known.get(_place(each)) != each.content_hash
        ]


def _place(admitted: Admitted) -> Place:
    envelope = admitted.envelope
    return envelope.hub, envelope.epoch, envelope.sequence
