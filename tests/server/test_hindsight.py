"""What history changes of what is so now: one that is true is told late, one that is over is kept, and no card goes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from shipped_rules import GAIN, MISSING, few_shipped_rules
from small_server import SmallServer, at, take
from sqlalchemy import Engine

from server.alerts.alert import Act, AlertState, Condition
from server.commands.rule_situation import known_now
from server.hindsight import Followed, Standing, judge
from server.ledger.page import Observation, Page
from server.retelling import versions_of
from server.rules.activation.ruling import Ruling
from server.rules.transition import Cause, EpisodeState
from vitals.vital import Vital

pytestmark = pytest.mark.timeout(60)


def brings(server: SmallServer, weights: Sequence[tuple[int, str, int]]) -> tuple[Followed, Page]:
    """Let history of Anna come: day, clock and grams of each weight."""
    arrival = server.ledger.recall(server.now).next_arrival
    page = Page()
    page.observations = [
        Observation(
            arrival=arrival + number,
            vital=Vital.BODY_WEIGHT,
            patient=server.anna,
            value=grams,
            measured_at=at(day, clock),
            received_at=at(day, clock),
            device=server.home.scale,
            flags=(),
        )
        for number, (day, clock, grams) in enumerate(weights)
    ]
    rules = few_shipped_rules()
    found = known_now(server.ledger, rules, server.now)
    standing = Standing(
        source="riket",
        register=server.ledger.register(),
        ruling=Ruling(rule_set=rules),
        versions=versions_of([*rules.symptoms.values()]),
        records=found.situation.records,
        episodes=found.episodes,
        next_alert=server.ledger.recall(server.now).next_alert,
    )
    return judge(server.ledger, standing, [], page, server.now), page


@pytest.mark.decision("A8")
def test_what_is_so_now_is_a_card_marked_late_and_where_it_comes_from(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    server.takes(server.home.weighs(83.0, at(9)))
    server.now = at(9, "18:00")
    followed, page = brings(server, [(day, "07:00", 80_000) for day in range(9)])
    ((event, says),) = followed.cards
    assert (event.act, event.after.rule, event.detail["imported"]) == (Act.OPENED, GAIN, "riket")
    assert (page.alert_events, "kg" in says["sv"]) == ([event], True)
    (told,) = [each for each in page.transitions if each.rule == GAIN]
    assert (told.cause, told.is_late, page.episodes[told.episode].state) == (Cause.MEASURED, True, EpisodeState.RAISED)


@pytest.mark.decision("A8")
def test_what_began_and_ended_is_kept_and_nobody_gets_a_card(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    server.takes(*(server.home.weighs(80.0, at(day)) for day in range(10, 16)))
    followed, page = brings(server, [(0, "07:00", 80_000), (2, "07:00", 83_000), (3, "07:00", 80_000)])
    assert [(each.rule, each.to_state) for each in followed.missed] == [(GAIN, EpisodeState.CLEARED)]
    assert (followed.cards, page.alert_events) == ([], [])
    assert {each.state for each in page.episodes.values() if each.rule == GAIN} == {EpisodeState.CLEARED}


@pytest.mark.decision("D5")
def test_a_card_that_a_nurse_has_taken_stays_hers_and_says_that_it_never_was_so(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    server.gains()
    server.takes(deeds=[take(1, 1)])
    followed, page = brings(server, [(0, "05:30", 82_500)])
    ((event, _),) = followed.cards
    assert (event.act, event.after.state, event.after.condition) == (
        Act.WITHDRAWN,
        AlertState.TAKEN,
        Condition.WITHDRAWN,
    )
    assert event.detail == {"transition": 2, "imported": "riket"}
    assert page.alert_events == [event]


@pytest.mark.decision("F12")
def test_what_time_alone_has_done_is_said_as_it_would_be_without_history(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    server.takes(server.home.presses(server.anna, at(0)))
    server.now = at(9)
    followed, page = brings(server, [(-3, "07:00", 80_000)])
    assert followed.cards == []
    assert [(each.act, "imported" in each.detail) for each in page.alert_events] == [(Act.CLEARED, False)]


@pytest.mark.decision("F6")
def test_a_silence_that_the_log_explains_is_ended_where_people_see_it(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    server.takes(*(server.home.weighs(80.0, at(day)) for day in range(7)))
    server.takes(server.home.beats(at(8, "11:00")))
    server.takes(server.home.beats(at(8, "12:00")))
    assert [each["rule"] for each in server.rows("alert")] == [MISSING]
    followed, _ = brings(server, [(7, "07:00", 80_000), (8, "07:00", 80_100)])
    assert [(each.act, each.detail["imported"]) for each, _ in followed.cards] == [(Act.WITHDRAWN, "riket")]
