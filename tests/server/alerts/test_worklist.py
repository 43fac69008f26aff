"""What follows for alerts when the truth changes and when people act: every pair of state and act, and its owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import episode, transition

from server.alerts.alert import MOVES, SYSTEM, Act, Alert, AlertEvent, AlertState, Condition, StaffId
from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.alerts.worklist import NOTE_MAX, Close, Conflict, Deed, Take, act, follow, in_order
from server.rules.judging.publishing import MOVES as EPISODE_MOVES
from server.rules.judging.publishing import Published
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.identity import PatientId

AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
EVA, BO = StaffId("eva"), StaffId("bo")
ALERT = Alert(
    alert=1,
    episode="episode",
    patient=PatientId("patientaaaaaaaaa"),
    rule="weight-gain-2kg-3-days",
    severity=Severity.MEDIUM,
    state=AlertState.OPEN,
    condition=Condition.TRUE_NOW,
    owner=EVA,
    version=1,
    raised_at=AT,
)
LIVING = (AlertState.OPEN, AlertState.TAKEN)
DECLARED = {
    **{(state, Act.TAKEN): AlertState.TAKEN for state in LIVING},
    **{(state, Act.CLOSED): AlertState.CLOSED for state in LIVING},
    **{(state, what): state for state in LIVING for what in (Act.CLEARED, Act.WITHDRAWN, Act.REINSTATED)},
    (AlertState.CLOSED, Act.REOPENED): AlertState.OPEN,
}


def closing(alert: int = 1, version: int = 1, who: StaffId = BO, note: str = "") -> Close:
    """Close an alert that was seen in a version."""
    return Close(
        alert=alert,
        version=version,
        who=who,
        cause=OutcomeCause.TECHNIQUE,
        action=OutcomeAction.PHONE_ADVICE,
        note=note,
    )


def moves(*steps: tuple[EpisodeState, EpisodeState, Cause], severity: Severity = Severity.MEDIUM) -> list[Transition]:
    """Make the transitions of one episode, an hour apart."""
    return [
        transition(
            episode(),
            number,
            from_state=before,
            to_state=after,
            cause=cause,
            severity=severity,
            at=AT + timedelta(hours=number),
        )
        for number, (before, after, cause) in enumerate(steps, 1)
    ]


RAISED = (EpisodeState.QUIET, EpisodeState.RAISED, Cause.MEASURED)
CLEARED = (EpisodeState.RAISED, EpisodeState.CLEARED, Cause.MEASURED)
MISSED = (EpisodeState.QUIET, EpisodeState.CLEARED, Cause.MISSED)
WITHDRAWN = (EpisodeState.RAISED, EpisodeState.WITHDRAWN, Cause.CORRECTED)
BACK = (EpisodeState.WITHDRAWN, EpisodeState.RAISED, Cause.REINSTATED)
MOVED = (EpisodeState.RAISED, EpisodeState.RAISED, Cause.MOVED)


def told(transitions: Sequence[Transition], *alerts: Alert) -> list[AlertEvent]:
    """Tell the worklist of transitions, with nurse eva as everybody's contact."""
    return follow(transitions, {each.episode: each for each in alerts}, lambda _: EVA, 7)


@pytest.mark.decision("D1")
@pytest.mark.parametrize(("state", "what"), list(product(AlertState, Act)))
def test_every_pair_of_state_and_act_is_declared_or_refused(state: AlertState, what: Act) -> None:
    assert MOVES.get((state, what)) is DECLARED.get((state, what))


@pytest.mark.parametrize("state", sorted(set(AlertState) - {AlertState.OPEN, AlertState.TAKEN, AlertState.CLOSED}))
def test_states_that_come_with_their_screens_cannot_be_reached_yet(state: AlertState) -> None:
    assert state not in MOVES.values()


