"""One batch's way in: what comes twice, late, in any order, unreadable or from a stranger, and what is answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from contract_samples import MOMENT, RECORDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from small_server import BEFORE, EPOCH, SmallServer, at, held, moment
from sqlalchemy import Engine

from server.adapters.store.chain import read_chain
from server.adapters.store.ledger import CHAIN
from server.ledger.audit import Noted, is_whole
from vitals.identity import DeviceId, Epoch, HubId
from vitals.measurement import Measurement
from vitals.record import Paired
from vitals.topics import Leaf
from vitals.vital import Vital

ANOTHER_EPOCH = Epoch("ffffffffffffffff")


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient."""
    return SmallServer(engine)


@pytest.mark.decision("A1", "B1")
@pytest.mark.decision("G5")
def test_a_weighing_is_journaled_with_its_bytes_observed_and_receipted(server: SmallServer) -> None:
    letter = server.home.weighs(80.1, at(0))
    done = server.takes(letter)
    (row,) = server.rows("journal")
    assert (row["payload"], row["disposition"], row["kind"]) == (letter.payload, "observed", "measurement")
    assert (row["received_at"], row["measured_at"]) == (at(0), at(0))
    assert server.rows("observation", "patient", "vital", "value") == [(server.anna, "body_weight", 80_100)]
    assert held(done)[EPOCH].upto == 1


@pytest.mark.decision("A1")
def test_records_of_every_kind_are_journaled_in_one_stream(server: SmallServer) -> None:
    server.takes(*(server.home.sends(record, at(0)) for record in RECORDS.values()))
    assert sorted(set(server.rows("journal", "kind"))) == [
        "answer",
        "attempt_failed",
        "button",
        "measurement",
        "paired",
        "undecoded",
    ]
    assert server.rows("journal", "sequence") == list(range(1, len(RECORDS) + 1))


@pytest.mark.decision("A2")
def test_what_comes_twice_is_held_once_whether_in_one_batch_or_in_two(server: SmallServer) -> None:
    letter = server.home.weighs(80.1, at(0))
    first = server.takes(letter, letter)
    before = server.everything()
    again = server.takes(replace(letter, received_at=at(0, "09:00")))
    assert server.everything() == before
    assert len(server.rows("journal")) == 1
    assert held(again) == held(first)


@pytest.mark.decision("A2")
def test_the_same_number_with_other_content_is_stored_and_shown_and_the_first_stands(server: SmallServer) -> None:
    true = server.home.sends(server.home.weighing(80.1, at(0)), at(0), number=7)
    false = server.home.sends(server.home.weighing(91.0, at(0)), at(0), number=7)
    server.takes(true)
    done = server.takes(false)
    assert server.rows("observation", "value") == [80_100]
    assert server.rows("quarantine", "why", "payload", "detail") == [
        ("conflict", false.payload, f"epoch {EPOCH} sequence 7")
    ]
    assert held(done)[EPOCH].above == ((7, 7),)


@pytest.mark.decision("A2")
def test_two_contents_under_one_number_in_one_batch_conflict_too(server: SmallServer) -> None:
    letters = [server.home.sends(server.home.weighing(kg, at(0)), at(0), number=1) for kg in (80.1, 91.0)]
    server.takes(*letters)
    assert server.rows("observation", "value") == [80_100]
    assert server.rows("quarantine", "payload") == [letters[1].payload]


@pytest.mark.decision("A2")
def test_the_same_number_in_another_epoch_is_another_record(server: SmallServer) -> None:
    letters = [
        server.home.sends(server.home.weighing(80.1, at(day)), at(day), number=1, epoch=epoch)
        for day, epoch in enumerate((EPOCH, ANOTHER_EPOCH))
    ]
    server.takes(*letters)
    assert len(server.rows("observation")) == 2
    assert server.rows("quarantine") == []


@pytest.mark.decision("A2")
def test_a_devices_own_repeat_is_linked_to_the_first_and_observed_once(server: SmallServer) -> None:
    stored = moment(at(0), device_time=at(0).replace(tzinfo=None))
    first, again, later = (server.home.weighs(80.1, stored) for _ in range(3))
    server.takes(first, again)
    server.restarts()
    server.takes(later)
    assert server.rows("journal", "disposition", "duplicate_of") == [
        ("observed", None),
        ("duplicate", 1),
        ("duplicate", 1),
    ]
    assert len(server.rows("observation")) == 1


@pytest.mark.decision("A2")
def test_two_equal_readings_of_a_device_without_a_clock_are_two(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.1, at(0)), server.home.weighs(80.1, at(0, "07:01")))
    assert server.rows("journal", "duplicate_of") == [None, None]
    assert len(server.rows("observation")) == 2


