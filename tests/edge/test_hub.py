from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from contract_samples import DESIRED
from gatt_encoder import composition, cuff, sfloat, weight
from small_hub import AT, BOOT, CUFF, EPOCH, HUB, SCALE, SETTINGS, WEIGHING, trusted, untrusted, waiting, weighing

from edge.events import (
    BeginEpoch,
    Date,
    Dated,
    DesiredCame,
    Indication,
    Keep,
    Kept,
    LineDown,
    LineUp,
    NotKept,
    Order,
    RadioState,
    ReceiptCame,
    Remember,
    Report,
    Send,
    Settle,
    Started,
    Tick,
    TrustTime,
    Waiting,
)
from edge.health import last_will
from edge.hub import UNDATED_AT_MOST_MS, Hub
from edge.recording import REASON_MAX
from vitals.fields import Json
from vitals.identity import Epoch, HubId
from vitals.receipt import Held, Receipt

OTHER_HUB = HubId("hubbbbbbbbbbbbbb")


def hub(*held: Waiting, is_up: bool = True) -> Hub:
    made = Hub(SETTINGS, lambda: 0.5)
    made.step(Started(epoch=EPOCH, waiting=held, desired=None, storage_fault=None), untrusted(0))
    made.step(Tick(), trusted(0))
    if is_up:
        made.step(LineUp(), trusted(0))
    return made


def kept(orders: Iterable[Order]) -> Json:
    (body,) = [order.body for order in orders if isinstance(order, Keep)]
    return body


def receipt(upto: int, *above: tuple[int, int], epoch: Epoch = EPOCH, to: HubId = HUB) -> ReceiptCame:
    return ReceiptCame(Receipt(hub=to, held=(Held(epoch=epoch, upto=upto, above=above),)))


def test_a_weighing_of_an_enrolled_scale_is_kept_whatever_the_case_of_its_address() -> None:
    (order,) = hub().step(weighing(address=SCALE.address.lower()), trusted())
    assert isinstance(order, Keep)
    assert order.is_dated
    assert order.body["values"] == {"body_weight": {"value": 80_100, "scale": -3, "unit": "kg"}}
    assert order.body["device"] == SCALE.device
    assert order.body["raw"] == [{"characteristic": "2a9d", "payload_hex": WEIGHING.hex()}]


def test_a_stranger_is_not_listened_to() -> None:
    made = hub()
    assert made.step(weighing(address="00:00:00:00:00:00"), trusted()) == []
    assert all(device.last_heard_at is None for device in made.status(trusted()).devices)


def test_a_pressure_is_kept_with_its_flags_and_the_users_slot() -> None:
    payload = cuff((sfloat(128), sfloat(79), sfloat(95)), status=0b101, user=1)
    body = kept(
        hub().step(Indication(address=CUFF.address, characteristic="2a35", payload=payload, name=None), trusted())
    )
    assert {name: found["value"] for name, found in body["values"].items()} == {
        "systolic": 1_280,
        "diastolic": 790,
        "mean_pressure": 950,
    }
    assert body["flags"] == ["body_movement", "irregular_pulse"]
    assert body["user_slot"] == 1


def test_a_failed_weighing_is_kept_as_an_attempt() -> None:
    assert kept(hub().step(weighing(weight(0xFFFF)), trusted()))["kind"] == "attempt_failed"


def test_a_frame_in_which_nothing_was_measured_is_not_kept_but_the_device_was_heard() -> None:
    made = hub()
    frame = Indication(address=SCALE.address, characteristic="2a9c", payload=composition(200), name=None)
    assert made.step(frame, trusted()) == []
    assert made.status(trusted()).devices[0].last_heard_at == AT


def test_what_cannot_be_decoded_is_kept_with_a_reason_of_bounded_length() -> None:
    body = kept(hub().step(weighing(b"\x00"), trusted()))
    assert body["kind"] == "undecoded"
    strange = Indication(address=SCALE.address, characteristic="f" * 300, payload=b"", name=None)
    assert len(str(kept(hub().step(strange, trusted()))["reason"])) <= REASON_MAX