@pytest.mark.parametrize("severity", Severity)
def test_a_raised_episode_opens_an_alert_with_the_contact_as_owner(severity: Severity) -> None:
    (event,) = told(moves(RAISED, severity=severity))
    assert (event.act, event.who, event.from_state) == (Act.OPENED, SYSTEM, AlertState.OPEN)
    assert event.detail == {"transition": 1}
    after = event.after
    assert (after.alert, after.owner, after.severity, after.version, after.raised_at) == (7, EVA, severity, 1, LATER)


@pytest.mark.parametrize("severity", Severity)
def test_only_high_and_medium_stay_until_a_person_has_seen_that_they_are_calm(severity: Severity) -> None:
    events = told(moves(RAISED, CLEARED, severity=severity))
    stays = severity in {Severity.HIGH, Severity.MEDIUM}
    assert [each.act for each in events] == [Act.OPENED, Act.CLEARED, *([] if stays else [Act.CLOSED])]
    assert events[-1].after.state is (AlertState.OPEN if stays else AlertState.CLOSED)
    assert events[-1].after.condition is Condition.CLEARED


@pytest.mark.decision("A8")
def test_a_missed_episode_is_shown_and_never_true_now() -> None:
    events = told(moves(MISSED))
    assert [each.act for each in events] == [Act.OPENED, Act.CLEARED]
    assert events[-1].after.condition is Condition.CLEARED


def test_what_moves_in_time_changes_nothing_on_the_list() -> None:
    assert told(moves(RAISED, MOVED))[1:] == []


def test_what_was_withdrawn_is_marked_and_marked_again_when_it_is_so_after_all() -> None:
    events = told(moves(RAISED, WITHDRAWN, BACK))
    assert [each.act for each in events] == [Act.OPENED, Act.WITHDRAWN, Act.REINSTATED]
    assert [each.after.condition for each in events] == [Condition.TRUE_NOW, Condition.WITHDRAWN, Condition.TRUE_NOW]
    assert [each.after.version for each in events] == [1, 2, 3]


def test_a_low_alert_that_left_the_list_is_reopened_with_its_owner_if_it_is_so_after_all() -> None:
    events = told(moves(RAISED, WITHDRAWN, BACK, severity=Severity.LOW))
    assert [each.act for each in events] == [Act.OPENED, Act.WITHDRAWN, Act.CLOSED, Act.REOPENED]
    assert (events[-1].after.state, events[-1].after.owner) == (AlertState.OPEN, EVA)


def test_a_closed_alert_hears_of_no_end() -> None:
    closed = replace(ALERT, episode=episode().name, state=AlertState.CLOSED)
    assert told(moves(RAISED, CLEARED)[1:], closed) == []
    assert told(moves(RAISED, WITHDRAWN)[1:], closed) == []


def test_what_comes_back_only_to_end_where_a_nurse_closed_it_is_closed_again() -> None:
    closed = replace(ALERT, episode=episode().name, state=AlertState.CLOSED, owner=BO)
    ends = (EpisodeState.RAISED, EpisodeState.CLEARED, Cause.NURSE_CLOSED)
    events = told(moves(BACK, ends), closed)
    assert [each.act for each in events] == [Act.REOPENED, Act.CLEARED, Act.CLOSED]
    assert events[-1].after.state is AlertState.CLOSED


def test_a_withdrawal_of_what_was_never_shown_opens_nothing_and_takes_no_number() -> None:
    never_shown = moves(WITHDRAWN)[0]
    other = replace(moves(RAISED)[0], episode="another")
    assert [each.after.alert for each in told([never_shown, other])] == [7]


def test_alerts_of_one_batch_are_numbered_in_the_order_of_their_transitions() -> None:
    raised = [replace(moves(RAISED)[0], episode=name) for name in ("b", "a", "c")]
    assert [(each.after.alert, each.after.episode) for each in told(raised)] == [(7, "b"), (8, "a"), (9, "c")]


def test_taking_makes_the_nurse_the_owner_and_another_may_take_it_over() -> None:
    taken = act(Take(alert=1, version=1, who=BO), ALERT, LATER)
    assert isinstance(taken, AlertEvent)
    assert (taken.after.state, taken.after.owner, taken.after.version) == (AlertState.TAKEN, BO, 2)
    assert (taken.who, taken.at, taken.from_state) == (BO, LATER, AlertState.OPEN)
    over = act(Take(alert=1, version=2, who=EVA), taken.after, LATER)
    assert isinstance(over, AlertEvent)
    assert (over.after.owner, over.from_state) == (EVA, AlertState.TAKEN)


