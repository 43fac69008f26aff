from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from contract_samples import BOOT, EPOCH, HUB, PATIENT
from pages import (
    AT,
    LONG_AGO,
    MINUTE,
    apart,
    ended,
    episode,
    journal_row,
    next_event,
    observation,
    opened,
    status_row,
    transition,
    undated_row,
    weighings,
)
from sqlalchemy import Engine, func, insert, select

from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.alerts.alert import Act, AlertState
from server.clerk import observed
from server.ledger.audit import NOTHING_BEFORE, Noted, link
from server.ledger.page import ContactRow, Disposition, GapRow, Observation, Page, Redated
from server.ledger.port import LedgerError
from server.retelling import measured_before
from server.rules.record import Observed
from server.rules.transition import EpisodeState
from vitals.identity import Epoch, HubId
from vitals.receipt import Held
from vitals.vital import Vital

OTHER_HUB = HubId("hubbbbbbbbbbbbbb")


@pytest.fixture
def ledger(engine: Engine) -> SqlLedger:
    """A ledger whose register knows the patient that its pages are about."""
    with engine.begin() as connection:
        connection.execute(
            insert(schema.ACCOUNT).values(staff="anna", full_name="Anna Berg", role="nurse", password_hash="-")
        )
        who = {"patient": PATIENT, "name": "Oskar Lindqvist", "personnummer": "194303189817", "born": date(1943, 3, 18)}
        plan = {"zone": "Europe/Stockholm", "care_level": 2, "contact": "anna", "matters": "", "plan_from": AT.date()}
        connection.execute(insert(schema.PATIENT).values(**who, **plan))
    return SqlLedger(engine)


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.METADATA.tables[table])).scalar_one()


def measured(ledger: SqlLedger, since: datetime = LONG_AGO) -> list[Observed]:
    """Give what is recalled of what was measured, in order of arrival."""
    return sorted(measured_before(ledger.past_readings(since)), key=lambda each: (each.arrival, each.vital.value.name))


def to_the_second(each: Observation) -> Observed:
    """Tell of an observation as the rules count."""
    return observed(each._replace(measured_at=each.measured_at.replace(microsecond=0)))


def test_an_empty_ledger_begins_everything_at_one(ledger: SqlLedger) -> None:
    memory = ledger.recall(LONG_AGO)
    assert (memory.next_arrival, memory.next_alert, memory.audit_number) == (1, 1, 0)
    assert memory.audit_hash == NOTHING_BEFORE
    assert (memory.episodes, memory.statuses, memory.undated_boots) == ((), {}, frozenset())
    assert list(ledger.past_readings(LONG_AGO)) == []


def test_what_is_written_is_recalled_after_a_restart(ledger: SqlLedger, engine: Engine) -> None:
    raised, event = episode(), opened(3, episode())
    audit = link(1, AT, Noted(who="anna", what="worklist", patients=(PATIENT,), detail="å"), NOTHING_BEFORE)
    status = status_row()
    pressure = observation(2, 1_280, vital=Vital.SYSTOLIC, flags=("body_movement", "irregular_pulse"))
    page = weighings(1, 2)
    page.observations.append(pressure)
    page.episodes, page.alert_events, page.audit = {raised.name: raised}, [event], [audit]
    page.transitions, page.statuses = [transition(raised)], {HUB: status}
    ledger.write(page)

    memory = SqlLedger(engine).recall(LONG_AGO)
    assert measured(ledger) == [to_the_second(each) for each in (observation(1), observation(2), pressure)]
    assert (memory.next_arrival, memory.next_alert) == (3, 4)
    assert (memory.audit_number, memory.audit_hash) == (1, audit.row_hash)
    assert memory.episodes == (raised,)
    assert memory.statuses == {HUB: status}


def test_old_observations_and_old_episodes_stay_where_they_are(ledger: SqlLedger) -> None:
    since = AT - timedelta(days=38)
    old, raised_long_ago, last = ended(1, since - MINUTE), episode(2), ended(3, since - MINUTE)
    recent = ended(1, since, rule="missing-weight")
    elsewhere = ended(1, since - MINUTE, rule="missing-weight", patient="otherrrrrrrrrrrr")
    page = Page(
        journal=[journal_row(1), journal_row(2)],
        observations=[observation(1, measured_at=since - MINUTE), observation(2, measured_at=since)],
        episodes={each.name: each for each in (old, raised_long_ago, last, recent, elsewhere)},
    )
    ledger.write(page)
    memory = ledger.recall(since)
    assert [each.arrival for each in measured(ledger, since)] == [2]
    assert {each.name for each in memory.episodes} == {
        raised_long_ago.name, last.name, recent.name, elsewhere.name
    }, "only what is over, and not the last of its rule, is left out"  # fmt: skip