def test_without_trusted_time_a_weighing_is_kept_undated_and_the_device_has_no_time() -> None:
    made = hub()
    (order,) = made.step(weighing(), untrusted())
    assert isinstance(order, Keep)
    assert not order.is_dated
    assert order.body["measured_at"] is None
    assert made.status(trusted()).devices[0].last_heard_at is None


def test_a_kept_record_is_sent_and_counted_and_numbers_rise() -> None:
    made = hub()
    assert made.step(Kept(waiting(1)), trusted()) == [Send((waiting(1).key,))]
    status = made.status(trusted())
    assert (status.queue_depth, status.next_sequence, status.oldest_unsettled_at) == (1, 2, AT)
    assert made.queue_depth == 1


def test_a_record_of_an_older_epoch_does_not_move_this_epochs_numbers() -> None:
    made = hub()
    made.step(Dated(waiting(9, epoch=Epoch("a" * 16))), trusted())
    assert made.status(trusted()).next_sequence == 1


def test_an_undated_record_is_dated_as_soon_as_the_time_is_trusted_and_only_then_sent() -> None:
    made = hub()
    assert made.step(Kept(waiting(1, is_dated=False)), untrusted(1_000)) == []
    assert made.step(Tick(), trusted(2_000)) == [Date(waiting(1).key)]
    assert made.step(Dated(waiting(1)), trusted(2_000)) == [Send((waiting(1).key,))]


def test_with_a_line_but_no_time_for_ten_minutes_a_record_is_given_up_to_the_server_undated() -> None:
    made = hub()
    made.step(Kept(waiting(1, is_dated=False)), untrusted(1_000))
    made.step(Tick(), untrusted(300_000))
    due_ms = made.next_due_ms()
    assert due_ms == UNDATED_AT_MOST_MS
    assert Date(waiting(1).key) not in made.step(Tick(), untrusted(due_ms - 1))
    assert Date(waiting(1).key) in made.step(Tick(), untrusted(due_ms))


def test_without_a_line_an_undated_record_waits_for_the_time_for_ever() -> None:
    made = hub(is_up=False)
    assert made.step(Kept(waiting(1, is_dated=False)), untrusted(UNDATED_AT_MOST_MS * 9)) == []
    assert made.next_due_ms() is None


def test_the_ten_minutes_begin_anew_with_each_line() -> None:
    made = hub()
    made.step(Kept(waiting(1, is_dated=False)), untrusted(1_000))
    assert made.step(LineDown(), untrusted(UNDATED_AT_MOST_MS)) == []
    orders = made.step(LineUp(), untrusted(UNDATED_AT_MOST_MS + 1))
    assert [type(order) for order in orders] == [Report]


def test_a_receipt_settles_what_it_holds_and_leaves_the_rest() -> None:
    made = hub(*(waiting(sequence, epoch=Epoch("a" * 16)) for sequence in (1, 2, 3, 4)))
    orders = made.step(receipt(1, (3, 3), epoch=Epoch("a" * 16)), trusted())
    assert orders[0] == Settle((waiting(1, epoch=Epoch("a" * 16)).key, waiting(3, epoch=Epoch("a" * 16)).key))
    assert made.queue_depth == 2


def test_the_last_receipt_of_a_backlog_is_told_at_once() -> None:
    made = hub()
    made.step(Kept(waiting(1)), trusted())
    settle, report = made.step(receipt(1), trusted())
    assert settle == Settle((waiting(1).key,))
    assert isinstance(report, Report)
    assert report.status.queue_depth == 0


def test_a_receipt_for_another_hub_changes_nothing() -> None:
    made = hub()
    made.step(Kept(waiting(1)), trusted())
    assert made.step(receipt(9, to=OTHER_HUB), trusted()) == []


def test_a_receipt_never_settles_a_record_whose_body_is_not_final() -> None:
    made = hub(is_up=False)
    made.step(Kept(waiting(1, is_dated=False)), untrusted())
    assert made.step(receipt(1), untrusted()) == []
    assert made.queue_depth == 1


