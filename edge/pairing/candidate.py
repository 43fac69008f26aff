"""What is in reach while people pair a device: who it is by its advertisement, the strongest signal first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from edge.devices.catalogue import recognise
from edge.devices.family import Advertisement, Family

_NAME_MAX: Final = 64
"""The contract takes no longer name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A device that could be paired; ``can_be_read`` says whether this hub can fetch from its family."""

    address: str
    family: Family
    name: str | None
    signal_dbm: int
    heard_ms: int
    said: Advertisement
    can_be_read: bool

    @property
    def shown_name(self) -> str:
        """What to call it: what it calls itself, without what no database keeps, or else its kind."""
        printable = "".join(each for each in self.name or "" if each.isprintable()).strip()
        return (printable or self.family.label)[:_NAME_MAX]


class Sightings:
    """The devices heard since people began, of families that are known here, or of the one that they wait for."""

    def __init__(self, can_read: Callable[[Family], bool], wanted: Family | None = None) -> None:
        """Take which families this hub can fetch from, and perhaps the only one that people want to see."""
        self._can_read = can_read
        self._wanted = wanted
        self._seen: dict[str, Candidate] = {}

    def hear(self, address: str, said: Advertisement, signal_dbm: int, now_ms: int) -> bool:
        """Take an advertisement; tells whether somebody new is there, or turns out to be something else.

        A device's name may come with its scan response only, so what says more of it wins over what said less.
        """
        address = address.upper()
        family = recognise(said)
        known = self._seen.get(address)
        if family is None or (self._wanted is not None and family is not self._wanted):
            if known is not None:
                self._seen[address] = replace(known, signal_dbm=signal_dbm, heard_ms=now_ms)
            return False
        if known is not None and known.family.score(known.said) >= family.score(said):
            family, said = known.family, replace(known.said, service_data=said.service_data)
        self._seen[address] = Candidate(
            address=address,
            family=family,
            name=said.name or (None if known is None else known.name),
            signal_dbm=signal_dbm,
            heard_ms=now_ms,
            said=said,
            can_be_read=self._can_read(family),
        )
        return known is None or known.family is not family

    @property
    def seen(self) -> Mapping[str, Candidate]:
        """Give all of them by address, those that can be read first, the strongest first."""
        ranked = sorted(self._seen.values(), key=lambda each: (not each.can_be_read, -each.signal_dbm))
        return {each.address: each for each in ranked}
