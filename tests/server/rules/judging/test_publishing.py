"""From what was published to what the values tell: the moves, and those that are never made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.rules.judging.publishing import MOVES, Change, Judged, Published, left, reconcile
from server.rules.judging.walk import FOREVER, Ending, Told
from server.rules.transition import Cause, EpisodeState
from vitals.identity import PatientId

ANNA = PatientId("a" * 16)
RAISED, INHIBITED, CLEARED = EpisodeState.RAISED, EpisodeState.INHIBITED, EpisodeState.CLEARED
OPEN = Told(start_s=5, raised_s=5)
COVERED = replace(OPEN, covered_until_s=FOREVER)
FREED = replace(OPEN, covered_until_s=9)
ENDED = replace(OPEN, end_s=9, ending=Ending.CLEARED)
WAITING = Told(start_s=5, raised_s=None, asked_until_s=9)
DROPPED = replace(WAITING, end_s=9, ending=Ending.DROPPED)
HIDDEN = replace(ENDED, covered_until_s=FOREVER)


def follow(*tellings: Told) -> tuple[list[Change], Published]:
    """Tell one episode several times, and give the moves of the last time."""
    known: list[Published] = []
    changes: list[Change] = []
    for told in tellings:
        changes = reconcile(ANNA, "gain", known, Judged(told=[told], from_s=0))
        known = [changes[-1].episode] if changes else known
    return changes, known[0]


@pytest.mark.parametrize(
    ("tellings", "states", "causes"),
    [
        ([OPEN], [RAISED], [Cause.MEASURED]),
        ([COVERED], [INHIBITED], [Cause.COVERED]),
        ([WAITING], [EpisodeState.ASKING], [Cause.ASKED]),
        ([ENDED], [CLEARED], [Cause.MISSED]),
        ([HIDDEN], [INHIBITED, CLEARED], [Cause.COVERED, Cause.ENDED]),  # nobody missed what a worse alert hid
        ([DROPPED], [EpisodeState.ASKING, CLEARED], [Cause.ASKED, Cause.DROPPED]),
        ([replace(ENDED, covered_until_s=8)], [CLEARED], [Cause.MISSED]),
        ([OPEN, ENDED], [CLEARED], [Cause.ENDED]),
        ([COVERED, FREED], [RAISED], [Cause.UNCOVERED]),
        # who hears late that what was hidden, or asked about, was raised before it ended, is told so
        ([COVERED, replace(ENDED, covered_until_s=8)], [RAISED, CLEARED], [Cause.UNCOVERED, Cause.ENDED]),
        ([COVERED, ENDED], [RAISED, CLEARED], [Cause.UNCOVERED, Cause.ENDED]),
        ([COVERED, HIDDEN], [CLEARED], [Cause.ENDED]),
        ([WAITING, replace(ENDED, raised_s=8, asked_until_s=9)], [RAISED, CLEARED], [Cause.CONFIRMED, Cause.ENDED]),
        ([OPEN, COVERED], [], []),  # what is raised already stays raised
        ([COVERED, FREED, COVERED], [], []),
        ([WAITING, COVERED], [INHIBITED], [Cause.COVERED]),
        ([WAITING, replace(OPEN, raised_s=9, asked_until_s=9)], [RAISED], [Cause.UNANSWERED]),
        ([WAITING, replace(OPEN, raised_s=8, asked_until_s=9)], [RAISED], [Cause.CONFIRMED]),
        ([WAITING, DROPPED], [CLEARED], [Cause.DROPPED]),
        ([OPEN, WAITING], [RAISED], [Cause.MOVED]),  # who was told of it is not told to wait
        ([COVERED, WAITING], [INHIBITED], [Cause.MOVED]),
        ([OPEN, replace(OPEN, start_s=4)], [RAISED], [Cause.MOVED]),
        ([ENDED, replace(ENDED, end_s=8)], [CLEARED], [Cause.MOVED]),
        ([ENDED, OPEN], [RAISED], [Cause.REINSTATED]),
        ([ENDED, COVERED], [INHIBITED], [Cause.COVERED]),
    ],
)
def test_an_episode_follows_what_is_told(tellings: list[Told], states: list[EpisodeState], causes: list[Cause]) -> None:
    changes, _ = follow(*tellings)
    assert [(each.episode.state, each.cause) for each in changes] == list(zip(states, causes, strict=True))


def test_what_never_was_so_is_withdrawn_and_may_come_back() -> None:
    _, known = follow(OPEN)
    gone = reconcile(ANNA, "gain", [known], Judged(told=[], from_s=0))
    assert [each.cause for each in gone] == [Cause.CORRECTED]
    back = reconcile(ANNA, "gain", [gone[0].episode], Judged(told=[ENDED], from_s=0))
    assert [each.cause for each in back] == [Cause.REINSTATED, Cause.ENDED]


def test_what_comes_back_and_was_hidden_all_its_life_is_told_to_nobody() -> None:
    _, known = follow(OPEN)
    (gone,) = reconcile(ANNA, "gain", [known], Judged(told=[], from_s=0))
    back = reconcile(ANNA, "gain", [gone.episode], Judged(told=[HIDDEN], from_s=0))
    assert [(each.episode.state, each.cause) for each in back] == [(INHIBITED, Cause.COVERED), (CLEARED, Cause.ENDED)]


def test_what_ended_before_what_is_judged_stays() -> None:
    _, known = follow(ENDED)
    assert reconcile(ANNA, "gain", [known], Judged(told=[], from_s=10)) == []


def test_who_leaves_has_no_open_episode() -> None:
    _, known = follow(OPEN)
    (change,) = left([known], 20)
    assert (change.cause, change.episode.state, change.episode.told.end_s) == (Cause.LEFT, CLEARED, 20)
    assert left([change.episode], 30) == []
    assert not change.episode.is_open


def test_a_raised_episode_is_never_inhibited() -> None:
    assert (RAISED, Cause.COVERED) not in MOVES
    assert known_name() == f"{ANNA}.gain.1"


def known_name() -> str:
    return follow(OPEN)[1].name


def test_what_ended_with_its_rule_is_history_and_what_is_so_now_is_another_episode() -> None:
    ended = Published(patient=ANNA, rule="gain", ordinal=1, state=RAISED, number=1, told=OPEN).moved(
        Cause.RULE_CHANGED, replace(OPEN, end_s=9)
    )
    assert reconcile(ANNA, "gain", [ended], Judged(told=[], from_s=0)) == []
    (begun,) = reconcile(ANNA, "gain", [ended], Judged(told=[OPEN], from_s=0))
    assert (begun.episode.ordinal, begun.episode.state, begun.cause) == (2, RAISED, Cause.MEASURED)