def test_a_receipt_ahead_of_the_hub_begins_a_new_epoch() -> None:
    (order,) = hub().step(receipt(0, (3, 7)), trusted())
    assert isinstance(order, BeginEpoch)


def test_a_receipt_that_holds_what_was_numbered_begins_no_epoch() -> None:
    assert hub().step(receipt(0), trusted()) == []


def test_a_newer_desired_state_is_remembered_and_an_older_or_strange_one_is_not() -> None:
    made, mine = hub(), replace(DESIRED, hub=HUB)
    assert made.step(DesiredCame(mine), trusted()) == [Remember(mine)]
    assert made.step(DesiredCame(mine), trusted()) == []
    assert made.step(DesiredCame(replace(mine, version=2)), trusted()) == []
    assert made.step(DesiredCame(replace(mine, version=9, hub=OTHER_HUB)), trusted()) == []
    assert made.status(trusted()).desired_version == 3


@pytest.mark.parametrize(("settings", "every_ms"), [({}, 300_000), ({"status_every_s": 60}, 60_000)])
def test_the_heartbeat_goes_as_often_as_the_server_wants(settings: dict[str, int], every_ms: int) -> None:
    made = hub()
    made.step(DesiredCame(replace(DESIRED, hub=HUB, settings=settings)), trusted(1))
    assert [type(order) for order in made.step(Tick(), trusted(300_000))] == [Report]
    assert made.next_due_ms() == 300_000 + every_ms
    assert made.step(Tick(), trusted(299_999 + every_ms)) == []


def test_a_storage_fault_is_told_at_once_and_cut_to_what_the_contract_takes() -> None:
    made = hub()
    (report,) = made.step(NotKept("x" * 999), trusted())
    assert isinstance(report, Report)
    assert report.status.storage_fault == "x" * REASON_MAX
    started = Started(epoch=EPOCH, waiting=(), desired=None, storage_fault="y" * 999)
    made.step(started, trusted())
    assert made.status(trusted()).storage_fault == "y" * REASON_MAX


def test_a_change_of_the_radio_is_told_once() -> None:
    made = hub()
    (report,) = made.step(RadioState("no Bluetooth adapter"), trusted())
    assert isinstance(report, Report)
    assert report.status.radio_fault == "no Bluetooth adapter"
    assert made.step(RadioState("no Bluetooth adapter"), trusted()) == []
    assert len(made.step(RadioState(None), trusted())) == 1
    made.step(RadioState("z" * 999), trusted())
    assert made.status(trusted()).radio_fault == "z" * REASON_MAX


def test_the_trusted_time_is_kept_at_first_and_then_every_hour() -> None:
    made = Hub(SETTINGS, lambda: 0.5)
    assert made.step(Tick(), untrusted()) == []
    assert made.step(Tick(), trusted()) == [TrustTime(AT)]
    assert made.step(Tick(), trusted(90_000 + 3_599_999)) == []
    assert made.step(Tick(), trusted(90_000 + 3_600_000)) == [TrustTime(AT + timedelta(hours=1))]


def test_what_waited_over_a_restart_is_sent_when_the_line_is_up_and_the_desired_state_stands() -> None:
    made = Hub(SETTINGS, lambda: 0.5)
    old = waiting(5, epoch=Epoch("a" * 16))
    mine = replace(DESIRED, hub=HUB)
    made.step(Started(epoch=EPOCH, waiting=(old,), desired=mine, storage_fault=None), trusted())
    assert Send((old.key,)) in made.step(LineUp(), trusted())
    assert made.status(trusted()).desired_version == mine.version
    assert made.next_due_ms() == 90_000 + 10_000


def test_the_status_carries_no_time_while_none_is_trusted_and_the_last_will_never_does() -> None:
    made = hub()
    assert made.status(untrusted()).sent_at is None
    status = made.status(trusted())
    assert (status.sent_at, status.boot_id, status.online) == (AT, BOOT, True)
    will = last_will(status)
    assert (will.online, will.sent_at, will.epoch) == (False, None, EPOCH)