def test_a_page_is_written_whole_or_not_at_all(ledger: SqlLedger, engine: Engine) -> None:
    ledger.write(weighings(1))
    broken = weighings(2)
    broken.audit = [link(1, AT, Noted(who="anna", what="worklist"), NOTHING_BEFORE)] * 2
    with pytest.raises(LedgerError):
        ledger.write(broken)
    assert [count(engine, table) for table in ("journal", "observation", "audit")] == [1, 1, 0]


@pytest.mark.decision("A2")
def test_a_place_in_the_journal_is_taken_once(ledger: SqlLedger, engine: Engine) -> None:
    ledger.write(weighings(1))
    with pytest.raises(LedgerError):
        ledger.write(Page(journal=[journal_row(2, sequence=1)]))
    assert count(engine, "journal") == 1


def test_what_is_held_grows_and_is_named_oldest_first(ledger: SqlLedger) -> None:
    first, second = Epoch("aa" * 8), Epoch("bb" * 8)
    ledger.write(page_of_held(1, Held(epoch=first, upto=3, above=((5, 6), (9, 9)))))
    ledger.write(page_of_held(2, Held(epoch=second, upto=1, above=())))
    assert list(ledger.held([(HUB, first)])[HUB]) == [first, second]
    ledger.write(page_of_held(3, Held(epoch=first, upto=6, above=((9, 9),))))
    held = ledger.held([(HUB, first), (OTHER_HUB, first)])
    assert list(held) == [HUB]
    assert list(held[HUB].values()) == [
        Held(epoch=second, upto=1, above=()),
        Held(epoch=first, upto=6, above=((9, 9),)),
    ]


def test_an_old_epoch_is_found_when_asked_for_and_else_only_the_latest_sixteen(ledger: SqlLedger) -> None:
    epochs = [Epoch(f"{number:016x}") for number in range(20)]
    for arrival, epoch in enumerate(epochs, start=1):
        ledger.write(page_of_held(arrival, Held(epoch=epoch, upto=1, above=())))
    assert list(ledger.held([(HUB, epochs[19])])[HUB]) == epochs[4:]
    assert list(ledger.held([(HUB, epochs[1])])[HUB]) == [epochs[1], *epochs[4:]]
    assert ledger.held([]) == {}


def test_many_questions_are_asked_in_portions_and_all_are_answered(ledger: SqlLedger) -> None:
    page = Page(journal=[journal_row(arrival, natural_key=f"key {arrival}") for arrival in range(1, 1_206)])
    page.held = {(hub, EPOCH): Held(epoch=EPOCH, upto=1, above=()) for hub in map(hub_of, range(1_205))}
    ledger.write(page)
    assert len(ledger.hashes([row.place for row in page.journal])) == 1_205
    assert len(ledger.firsts([f"key {arrival}" for arrival in range(1, 1_206)])) == 1_205
    assert len(ledger.held([(hub_of(number), EPOCH) for number in range(1_205)])) == 1_205


def test_the_journal_knows_the_content_of_each_place(ledger: SqlLedger) -> None:
    ledger.write(weighings(1, 2))
    there, nowhere = journal_row(2), journal_row(7)
    elsewhere = there._replace(epoch=Epoch("ff" * 8))
    assert ledger.hashes([there.place, nowhere.place, elsewhere.place]) == {there.place: there.content_hash}
    assert ledger.hashes([]) == {}


def test_the_first_arrival_of_a_natural_key_that_counts_is_found(ledger: SqlLedger) -> None:
    journal = [journal_row(4, natural_key="a"), journal_row(5, natural_key="a"), journal_row(6, natural_key="b")]
    waits = [undated_row(2, natural_key="a"), journal_row(3, natural_key="b", disposition=Disposition.QUARANTINED)]
    ledger.write(Page(journal=[journal_row(1), *waits, *journal]))
    assert ledger.firsts(["a", "b", "c"]) == {"a": 4, "b": 6}
    assert ledger.firsts([]) == {}


