"""A second look: asked of the patient, on the hub that heard it, once, and only while somebody acts on the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from shipped_rules import GAIN, shipped_rules
from small_server import ROSEN, SmallServer, at, moment
from sqlalchemy import Engine

from server.patients.hours import parse_hours
from server.patients.register import Register
from server.second_looks import may_answer
from server.work import Done
from vitals.desired import Ask, Question
from vitals.identity import PatientId

ANNA = PatientId("annaaaaaaaaaaaaa")


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """Anna is looked after by Rosen, whose hours are eight to half past four, and her hub was heard just now."""
    small = SmallServer(engine)
    small.is_looked_after()
    small.takes(small.home.weighs(80.0, at(0)), small.home.weighs(80.0, at(1)))
    small.takes(small.home.beats(at(2, "06:55")))
    return small


def asked(done: Done) -> list[Question]:
    """Give what the hub was told to ask."""
    return [question for state in done.desired for question in state.questions]


def states(server: SmallServer) -> list[str]:
    """Give the states through which the gain has gone."""
    return [state for rule, state in server.rows("transition", "rule", "to_state") if rule == "weight-gain-2kg-3-days"]


@pytest.mark.decision("F7")
def test_a_gain_is_asked_about_on_the_hub_that_heard_it_and_nobody_is_called_yet(server: SmallServer) -> None:
    done = server.takes(server.home.weighs(82.0, at(2)))
    (question,) = asked(done)
    assert (question.ask, question.about, question.expires_at) == (Ask.WEIGH_AGAIN, server.anna, at(2, "11:00"))
    assert question.refers_to is not None
    assert question.refers_to.sequence == 3
    assert (states(server), server.rows("alert")) == (["asking"], [])
    assert server.rows("known_request", "rule", "measure", "record") == [("weight-gain-2kg-3-days", "weight", 3)]


@pytest.mark.decision("F7")
@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_second_weighing_that_says_the_same_raises_and_the_hub_asks_no_more(
    server: SmallServer, is_restarted: bool
) -> None:
    server.takes(server.home.weighs(82.0, at(2)))
    if is_restarted:
        server.restarts()
    done = server.takes(server.home.weighs(82.1, at(2, "08:10")))
    assert states(server) == ["asking", "raised"]
    assert [(row["rule"], row["state"]) for row in server.rows("alert")] == [("weight-gain-2kg-3-days", "open")]
    assert [state.questions for state in done.desired] == [()]


@pytest.mark.decision("F7")
def test_a_second_weighing_that_says_otherwise_is_no_alert_and_never_was(server: SmallServer) -> None:
    server.takes(server.home.weighs(82.0, at(2)))
    server.takes(server.home.weighs(80.2, at(2, "08:10")))
    assert (states(server), server.rows("alert")) == (["asking", "cleared"], [])


@pytest.mark.decision("F7")
@pytest.mark.parametrize("is_restarted", [False, True])
def test_without_an_answer_it_is_raised_at_its_deadline_by_time_alone(server: SmallServer, is_restarted: bool) -> None:
    server.takes(server.home.weighs(82.0, at(2)))
    server.now = at(2, "10:59")
    if is_restarted:
        server.restarts()
    assert server.takes().transitions == ()
    server.now = at(2, "11:05")
    (raised,) = server.takes().transitions
    assert (raised.to_state, raised.cause, raised.at) == ("raised", "unanswered", at(2, "11:00"))
    assert server.rows("alert", "state") == ["open"]


@pytest.mark.decision("F7")
@pytest.mark.parametrize(
    ("weighed_at", "received_at"),
    [(at(2, "12:00"), at(2, "12:00")), (at(5), at(5)), (at(2), at(2, "10:00"))],
    ids=["the answer would come too late in the day", "a Saturday", "heard three hours later"],
)
def test_where_nobody_would_act_on_an_answer_it_is_raised_at_once(
    server: SmallServer, weighed_at: datetime, received_at: datetime
) -> None:
    server.takes(server.home.weighs(80.0, weighed_at - timedelta(days=1)))
    server.takes(server.home.beats(received_at - timedelta(minutes=5)))
    server.takes(server.home.weighs(82.0, moment(weighed_at), received_at))
    assert states(server) == ["raised"]


@pytest.mark.decision("F7")
def test_two_rules_that_want_the_same_second_look_are_one_question_and_one_answer_serves_both(engine: Engine) -> None:
    both = {name: rule for name, rule in shipped_rules().rules.items() if name in {GAIN, "weight-drift"}}
    server = SmallServer(engine, replace(shipped_rules(), rules=both))
    server.is_looked_after()
    for day in range(37):
        server.takes(server.home.weighs(80.0, at(day)))
    server.takes(server.home.weighs(80.5, at(37)))
    server.takes(server.home.weighs(81.8, at(38)))
    server.takes(server.home.beats(at(39, "06:55")))
    done = server.takes(server.home.weighs(82.0, at(39)))
    asking = {rule for rule, state in server.rows("transition", "rule", "to_state") if state == "asking"}
    assert asking == {GAIN, "weight-drift"}
    assert [(each.ask, each.about, each.expires_at) for each in asked(done)] == [
        (Ask.WEIGH_AGAIN, server.anna, at(39, "11:00"))
    ]
    done = server.takes(server.home.weighs(82.0, at(39, "08:10")))
    assert [state.questions for state in done.desired] == [()]
    assert server.rows("alert", "rule") == [GAIN]


@pytest.mark.decision("F7")
def test_a_hub_that_is_not_heard_is_not_asked(server: SmallServer) -> None:
    server.takes(server.home.weighs(82.0, at(2, "08:00")))
    assert states(server) == ["raised"], "it was heard an hour ago"


@pytest.mark.decision("F7")
def test_a_hub_without_a_screen_is_not_asked(server: SmallServer) -> None:
    server.takes(server.home.beats(at(2, "06:58"), has_screen=False))
    server.takes(server.home.weighs(82.0, at(2)))
    assert states(server) == ["raised"]


def test_who_has_no_unit_is_promised_nobody() -> None:
    register = Register(
        version=1, homes={}, hubs={}, devices={}, patients={}, memberships=(), assignments={}, units={"rosen": ROSEN}
    )
    assert not may_answer(ANNA, at(0, "10:00"), register, at(0))


def test_the_hours_are_the_units_own(server: SmallServer) -> None:
    register = server.ledger.register()
    hours = parse_hours(["mon-fri 08:00-16:30"])
    assert register.units["rosen"].hours == hours
    untils = {
        clock: may_answer(server.anna, at(2, clock), register, at(2)) for clock in ("07:59", "08:00", "15:30", "15:31")
    }
    assert untils == {"07:59": False, "08:00": True, "15:30": True, "15:31": False}
