"""The book of what the devices said and what the hubs answered: the other side of the journal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.journeys.plan import Sending

LIVE_WITHIN = timedelta(minutes=10)
"""A reading heard so soon is dated by the hub's clock, an older one by the device's (vitals.dating says so)."""
Place = tuple[str, str, int]
"""Hub, epoch and sequence."""


@dataclass(slots=True)
class Entry:
    """When one sending was said to a hub, and how often the hub answered that it is kept."""

    said_at: list[datetime] = field(default_factory=list)
    kept: int = 0

    def dated_at(self, sending: Sending) -> set[datetime]:
        """Give the instants the record may be dated at."""
        return {said_at if said_at - sending.at <= LIVE_WITHIN else sending.at for said_at in self.said_at}


class Book:
    """What each device said, and what came back."""

    def __init__(self) -> None:
        self.entries: dict[Sending, Entry] = {}
        self.places: Counter[Place] = Counter()

    def said(self, sending: Sending, at: datetime) -> None:
        """A device begins to say something; from now on nobody knows whether it was kept."""
        self.entries.setdefault(sending, Entry()).said_at.append(at)

    def kept(self, sending: Sending, hub: str, epoch: str, sequence: int) -> None:
        """The hub answers that it is on the card, under this number."""
        self.entries[sending].kept += 1
        self.places[hub, epoch, sequence] += 1

    def by_what_was_said(self, hubs: dict[str, str]) -> dict[tuple[str, bytes], tuple[Sending, Entry]]:
        """Find entries by hub id and payload; ``hubs`` gives each home's hub. No device ever says the same twice."""
        found = {(hubs[each.home], each.payload): (each, entry) for each, entry in self.entries.items()}
        assert len(found) == len(self.entries), "the plan says the same thing twice: nobody could tell them apart"
        return found