@pytest.mark.decision("A3")
def test_a_receipt_is_cumulative_with_ranges_above_and_counts_what_is_set_apart(server: SmallServer) -> None:
    kilograms = {1: 80.0, 2: 80.1, 5: 80.2, 6: 900.0, 9: 80.3}
    weighings = {number: server.home.weighing(kg, at(0, f"07:0{number}")) for number, kg in kilograms.items()}
    letters = [server.home.sends(each, at(0, "07:10"), number=number) for number, each in weighings.items()]
    done = server.takes(*letters)
    assert (held(done)[EPOCH].upto, held(done)[EPOCH].above) == (2, ((5, 6), (9, 9)))
    server.restarts()
    done = server.takes(server.home.sends(server.home.weighing(80.4, at(0, "07:11")), at(0, "07:11"), number=3))
    assert (held(done)[EPOCH].upto, held(done)[EPOCH].above) == (3, ((5, 6), (9, 9)))


@pytest.mark.decision("A3")
def test_a_receipt_names_every_open_epoch_of_the_hub(server: SmallServer) -> None:
    epochs = [Epoch(f"{number:016x}") for number in range(5)]
    for day, epoch in enumerate(epochs):
        server.takes(server.home.sends(server.home.weighing(80.0, at(day)), at(day), number=1, epoch=epoch))
    done = server.takes(server.home.sends(server.home.weighing(80.0, at(6)), at(6), number=2, epoch=epochs[-1]))
    assert {epoch: part.upto for epoch, part in held(done).items()} == dict.fromkeys(epochs, 1) | {epochs[-1]: 2}


def test_a_receipt_goes_to_the_topic_the_hub_spoke_on_and_to_every_hub_of_the_batch(server: SmallServer) -> None:
    other = server.add_home()
    server.takes(is_register_changed=True)
    done = server.takes(server.home.weighs(80.0, at(0)), other.weighs(70.0, at(0)))
    assert [(home, receipt.hub) for home, receipt in done.receipts] == [
        (server.home.home, server.home.hub),
        (other.home, other.hub),
    ]


@pytest.mark.parametrize(
    ("spoiled", "why"),
    [("bytes", "unreadable"), ("topic", "unreadable"), ("hub of topic", "wrong_hub"), ("home of topic", "wrong_home")],
)
def test_what_is_no_record_of_ours_is_set_apart_with_its_bytes_and_gets_no_receipt(
    server: SmallServer, spoiled: str, why: str
) -> None:
    true, home = server.home.weighs(80.0, at(0)), server.home
    letter = {
        "bytes": replace(true, payload=b"\xff\x00 not ours"),
        "topic": replace(true, topic="nara/v2/somewhere"),
        "hub of topic": replace(true, topic=true.topic.replace(home.hub, "a" * 16)),
        "home of topic": replace(true, topic=true.topic.replace(home.home, "a" * 16)),
    }[spoiled]
    done = server.takes(letter)
    assert server.rows("quarantine", "why", "payload", "topic") == [(why, letter.payload, letter.topic)]
    assert server.rows("journal") == []
    assert done.receipts == ()


def test_a_hub_that_nobody_knows_is_set_apart(server: SmallServer) -> None:
    stranger = server.add_home()
    stranger.hub = HubId("strangeraaaaaaaa")
    server.takes(stranger.weighs(80.0, at(0)))
    assert server.rows("quarantine", "why") == ["unknown_hub"]


@pytest.mark.decision("A1")
def test_a_signature_that_is_not_the_hubs_is_set_apart_before_anybody_is_asked_whose_it_is(server: SmallServer) -> None:
    server.home.key = SigningKey(bytes(32))
    server.takes(server.home.weighs(80.0, at(0)))
    assert server.rows("quarantine", "why") == ["bad_signature"]
    assert server.rows("journal") == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"values": {Vital.BODY_WEIGHT: 651_000}}, "impossible_value"),
        ({"device": DeviceId("unknownaaaaaaaaa")}, "unknown_device"),
        ({"moment": moment(at(0, "07:11"))}, "from_the_future"),
        ({"moment": replace(MOMENT, measured_at=BEFORE.replace(year=1))}, "impossible_time"),
    ],
)
@pytest.mark.decision("C2")
def test_what_cannot_be_is_held_and_set_apart_and_reaches_no_rule(
    server: SmallServer, change: dict[str, object], why: str
) -> None:
    weighing: Measurement = replace(server.home.weighing(80.0, at(0)), **change)  # type: ignore[arg-type]
    letter = server.home.sends(weighing, at(0))
    done = server.takes(letter)
    assert server.rows("journal", "disposition", "reason") == [("quarantined", why)]
    assert server.rows("quarantine", "why", "payload", "arrival") == [(why, letter.payload, 1)]
    assert server.rows("observation") == []
    assert held(done)[EPOCH].upto == 1


