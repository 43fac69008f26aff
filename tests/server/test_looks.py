"""*Seen* is a press of a named person, at that reading, as that patient's; else it is *checked*, and only if it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from shared_scale import ANNA_KG, SharedScale
from small_server import SmallServer, at, close, take, undated
from sqlalchemy import Engine

from server.patients.look import Glance
from server.work import Done
from vitals.desired import DesiredState
from vitals.fields import MANY

pytestmark = pytest.mark.decision("F13")
A_MONTH = timedelta(days=30)


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient, whose hub was heard."""
    made = SmallServer(engine)
    made.takes(made.home.beats(at(0, "00:00"), desired_version=0))
    return made


def looks(server: SmallServer, upto: int, who: str = "eva", **more: Any) -> Done:
    """Let a nurse press *seen* on Anna's page."""
    told: dict[str, Any] = {"patient": server.anna, "since": server.now - A_MONTH} | more
    return server.takes(glances=[Glance(upto=upto, who=who, **told)])


def told(server: SmallServer, clock: str | None = None, day: int = 0) -> dict[int, str | None]:
    """Let the hub beat, and tell what its screen was told of each of its records by number: by whom it was seen."""
    if clock is not None:
        server.takes(server.home.beats(at(day, clock), desired_version=1))
    (document,) = server.rows("desired_state", "document")
    return {each["record"]["sequence"]: each["by"] for each in document["screen"]["seen"]}


def shown(done: Done) -> DesiredState:
    """Give the one state that a batch tells."""
    (state,) = done.desired
    return state


def test_a_weight_that_the_rules_have_judged_is_checked_from_the_next_heartbeat_on(server: SmallServer) -> None:
    done = server.takes(server.home.weighs(80.0, at(0)))
    assert done.desired == (), "the receipt says that it came; the rest is told with the next heartbeat"
    assert told(server, "07:05") == {1: None}


def test_what_no_rule_has_judged_is_not_said_to_be_checked(server: SmallServer) -> None:
    home = server.home
    server.takes(home.answers("dizziness", "never", server.anna, at(0)), home.presses(server.anna, at(0)))
    server.takes(home.weighs(900.0, at(0)), home.sends(home.weighing(80.0, undated(5, boot_id="0" * 16)), at(0)))
    assert told(server, "07:05") == {}


def test_a_weight_that_gets_its_time_is_checked_then(server: SmallServer) -> None:
    boot = "0" * 16
    waits = server.home.weighing(80.0, undated(1, boot_id=boot))
    server.takes(server.home.sends(waits, at(0)))
    assert server.rows("journal", "disposition") == ["undated"]
    server.takes(server.home.beats(at(0, "07:05"), desired_version=1, boot_id=boot, monotonic_ms=2))
    assert server.rows("journal", "disposition") == ["observed"]
    assert told(server) == {1: None}


def test_a_nurse_who_presses_seen_is_named_on_the_screen_at_once(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, at(0)), server.home.answers("dizziness", "never", server.anna, at(0)))
    server.now = at(0, "09:10")
    done = looks(server, 2)
    assert [(each.patient, each.seen) for each in done.glanced] == [(server.anna, 2)]
    screen = shown(done).screen
    assert screen is not None
    assert [(each.record.sequence, each.by, each.at) for each in screen.seen] == [
        (1, "Eva Lind", at(0, "09:10")),
        (2, "Eva Lind", at(0, "09:10")),
    ]
    assert server.rows("look", "record", "patient", "who", "at") == [
        (1, server.anna, "eva", at(0, "09:10")),
        (2, server.anna, "eva", at(0, "09:10")),
    ]
    assert server.rows("audit", "what")[-1] == "readings_seen"
    assert server.rows("audit", "detail")[-1] == "2 up to 2"


def test_what_came_after_the_page_was_made_or_is_not_on_it_is_not_seen(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, at(0)))
    server.takes(server.home.weighs(80.1, at(0, "08:00")))
    assert looks(server, 1).glanced[0].seen == 1
    assert looks(server, 2, since=at(0, "08:30")).glanced[0].seen == 0
    assert told(server, "08:35") == {1: "Eva Lind", 2: None}


def test_who_saw_it_first_stands_and_another_look_changes_nothing(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, at(0)))
    looks(server, 1)
    server.registry.add_account("bo", "Bo Ek", "nurse", "-")
    done = looks(server, 1, "bo")
    assert done.glanced[0].seen == 0
    assert done.desired == ()
    assert server.rows("look", "who") == ["eva"]
    patient, since = server.anna, server.now - A_MONTH
    server.takes(server.home.weighs(80.0, at(0, "09:00")))
    both = [Glance(patient=patient, since=since, upto=2, who=who) for who in ("bo", "eva")]
    assert [each.seen for each in server.takes(glances=both).glanced] == [1, 0]
    assert server.rows("look", "who") == ["eva", "bo"]


