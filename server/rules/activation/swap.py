"""The swap: the engine that runs gives way to one with other rules, between two records, as if it had always run."""

from __future__ import annotations

from dataclasses import dataclass

from server.rules.activation.change import Changed, Situation, change
from server.rules.activation.ruling import Ruling
from server.rules.judging.live import Live


@dataclass(frozen=True, slots=True)
class Swapped:
    """The engine that runs from now on, and what came of the change."""

    live: Live
    changed: Changed


def swap(live: Live, before: Ruling, after: Ruling, situation: Situation) -> Swapped:
    """Let other rules run from now on.

    ``live`` has been told of everything in ``situation.records``, and time has passed in it up to ``situation.now``
    (``Live.advance``). Unchanged rules keep their state; with none changed nothing is said.
    """
    if before == after:
        return Swapped(live, Changed(episodes=tuple(live.published())))
    changed = change(before, after, live.published(), situation)
    fresh = Live(after.rule_set, situation.may_ask)
    fresh.restore(changed.episodes)
    fresh.replay([*situation.records, *changed.asked])
    return Swapped(fresh, changed)
