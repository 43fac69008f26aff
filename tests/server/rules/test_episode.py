"""The life of an episode: every pair of state and cause, and how what is computed meets what was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.episode import MOVES, Change, Episode, Span, Verdict, leave, reconcile
from server.rules.transition import Cause, EpisodeState
from vitals.identity import PatientId

ANNA = PatientId("anna" + "a" * 12)
RULE = "weight-gain-2kg-3-days"
DAY_S = 86_400
NOW = 90
DECLARED = {
    (EpisodeState.QUIET, Cause.MEASURED): EpisodeState.RAISED,
    (EpisodeState.QUIET, Cause.MISSED): EpisodeState.CLEARED,
    (EpisodeState.RAISED, Cause.MEASURED): EpisodeState.CLEARED,
    (EpisodeState.RAISED, Cause.NURSE_CLOSED): EpisodeState.CLEARED,
    (EpisodeState.RAISED, Cause.LEFT): EpisodeState.CLEARED,
    (EpisodeState.RAISED, Cause.CORRECTED): EpisodeState.WITHDRAWN,
    (EpisodeState.RAISED, Cause.MOVED): EpisodeState.RAISED,
    (EpisodeState.CLEARED, Cause.CORRECTED): EpisodeState.WITHDRAWN,
    (EpisodeState.CLEARED, Cause.REINSTATED): EpisodeState.RAISED,
    (EpisodeState.CLEARED, Cause.MOVED): EpisodeState.CLEARED,
    (EpisodeState.WITHDRAWN, Cause.REINSTATED): EpisodeState.RAISED,
}


def span(start: int, end: int | None = None, level: int = 80_000) -> Span:
    """Make a span of whole days."""
    return Span(
        start_day=start,
        start_s=start * DAY_S,
        level=level,
        end_day=end,
        end_s=None if end is None else end * DAY_S,
    )


def published(ordinal: int, state: EpisodeState, when: Span, closed_s: int | None = None) -> Episode:
    """Make an episode as it was published."""
    return Episode(patient=ANNA, rule=RULE, ordinal=ordinal, state=state, number=3, span=when, closed_s=closed_s)


def changes(known: Sequence[Episode], *spans: Span, from_day: int = 0) -> list[Change]:
    """Compare what is known with what the values tell on day 90."""
    return reconcile(ANNA, RULE, known, Verdict(spans=spans, from_day=from_day, day=NOW, at_s=NOW * DAY_S))


def said(found: Sequence[Change]) -> list[tuple[int, EpisodeState, Cause]]:
    """Say which episode came to which state, and why."""
    return [(change.episode.ordinal, change.episode.state, change.cause) for change in found]


RAISED, CLEARED, WITHDRAWN = EpisodeState.RAISED, EpisodeState.CLEARED, EpisodeState.WITHDRAWN


@pytest.mark.decision("D1")
@pytest.mark.parametrize(("state", "cause"), list(product(EpisodeState, Cause)))
def test_every_pair_of_state_and_cause_is_declared_or_refused(state: EpisodeState, cause: Cause) -> None:
    assert MOVES.get((state, cause)) is DECLARED.get((state, cause))
    episode = published(1, state, span(5))
    if (state, cause) in DECLARED:
        moved = episode.move(cause)
        assert (moved.state, moved.number) == (DECLARED[state, cause], 4)
    else:
        with pytest.raises(KeyError):
            episode.move(cause)


def test_what_is_true_is_raised_and_what_was_over_before_it_was_heard_is_missed() -> None:
    assert said(changes([], span(5, 7), span(9))) == [(1, CLEARED, Cause.MISSED), (2, RAISED, Cause.MEASURED)]


def test_what_agrees_is_left_alone() -> None:
    assert changes([published(1, RAISED, span(5))], span(5)) == []
    assert changes([published(1, CLEARED, span(5, 7))], span(5, 7)) == []


def test_an_episode_that_ends_is_cleared_by_the_values_or_by_the_nurse_who_closed_it() -> None:
    assert said(changes([published(1, RAISED, span(5))], span(5, 8))) == [(1, CLEARED, Cause.MEASURED)]
    closed = published(1, RAISED, span(5), closed_s=8 * DAY_S)
    assert said(changes([closed], span(5, 8))) == [(1, CLEARED, Cause.NURSE_CLOSED)]


@pytest.mark.parametrize("state", [RAISED, CLEARED])
def test_what_never_was_is_withdrawn_and_ends_now_at_the_latest(state: EpisodeState) -> None:
    before = span(5) if state is RAISED else span(5, 7)
    (change,) = changes([published(1, state, before)])
    assert said([change]) == [(1, WITHDRAWN, Cause.CORRECTED)]
    assert change.episode.span == (span(5, NOW) if state is RAISED else span(5, 7))


def test_what_moves_in_time_says_so() -> None:
    assert said(changes([published(1, RAISED, span(5))], span(6))) == [(1, RAISED, Cause.MOVED)]
    assert said(changes([published(1, CLEARED, span(5, 7))], span(5, 8))) == [(1, CLEARED, Cause.MOVED)]


def test_what_is_so_after_all_is_reinstated_and_ends_again_if_it_is_over() -> None:
    was = published(1, WITHDRAWN, span(5, 9))
    assert said(changes([was], span(5))) == [(1, RAISED, Cause.REINSTATED)]
    both = [(1, RAISED, Cause.REINSTATED), (1, CLEARED, Cause.MEASURED)]
    found = changes([was], span(5, 7))
    assert said(found) == both
    assert [change.episode.number for change in found] == [4, 5]
    assert said(changes([published(1, CLEARED, span(5, 7))], span(5))) == [(1, RAISED, Cause.REINSTATED)]


def test_a_new_episode_long_after_one_that_was_withdrawn_is_a_new_one() -> None:
    assert said(changes([published(1, WITHDRAWN, span(5, 9))], span(60))) == [(2, RAISED, Cause.MEASURED)]


def test_an_episode_that_stands_is_found_before_one_that_was_withdrawn() -> None:
    known = [published(1, WITHDRAWN, span(5, 9)), published(2, RAISED, span(7))]
    assert said(changes(known, span(6))) == [(2, RAISED, Cause.MOVED)]


def test_what_ended_before_the_days_judged_is_history() -> None:
    known = [published(1, CLEARED, span(5, 7)), published(2, WITHDRAWN, span(8, 9))]
    assert changes(known, from_day=10) == []
    assert said(changes(known, span(12), from_day=10)) == [(3, RAISED, Cause.MEASURED)]


def test_what_began_before_the_days_judged_is_not_withdrawn() -> None:
    assert changes([published(1, RAISED, span(5))], from_day=10) == []


def test_a_nurse_and_a_new_episode_on_one_day_are_two_episodes() -> None:
    first = replace(span(5), end_day=8, end_s=8 * DAY_S + 100)
    second = replace(span(8), start_s=8 * DAY_S + 200)
    known = [published(1, CLEARED, first, closed_s=8 * DAY_S + 100)]
    assert said(changes(known, first, second)) == [(2, RAISED, Cause.MEASURED)]
    assert said(changes([*known, published(2, RAISED, second)], first)) == [(2, WITHDRAWN, Cause.CORRECTED)]


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        (span(5, 7), span(7, 9), True),
        (span(5, 7), span(8, 9), False),
        (span(5), span(9), True),
        (span(5, 7), span(2, 5), True),
        (span(5, 9), span(6, 7), True),
        (span(5, 5), span(5, 5), True),
    ],
)
def test_spans_overlap_if_they_share_even_one_instant(first: Span, second: Span, *, share: bool) -> None:
    assert first.overlaps(second) is second.overlaps(first) is share


def test_a_span_never_ends_before_it_began_or_a_second_time() -> None:
    assert span(5).until(3, 3 * DAY_S) == span(5, 5)
    assert span(5, 7).until(8, 8 * DAY_S) == span(5, 7)


def test_who_leaves_has_nothing_open_any_more() -> None:
    known = [published(1, CLEARED, span(2, 3)), published(2, RAISED, span(5))]
    (change,) = leave(known, NOW, NOW * DAY_S)
    assert said([change]) == [(2, CLEARED, Cause.LEFT)]
    assert (change.episode.span, change.episode.closed_s) == (span(5, NOW), NOW * DAY_S)


def test_an_episode_is_named_by_patient_rule_and_its_place() -> None:
    assert published(12, RAISED, span(5)).name == f"{ANNA}.{RULE}.12"


@st.composite
def tellings(draw: st.DrawFn) -> list[Span]:
    """Draw spans that follow each other, the last perhaps still so."""
    days = sorted(draw(st.sets(st.integers(0, 30), max_size=8)))
    pairs = [span(start, end) for start, end in zip(days[::2], days[1::2], strict=False)]
    return [*pairs, span(days[-1])] if len(days) % 2 else pairs


@given(st.lists(tellings(), min_size=1, max_size=8))
def test_whatever_the_values_tell_one_after_the_other_what_is_published_agrees_with_the_last(
    story: list[list[Span]],
) -> None:
    known: dict[int, Episode] = {}
    for spans in story:
        for change in changes([known[ordinal] for ordinal in sorted(known)], *spans):
            episode = change.episode
            before = known.get(episode.ordinal)
            assert MOVES[change.before, change.cause] is episode.state
            assert episode.number == (0 if before is None else before.number) + 1
            assert change.before is (EpisodeState.QUIET if before is None else before.state)
            known[episode.ordinal] = episode
    standing = sorted(
        (each.span for each in known.values() if each.state is not WITHDRAWN), key=lambda each: each.start_s
    )
    assert standing == story[-1]
    assert all((each.state is RAISED) == (each.span.end_day is None) for each in known.values())
