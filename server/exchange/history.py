"""History: rows of a log go through the gate that every record goes through, into the journal; no rule judges them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from server.clerk import claim, file, journal_row, linked, set_apart, settled
from server.exchange.arriving import Arriving, Known, LogRow, When, when
from server.exchange.had import Had, Shelf
from server.exchange.likeness import Likeness, likeness
from server.exchange.rows import Words
from server.ledger.page import Disposition, JournalRow, Page
from server.patients.arrival import Admitted, Arrival
from server.patients.attribution import HowClaimed
from server.patients.habit import RECENT, Weight
from server.patients.register import Register
from server.sayings import Sayings
from vitals.identity import Epoch, HomeId, HubId, PatientId
from vitals.measurement import Measurement
from vitals.receipt import Held
from vitals.record import Answer, Record, Undecoded
from vitals.topics import Leaf, Topic
from vitals.vital import Vital
from vitals.wire import decode_record, encode_record

KEPT: Final = "kept"
BEFORE: Final = "here_before"
HERE: Final = "here_already"
WEIGHTS_KNOWN: Final = 64
"""So many weights of somebody are remembered; the nearest seven are asked for (server/patients/habit.py)."""
_NO_SIGNATURE: Final = bytes(64)
"""Nobody signed a row of a log, and nobody can say that a hub did."""


class Places(NamedTuple):
    """Where a row belongs in the register: the home, and the patient and device in it."""

    home: HomeId
    known: Known


class Books(Protocol):
    """What is asked of the store while history comes in."""

    def firsts(self, natural_keys: Collection[str]) -> Mapping[str, int]:
        """Give the first arrival that counts with each of these natural keys, where one does."""

    def known(self, hub: HubId, keys: Collection[str]) -> set[str]:
        """Give which of these rows are in the journal already."""

    def had(self, patient: PatientId) -> Sequence[Had]:
        """Give what a patient who is here has or ever had; nothing of who comes with the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from, named as a hub is, though no hub has that name; ``epoch`` is this run's.

    ``arrival`` is the next number of the journal, ``now`` when it is taken in, ``zone`` that of naive instants.
    """

    hub: HubId
    epoch: Epoch
    arrival: int
    register: Register
    zone: ZoneInfo
    now: datetime


class Outcome(NamedTuple):
    """What became of a row: ``kept``, ``here_before``, or why no rule will use it; ``here_already`` is live's own."""

    row: LogRow
    what: str


class _Fresh(NamedTuple):
    """A row that comes for the first time, and the record of the patient's that said the same before it."""

    row: LogRow
    admitted: Admitted
    repeats: int | None


