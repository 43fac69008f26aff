"""Hindsight: what history that comes in changes of what is so now, and which of it people are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from server.alerts.alert import Act, AlertEvent, StaffId
from server.alerts.worklist import ON_THE_LIST
from server.care import Care
from server.clerk import observed
from server.ledger.page import Page
from server.ledger.port import Ledger
from server.patients.register import Register
from server.retelling import Versions, said
from server.rules.activation.ruling import Ruling
from server.rules.judging.live import Live
from server.rules.judging.publishing import Published
from server.rules.record import EngineRecord, NurseClosed
from server.rules.transition import Cause, EpisodeState, Transition
from vitals.identity import PatientId

ACTS_TOLD: Final = frozenset({Act.OPENED, Act.CLEARED, Act.WITHDRAWN, Act.REINSTATED, Act.REOPENED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand as history comes in: the register with it, the rules that run, and what the engine is told.

    ``records`` and ``episodes`` are what it would be told if it started now, without the history, which comes from
    ``source``.
    """

    source: str

    register: Register
    ruling: Ruling
    versions: Versions
    records: Sequence[EngineRecord]
    episodes: Sequence[Published]
    next_alert: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What follows of history: what becomes of cards, each with what the rule says of it now.

    ``missed`` began and ended in the past: it is kept as that, and nobody gets a card. ``moved`` goes on, and began
    or ended on another day than was said. ``closed`` are new people's, closed by whoever brings them.
    """

    cards: Sequence[tuple[AlertEvent, Mapping[str, str]]] = ()
    missed: Sequence[Transition] = ()
    moved: Sequence[Transition] = ()
    closed: int = 0


def judge(ledger: Ledger, standing: Standing, told: Iterable[EngineRecord], page: Page, now: datetime) -> Followed:
    """Judge what has come on a page, and write on it what is so now and what becomes of cards.

    ``told`` is what is newly known of people. As of all that comes late: what is still true is raised, marked late;
    what people have been told and is otherwise is changed where they see it, and a card that history calms or takes
    back stays until a person has seen that. What began and ended in the past is no card: nobody promised to look.
    """
    return _Hindsight(ledger, standing, now).judge(told, page)


class _Hindsight:
    """One engine that stands as the server's would, and hears history."""

    def __init__(self, ledger: Ledger, standing: Standing, now: datetime) -> None:
        self._standing, self._now = standing, now
        self._engine = Live(standing.ruling.rule_set, lambda _patient, _until: False)
        self._engine.restore(standing.episodes)
        self._engine.replay(standing.records)
        self._care = Care(ledger, self._engine, standing.next_alert)
        self._newcomers = {*standing.register.patients} - {*ledger.register().patients}

    def judge(self, told: Iterable[EngineRecord], page: Page) -> Followed:
        passed = self._engine.advance(self._now)  # what time alone has done is as it would be without history
        oldest_at = self._now - timedelta(days=self._engine.memory_days)
        self._engine.hear([*told])
        self._engine.hear([observed(each) for each in page.observations if each.measured_at >= oldest_at])
        self._engine.hear([*said(page.sayings, self._standing.versions)])
        changed = self._engine.step([], self._now)
        shown = [each for each in changed if self._is_shown(each)]
        missed = [each for each in shown if _began_in_the_past(each)]
        alive = [each for each in shown if each.episode not in {gone.episode for gone in missed}]
        self._keep([*passed, *changed], page)
        self._care.follow(
            [*(each for each in passed if self._is_shown(each)), *alive],
            page,
            self._owner_of,
            [(each, each.arrival) for each in page.observations],
        )
        return Followed(
            cards=self._cards(alive, page),
            missed=missed,
            moved=[each for each in alive if each.cause is Cause.MOVED],
            closed=self._close(page),
        )

    def _cards(self, alive: Sequence[Transition], page: Page) -> list[tuple[AlertEvent, Mapping[str, str]]]:
        """Mark on every card that history has changed where that came from; gives each with what is said of it."""
        says: dict[tuple[str, object], Mapping[str, str]] = {(each.episode, each.number): each.say for each in alive}
        told: list[tuple[AlertEvent, Mapping[str, str]]] = []
        for place, event in enumerate(page.alert_events):
            say = says.get((event.after.episode, event.detail.get("transition")))
            if say is not None:
                marked = replace(event, detail={**event.detail, "imported": self._standing.source})
                page.alert_events[place] = marked
                if event.act in ACTS_TOLD:
                    told.append((marked, say))
        return told

    def _close(self, page: Page) -> int:
        """Close, without a card, what is so of people who come with the log, as whoever imports them (decision D1)."""
        closings = [
            NurseClosed(
                patient=each.patient,
                rule=each.rule,
                episode=each.name,
                at=max(self._now, datetime.fromtimestamp(each.told.start_s, UTC)),
            )
            for each in self._engine.published()
            if each.is_open and each.patient in self._newcomers
        ]
        page.closings += closings
        self._keep(self._engine.step(closings, self._now), page)
        return len(closings)

    def _keep(self, transitions: Sequence[Transition], page: Page) -> None:
        page.transitions += transitions
        self._care.keep(transitions, page)

    def _is_shown(self, transition: Transition) -> bool:
        """Tell whether people see what a rule says: nobody of who comes with the log, or of a rule in shadow."""
        person = self._standing.register.patients.get(transition.patient)
        if person is None or transition.patient in self._newcomers or transition.severity not in ON_THE_LIST:
            return False
        return self._standing.ruling.shows(transition.rule, person.unit)

    def _owner_of(self, patient: PatientId) -> StaffId:
        return StaffId(self._standing.register.patients[patient].contact)


def _began_in_the_past(transition: Transition) -> bool:
    return transition.from_state is EpisodeState.QUIET and transition.cause is Cause.MISSED
