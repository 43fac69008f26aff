"""What is foreseen of a diary's passage, told by all that is known at its end: what will be published, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from server.rules.diary.records import SOMEBODY
from server.rules.judging.publishing import Judged, Published, keep, reconcile
from server.rules.judging.walk import FOREVER, Told

Chronicle = Mapping[str, Sequence[Published]]
"""The patient's episodes by rule, oldest first."""


class Forecast:
    """Goes through a passage in order of time; ``published`` are the episodes as they are foreseen by then."""

    def __init__(self, published: Chronicle, told: Mapping[str, Sequence[Told]], from_s: int) -> None:
        """Begin with what is published, and with the episodes that are told from an instant on."""
        self.published: Chronicle = {name: [*known] for name, known in published.items() if known}
        self._told, self._from_s = told, from_s
        self.instants = sorted({(at_s, name) for name, mine in told.items() for each in mine for at_s in turns(each)})
        self._place = 0
        self._is_new = True

    def is_stirred(self, at_s: int) -> bool:
        """Tell whether anything is foreseen to change up to an instant; by the first one that is asked for, it may."""
        return self._is_new or (self._place < len(self.instants) and self.instants[self._place][0] <= at_s)

    def go_to(self, at_s: int) -> None:
        """Let all come that is foreseen up to an instant."""
        stirred = {*self._told, *self.published} if self._is_new else set[str]()
        while self._place < len(self.instants) and self.instants[self._place][0] <= at_s:
            stirred.add(self.instants[self._place][1])
            self._place += 1
        self._is_new = False
        changed: dict[str, Sequence[Published]] = {}
        for name in stirred:
            told = [until(each, at_s) for each in self._told.get(name, ()) if each.start_s <= at_s]
            known = [*self.published.get(name, ())]
            changes = reconcile(SOMEBODY, name, known, Judged(told=told, from_s=self._from_s))
            for change in changes:
                keep(known, change.episode)
            if changes:
                changed[name] = known
        if changed:
            self.published = {**self.published, **changed}

    def later(self, seconds: Iterable[int]) -> set[int]:
        """Give the instants so many seconds, but for none, after any at which an episode becomes another."""
        known = [each.told for mine in self.published.values() for each in mine]
        instants = {at_s for told in known for at_s in turns(told)} | {at_s for at_s, _ in self.instants}
        return {at_s + later_s for later_s in seconds if later_s for at_s in instants}


def turns(told: Told) -> list[int]:
    """Give the instants at which an episode becomes another."""
    times = (told.start_s, told.raised_s, told.covered_until_s, told.end_s)
    return [at_s for at_s in times if at_s is not None and at_s != FOREVER]


def until(told: Told, at_s: int) -> Told:
    """Give an episode as it is known at an instant.

    >>> until(Told(start_s=5, raised_s=5, end_s=9), 8)
    Told(start_s=5, raised_s=5, asked_until_s=None, covered_until_s=None, end_s=None, ending=None, level=None)
    """
    if told.raised_s is not None and told.raised_s > at_s:
        told = replace(told, raised_s=None)
    if told.covered_until_s is not None and told.covered_until_s > at_s:
        told = replace(told, covered_until_s=FOREVER)
    if told.end_s is not None and told.end_s > at_s:
        told = replace(told, end_s=None, ending=None)
    return told
