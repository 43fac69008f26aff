"""A store that fails, a process that dies, a hub that sends nonsense: nothing is lost, doubled or stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from contract_samples import RAW
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from small_server import BOOT, EPOCH, SmallServer, at, close, held, moment, take, undated
from sqlalchemy import Engine

from server.adapters.store.ledger import SqlLedger
from server.alerts.worklist import Deed
from server.ledger.audit import Noted
from server.ledger.page import Page
from server.ledger.port import LedgerError
from server.patients.arrival import Arrival
from server.work import Work
from vitals.fields import INTEGER_MAX
from vitals.identity import DeviceId
from vitals.measurement import VALUE_MAX, Measurement
from vitals.moment import Moment, TimeQuality
from vitals.record import AttemptFailed, Undecoded
from vitals.topics import Leaf
from vitals.vital import Vital
from vitals.wire import decode_record


class FailingLedger(SqlLedger):
    """The real ledger, with a fuse: before the commit or after it, the database is no longer to be had."""

    def __init__(self, engine: Engine, fuse: Iterator[str]) -> None:
        super().__init__(engine)
        self._fuse = fuse

    def write(self, page: Page) -> None:
        """Write, or not, and say that it failed."""
        when = next(self._fuse, "")
        if when == "before":
            raise LedgerError("the database does not answer")
        super().write(page)
        if when == "after":
            raise LedgerError("the database does not answer")


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient."""
    return SmallServer(engine)


@pytest.fixture
def twin(sqlite: Engine) -> SmallServer:
    """The same server once more, on a database of its own."""
    return SmallServer(sqlite)


class Weeks:
    """What comes to a server in some weeks, the same for the same seed: weights, late ones, heartbeats, deeds."""

    def __init__(self, seed: int, days: int = 24) -> None:
        self.chance = Random(seed)  # noqa: S311  (a story, not a secret)
        self._days = days

    def works(self, server: SmallServer, *, with_deeds: bool = True) -> Iterator[tuple[Work, datetime]]:
        """Give batch after batch; the letters are the same for every server of this seed."""
        chance, home = Random(self.chance.random()), server.home  # noqa: S311
        kept: list[Arrival] = []
        water = 0.0
        for day in range(self._days):
            now = at(day, "13:00")
            if chance.random() < 0.2:
                water = chance.choice((0.0, 2.6, 4.9))
            if chance.random() < 0.6:
                told = home.weighing(80.0 + water + chance.choice((0.0, 0.3)), self._when(day, chance))
                kept.append(home.sends(told, now))
            fresh = [kept.pop(chance.randrange(len(kept))) for _ in range(len(kept)) if chance.random() < 0.7]
            arrivals = [replace(each, received_at=now) for each in fresh]
            if chance.random() < 0.6:
                arrivals.append(home.beats(now, queue_depth=len(kept)))
            deeds = self._deeds(server, chance) if with_deeds else []
            yield Work(arrivals=arrivals, deeds=deeds, noted=[Noted(who="eva", what="list_seen")] if deeds else []), now

    @staticmethod
    def _when(day: int, chance: Random) -> Moment:
        when = at(day, chance.choice(("06:30", "07:00", "12:30")))
        known = moment(when)
        return undated(known.monotonic_ms) if chance.random() < 0.2 else known

    @staticmethod
    def _deeds(server: SmallServer, chance: Random) -> list[Deed]:
        found: list[Any] = server.rows("alert", "alert", "version", "state")
        open_now = [(number, version) for number, version, state in found if state != "closed"]
        return [chance.choice((take, close))(number, version) for number, version in open_now if chance.random() < 0.3]


def clinical(server: SmallServer) -> dict[str, list[Any]]:
    """Read every table but the audit's."""
    return {name: rows for name, rows in server.everything().items() if name != "audit"}


def test_a_pipeline_that_could_not_write_takes_nothing_more(server: SmallServer) -> None:
    server.restarts(FailingLedger(server.engine, iter(["before"])))
    letter = server.home.weighs(80.0, at(0))
    with pytest.raises(LedgerError, match="does not answer"):
        server.takes(letter)
    with pytest.raises(LedgerError, match="a new one must take its place"):
        server.takes(letter)
    assert server.rows("journal") == []
    server.restarts()
    assert held(server.takes(letter))[EPOCH].upto == 1
    assert len(server.rows("observation")) == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.timeout(60)