def test_what_waits_for_its_time_is_found_by_its_boot_and_gets_its_time(ledger: SqlLedger) -> None:
    other_boot = undated_row(3, boot_id="another boot")
    ledger.write(Page(journal=[undated_row(2), journal_row(1), other_boot]))
    assert ledger.recall(LONG_AGO).undated_boots == {(HUB, BOOT), (HUB, "another boot")}
    assert ledger.undated([(HUB, BOOT), (OTHER_HUB, BOOT)]) == [undated_row(2)]
    assert ledger.undated([]) == []

    dated = Redated(
        arrival=2, measured_at=AT - MINUTE, disposition=Disposition.OBSERVED, reason=None, duplicate_of=None
    )
    ledger.write(Page(redated=[dated], observations=[observation(2, measured_at=AT - MINUTE)]))
    assert ledger.undated([(HUB, BOOT)]) == []
    memory = ledger.recall(LONG_AGO)
    assert memory.undated_boots == {(HUB, "another boot")}
    assert [each.measured_at for each in measured(ledger)] == [(AT - MINUTE).replace(microsecond=0)]


def test_a_boot_knows_the_time_by_a_heartbeat_or_by_a_record(ledger: SqlLedger) -> None:
    never, by_status, by_record = ("00" * 8, "11" * 8, "22" * 8)
    page = Page(journal=[undated_row(1, boot_id=never), journal_row(2, boot_id=by_record, monotonic_ms=7)])
    page.statuses = {OTHER_HUB: status_row(hub=OTHER_HUB, boot_id=by_status, monotonic_ms=5)}
    ledger.write(page)
    asked = [(HUB, never), (HUB, by_record), (OTHER_HUB, by_status), (OTHER_HUB, by_record)]
    assert ledger.clocks(asked) == {(HUB, by_record): (AT, 7), (OTHER_HUB, by_status): (AT, 5)}
    assert ledger.clocks([]) == {}


def test_a_heartbeat_without_a_time_is_no_clock(ledger: SqlLedger) -> None:
    ledger.write(Page(statuses={HUB: status_row(sent_at=None)}))
    assert ledger.clocks([(HUB, BOOT)]) == {}


@pytest.mark.decision("A4")
def test_only_the_latest_heartbeat_of_a_hub_is_kept(ledger: SqlLedger, engine: Engine) -> None:
    ledger.write(Page(statuses={HUB: status_row(queue_depth=9)}))
    later = replace(status_row(queue_depth=0), heard_at=AT + MINUTE, empty_at=AT + MINUTE)
    ledger.write(Page(statuses={HUB: later}))
    assert ledger.recall(LONG_AGO).statuses == {HUB: later}
    assert count(engine, "hub_status") == 1


@pytest.mark.decision("A4")
def test_one_contact_an_hour_and_one_gap_are_kept_and_the_first_stands(ledger: SqlLedger, engine: Engine) -> None:
    for heard_at in (AT, AT + MINUTE):
        contact = ContactRow(hub=HUB, hour_at=AT.replace(minute=0, second=0, microsecond=0), heard_at=heard_at)
        gap = GapRow(hub=HUB, from_at=AT - 60 * MINUTE, to_at=heard_at)
        ledger.write(Page(contacts=[contact], gaps=[gap]))
    with engine.connect() as connection:
        assert connection.execute(select(schema.CONTACT.c.heard_at)).scalars().all() == [AT]
        assert connection.execute(select(schema.GAP.c.to_at)).scalars().all() == [AT]


def test_a_message_set_apart_again_is_only_counted(ledger: SqlLedger, engine: Engine) -> None:
    ledger.write(Page(set_apart=[apart(), apart(), apart(b"other")]))
    ledger.write(Page(set_apart=[apart(received_at=AT + MINUTE)]))
    table = schema.QUARANTINE.c
    with engine.connect() as connection:
        wanted = select(table.payload, table.times, table.first_at, table.last_at).order_by(table.times)
        assert [tuple(row) for row in connection.execute(wanted)] == [
            (b"other", 1, AT, AT),
            (b"not ours", 3, AT, AT + MINUTE),
        ]