@pytest.mark.parametrize("deed", [take(1, 1), close(1, 1)])
def test_whoever_takes_or_closes_a_card_has_seen_what_it_rests_on_and_nothing_else(
    server: SmallServer, deed: Any
) -> None:
    server.gains()
    server.takes(server.home.weighs(83.1, at(2, "08:00")))
    done = server.takes(deeds=[deed])
    assert server.rows("look", "record", "who") == [(1, "eva"), (2, "eva")]
    screen = shown(done).screen
    assert screen is not None
    assert {each.record.sequence: each.by for each in screen.seen} == {2: "Eva Lind", 3: None}, "1 is of another day"


def test_whoever_is_told_of_a_conflict_has_seen_nothing(server: SmallServer) -> None:
    server.gains()
    server.takes(deeds=[take(1, 7)])
    assert server.rows("look") == []


@pytest.mark.decision("F12")
def test_whoever_takes_the_card_of_a_worry_is_named_as_having_seen_it(server: SmallServer) -> None:
    server.takes(server.home.presses(server.anna, at(0)))
    server.takes(deeds=[take(1, 1)])
    assert told(server) == {1: "Eva Lind"}


def test_a_look_is_at_a_reading_as_one_persons_also_after_a_restart(engine: Engine) -> None:
    scale = SharedScale(engine)
    server = scale.server
    record = scale.weighs(ANNA_KG, at(0))
    scale.answers(record, scale.anna)
    server.takes(scale.home.beats(at(0, "08:00"), desired_version=0))
    server.takes(glances=[Glance(patient=scale.anna, since=at(0, "00:00"), upto=99, who="eva")])
    names = {0: {"Eva Lind"}, 1: {None}, 2: {"Eva Lind"}}
    for step, whose in enumerate((scale.anna, scale.bo, scale.anna)):
        scale.staff_says(record, whose)
        for _ in range(2):
            done = server.takes(scale.home.beats(at(1, f"0{step}:00"), desired_version=0))
            screen = shown(done).screen
            assert screen is not None
            assert {each.by for each in screen.seen if each.record.sequence == 1} == names[step], step
            server.restarts()
    scale.staff_says(record, None)
    for _ in range(2):
        screen = shown(server.takes(scale.home.beats(at(1, "05:00"), desired_version=0))).screen
        assert screen is not None
        assert screen.seen == ()
        server.restarts()


def test_what_was_seen_is_told_again_after_a_restart(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, at(0)), server.home.presses(server.anna, at(0)))
    looks(server, 2)
    before = told(server)
    server.restarts()
    assert told(server, "07:05") == before == {1: "Eva Lind", 2: "Eva Lind"}


@pytest.mark.decision("A3")
def test_yesterdays_records_leave_the_screen_at_midnight_and_not_one_by_one(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, at(0)), server.home.weighs(80.2, at(0, "21:00")))
    server.takes(server.home.weighs(80.0, at(1)))
    for clock in ("07:05", "12:00", "23:55"):
        assert told(server, clock, day=1) == {1: None, 2: None, 3: None}
    assert server.rows("desired_state", "version") == [2]
    assert told(server, "00:05", day=2) == {3: None}
    looks(server, 1)
    assert server.rows("look", "record") == [1], "it is written, though no screen shows it any more"


def test_the_latest_are_told_when_there_are_too_many(server: SmallServer) -> None:
    server.takes(*(server.home.weighs(80.0, at(0) + timedelta(seconds=each)) for each in range(MANY + 2)))
    assert list(told(server, "08:00")) == list(range(3, MANY + 3))


def test_of_somebody_whose_account_is_gone_the_user_name_is_told(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, at(0)))
    looks(server, 1, "somebody-who-left")
    assert told(server) == {1: "somebody-who-left"}


def test_a_record_of_long_ago_that_gets_its_time_is_on_no_screen(server: SmallServer) -> None:
    boot = "0" * 16
    server.takes(server.home.sends(server.home.weighing(80.0, undated(1, boot_id=boot)), at(0)))
    server.now = at(4)
    server.restarts()
    four_days_ms = round(timedelta(days=4) / timedelta(milliseconds=1))
    server.takes(server.home.beats(at(4), desired_version=1, boot_id=boot, monotonic_ms=four_days_ms))
    assert server.rows("journal", "disposition") == ["observed"]
    assert told(server, "07:05", day=4) == {}
    assert looks(server, 1).desired == ()
    assert server.rows("look", "record") == [1]


def test_what_no_screen_shows_any_more_is_forgotten_also_of_a_hub_that_never_beats(engine: Engine) -> None:
    server = SmallServer(engine)
    for day in range(6):
        server.takes(server.home.weighs(80.0, at(day)))
        looks(server, 99)
    kept = server.pipeline._looks
    assert list(kept._recent) == list(kept._looks) == [3, 4, 5, 6]
    assert list(kept._of_hub[server.home.hub]) == [3, 4, 5, 6]
