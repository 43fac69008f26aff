"""The verdict at the end of a journey: the journal against the book, and the alerts against an undisturbed life."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import RowMapping, select

from server.adapters.store import schema
from server.adapters.store.database import open_database
from server.alerts.alert import Condition
from server.ledger.page import Disposition
from server.patients.gate import WhyQuarantined
from server.rules.transition import EpisodeState
from simulator.stories.ordinary import STOCKHOLM
from tests.journeys.book import Book, Entry, Place
from tests.journeys.plan import Sending
from vitals.wire import decode_record

OF_THE_LINE: Final = {"hub-offline"}
"""Rules about the hub: true of it, and of nobody's body. Who cuts a line makes them so."""
_LATEST_S: Final = 4_102_444_800
"""What lasts for ever is written as if it lasted to the year 2100."""
Said = tuple[str, bytes]
"""A hub and a payload."""
OWN_RECORDS = {WhyQuarantined.UNDECODED.value, WhyQuarantined.IMPOSSIBLE_VALUE.value}
"""In quarantine with a journal row; anything else there is a message that should not have come."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the journal."""

    place: Place
    dated_at: datetime | None
    is_duplicate: bool


@dataclass(slots=True)
class Truth:
    """What the server holds in the end: every payload, whose it is, and what is and was true of each patient."""

    journal: dict[Said, list[Row]] = field(default_factory=lambda: defaultdict(list))
    observed: dict[Said, set[tuple[str, str, int]]] = field(default_factory=lambda: defaultdict(set))
    episodes: set[tuple[str, str, str, str]] = field(default_factory=set)
    alerts: set[tuple[str, str, str]] = field(default_factory=set)
    offline: set[str] = field(default_factory=set)
    """Whose hub was not heard for a day."""
    strangers: list[str] = field(default_factory=list)
    stood: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By patient, every episode in words, for who has to understand a difference."""


def read_truth(server: Path) -> Truth:
    """Read it from the database of a server that has stopped."""
    engine = open_database(f"sqlite:///{server / 'nara.db'}")
    try:
        with engine.connect() as connection:
            tables = (schema.JOURNAL, schema.OBSERVATION, schema.EPISODE, schema.ALERT, schema.QUARANTINE)
            read = [connection.execute(select(table)).mappings().all() for table in tables]
    finally:
        engine.dispose()
    journal, observations, episodes, alerts, apart = read
    truth = Truth()
    said = {row["arrival"]: (row["hub"], _sent(row)) for row in journal}
    for row in journal:
        is_duplicate = row["disposition"] == Disposition.DUPLICATE.value
        place = (row["hub"], row["epoch"], row["sequence"])
        truth.journal[said[row["arrival"]]].append(Row(place, row["measured_at"], is_duplicate))
    for row in observations:
        truth.observed[said[row["arrival"]]].add((row["patient"], row["vital"], row["value"]))
    lasting = [row for row in episodes if row["state"] != EpisodeState.WITHDRAWN.value]
    truth.offline = {row["patient"] for row in lasting if row["rule"] in OF_THE_LINE}
    truth.episodes = {
        (row["patient"], row["rule"], _day(row["start_s"]), _day(row["end_s"]))
        for row in lasting
        if row["rule"] not in OF_THE_LINE
    }
    for row in sorted(episodes, key=lambda row: row["start_s"]):
        truth.stood[row["patient"]].append(_in_words(row))
    started = {row["episode"]: (row["patient"], _day(row["start_s"])) for row in episodes}
    truth.alerts = {
        (row["rule"], *started[row["episode"]])
        for row in alerts
        if row["condition"] != Condition.WITHDRAWN.value and row["episode"] in started  # the rest no rule says
    }
    truth.strangers = [f"{row['why']}: {row['detail']}" for row in apart if row["why"] not in OWN_RECORDS]
    return truth


def violations(truth: Truth, book: Book, hubs: dict[str, str]) -> list[str]:
    """Say everything in which the journal differs from what the devices said, ``hubs`` by home."""
    expected = book.by_what_was_said(hubs)
    found = [f"in quarantine: {each}" for each in truth.strangers]
    found += [f"never said by any device: {said}" for said in truth.journal if said not in expected]
    for said, (sending, entry) in expected.items():
        found += _about(truth.journal.get(said, []), sending, entry)
    used = [row.place for rows in truth.journal.values() for row in rows]
    found += [f"numbered twice: {place}" for place in {*used, *book.places} if used.count(place) > 1]
    found += [f"two contents under one number: {place}" for place, times in book.places.items() if times > 1]
    return found


def differences(disturbed: Truth, calm: Truth) -> list[str]:
    """Say in what two truths about the same days differ: whose each payload is, and every episode and alert."""
    both = disturbed.observed.keys() & calm.observed.keys()
    found = [f"observed otherwise: {said}" for said in both if disturbed.observed[said] != calm.observed[said]]
    found += [f"observed by accident: {said}" for said in disturbed.observed.keys() - calm.observed.keys()]
    found += [f"not an episode: {each}" for each in sorted(disturbed.episodes - calm.episodes)]
    found += [f"an episode not found: {each}" for each in sorted(calm.episodes - disturbed.episodes)]
    others = {
        "not an alert": disturbed.alerts - calm.alerts,
        "an alert not raised": calm.alerts - disturbed.alerts,
    }
    for what, alerts in others.items():
        for rule, patient, day in sorted(alerts):
            stood = f"disturbed: {disturbed.stood[patient]}, calm: {calm.stood[patient]}"
            found.append(f"{what}: {(rule, patient, day)}; {stood}")
    return found


def _about(rows: list[Row], sending: Sending, entry: Entry) -> list[str]:
    """Compare one sending with its rows: once if it was kept, once or not at all if nobody knows."""
    what = f"{sending.home} {sending.at:%d %b %H:%M} {sending.payload.hex()}"
    firsts = [row for row in rows if not row.is_duplicate]
    found = []
    if entry.kept and not firsts:
        found.append(f"lost: {what}, kept {entry.kept} times")
    if len(firsts) > 1:
        found.append(f"doubled: {what}")
    if len(rows) > len(entry.said_at):
        found.append(f"said {len(entry.said_at)} times, held {len(rows)} times: {what}")
    found += [f"{what}: dated {row.dated_at}" for row in rows if row.dated_at not in entry.dated_at(sending)]
    return found


def _sent(row: RowMapping) -> bytes:
    raw: tuple[bytes, ...] = tuple(frame.payload for frame in decode_record(row["payload"]).record.raw)  # type: ignore[union-attr]
    assert len(raw) == 1
    return raw[0]


def _in_words(row: RowMapping) -> str:
    """Write an episode: since when, raised, asked until, hidden until, ended, and as what it stands."""
    instants = (row[name] for name in ("start_s", "raised_s", "asked_until_s", "covered_until_s", "end_s"))
    words = ["-" if at_s is None else f"{_local(at_s):%d %b %H:%M}" for at_s in instants]
    return f"{row['rule']} {' '.join(words)} {row['state']}"


def _local(at_s: int) -> datetime:
    return datetime.fromtimestamp(min(at_s, _LATEST_S), STOCKHOLM)


def _day(at_s: int | None) -> str:
    return "" if at_s is None else _local(at_s).date().isoformat()