def test_ten_minutes_ahead_is_a_clock_and_not_the_future(server: SmallServer) -> None:
    server.takes(server.home.sends(server.home.weighing(80.0, at(0, "07:10")), at(0)))
    assert server.rows("journal", "disposition") == ["observed"]


def test_bytes_that_the_hub_could_not_read_are_set_apart_with_the_hubs_reason(server: SmallServer) -> None:
    server.takes(server.home.sends(RECORDS["undecoded"], at(0)))
    assert server.rows("quarantine", "why", "detail") == [("undecoded", "2a9d: truncated")]


def test_a_pairing_is_kept_and_nothing_is_judged(server: SmallServer) -> None:
    paired = Paired(device=server.home.scale, family="standard-scale", name="UC-352", moment=moment(at(0)))
    done = server.takes(server.home.sends(paired, at(0)))
    assert server.rows("journal", "disposition") == ["kept"]
    assert done.transitions == ()


@pytest.mark.decision("C1")
def test_a_slot_that_nobody_has_is_unclaimed_and_in_no_rule(server: SmallServer) -> None:
    shared = server.add_home()
    server.add_patient(shared, slot=1)
    server.takes(is_register_changed=True)
    server.takes(shared.sends(shared.weighing(70.0, at(0), slot=2), at(0)))
    assert server.rows("journal", "disposition", "reason") == [("unclaimed", "unknown_slot")]
    assert server.rows("observation") == []


@pytest.mark.decision("C3")
def test_an_old_card_of_a_hub_that_moved_is_judged_by_who_had_the_scale_when_it_was_measured(
    server: SmallServer,
) -> None:
    old, new = server.home, server.add_home()
    bo = server.add_patient(new)
    late = old.sends(old.weighing(80.1, at(0)), at(9))
    moved_key = SigningKey(bytes(range(32)))
    server.registry.move_hub(old.hub, new.home, bytes(moved_key.verify_key))
    server.takes(is_register_changed=True)
    new.hub, new.key = old.hub, moved_key
    done = server.takes(late, new.sends(new.weighing(66.0, at(9)), at(9), epoch=ANOTHER_EPOCH))
    assert sorted(server.rows("observation", "patient", "value")) == sorted([(server.anna, 80_100), (bo, 66_000)])
    assert [home for home, _ in done.receipts] == [old.home, new.home]
    server.takes(new.sends(new.weighing(66.1, at(10)), at(10)), replace(late, topic=new.topic(Leaf.RECORD)))
    assert server.rows("quarantine", "why") == ["bad_signature"], "the old home's key does not speak for the new home"


@pytest.mark.decision("C1")
def test_a_measurement_belongs_to_who_had_the_device_then(server: SmallServer) -> None:
    shared = server.add_home()
    first = server.add_patient(shared)
    second = server.add_patient(shared, from_at=at(5, "00:00"))
    server.takes(is_register_changed=True)
    server.takes(shared.weighs(70.0, at(4), at(6)), shared.weighs(71.0, at(5), at(6)))
    assert server.rows("observation", "patient") == [first, second]


def test_what_is_audited_is_one_unbroken_chain_over_restarts(server: SmallServer) -> None:
    server.gains()
    server.restarts()
    server.takes(noted=[Noted(who="eva", what="patient_seen", patients=(server.anna,))])
    with server.engine.connect() as connection:
        chain = read_chain(connection, CHAIN)
    assert [(row.noted.who, row.noted.what) for row in chain] == [("system", "alert_opened"), ("eva", "patient_seen")]
    assert {row.noted.patients for row in chain} == {(server.anna,)}
    assert is_whole(chain)


def test_a_batch_of_nothing_writes_nothing(server: SmallServer) -> None:
    before = server.everything()
    done = server.takes()
    assert server.everything() == before
    assert (done.receipts, done.answers, done.transitions, done.alert_events) == ((), (), (), ())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.timeout(120)
def test_any_order_any_doubling_and_any_batches_end_in_the_same_observations(
    server: SmallServer, data: st.DataObject
) -> None:
    epoch = Epoch(f"{data.draw(st.integers(0, 2**64 - 1)):016x}")
    letters = [
        server.home.sends(server.home.weighing(80.0 + day % 4, at(day)), at(20), number=day + 1, epoch=epoch)
        for day in range(12)
    ]
    queue = data.draw(st.permutations(letters)) + data.draw(st.lists(st.sampled_from(letters), max_size=6))
    while queue:
        size = data.draw(st.integers(1, len(queue)))
        server.takes(*queue[:size])
        queue = queue[size:]
    done = server.takes(letters[0])
    assert (held(done)[epoch].upto, held(done)[epoch].above) == (12, ())
    mine = [row["arrival"] for row in server.rows("journal") if row["epoch"] == epoch]
    values = [row["value"] for row in server.rows("observation") if row["arrival"] in mine]
    assert sorted(values) == sorted(80_000 + 1_000 * (day % 4) for day in range(12))
