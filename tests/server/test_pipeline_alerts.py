"""From the truth to the worklist and back: alerts with owners, nurses who act, people who come and leave."""

from __future__ import annotations

import pytest
from shipped_rules import some_shipped_rules
from small_server import SmallServer, at, close, moment, take
from sqlalchemy import Engine, delete

from server.adapters.store import schema
from server.adapters.store.known_schema import TABLE_OF
from server.alerts.alert import Act, AlertEvent
from server.alerts.worklist import Conflict, Deed
from server.rules.transition import Cause
from server.work import Done
from vitals.identity import PatientId


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient."""
    return SmallServer(engine)


def alerts(server: SmallServer) -> list[tuple[str, str, str]]:
    """List the alerts by number: rule, state and what is true under each."""
    return server.rows("alert", "rule", "state", "condition")


def forget(server: SmallServer, patient: PatientId) -> None:
    """Take somebody out of the register."""
    with server.engine.begin() as connection:
        known = [schema.METADATA.tables[name] for name in TABLE_OF.values()]
        for table in (*known, schema.ASSIGNMENT, schema.MEMBERSHIP, schema.PATIENT):
            connection.execute(delete(table).where(table.c.patient == patient))
    server.takes(is_register_changed=True)


@pytest.mark.decision("D1")
def test_a_gain_becomes_an_episode_a_transition_and_an_alert_that_the_contact_owns(server: SmallServer) -> None:
    done = server.gains()
    (transition,) = done.transitions
    (event,) = done.alert_events
    assert (event.act, event.after.owner, event.after.episode) == (Act.OPENED, "eva", transition.episode)
    assert server.rows("episode", "episode", "state") == [(transition.episode, "raised")]
    assert server.rows("transition", "episode", "number", "facts", "arrivals") == [
        (transition.episode, 1, dict(transition.facts), [1, 2])
    ]
    assert alerts(server) == [("weight-gain-2kg-3-days", "open", "true_now")]


def test_a_nurse_takes_and_closes_and_both_are_rows_with_who_when_and_the_outcome(server: SmallServer) -> None:
    server.gains()
    server.now = at(2, "08:00")
    server.takes(deeds=[take(1, 1, "bo")])
    server.now = at(2, "08:10")
    done = server.takes(deeds=[close(1, 2, "bo", note="more furosemide")])
    assert server.rows("alert_event", "act", "who", "at", "from_state", "to_state") == [
        ("opened", "system", at(2), "open", "open"),
        ("taken", "bo", at(2, "08:00"), "open", "taken"),
        ("closed", "bo", at(2, "08:10"), "taken", "closed"),
    ]
    assert server.rows("alert_event", "detail")[-1] == {
        "cause": "heart_failure",
        "action": "phone_advice",
        "note": "more furosemide",
    }
    assert server.rows("alert", "owner") == ["bo"]
    assert [(each.to_state, each.cause) for each in done.transitions] == [("cleared", "nurse_closed")]
    assert server.rows("audit", "what")[-3:] == ["alert_opened", "alert_taken", "alert_closed"]


@pytest.mark.parametrize("is_same_batch", [True, False])
def test_of_two_nurses_the_second_is_told_what_has_happened(server: SmallServer, *, is_same_batch: bool) -> None:
    server.gains()
    deeds: list[Deed] = [take(1, 1, "eva"), close(1, 1, "bo")]
    if is_same_batch:
        answers = list(server.takes(deeds=deeds).answers)
    else:
        answers = [server.takes(deeds=[deed]).answers[0] for deed in deeds]
    taken, conflict = answers
    assert isinstance(taken, AlertEvent)
    assert isinstance(conflict, Conflict)
    assert conflict.now == taken.after
    assert server.rows("alert", "state", "owner", "version") == [("taken", "eva", 2)]


def test_an_alert_that_does_not_exist_or_is_closed_is_a_conflict_and_changes_nothing(server: SmallServer) -> None:
    server.gains()
    server.takes(deeds=[close(1, 1)])
    before = server.everything()
    done = server.takes(deeds=[close(1, 2), take(99, 1)])
    assert [isinstance(each, Conflict) and each.now and each.now.state for each in done.answers] == ["closed", None]
    assert server.everything() == before


def test_what_is_closed_is_not_raised_again_on_the_same_data_over_restarts(server: SmallServer) -> None:
    server.gains()
    server.takes(deeds=[close(1, 1)])
    for day in (3, 4, 5):
        server.restarts()
        server.takes(server.home.weighs(83.0, at(day)))
    assert alerts(server) == [("weight-gain-2kg-3-days", "closed", "true_now")]
    assert server.rows("transition", "to_state") == ["raised", "cleared"]


def test_more_than_two_kilograms_above_what_the_nurse_saw_is_a_new_alert(server: SmallServer) -> None:
    server.gains()
    server.takes(deeds=[close(1, 1)])
    server.restarts()
    server.takes(server.home.weighs(85.0, at(3)), server.home.weighs(85.1, at(4)))
    assert server.rows("alert", "state") == ["closed", "open"]


def test_closing_a_calm_alert_leaves_another_that_is_true_alone(server: SmallServer) -> None:
    server.gains()
    for day, kilograms in ((3, 80.2), (4, 80.1), (5, 80.0), (6, 83.4)):
        server.takes(server.home.weighs(kilograms, at(day)))
    assert server.rows("alert", "condition") == ["cleared", "true_now"]
    server.takes(deeds=[close(1, 2)])
    assert server.rows("alert", "state", "condition") == [("closed", "cleared"), ("open", "true_now")]
    assert server.rows("episode", "state") == ["cleared", "raised"]


@pytest.mark.decision("A8")
def test_what_began_and_ended_before_it_was_heard_is_shown_as_missed(server: SmallServer) -> None:
    weights = (80.0, 80.1, 83.0, 83.1, 80.3, 80.2)
    done = server.takes(*(server.home.weighs(kg, at(day), at(9)) for day, kg in enumerate(weights)))
    assert [(each.cause, each.to_state, each.is_late) for each in done.transitions] == [("missed", "cleared", True)]
    assert [each.act for each in done.alert_events] == [Act.OPENED, Act.CLEARED]
    assert alerts(server) == [("weight-gain-2kg-3-days", "open", "cleared")]


@pytest.mark.decision("A8")
def test_what_is_still_true_when_it_is_heard_is_raised_and_marked_late(server: SmallServer) -> None:
    done = server.takes(server.home.weighs(80.0, at(0), at(5)), server.home.weighs(83.0, at(2), at(5)))
    assert [(each.cause, each.to_state, each.is_late) for each in done.transitions] == [("measured", "raised", True)]


def test_a_low_alert_leaves_the_list_by_itself(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, at(-1)), server.home.beats(at(1, "12:05")))
    assert alerts(server) == [("missing-weight", "open", "true_now")]
    server.takes(server.home.weighs(80.0, at(2)))
    assert alerts(server) == [("missing-weight", "closed", "cleared")]
    assert server.rows("alert_event", "act", "who") == [
        ("opened", "system"),
        ("cleared", "system"),
        ("closed", "system"),
    ]


def test_a_late_weight_withdraws_an_absence_that_never_was(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, at(-1)), server.home.beats(at(1, "12:05")))
    server.takes(server.home.weighs(80.0, at(1), at(2)))
    assert alerts(server) == [("missing-weight", "closed", "withdrawn")]
    assert server.rows("transition", "to_state", "cause") == [("raised", "measured"), ("withdrawn", "corrected")]


def test_a_withdrawn_gain_stays_on_the_list_until_a_person_has_seen_it(server: SmallServer) -> None:
    server.gains()
    server.takes(server.home.weighs(80.3, moment(at(2, "06:00")), at(3)))
    assert alerts(server) == [("weight-gain-2kg-3-days", "open", "withdrawn")]
    server.takes(deeds=[close(1, 2)])
    assert alerts(server) == [("weight-gain-2kg-3-days", "closed", "withdrawn")]


def test_alerts_are_numbered_on_over_a_restart(server: SmallServer) -> None:
    server.gains()
    server.takes(server.home.beats(at(4, "12:05")))
    server.restarts()
    server.takes(server.home.weighs(80.0, at(5)), server.home.beats(at(7, "12:05")))
    assert server.rows("alert", "alert", "rule") == [
        (1, "weight-gain-2kg-3-days"),
        (2, "missing-weight"),
        (3, "missing-weight"),
    ]


def test_somebody_who_joins_is_watched_from_then_on(server: SmallServer) -> None:
    home = server.add_home()
    bo = server.add_patient(home)
    server.takes(home.weighs(70.0, at(0)))
    assert server.rows("quarantine", "why") == ["unknown_hub"], "the register is not read again unless it changed"
    server.takes(home.weighs(70.0, at(1)), is_register_changed=True)
    server.takes(home.weighs(73.0, at(2)))
    assert server.rows("alert", "patient") == [bo]


def test_what_is_open_ends_when_somebody_leaves_and_the_owner_still_has_it(server: SmallServer) -> None:
    server.gains()
    server.takes(server.home.beats(at(4, "12:05")))
    forget(server, server.anna)
    assert alerts(server) == [
        ("weight-gain-2kg-3-days", "open", "cleared"),
        ("missing-weight", "closed", "cleared"),
    ]
    assert server.rows("transition", "cause")[1::2] == ["left", "left"]
    assert server.rows("alert", "owner") == ["eva", "eva"]
    done = server.takes(server.home.weighs(90.0, at(5)), deeds=[close(1, 2)])
    assert (done.transitions, server.rows("alert", "state")) == ((), ["closed", "closed"])


def test_a_batch_holds_records_heartbeats_deeds_and_notes_at_once(server: SmallServer) -> None:
    server.gains()
    done = server.takes(server.home.weighs(83.1, at(3)), server.home.beats(at(3, "07:01")), deeds=[take(1, 1)])
    assert len(done.receipts) == 1
    assert [each.act for each in done.alert_events] == [Act.TAKEN]
    assert server.rows("hub_status", "heard_at") == [at(3, "07:01")]


def test_a_deed_and_news_of_the_same_alert_in_one_batch_are_two_events_in_order(server: SmallServer) -> None:
    server.gains()
    server.takes(server.home.weighs(80.3, at(3)))
    done = server.takes(server.home.weighs(80.2, at(4)), deeds=[take(1, 1)])
    assert [(each.act, each.after.version, each.after.owner) for each in done.alert_events] == [
        (Act.TAKEN, 2, "eva"),
        (Act.CLEARED, 3, "eva"),
    ]
    assert server.rows("alert", "state", "condition", "version") == [("taken", "cleared", 3)]


@pytest.mark.decision("D3")
def test_while_it_is_raised_only_its_end_is_looked_for(server: SmallServer) -> None:
    server.gains()
    for day, kilograms in ((3, 86.0), (4, 89.0), (5, 80.9), (6, 81.0)):
        server.takes(server.home.weighs(kilograms, at(day)))
    assert server.rows("transition", "number", "to_state") == [(1, "raised"), (2, "cleared")]


def falls_silent(server: SmallServer, days: int) -> None:
    """Let Anna weigh herself for some mornings, her hub be heard, and then the line be cut."""
    for day in range(days):
        server.takes(server.home.weighs(80.0, at(day)), server.home.beats(at(day, "07:01")))


def comes_back(server: SmallServer, first: int, day: int) -> Done:
    """Let the line be mended at noon: what was measured meanwhile comes in one batch."""
    noon = at(day, "12:00")
    late = [server.home.weighs(80.0, at(each), noon) for each in range(first, day + 1)]
    return server.takes(*late, server.home.beats(noon))


@pytest.mark.decision("A8", "F6")
def test_a_silence_that_the_same_batch_explains_never_stands_on_the_list_and_leaves_its_trace(engine: Engine) -> None:
    server = SmallServer(engine, some_shipped_rules())
    falls_silent(server, 7)
    done = comes_back(server, 7, 10)
    told = [(each.rule, each.cause) for each in done.transitions if each.rule == "nothing-heard"]
    assert told == [("nothing-heard", Cause.MEASURED), ("nothing-heard", Cause.CORRECTED)]
    assert alerts(server) == [("nothing-heard", "closed", "withdrawn")]
    assert [(each.act, each.who) for each in done.alert_events] == [
        (Act.OPENED, "system"),
        (Act.WITHDRAWN, "system"),
        (Act.CLOSED, "system"),
    ]


@pytest.mark.decision("D1", "F6")
def test_a_silence_that_stood_on_the_list_stays_until_a_person_closes_it(engine: Engine) -> None:
    server = SmallServer(engine, some_shipped_rules())
    falls_silent(server, 7)
    server.now = at(9)
    server.takes()
    assert alerts(server) == [("nothing-heard", "open", "true_now")]
    comes_back(server, 7, 10)
    assert alerts(server) == [("nothing-heard", "open", "withdrawn")]


@pytest.mark.decision("A8", "F6")
def test_a_silence_that_was_is_a_card_also_when_it_is_over_as_it_is_heard_of(engine: Engine) -> None:
    server = SmallServer(engine, some_shipped_rules())
    falls_silent(server, 7)
    noon = at(12, "12:00")
    server.takes(server.home.weighs(80.0, at(12), noon), server.home.beats(noon))
    assert ("nothing-heard", "open", "cleared") in alerts(server)
