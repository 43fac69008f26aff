"""The worklist: what follows for alerts when the truth changes, and when people act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from server.alerts.alert import MOVES, SYSTEM, Act, Alert, AlertEvent, AlertState, Condition, StaffId
from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.identity import PatientId

LATCHED: Final = frozenset({Severity.HIGH, Severity.MEDIUM})
"""These stay on the list, marked calm, until a person closes them; the others leave by themselves, but for what is
withdrawn because a reading was another's. So does one that a person has closed and that came back only to end where it
was closed."""
ON_THE_LIST: Final = LATCHED | {Severity.LOW}
"""What stands above a patient; information and what is the technicians' business never does."""
NOTE_MAX: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A nurse takes an alert that she saw in this version."""

    alert: int
    version: int
    who: StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """A nurse closes an alert that she saw in this version, with what it was and what she did."""

    alert: int
    version: int
    who: StaffId
    cause: OutcomeCause
    action: OutcomeAction
    note: str = ""


Deed = Take | Close


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The alert has changed since the nurse saw it; ``by`` changed it last. None: there is no such open alert."""

    deed: Deed
    now: Alert | None


def follow(
    transitions: Iterable[Transition],
    alerts: Mapping[str, Alert],
    owner_of: Callable[[PatientId], StaffId],
    next_alert: int,
    lost_a_reading: Collection[PatientId] = (),
) -> list[AlertEvent]:
    """Give what happens to alerts when these transitions have happened.

    ``alerts`` are the latest alerts by episode; a new alert gets the number ``next_alert`` and those after it, and the
    patient's contact as owner. ``lost_a_reading`` names who had a reading that somebody just said is not theirs: what
    is withdrawn of them stays until a person has seen it, whatever its severity (decision C4). What is opened and
    withdrawn at once never stood on the list: time had raised it, and what came hours late says that it never was so.
    It leaves by itself, with its trace; only a high one stays.
    """
    board = dict(alerts)
    fresh: dict[str, AlertEvent] = {}
    events: list[AlertEvent] = []
    for transition in transitions:
        if transition.from_state is transition.to_state:
            continue
        alert = board.get(transition.episode)
        if alert is None:
            told = _open(transition, owner_of(transition.patient), next_alert)
            next_alert += bool(told)
        else:
            told = _change(alert, transition, must_be_seen=transition.patient in lost_a_reading)
        events += told
        if told:
            board[transition.episode] = told[-1].after
            if transition.episode not in alerts:
                fresh[transition.episode] = told[-1]
    return events + [
        _event(last.after, Act.CLOSED, SYSTEM, last.at, last.detail)
        for last in fresh.values()
        if _never_stood(last.after) and last.after.patient not in lost_a_reading
    ]


def act(deed: Deed, alert: Alert | None, at: datetime) -> AlertEvent | Conflict:
    """Let a nurse take or close an alert; whoever saw an older version is told what has happened since."""
    if alert is None or alert.version != deed.version or alert.state is AlertState.CLOSED:
        return Conflict(deed=deed, now=alert)
    if isinstance(deed, Take):
        return _event(alert, Act.TAKEN, deed.who, at, {}, owner=deed.who)
    detail = {"cause": deed.cause.value, "action": deed.action.value, "note": deed.note[:NOTE_MAX]}
    return _event(alert, Act.CLOSED, deed.who, at, detail)


def in_order(alerts: Sequence[Alert]) -> list[Alert]:
    """Sort the worklist: severity, then who has waited longest; ties by patient and number, so the order is total."""
    rank = {severity: place for place, severity in enumerate(Severity)}
    return sorted(alerts, key=lambda alert: (rank[alert.severity], alert.raised_at, alert.patient, alert.alert))


def _open(transition: Transition, owner: StaffId, number: int) -> list[AlertEvent]:
    if not _is_told(transition):
        return []
    alert = Alert(
        alert=number,
        episode=transition.episode,
        patient=transition.patient,
        rule=transition.rule,
        severity=transition.severity,
        state=AlertState.OPEN,
        condition=Condition.TRUE_NOW,
        owner=owner,
        version=1,
        raised_at=transition.at,
    )
    opened = AlertEvent(
        after=alert,
        act=Act.OPENED,
        who=SYSTEM,
        at=transition.at,
        from_state=AlertState.OPEN,
        detail={"transition": transition.number},
    )
    if transition.to_state is EpisodeState.CLEARED:
        return [opened, *_change(alert, transition, must_be_seen=False)]
    return [opened]


def _is_told(transition: Transition) -> bool:
    """Tell whether nurses hear of what nobody has heard of yet: raised, or raised and ended before we knew.

    Who is asked first, or has a worse alert before it, has no alert of its own yet; what ends so never has.
    """
    was_missed = transition.cause is Cause.MISSED and transition.to_state is EpisodeState.CLEARED
    return transition.to_state is EpisodeState.RAISED or was_missed


def _change(alert: Alert, transition: Transition, *, must_be_seen: bool) -> list[AlertEvent]:
    if transition.to_state in {EpisodeState.ASKING, EpisodeState.INHIBITED}:
        return []  # what was told stays told, whatever stands before it now
    at, detail = transition.at, {"transition": transition.number}
    if transition.to_state is EpisodeState.RAISED:
        back = Act.REOPENED if alert.state is AlertState.CLOSED else Act.REINSTATED
        return [_event(alert, back, SYSTEM, at, detail, condition=Condition.TRUE_NOW)]
    if alert.state is AlertState.CLOSED:
        return []
    is_cleared = transition.to_state is not EpisodeState.WITHDRAWN
    what, condition = (Act.CLEARED, Condition.CLEARED) if is_cleared else (Act.WITHDRAWN, Condition.WITHDRAWN)
    changed = _event(alert, what, SYSTEM, at, detail, condition=condition)
    is_latched = alert.severity in LATCHED or (must_be_seen and not is_cleared)
    if is_latched and transition.cause is not Cause.NURSE_CLOSED:
        return [changed]
    return [changed, _event(changed.after, Act.CLOSED, SYSTEM, at, detail)]


def _never_stood(alert: Alert) -> bool:
    """Tell whether an alert that was opened a moment ago is withdrawn already, and nobody has to see that it was."""
    is_open = alert.state is AlertState.OPEN and alert.severity is not Severity.HIGH
    return is_open and alert.condition is Condition.WITHDRAWN


def _event(
    alert: Alert,
    what: Act,
    who: StaffId,
    at: datetime,
    detail: Mapping[str, str | int],
    *,
    owner: StaffId | None = None,
    condition: Condition | None = None,
) -> AlertEvent:
    after = replace(
        alert,
        state=MOVES[alert.state, what],
        owner=owner or alert.owner,
        condition=condition or alert.condition,
        version=alert.version + 1,
    )
    return AlertEvent(after=after, act=what, who=who, at=at, from_state=alert.state, detail=detail)
