"""What waits for the pipeline: letters of hubs, what nurses ask for, and steps of the simulated clock."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from server.adapters.mqtt import Letter
from server.alerts.alert import AlertEvent
from server.alerts.worklist import Conflict, Deed
from server.ledger.audit import Noted
from server.patients.known import Tell, Told
from server.patients.look import Glance, Glanced
from server.patients.move import Move, Moved, NotMoved

Answer = AlertEvent | Conflict | Moved | NotMoved | Glanced | Told | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Something the web asks for, and who waits for the answer in the web's loop."""

    what: Deed | Move | Glance | Tell | Noted
    future: asyncio.Future[Answer]

    def answer(self, said: Answer) -> None:
        """Answer, from any thread."""
        self._settle(lambda: self.future.set_result(said))

    def refuse(self, problem: Exception) -> None:
        """Say that it was not done, from any thread."""
        self._settle(lambda: self.future.set_exception(problem))

    def _settle(self, settle: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the web has ended, and nobody waits any more
            self.future.get_loop().call_soon_threadsafe(lambda: None if self.future.done() else settle())


@dataclass(frozen=True, slots=True)
class Stepped:
    """The simulator has stepped the clock; it is told when everything before is done."""

    quiet: Callable[[], None]


Waits = Letter | Asked | Stepped | None
"""What may wait for the pipeline; None only wakes it up."""


@dataclass(slots=True)
class Batch:
    """What was waiting, sorted by who waits for it."""

    letters: list[Letter] = field(default_factory=list)
    deeds: list[Asked] = field(default_factory=list)
    moves: list[Asked] = field(default_factory=list)
    glances: list[Asked] = field(default_factory=list)
    tells: list[Asked] = field(default_factory=list)
    notes: list[Asked] = field(default_factory=list)
    steps: list[Stepped] = field(default_factory=list)

    def put(self, what: Waits) -> None:
        """Sort something in."""
        match what:
            case Letter():
                self.letters.append(what)
            case Asked(what=Noted()):
                self.notes.append(what)
            case Asked(what=Move()):
                self.moves.append(what)
            case Asked(what=Glance()):
                self.glances.append(what)
            case Asked(what=Tell()):
                self.tells.append(what)
            case Asked():
                self.deeds.append(what)
            case Stepped():
                self.steps.append(what)
            case None:
                pass

    def refuse(self, problem: Exception) -> None:
        """Tell who waits that nothing was done; letters stay where they are, and a step is answered all the same."""
        for asked in [*self.deeds, *self.moves, *self.glances, *self.tells, *self.notes]:
            asked.refuse(problem)
        for step in self.steps:
            step.quiet()

    def one_by_one(self) -> list[Batch]:
        """Give a batch for each thing in it, for the pipeline chokes on one of them."""
        parts: list[Batch] = []
        everything: list[Waits] = [
            *self.letters,
            *self.deeds,
            *self.moves,
            *self.glances,
            *self.tells,
            *self.notes,
            *self.steps,
        ]
        for each in everything:
            parts.append(Batch())
            parts[-1].put(each)
        return parts
