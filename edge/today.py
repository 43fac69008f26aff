"""Today: what a hub remembers of its own records, so that its screen can say what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from edge.events import Dated, Event, Kept, Key, LineDown, LineUp, NotKept, Order, Remember, Settle, Started
from edge.household import Household, RememberHousehold
from vitals.desired import DesiredState
from vitals.fields import Fields, Json, WireError
from vitals.record import Record, read_record

REMEMBERED_MAX: Final = 2_000
"""A month of weighings, pressures and answers of a shared home; older ones are on the card and on no screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record of this hub; ``is_sent`` says that the server's receipt settled it."""

    key: Key
    record: Record
    is_sent: bool


@dataclass(slots=True)
class Today:
    """The latest records in the order they were kept, and what else a screen shows.

    ``unkept`` is the card's fault when the latest record could not be kept, None once one could.
    """

    items: dict[Key, Item] = field(default_factory=dict)
    desired: DesiredState | None = None
    household: Household = field(default_factory=Household)
    is_up: bool = False
    unkept: str | None = None

    def note(self, event: Event, orders: Iterable[Order]) -> None:
        """Take in what the hub heard, and what it ordered in answer."""
        match event:
            case Started():
                self._begin(event)
            case Kept(waiting, body):
                self.unkept = None
                self._keep(waiting.key, body, is_sent=False)
            case Dated(waiting, body):
                self._keep(waiting.key, body, is_sent=False)
            case NotKept(why, is_record=True):
                self.unkept = why
            case LineUp():
                self.is_up = True
            case LineDown():
                self.is_up = False
            case _:
                pass
        for order in orders:
            self._note_order(order)

    def _note_order(self, order: Order) -> None:
        match order:
            case Settle(keys):
                self._settle(keys)
            case Remember(desired):
                self.desired = desired
            case RememberHousehold(household):
                self.household = household
            case _:
                pass

    def _begin(self, started: Started) -> None:
        self.desired, self.household = started.desired, started.household
        for recent in started.recent:
            self._keep(recent.key, recent.body, is_sent=recent.is_settled)

    def _keep(self, key: Key, body: Json | None, *, is_sent: bool) -> None:
        """Remember a record; one that only a newer hub can read is on the card all the same."""
        if body is None:
            return
        try:
            record = read_record(Fields(body, "body"))
        except WireError:
            return
        self.items[key] = Item(key=key, record=record, is_sent=is_sent)
        while len(self.items) > REMEMBERED_MAX:
            del self.items[next(iter(self.items))]

    def _settle(self, keys: Iterable[Key]) -> None:
        for key in keys:
            if (item := self.items.get(key)) is not None:
                self.items[key] = replace(item, is_sent=True)
