from __future__ import annotations

from dataclasses import replace

import pytest
from contract_samples import DESIRED
from small_hub import AT, HOME, HUB, SmallHub, trusted, untrusted, weighing

from edge.events import (
    DesiredCame,
    Kept,
    Key,
    LineUp,
    NotKept,
    ReceiptCame,
    Send,
    Tick,
)
from edge.ports import StorageError
from vitals.identity import Epoch
from vitals.receipt import Held, Receipt

FIRST_EPOCH = Epoch("0" * 15 + "1")
SECOND_EPOCH = Epoch("0" * 15 + "2")


def receipt(upto: int, epoch: Epoch = FIRST_EPOCH) -> ReceiptCame:
    return ReceiptCame(Receipt(hub=HUB, held=(Held(epoch=epoch, upto=upto, above=()),)))


def started() -> SmallHub:
    small = SmallHub()
    small.start(trusted())
    return small


def test_a_weighing_is_durable_then_published_signed_under_its_place() -> None:
    small = started()
    assert small.conductor.hear(weighing(), trusted()) == Key(FIRST_EPOCH, 1)
    ((topic, _, retain),) = small.line.published
    (envelope,) = small.line.records()
    assert (topic, retain) == (f"nara/v1/{HOME}/{HUB}/record", False)
    assert (envelope.hub, envelope.epoch, envelope.sequence) == (HUB, FIRST_EPOCH, 1)
    assert small.outbox.body(Key(FIRST_EPOCH, 1)) == envelope.record.to_wire()
    told = [type(item) for item in small.told]
    assert told.index(Kept) < told.index(Send)


def test_a_stranger_gives_no_place() -> None:
    assert started().conductor.hear(weighing(address="00:00:00:00:00:00"), trusted()) is None


def test_without_a_line_a_weighing_is_kept_and_goes_out_when_the_line_comes() -> None:
    small = SmallHub()
    small.start(trusted(), is_up=False)
    small.conductor.hear(weighing(), trusted())
    assert small.line.published == []
    small.conductor.hear(LineUp(), trusted())
    assert [envelope.sequence for envelope in small.line.records()] == [1]


def test_what_is_heard_before_the_time_is_known_is_published_once_with_its_final_body() -> None:
    small = SmallHub()
    small.start(untrusted(0))
    small.conductor.hear(weighing(), untrusted(30_000))
    assert small.line.records() == []
    small.conductor.hear(Tick(), trusted(90_000))
    (envelope,) = small.line.records()
    assert envelope.record.moment.heard_at == trusted(30_000).wall_at


def test_after_ten_minutes_of_line_without_time_it_is_published_undated() -> None:
    small = SmallHub()
    small.start(untrusted(0))
    small.conductor.hear(weighing(), untrusted(30_000))
    small.conductor.hear(Tick(), untrusted(600_000))
    (envelope,) = [small.line.records()[-1]]
    assert envelope.record.moment.measured_at is None
    small.conductor.hear(Tick(), trusted(700_000))
    assert all(again == envelope for again in small.line.records())


def test_what_was_heard_in_an_earlier_boot_without_time_is_published_undated() -> None:
    small = SmallHub()
    small.start(untrusted(0), is_up=False)
    small.conductor.hear(weighing(), untrusted(30_000))
    small.conductor.start(trusted(boot_id="0" * 16))
    small.conductor.hear(LineUp(), trusted(boot_id="0" * 16))
    (envelope,) = small.line.records()
    assert (envelope.epoch, envelope.record.moment.measured_at) == (FIRST_EPOCH, None)


def test_a_receipt_settles_on_the_card_and_a_restart_does_not_send_again() -> None:
    small = started()
    small.conductor.hear(weighing(), trusted())
    small.conductor.hear(receipt(1), trusted())
    assert small.outbox.waiting() == []
    small.start(trusted())
    small.conductor.hear(Tick(), trusted(900_000))
    assert small.line.records() == []


