"""What the alerts become: by what people do, by what changes in truth, and by readings that were somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from server.alerts.aftermath import tell_who_acted
from server.alerts.alert import Act, AlertEvent, StaffId
from server.alerts.worklist import Conflict, Deed, act, follow
from server.alerts.worried import RULE, WITHIN, is_worry, worries
from server.ledger.page import Observation, Page
from server.ledger.port import Ledger
from server.rules.engine import Engine
from server.rules.record import NurseClosed
from server.rules.transition import EpisodeState
from vitals.identity import PatientId


class Care:
    """The worklist as it is written: gives alerts their numbers, and asks the ledger for those that are there."""

    def __init__(self, ledger: Ledger, engine: Engine, next_alert: int) -> None:
        """Take the store, the engine whose episodes are published, and the number of the next alert."""
        self._ledger, self._engine, self._next_alert = ledger, engine, next_alert

    def act(
        self, deeds: Sequence[Deed], page: Page, now: datetime
    ) -> tuple[list[AlertEvent | Conflict], list[NurseClosed]]:
        """Let nurses take and close alerts; a closed alert binds the truth to what the nurse saw."""
        board = dict(self._ledger.alerts({deed.alert for deed in deeds})) if deeds else {}
        answers: list[AlertEvent | Conflict] = []
        closed: list[NurseClosed] = []
        for deed in deeds:
            answer = act(deed, board.get(deed.alert), now)
            answers.append(answer)
            if isinstance(answer, AlertEvent):
                board[deed.alert] = answer.after
                page.alert_events.append(answer)
                if answer.act is Act.CLOSED:
                    alert = answer.after
                    closed.append(NurseClosed(patient=alert.patient, rule=alert.rule, episode=alert.episode, at=now))
        return answers, closed

    def follow(self, page: Page, owner_of: Callable[[PatientId], StaffId]) -> None:
        """Open, calm and withdraw alerts as the truth has changed; keep the episodes that changed."""
        if not page.transitions:
            return
        for transition in page.transitions:
            for episode in self._engine.episodes(transition.patient, transition.rule):
                if episode.name == transition.episode:
                    page.episodes[episode.name] = episode
        known = {each.episode for each in page.transitions if each.from_state is not EpisodeState.QUIET}
        alerts = dict(self._ledger.alerts_of(known)) if known else {}
        alerts |= {event.after.episode: event.after for event in page.alert_events if event.after.episode in alerts}
        self._open(page, follow(page.transitions, alerts, owner_of, self._next_alert))

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

    def worry(self, page: Page, owner_of: Callable[[PatientId], StaffId], now: datetime) -> None:
        """Open a card for who is worried; nothing that stands already keeps it away but such a card itself."""
        patients = {each.patient for each in page.sayings if is_worry(each)}
        if not patients:
            return
        board = {card.alert: card for card in self._ledger.open_cards(patients, RULE)}
        board |= {event.after.alert: event.after for event in page.alert_events if event.after.alert in board}
        cards = worries(page.sayings, self._ledger.sayings(patients, now - WITHIN), board.values(), now)
        page.transitions += cards
        self._open(page, follow(cards, {}, owner_of, self._next_alert))

    def _open(self, page: Page, events: Sequence[AlertEvent]) -> None:
        self._next_alert += sum(1 for event in events if event.act is Act.OPENED)
        page.alert_events += events


def _always(who: StaffId) -> Callable[[PatientId], StaffId]:
    return lambda _: who