def test_the_same_work_given_to_a_new_pipeline_gives_one_row_each(
    server: SmallServer, twin: SmallServer, when: str, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311  (a story, not a secret)
    is_doubtful = when == "after"
    for (work, now), (same, _) in zip(
        Weeks(seed).works(server, with_deeds=not is_doubtful),
        Weeks(seed).works(twin, with_deeds=not is_doubtful),
        strict=True,
    ):
        twin.pipeline.take(same, now)
        server.now = now
        server.restarts(FailingLedger(server.engine, iter([when])))
        with pytest.raises(LedgerError):
            server.pipeline.take(replace(work, noted=[Noted(who="eva", what="list_seen")]), now)
        server.restarts()
        server.pipeline.take(work, now)
        if chance.random() < 0.1:
            server.restarts()
    assert clinical(server) == clinical(twin)
    assert len(server.rows("transition")) > 0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.timeout(60)
def test_a_server_restarted_at_every_batch_writes_what_an_undisturbed_one_writes(
    server: SmallServer, twin: SmallServer, seed: int
) -> None:
    for (work, now), (same, _) in zip(Weeks(seed, 60).works(server), Weeks(seed, 60).works(twin), strict=True):
        done = twin.pipeline.take(same, now)
        server.now = now
        assert server.restarts().take(work, now) == done
    assert server.everything() == twin.everything()


instants = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))
wall_clocks = st.datetimes().map(lambda at: at.replace(microsecond=0))
monotonics = st.integers(0, INTEGER_MAX)


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """Draw any moment that the wire lets through."""
    quality = draw(st.sampled_from(TimeQuality))
    return Moment(
        device_time=draw(st.none() | wall_clocks),
        heard_at=draw(st.none() | instants),
        boot_id=draw(st.sampled_from((BOOT, "0" * 16))),
        monotonic_ms=draw(monotonics),
        measured_at=None if quality is TimeQuality.UNKNOWN else draw(instants),
        time_quality=quality,
    )


@st.composite
def nonsense(draw: st.DrawFn, scale: DeviceId) -> Measurement | AttemptFailed | Undecoded:
    """Draw any record of a device that the wire lets through."""
    device = draw(st.sampled_from((scale, DeviceId("unknownaaaaaaaaa"))))
    slot, when = draw(st.none() | st.integers(0, 255)), draw(moments())
    values = draw(st.dictionaries(st.sampled_from(Vital), st.integers(-VALUE_MAX, VALUE_MAX), min_size=1))
    kinds: tuple[Measurement | AttemptFailed | Undecoded, ...] = (
        Measurement(device=device, user_slot=slot, values=values, flags=frozenset(), moment=when, raw=RAW),
        Measurement(
            device=device,
            user_slot=None,
            values={Vital.BODY_WEIGHT: 80_000 + abs(next(iter(values.values()))) % 9_000},
            flags=frozenset(),
            moment=when,
            raw=RAW,
        ),
        AttemptFailed(device=device, user_slot=slot, moment=when, raw=RAW),
        Undecoded(device=device, reason="2a9d: truncated", moment=when, raw=RAW),
    )
    return draw(st.sampled_from(kinds))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.timeout(120)
def test_no_signed_nonsense_stops_the_server_and_all_of_it_is_held(server: SmallServer, data: st.DataObject) -> None:
    home = server.home
    records = data.draw(st.lists(nonsense(home.scale), min_size=1, max_size=3))
    letters = [home.sends(record, at(1)) for record in records]
    beats = [
        home.beats(
            at(1), sent_at=data.draw(st.none() | instants), monotonic_ms=data.draw(monotonics),
            boot_id=data.draw(st.sampled_from((BOOT, "0" * 16))), queue_depth=data.draw(st.integers(0, 1)),
        )
        for _ in range(data.draw(st.integers(0, 2)))
    ]  # fmt: skip
    done = server.takes(*letters, *beats)
    ((_, receipt),) = done.receipts
    assert all(receipt.holds(EPOCH, decode_record(letter.payload).sequence) for letter in letters)
    server.restarts()


topics = st.sampled_from(Leaf) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), topics)
@pytest.mark.timeout(60)
def test_no_bytes_on_any_topic_stop_the_server(server: SmallServer, payload: bytes, topic: Leaf | str) -> None:
    where = server.home.topic(topic) if isinstance(topic, Leaf) else topic
    server.takes(Arrival(topic=where, payload=payload, received_at=at(1)))
    assert server.rows("journal") == []
    assert payload in server.rows("quarantine", "payload")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=80), st.sampled_from(["values", "body", ""]))
@example("\0", "")
@example("\ud800", "values")
@example("x" * 20_000, "body")
@pytest.mark.timeout(60)
def test_no_name_of_an_unknown_field_stops_the_server(server: SmallServer, name: str, place: str) -> None:
    letter = server.home.weighs(80.0, at(1))
    fields = json.loads(letter.payload)
    {"values": fields["body"]["values"], "body": fields["body"], "": fields}[place][f"r{name}"] = 1
    payload = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    server.takes(replace(letter, payload=payload))
    assert payload in server.rows("quarantine", "payload")
