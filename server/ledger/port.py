"""What the pipeline needs of a store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from server.alerts.aftermath import ActedOn
from server.alerts.alert import Alert
from server.ledger.page import (
    Attribution,
    Boot,
    BootClock,
    Desired,
    JournalRow,
    Memory,
    MoveRequest,
    Observation,
    Page,
    Place,
)
from server.ledger.past import Past
from server.ledger.recent import Recent
from server.patients.known import Knowledge
from server.patients.look import Look
from server.patients.register import Register
from server.rules.activation.activation import Activation, ActivationRequest, Pilots
from server.rules.activation.approval import Given
from server.rules.record import Unsettled
from vitals.identity import Epoch, HubId, PatientId
from vitals.receipt import Held


class LedgerError(Exception):
    """The store could not do what was asked; nothing of the page was written, and trying again may help."""


class Ledger(Protocol):
    """The store as the only writer sees it. Every method raises LedgerError when the database is not to be had."""

    def write(self, page: Page) -> None:
        """Write a page in one transaction; when this returns, it is durable."""

    def recall(self, since: datetime) -> Memory:
        """Give what is taken up after a restart, but for what was measured; ended episodes only from ``since`` on."""

    def past_readings(self, since: datetime) -> Iterator[Past]:
        """Give the readings that stand, measured from ``since`` on, a portion of columns at a time."""

    def register(self) -> Register:
        """Give the register as it is now."""

    def held(self, pairs: Collection[tuple[HubId, Epoch]]) -> Mapping[HubId, Mapping[Epoch, Held]]:
        """Give what is held of these epochs, and of the latest epochs of their hubs, oldest first."""

    def hashes(self, places: Collection[Place]) -> Mapping[Place, bytes]:
        """Give the content hashes under which the journal knows these places."""

    def firsts(self, natural_keys: Collection[str]) -> Mapping[str, int]:
        """Give the first arrival that counts with each of these natural keys, where one does."""

    def undated(self, boots: Collection[Boot]) -> list[JournalRow]:
        """Give the records of these boots that wait for their time, in order of arrival."""

    def clocks(self, boots: Collection[Boot]) -> Mapping[Boot, BootClock]:
        """Give, for each of these boots that ever knew the time, an instant at which it did."""

    def journaled(self, places: Collection[Place]) -> Mapping[Place, JournalRow]:
        """Give the rows of the journal that have these places."""

    def journal(self, arrivals: Collection[int]) -> Mapping[int, JournalRow]:
        """Give the rows of the journal that have these numbers."""

    def said(self, records: Collection[int]) -> Mapping[int, Attribution]:
        """Give what was said last of these records of the journal, where anything was."""

    def standing(self, records: Collection[int]) -> Mapping[int, Sequence[Observation]]:
        """Give the observations that stand of these records of the journal, where any do."""

    def unsettled(self, records: Collection[int]) -> Mapping[int, Sequence[Unsettled]]:
        """Give whose these weights may be, as long as nobody has said whose they are."""

    def desired(self, hubs: Collection[HubId]) -> Mapping[HubId, Desired]:
        """Give what these hubs were told last, where they were told anything."""

    def requests(self) -> Sequence[MoveRequest]:
        """Give the moves that commands have asked for and that were not answered."""

    def acted_on(self, arrivals: Collection[int], patients: Collection[PatientId]) -> Sequence[ActedOn]:
        """Give the alerts of these patients that a person closed and that rest on any of these observations."""

    def alerts_of(self, episodes: Collection[str]) -> Mapping[str, Alert]:
        """Give the alerts of these episodes."""

    def alerts(self, numbers: Collection[int]) -> Mapping[int, Alert]:
        """Give these alerts."""

    def recent(self, since: datetime) -> Sequence[Recent]:
        """Give the records that came since an instant, the oldest first."""

    def looks(self, records: Collection[int]) -> Mapping[int, Look]:
        """Give who has seen these records first as whose they are now, where anybody has."""

    def look(self, record: int, patient: PatientId) -> Look | None:
        """Give who saw a record first as this patient's, if anybody did."""

    def unseen(self, patient: PatientId, since: datetime, upto: int) -> Sequence[int]:
        """Give a patient's records since an instant that nobody has seen, but for what came after a number."""

    def behind(self, episodes: Collection[str]) -> Mapping[str, Sequence[int]]:
        """Give the records on which these episodes' cards rest, by episode."""

    def known(self, since: datetime, patients: Collection[PatientId] | None = None) -> Knowledge:
        """Give what was said of these patients, or of everybody, but for what was over before an instant."""

    def activation(self) -> Activation | None:
        """Give which rules run; None if none ever have."""

    def activation_requests(self) -> Sequence[ActivationRequest]:
        """Give the activations that commands have asked for and that were not answered, the oldest first."""

    def approvals(self) -> Sequence[Given]:
        """Give every approval of rules, the oldest first."""

    def pilots(self) -> Pilots:
        """Give in which units rules are tried out now."""
