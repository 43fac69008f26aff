"""What a heartbeat proves, and what it does not: contacts, gaps, and a home that has nothing left to send."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from nacl.signing import SigningKey
from small_server import SmallHome, SmallServer, at
from sqlalchemy import Engine

from server.patients.arrival import Arrival
from vitals.identity import HubId
from vitals.topics import Leaf

MINUTE = timedelta(minutes=1)


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient, whose weight was last taken on the day before the first."""
    small = SmallServer(engine)
    small.takes(small.home.weighs(80.0, at(-1)))
    return small


def beside(server: SmallServer) -> SmallHome:
    """Put a second hub in the home."""
    key = SigningKey(bytes(range(32)))
    hub = server.registry.add_hub(server.home.home, "a second hub", bytes(key.verify_key))
    server.takes(is_register_changed=True)
    return SmallHome(server.home.home, hub, server.home.scale, key)


def absences(server: SmallServer) -> list[str]:
    """List the days on which an absence was ever raised."""
    rows = server.rows("transition", "rule", "to_state", "measured_at")
    return [f"{at:%Y-%m-%d}" for rule, state, at in rows if rule == "missing-weight" and state == "raised"]


@pytest.mark.decision("A4")
def test_an_absence_is_raised_once_the_hub_is_heard_after_noon_of_the_second_day(server: SmallServer) -> None:
    server.takes(server.home.beats(at(1, "11:59")))
    assert absences(server) == []
    server.takes(server.home.beats(at(1, "12:00")))
    assert absences(server) == ["2026-03-03"]


@pytest.mark.parametrize("silence", ["retained", "last will", "not sent all", "no time", "nothing"])
@pytest.mark.decision("A4")
def test_no_absence_is_concluded_from_a_hub_that_is_not_heard_to_have_sent_all(
    server: SmallServer, silence: str
) -> None:
    late = at(3, "13:00")
    beat = {
        "retained": server.home.beats(late, is_retained=True),
        "last will": server.home.beats(late, online=False),
        "not sent all": server.home.beats(late, queue_depth=1),
        "no time": server.home.beats(late, sent_at=None),
    }
    server.takes(*([beat[silence]] if silence in beat else []))
    server.restarts()
    assert absences(server) == []


@pytest.mark.decision("A4")
def test_a_retained_heartbeat_or_a_last_will_leaves_no_trace(server: SmallServer) -> None:
    before = server.everything()
    server.takes(server.home.beats(at(0), is_retained=True), server.home.beats(at(0), online=False))
    assert server.everything() == before


@pytest.mark.decision("A4")
def test_the_latest_heartbeat_is_kept_and_an_older_one_changes_nothing(server: SmallServer) -> None:
    server.takes(server.home.beats(at(0, "08:00"), queue_depth=3))
    server.takes(server.home.beats(at(0, "08:01"), sent_at=at(0, "07:00")))
    (row,) = server.rows("hub_status")
    assert (row["heard_at"], row["empty_at"], row["status"]["queue_depth"]) == (at(0, "08:00"), None, 3)


def test_a_heartbeat_that_waited_in_a_queue_proves_only_when_it_was_sent(server: SmallServer) -> None:
    server.takes(server.home.beats(at(1, "15:00"), sent_at=at(0, "08:00")))
    assert server.rows("hub_status", "heard_at") == [at(0, "08:00")]
    assert absences(server) == []


def test_a_hub_whose_clock_is_ahead_was_heard_when_it_was_received(server: SmallServer) -> None:
    server.takes(server.home.beats(at(0, "08:00"), sent_at=at(0, "11:00")))
    assert server.rows("hub_status", "heard_at") == [at(0, "08:00")]


def test_having_sent_all_is_remembered_while_new_records_wait(server: SmallServer) -> None:
    server.takes(server.home.beats(at(0, "08:00")), server.home.beats(at(0, "09:00"), queue_depth=1))
    assert server.rows("hub_status", "heard_at", "empty_at") == [(at(0, "09:00"), at(0, "08:00"))]


@pytest.mark.decision("A4")
def test_one_contact_is_kept_for_each_hub_and_hour_also_over_a_restart(server: SmallServer) -> None:
    for clock in ("08:00", "08:20", "08:59", "09:00", "09:05"):
        server.takes(server.home.beats(at(0, clock)))
        server.restarts()
    hub = server.home.hub
    assert server.rows("contact", "hub", "hour_at", "heard_at") == [
        (hub, at(0, "08:00"), at(0, "08:00")),
        (hub, at(0, "09:00"), at(0, "09:00")),
    ]


@pytest.mark.decision("A4")
def test_a_silence_of_more_than_half_an_hour_is_a_gap_with_its_start_and_end(server: SmallServer) -> None:
    for clock in ("08:00", "08:30", "09:01", "09:02"):
        server.takes(server.home.beats(at(0, clock)))
    assert server.rows("gap", "hub", "from_at", "to_at") == [(server.home.hub, at(0, "08:30"), at(0, "09:01"))]


