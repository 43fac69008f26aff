"""What is said of a move, and when it became so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from diary_lines import wall
from rule_making import hours, rule

from server.rules.judging.announcement import LATE_S, changed_s, transition_of
from server.rules.judging.chart import seconds
from server.rules.judging.facts import Facts
from server.rules.judging.publishing import Change, Published
from server.rules.judging.walk import FOREVER, Ending, Told
from server.rules.language.condition import Pressed
from server.rules.transition import Cause, EpisodeState
from vitals.identity import PatientId

RAISED, CLEARED, ASKING, INHIBITED = (
    EpisodeState.RAISED,
    EpisodeState.CLEARED,
    EpisodeState.ASKING,
    EpisodeState.INHIBITED,
)
AT = wall("03-05 07:00")


def episode(state: EpisodeState, told: Told) -> Published:
    return Published(patient=PatientId("a" * 16), rule="gain", ordinal=1, state=state, number=3, told=told)


@pytest.mark.parametrize(
    ("state", "told", "expected"),
    [
        (RAISED, Told(start_s=5, raised_s=8), 8),
        (ASKING, Told(start_s=5, raised_s=None, asked_until_s=20), 5),
        (CLEARED, Told(start_s=5, raised_s=8, end_s=9, ending=Ending.CLEARED), 9),
        (CLEARED, Told(start_s=5, raised_s=None, end_s=9, ending=Ending.DROPPED), 9),
        (RAISED, Told(start_s=5, raised_s=8, covered_until_s=30), 30),  # what stood before it has ended
        (INHIBITED, Told(start_s=5, raised_s=8, covered_until_s=FOREVER), 8),
        (EpisodeState.WITHDRAWN, Told(start_s=5, raised_s=8), 8),
    ],
)
def test_an_episode_came_to_where_it_is_at_an_instant(state: EpisodeState, told: Told, expected: int) -> None:
    assert changed_s(episode(state, told)) == expected


@pytest.mark.parametrize(("after_s", "is_late"), [(0, False), (LATE_S, False), (LATE_S + 1, True)])
def test_what_is_said_of_a_move_has_its_facts_and_is_late_after_an_hour(after_s: int, is_late: bool) -> None:
    made = rule("gain", Pressed(kind="worried", within=hours(1)), version="1.2")
    change = Change(episode(RAISED, Told(start_s=seconds(AT), raised_s=seconds(AT))), ASKING, Cause.CONFIRMED)
    facts = Facts(numbers={"now_g": 82_000}, arrivals=(1, 2), say={"sv": "82 kg", "en": "82 kg"})
    said = transition_of(change, made, AT + timedelta(seconds=after_s), facts)
    assert (said.episode, said.number, said.rule_version) == (f"{'a' * 16}.gain.1", 3, "1.2")
    assert (said.from_state, said.to_state, said.cause) == (ASKING, RAISED, Cause.CONFIRMED)
    assert (said.facts, said.arrivals, said.say) == (facts.numbers, facts.arrivals, facts.say)
    assert (said.measured_at, said.is_late) == (AT, is_late)