def test_every_start_begins_a_new_epoch_and_rows_keep_theirs() -> None:
    small = started()
    small.conductor.hear(weighing(), trusted())
    small.conductor.start(trusted())
    assert small.conductor.hear(weighing(), trusted()) == Key(SECOND_EPOCH, 1)
    assert [record.key for record in small.outbox.waiting()] == [Key(FIRST_EPOCH, 1), Key(SECOND_EPOCH, 1)]


def test_a_receipt_ahead_of_the_hub_makes_it_number_in_a_new_epoch_and_keeps_the_fault_in_sight() -> None:
    small = started()
    small.conductor.hear(NotKept("the card is full"), trusted())
    small.conductor.hear(receipt(40), trusted())
    assert small.conductor.hear(weighing(), trusted()) == Key(SECOND_EPOCH, 1)
    status = small.conductor.hub.status(trusted())
    assert (status.epoch, status.storage_fault) == (SECOND_EPOCH, "the card is full")


def test_the_heartbeat_is_published_retained_and_signed() -> None:
    small = started()
    small.conductor.hear(Tick(), trusted(1_000_000))
    ((topic, _, retain),) = small.line.published
    assert (topic, retain) == (f"nara/v1/{HOME}/{HUB}/status", True)
    assert small.line.statuses()[0].sent_at == trusted(1_000_000).wall_at


def test_the_desired_state_and_the_trusted_time_outlive_a_restart() -> None:
    small, mine = started(), replace(DESIRED, hub=HUB)
    small.conductor.hear(DesiredCame(mine), trusted())
    assert small.outbox.desired() == mine
    assert small.outbox.trusted_at() == AT
    small.conductor.start(trusted(), "the old file was bad")
    status = small.conductor.hub.status(trusted())
    assert (status.desired_version, status.storage_fault) == (mine.version, "the old file was bad")


def fill(small: SmallHub) -> None:
    while small.conductor.hear(weighing(), trusted()) is not None:
        pass


def test_a_full_card_keeps_nothing_says_so_to_whoever_brought_it_and_the_hub_goes_on() -> None:
    small = started()
    pages = small.sql.execute("PRAGMA page_count").fetchone()[0]
    small.sql.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageError, match="the card is full"):
        fill(small)
    kept = len(small.outbox.waiting())
    assert small.line.statuses()[-1].storage_fault == "the card is full"
    small.sql.execute("PRAGMA max_page_count=100000")
    assert small.conductor.hear(weighing(), trusted()) == Key(FIRST_EPOCH, kept + 1)


def test_a_record_that_cannot_be_read_does_not_keep_back_those_after_it() -> None:
    small = SmallHub()
    small.start(trusted(), is_up=False)
    for _ in range(3):
        small.conductor.hear(weighing(), trusted())
    small.sql.execute("UPDATE record SET body=? WHERE sequence=1", (b"0/0|0|{}",))
    small.conductor.hear(LineUp(), trusted())
    published = list(small.line.published)
    assert [envelope.sequence for envelope in small.line.records()] == [2, 3]
    small.line.published = published
    assert "cannot be read" in str(small.line.statuses()[-1].storage_fault)


def test_a_card_that_cannot_note_a_receipt_says_so_and_the_record_comes_back_after_a_restart() -> None:
    small = started()
    small.conductor.hear(weighing(), trusted())
    small.sql.execute("PRAGMA query_only=1")
    small.line.published.clear()
    small.conductor.hear(receipt(1), trusted())
    assert "the card does not work" in str(small.line.statuses()[-1].storage_fault)
    small.sql.execute("PRAGMA query_only=0")
    small.start(trusted())
    small.conductor.hear(Tick(), trusted(900_000))
    assert [record.key.sequence for record in small.outbox.waiting()] == [1]


def test_on_a_day_on_which_nothing_happens_the_card_is_written_once_an_hour_for_the_clock() -> None:
    small = started()
    before = small.sql.total_changes
    minutes = 24 * 60
    for minute in range(minutes):
        small.conductor.hear(Tick(), trusted(90_000 + minute * 60_000))
    assert len(small.line.statuses()) >= minutes // 5 - 1
    assert small.sql.total_changes - before <= 24 + 1, "an SD card must last"
