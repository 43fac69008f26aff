"""What the pipeline is given and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from server.alerts.alert import AlertEvent
from server.alerts.worklist import Conflict, Deed
from server.ledger.audit import Noted
from server.ledger.page import Page
from server.patients.arrival import Arrival
from server.patients.known import Tell, Told
from server.patients.look import Glance, Glanced
from server.patients.move import Move, Moved, NotMoved
from server.rules.transition import Transition
from vitals.desired import DesiredState
from vitals.identity import HomeId
from vitals.receipt import Receipt


@dataclass(slots=True, kw_only=True)
class Work:
    """What has come since the last batch: messages of hubs, what the staff do, things to note, a changed register."""

    arrivals: list[Arrival] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    glances: list[Glance] = field(default_factory=list)
    tells: list[Tell] = field(default_factory=list)
    is_register_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was written, for those who wait for it: answers to deeds, moves, glances and tellings in their order.

    ``receipts`` and ``desired`` are for hubs.
    """

    receipts: tuple[tuple[HomeId, Receipt], ...]
    answers: tuple[AlertEvent | Conflict, ...]
    alert_events: tuple[AlertEvent, ...]
    transitions: tuple[Transition, ...]
    moved: tuple[Moved | NotMoved, ...]
    glanced: tuple[Glanced, ...]
    told: tuple[Told, ...]
    desired: tuple[DesiredState, ...]

    def after(self, pages: Sequence[Page]) -> Done:
        """Give what was written with these pages before it."""
        events, transitions = self.alert_events, self.transitions
        for page in reversed(pages):
            events, transitions = (*page.alert_events, *events), (*page.transitions, *transitions)
        return replace(self, alert_events=events, transitions=transitions)