@pytest.mark.parametrize("field", ["\x00", "\ud800", "\udfff\x00x", "å" * 60_000])
def test_a_hostile_field_name_is_kept_as_bytes_and_stops_nobody(ledger: SqlLedger, engine: Engine, field: str) -> None:
    """The reason repeats the name of the field; PostgreSQL keeps no NUL, and nobody keeps half a surrogate."""
    payload = json.dumps({"v": 1, field: 1}).encode()
    ledger.write(Page(set_apart=[apart(payload, detail=f"{field} is unknown", topic=f"nara/v1/{field}")]))
    table = schema.QUARANTINE.c
    with engine.connect() as connection:
        row = connection.execute(select(table.payload, table.detail, table.topic)).one()
    assert row.payload == payload
    assert len(row.detail) <= 500
    assert row.topic.startswith("nara/v1/")


def test_an_alert_is_found_by_number_and_by_episode_as_it_stands_last(ledger: SqlLedger, engine: Engine) -> None:
    raised = episode()
    first = opened(1, raised)
    taken = next_event(first, Act.TAKEN, AlertState.TAKEN)
    closed = next_event(taken, Act.CLOSED, AlertState.CLOSED, cause="expected", action="phone_advice", note="å")
    ledger.write(Page(transitions=[transition(raised)], episodes={raised.name: raised}, alert_events=[first, taken]))
    assert ledger.alerts([1, 2]) == {1: taken.after}
    ledger.write(Page(alert_events=[closed]))
    assert ledger.alerts_of([raised.name, "nobody.rule.1"]) == {raised.name: closed.after}
    assert (ledger.alerts([]), ledger.alerts_of([])) == ({}, {})
    with engine.connect() as connection:
        wanted = select(schema.ALERT_EVENT).order_by(schema.ALERT_EVENT.c.version)
        written = [(row["act"], row["who"], row["at"], row["from_state"], row["to_state"], row["detail"])
                   for row in connection.execute(wanted).mappings()]  # fmt: skip
    assert written == [
        ("opened", "system", AT, "open", "open", {"transition": 1}),
        ("taken", "anna", AT + MINUTE, "open", "taken", {}),
        ("closed", "anna", AT + 2 * MINUTE, "taken", "closed", dict(closed.detail)),
    ]


@pytest.mark.decision("D1")
def test_a_transition_is_unique_on_episode_and_number(ledger: SqlLedger, engine: Engine) -> None:
    raised = episode()
    ledger.write(Page(transitions=[transition(raised), transition(raised, 2, to_state=EpisodeState.CLEARED)]))
    with pytest.raises(LedgerError):
        ledger.write(Page(transitions=[transition(raised, 2)]))
    with engine.connect() as connection:
        row = connection.execute(select(schema.TRANSITION).order_by(schema.TRANSITION.c.number)).mappings().first()
    assert row is not None
    written = transition(raised)
    assert (row["facts"], row["say"], row["arrivals"]) == (written.facts, written.say, list(written.arrivals))
    assert (row["at"], row["measured_at"], row["is_late"]) == (written.at, written.measured_at, False)


def test_an_episode_is_kept_as_it_stands_last(ledger: SqlLedger) -> None:
    raised = episode()
    ledger.write(Page(episodes={raised.name: raised}))
    over = ended(1, AT + MINUTE, number=2)
    ledger.write(Page(episodes={over.name: over}))
    assert ledger.recall(LONG_AGO).episodes == (over,)


def test_the_largest_numbers_that_travel_are_kept(ledger: SqlLedger) -> None:
    largest = 2**53 - 1
    page = page_of_held(1, Held(epoch=EPOCH, upto=largest, above=()))
    page.journal = [journal_row(1, sequence=largest, monotonic_ms=largest)]
    page.observations = [observation(1, largest)]
    ledger.write(page)
    assert ledger.held([(HUB, EPOCH)])[HUB][EPOCH].upto == largest
    assert measured(ledger)[0].value == largest
    assert ledger.hashes([(HUB, EPOCH, largest)])


def page_of_held(arrival: int, held: Held) -> Page:
    return Page(journal=[journal_row(arrival, epoch=held.epoch, sequence=arrival)], held={(HUB, held.epoch): held})


def hub_of(number: int) -> HubId:
    return HubId(f"hub{number:013d}")