class History:
    """Takes rows in, a page at a time. The same row is taken in once, however often it comes."""

    def __init__(self, books: Books, words: Words, source: Source) -> None:
        """Take the store, what the rules at work call things, and where the rows come from."""
        self._books, self._source = books, source
        self._arrival, self._sequence = source.arrival, 0
        self._arriving = Arriving(words, source.zone, source.now)
        self._sayings = Sayings([*words.symptoms.values()])
        self._weights: dict[PatientId, deque[Weight]] = defaultdict(lambda: deque(maxlen=WEIGHTS_KNOWN))
        self._shelves: dict[PatientId, Shelf] = {}
        self._answers: dict[int, int] = {}
        self.counts: Counter[str] = Counter()

    def take(
        self, rows: Sequence[tuple[LogRow, Places]], progress: Callable[[int], None] = lambda _done: None
    ) -> tuple[Page, list[Outcome]]:
        """Give the page that these rows are, and what became of each; ``progress`` is told how many were read."""
        page, outcomes = Page(), list[Outcome]()
        seen = self._books.known(self._source.hub, {row.key for row, _ in rows})
        fresh: list[_Fresh] = []
        for count, (row, places) in enumerate(rows, 1):
            progress(count)
            settled_at = when(row, self._source.zone)
            record = self._arriving.record(row, settled_at, places.known)
            repeats = None if settled_at is None else self._repeats(record, places.known.patient, settled_at)
            if row.key in seen:
                outcomes.append(Outcome(row, BEFORE))
                continue
            seen.add(row.key)
            now = self._source.now
            received_at = now if settled_at is None else min(settled_at.received_at, now)
            fresh.append(_Fresh(row, self._admitted(record, places.home, received_at), repeats))
        self._file(fresh, page)
        said = [each.admitted for each, row in zip(fresh, page.journal, strict=True) if row.duplicate_of is None]
        self._sayings.hear(said, self._source.register, page)
        for each, journaled in zip(fresh, page.journal, strict=True):
            what = _what(each.admitted.envelope.record, journaled) if each.repeats is None else HERE
            outcomes.append(Outcome(each.row, what))
        if fresh:
            hub, epoch = self._source.hub, self._source.epoch
            page.held[hub, epoch] = Held(epoch=epoch, upto=self._sequence, above=())
        self.counts.update(each.what for each in outcomes)
        return page, outcomes

    def likeness(self, patient: PatientId, page: Page) -> Likeness:
        """Compare the weights that somebody who is here has with those that a page gives them."""
        far = {row.arrival for row in page.journal if row.reason == HowClaimed.QUESTIONED}
        mine = [each for each in page.observations if each.patient == patient and each.vital is Vital.BODY_WEIGHT]
        came = sorted((int(each.measured_at.timestamp()), each.value) for each in mine)
        return likeness(self._shelf(patient).weights, came, sum(each.arrival in far for each in mine))

    def _admitted(self, record: Record, home: HomeId, received_at: datetime) -> Admitted:
        """Write a row as the record that it is, under the next number."""
        self._sequence += 1
        hub = self._source.hub
        payload = encode_record(hub, self._source.epoch, self._sequence, record.to_wire(), lambda _: _NO_SIGNATURE)
        envelope, topic = decode_record(payload), Topic(home, hub, Leaf.RECORD)
        return Admitted(
            arrival=Arrival(topic=str(topic), payload=payload, received_at=received_at),
            topic=topic,
            envelope=envelope,
            content_hash=hashlib.sha256(envelope.signed).digest(),
        )

    def _repeats(self, record: Record, patient: PatientId | None, settled_at: When) -> int | None:
        """Give the record by which a patient who is here already has what a row says."""
        if patient is None or not isinstance(record, Measurement | Answer):
            return None
        shelf, at_s = self._shelf(patient), int(settled_at.measured_at.timestamp())
        if isinstance(record, Answer):
            return shelf.find(record.question, None, at_s)
        ((vital, value),) = record.values.items()
        return shelf.find(vital.value.name, value, at_s)

    def _shelf(self, patient: PatientId) -> Shelf:
        if patient not in self._shelves:
            self._shelves[patient] = Shelf(self._books.had(patient))
        return self._shelves[patient]

    def _file(self, fresh: Sequence[_Fresh], page: Page) -> None:
        """Give each record its row and its owner, as the pipeline does (server/pipeline.py)."""
        rows = [journal_row(each.admitted, self._arrival + number) for number, each in enumerate(fresh)]
        self._arrival += len(rows)
        firsts = dict(self._books.firsts({row.natural_key for row in rows if row.natural_key is not None}))
        for each, unlinked in zip(fresh, rows, strict=True):
            record = each.admitted.envelope.record
            repeats = each.repeats or self._said_before(record, each.row, unlinked.arrival)
            row = linked(unlinked, firsts) if repeats is None else unlinked._replace(duplicate_of=repeats)
            filed = file(record, row, self._source.register, self._near)
            page.journal.append(settled(row, filed))
            claim(page.journal[-1], firsts)
            page.set_apart += set_apart(row, record, filed)
            page.observations += filed.observations
            for observation in filed.observations:
                if observation.vital is Vital.BODY_WEIGHT:
                    weight = (int(observation.measured_at.timestamp()), observation.value)
                    self._weights[observation.patient].append(weight)

    def _said_before(self, record: Record, row: LogRow, arrival: int) -> int | None:
        """Give the first of the same answers of one instant; a device's readings are known by their natural key."""
        if not isinstance(record, Answer) or record.moment.device_time is None:
            return None
        same = (record.about, row.kind, float(row.value), record.moment.device_time, row.device)
        first = self._answers.setdefault(hash(same), arrival)
        return None if first == arrival else first

    def _near(self, patient: PatientId, at: datetime) -> list[Weight]:
        """Give the weights of somebody around an instant that came before it in the log, or are here already."""
        at_s, within_s = int(at.timestamp()), int(RECENT.total_seconds())
        came = [weight for weight in self._weights[patient] if abs(weight[0] - at_s) <= within_s]
        return came + self._shelf(patient).near(at_s, within_s)


def _what(record: Record, row: JournalRow) -> str:
    """Say what became of a row: it is kept, or why no rule will use it."""
    if isinstance(record, Undecoded):
        return record.reason
    if row.disposition in {Disposition.OBSERVED, Disposition.KEPT}:
        return KEPT if row.reason is None else f"{KEPT}_{row.reason}"
    return row.reason or row.disposition.value
