"""What the alerts become: by what people do, by what changes in truth, and by readings that were somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from server.alerts.aftermath import tell_who_acted
from server.alerts.alert import Act, AlertEvent, StaffId
from server.alerts.worklist import ON_THE_LIST, Conflict, Deed, act, follow
from server.ledger.page import Observation, Page
from server.ledger.port import Ledger
from server.rules.judging.live import Live
from server.rules.record import NurseClosed
from server.rules.transition import EpisodeState, Transition
from vitals.identity import PatientId


class Care:
    """The worklist as it is written: gives alerts their numbers, and asks the ledger for those that are there."""

    def __init__(self, ledger: Ledger, engine: Live, next_alert: int) -> None:
        """Take the store, the engine whose episodes are published, and the number of the next alert."""
        self._ledger, self._engine, self._next_alert = ledger, engine, next_alert

    def act(
        self, deeds: Sequence[Deed], page: Page, now: datetime
    ) -> tuple[list[AlertEvent | Conflict], list[NurseClosed]]:
        """Let nurses take and close alerts; closing one that is so binds the truth to what the nurse saw."""
        board = dict(self._ledger.alerts({deed.alert for deed in deeds})) if deeds else {}
        answers: list[AlertEvent | Conflict] = []
        closed: list[NurseClosed] = []
        for deed in deeds:
            answer = act(deed, board.get(deed.alert), now)
            answers.append(answer)
            if isinstance(answer, AlertEvent):
                board[deed.alert] = answer.after
                page.alert_events.append(answer)
                closed += self._binds(answer, now)
        page.closings += closed
        return answers, closed

    def _binds(self, event: AlertEvent, now: datetime) -> list[NurseClosed]:
        """Tell the engine of a closing, if what was closed is so; it may begin minutes ahead by its hub's clock."""
        alert = event.after
        open_now = [each for each in self._engine.episodes(alert.patient, alert.rule) if each.is_open]
        return [
            NurseClosed(
                patient=alert.patient,
                rule=alert.rule,
                episode=alert.episode,
                at=max(now, datetime.fromtimestamp(each.told.start_s, UTC)),
            )
            for each in open_now
            if event.act is Act.CLOSED and each.name == alert.episode
        ]

    def keep(self, transitions: Iterable[Transition], page: Page) -> None:
        """Keep the episodes that have changed, as they stand last."""
        for transition in transitions:
            for episode in self._engine.episodes(transition.patient, transition.rule):
                if episode.name == transition.episode:
                    page.episodes[episode.name] = episode

    def follow(
        self,
        shown: Iterable[Transition],
        page: Page,
        owner_of: Callable[[PatientId], StaffId],
        taken: Sequence[tuple[Observation, int]] = (),
    ) -> None:
        """Open, calm and withdraw alerts as the truth that people are shown has changed; ``taken`` were another's."""
        told = [each for each in shown if each.severity in ON_THE_LIST]
        if not told:
            return
        known = {each.episode for each in told if each.from_state is not EpisodeState.QUIET}
        alerts = dict(self._ledger.alerts_of(known)) if known else {}
        alerts |= {event.after.episode: event.after for event in page.alert_events if event.after.episode in alerts}
        lost_a_reading = {observation.patient for observation, _ in taken}
        self._open(page, follow(told, alerts, owner_of, self._next_alert, lost_a_reading))

    def tell_who_acted(self, taken: Sequence[tuple[Observation, int]], page: Page, now: datetime) -> None:
        """Give a card to whoever closed an alert that rested on a reading which was somebody else's."""
        if not taken:
            return
        moved = {observation.arrival: (observation, number) for observation, number in taken}
        patients = {observation.patient for observation, _ in taken}
        for acted in self._ledger.acted_on(moved.keys(), patients):
            observation, number = moved[acted.arrivals[-1]]
            card = tell_who_acted(acted, observation.patient, observation.measured_at, number, now)
            page.transitions.append(card)
            self._open(page, follow([card], {}, _always(acted.who), self._next_alert))

    def tell(self, cards: Sequence[Transition], page: Page, owner_of: Callable[[PatientId], StaffId]) -> None:
        """Give cards to the patients' contacts that no rule says."""
        page.transitions += cards
        self._open(page, follow(cards, {}, owner_of, self._next_alert))

    def _open(self, page: Page, events: Sequence[AlertEvent]) -> None:
        self._next_alert += sum(1 for event in events if event.act is Act.OPENED)
        page.alert_events += events


def _always(who: StaffId) -> Callable[[PatientId], StaffId]:
    return lambda _: who
