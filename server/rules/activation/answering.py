"""Answering: what the server does when it is asked to let other rules run, and why it does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from server.patients.known import Knowledge
from server.rules.activation.activation import Activation, ActivationRequest, Answer, activation
from server.rules.activation.approval import Given
from server.rules.activation.change import Changed, Situation
from server.rules.activation.decision import Decision, decide, read_stored, runnable
from server.rules.activation.effect import effect_of
from server.rules.activation.release import Listed
from server.rules.activation.ruling import Ruling
from server.rules.activation.swap import swap
from server.rules.activation.unfit import lost_profiles, unfit_settings
from server.rules.judging.live import Live
from server.rules.record import Joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The request with its answer, the engine that runs from now on, and what came of it.

    ``activation`` is to be kept with the transitions of ``changed``, in one transaction; None if all is as it was.
    """

    request: ActivationRequest
    live: Live
    ruling: Ruling
    changed: Changed = field(default_factory=Changed)
    activation: Activation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What an answer depends on beside the patients: approvals, the release's list, own settings and profiles."""

    given: Iterable[Given]
    listed: Listed
    known: Knowledge


def answer(
    request: ActivationRequest, running: Activation, live: Live, situation: Situation, office: Office
) -> Answered:
    """Let the rules of a request run instead of those that run now, if nothing speaks against it.

    ``live`` is the engine with the rules of ``running``, up to ``situation.now``. The caller keeps what it is given,
    and goes on with the engine it is given.
    """
    before = Ruling(rule_set=runnable(running.files), pilots=running.pilots)
    refused = _refusal(request, running, office)
    if isinstance(refused, Answer):
        return _answered(request, refused, live, before, situation)
    after = Ruling(rule_set=refused.rule_set, pilots=request.pilots)
    now, known = situation.now, office.known
    if unfit_settings(after.rule_set, known.settings, now) or lost_profiles(after.rule_set, known.profiles, now):
        return _answered(request, Answer.UNFIT, live, before, situation)
    swapped = swap(live, before, after, situation)
    people = {record.patient for record in situation.records if isinstance(record, Joined)}
    effect = effect_of(swapped.changed, before, after, len(people))
    if effect.waits_for and not request.is_accepted:
        return _answered(request, Answer.WAITS, live, before, situation)
    return Answered(
        request=replace(request, answer=Answer.DONE, done_at=now),
        live=swapped.live,
        ruling=after,
        changed=swapped.changed,
        activation=activation(request, after.rule_set, effect, now),
    )


def _refusal(request: ActivationRequest, running: Activation, office: Office) -> Answer | Decision:
    """Tell why a request cannot be done; else what it decides."""
    if request.instead_of != running.number:
        return Answer.STALE
    decision = decide(request.files, read_stored(request.files), office.given, office.listed, running.files)
    return decision if dict(decision.files) == dict(request.files) else Answer.UNAPPROVED


def _answered(request: ActivationRequest, said: Answer, live: Live, ruling: Ruling, situation: Situation) -> Answered:
    return Answered(request=replace(request, answer=said, done_at=situation.now), live=live, ruling=ruling)