@pytest.mark.parametrize("state", LIVING)
def test_closing_keeps_the_owner_and_the_outcome_with_its_note_cut_to_length(state: AlertState) -> None:
    event = act(closing(note="x" * (NOTE_MAX + 1)), replace(ALERT, state=state), LATER)
    assert isinstance(event, AlertEvent)
    assert (event.after.state, event.after.owner, event.who) == (AlertState.CLOSED, EVA, BO)
    assert event.detail == {"cause": "technique", "action": "phone_advice", "note": "x" * NOTE_MAX}


@pytest.mark.parametrize("deed", [Take(alert=1, version=1, who=BO), closing()])
@pytest.mark.parametrize("now", [None, replace(ALERT, version=2), replace(ALERT, state=AlertState.CLOSED)])
def test_whoever_saw_an_older_version_is_told_how_it_stands_now(deed: Deed, now: Alert | None) -> None:
    assert act(deed, now, LATER) == Conflict(deed=deed, now=now)


severities, days = st.sampled_from(Severity), st.integers(0, 3)
alerts = st.builds(
    lambda number, severity, day, who: replace(
        ALERT, alert=number, severity=severity, raised_at=AT + timedelta(days=day), patient=PatientId(who)
    ),
    st.integers(1, 9),
    severities,
    days,
    st.sampled_from(["a" * 16, "b" * 16]),
)


@given(st.lists(alerts, unique_by=lambda alert: alert.alert), st.randoms(use_true_random=False))
def test_the_order_is_total_and_the_same_however_the_rows_came(listed: list[Alert], chance: object) -> None:
    shuffled = list(listed)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_order(shuffled) == in_order(listed)
    for first, second in zip(in_order(listed), in_order(listed)[1:], strict=False):
        assert list(Severity).index(first.severity) <= list(Severity).index(second.severity)
        assert first.severity is not second.severity or first.raised_at <= second.raised_at


def test_the_worst_comes_first_and_then_who_has_waited_longest() -> None:
    high = replace(ALERT, alert=1, severity=Severity.HIGH, raised_at=LATER)
    old, new = (replace(ALERT, alert=number, raised_at=at) for number, at in ((2, AT), (3, LATER)))
    assert in_order([new, old, high]) == [high, old, new]


@given(st.data())
def test_whatever_happens_an_alert_has_an_owner_a_rising_version_and_only_declared_moves(data: st.DataObject) -> None:
    truth: Published = replace(episode(), state=EpisodeState.QUIET, number=0)
    alert: Alert | None = None
    severity = data.draw(severities)
    for _ in range(data.draw(st.integers(1, 12))):
        causes = [cause for state, cause in EPISODE_MOVES if state is truth.state]
        what = data.draw(st.sampled_from([*causes, "take", "close"]))
        if isinstance(what, Cause):
            after = truth.moved(what, truth.told)
            change = transition(
                after, after.number, from_state=truth.state, to_state=after.state, cause=what, severity=severity
            )
            truth, events = after, told([change], *([] if alert is None else [alert]))
        else:
            deed: Deed = Take(alert=7, version=1, who=BO) if what == "take" else closing(7)
            seen = replace(deed, version=0 if alert is None else alert.version)
            answer = act(seen, alert, LATER)
            events = [answer] if isinstance(answer, AlertEvent) else []
        for event in events:
            if alert is not None:
                assert event.after.version == alert.version + 1
                assert MOVES[alert.state, event.act] is event.after.state
                assert event.from_state is alert.state
            alert = event.after
            assert alert.owner in {EVA, BO}
    assert (
        alert is None
        or truth.state is not EpisodeState.RAISED
        or alert.condition is Condition.TRUE_NOW
        or (alert.state is AlertState.CLOSED)
    )