@pytest.mark.decision("A7")
@pytest.mark.parametrize("is_healed", [False, True])
def test_every_hub_of_a_home_must_have_sent_all(server: SmallServer, *, is_healed: bool) -> None:
    second = beside(server)
    server.takes(server.home.beats(at(1, "12:05")))
    assert absences(server) == [], "the second hub was never heard: the weight may lie in it"
    server.takes(second.beats(at(1, "12:10"), queue_depth=2))
    assert absences(server) == []
    if is_healed:
        server.restarts()
        server.takes(second.beats(at(1, "12:15")))
        assert absences(server) == ["2026-03-03"]


@pytest.mark.decision("A7")
def test_a_home_has_sent_all_only_until_its_most_silent_hub_was_heard(server: SmallServer) -> None:
    second = beside(server)
    server.takes(second.beats(at(1, "10:00")), server.home.beats(at(1, "12:05")))
    assert absences(server) == []
    server.takes(second.beats(at(1, "12:06")))
    assert absences(server) == ["2026-03-03"]


def test_a_weight_that_the_second_hub_brings_before_it_has_sent_all_prevents_the_absence(server: SmallServer) -> None:
    second = beside(server)
    server.takes(server.home.beats(at(1, "12:05")), second.beats(at(1, "12:10"), queue_depth=1))
    server.takes(second.weighs(80.1, at(1), at(1, "12:11")), second.beats(at(1, "12:12")))
    server.takes(server.home.beats(at(1, "12:15")))
    assert absences(server) == []


def test_only_people_of_the_home_are_concluded_about(server: SmallServer) -> None:
    other = server.add_home()
    server.add_patient(other)
    server.takes(is_register_changed=True)
    server.takes(server.home.beats(at(1, "12:05")))
    assert server.rows("episode", "patient") == [server.anna]


@pytest.mark.parametrize(
    ("spoiled", "why"),
    [
        ("bytes", "unreadable"),
        ("hub of topic", "wrong_hub"),
        ("home of topic", "unknown_hub"),
        ("key", "bad_signature"),
    ],
)
def test_a_heartbeat_that_is_not_the_hubs_is_set_apart(server: SmallServer, spoiled: str, why: str) -> None:
    home, true = server.home, server.home.beats(at(1, "12:05"))
    stranger = replace_key(home)
    letter = {
        "bytes": replace(true, payload=b"{}"),
        "hub of topic": spoken_by_another(server, true),
        "home of topic": replace(true, topic=true.topic.replace(home.home, "a" * 16)),
        "key": stranger.beats(at(1, "12:05")),
    }[spoiled]
    server.takes(letter)
    assert server.rows("quarantine", "why", "payload") == [(why, letter.payload)]
    assert server.rows("hub_status") == []


def replace_key(home: SmallHome) -> SmallHome:
    """Be the same hub with a key that is not its own."""
    return SmallHome(home.home, home.hub, home.scale, SigningKey(bytes(32)))


def spoken_by_another(server: SmallServer, beat: Arrival) -> Arrival:
    """Let a second hub, with its own key, speak in the first one's name on its own topic."""
    second = beside(server)
    impostor = SmallHome(second.home, HubId(server.home.hub), second.scale, second.key)
    return replace(impostor.beats(beat.received_at), topic=second.topic(Leaf.STATUS))


@pytest.mark.decision("C3")
def test_an_old_card_of_a_hub_that_moved_is_no_proof_of_life_for_either_home(server: SmallServer) -> None:
    old, new = server.home, server.add_home()
    moved = SigningKey(bytes(range(32)))
    server.registry.move_hub(old.hub, new.home, bytes(moved.verify_key))
    server.takes(is_register_changed=True)
    server.takes(old.beats(at(1, "12:05")))
    assert (server.rows("hub_status"), server.rows("quarantine"), absences(server)) == ([], [], [])


def test_a_hub_that_left_the_register_is_no_proof_for_any_home(server: SmallServer) -> None:
    server.takes(server.home.beats(at(0)))
    heartbeats = server.pipeline._heartbeats
    empty = replace(server.ledger.register(), hubs={})
    assert heartbeats.hubs() == [server.home.hub]
    assert heartbeats.contacts(heartbeats.hubs(), empty) == []


def test_homes_are_told_in_the_order_in_which_their_hubs_spoke(server: SmallServer) -> None:
    homes = [server.home, *(server.add_home() for _ in range(8))]
    people = [server.anna, *(server.add_patient(home) for home in homes[1:])]
    server.takes(is_register_changed=True)
    done = server.takes(*(home.beats(at(2, "12:05")) for home in homes))
    assert [each.patient for each in done.transitions] == people
