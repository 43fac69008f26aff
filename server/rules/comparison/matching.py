"""Two lists of episodes laid beside each other: what is kept, gone and new, and what is raised earlier or later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.rules.backtest.episode import Episode

_FOREVER: Final = 1 << 62


class Change(StrEnum):
    """What became of an episode."""

    KEPT = "kept"
    EARLIER = "earlier"
    LATER = "later"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Pair:
    """An episode as the old rules tell it and as the new ones do; one of the two may be missing."""

    old: Episode | None
    new: Episode | None

    @property
    def change(self) -> Change:
        """Say what became of it."""
        if self.old is None:
            return Change.NEW
        if self.new is None:
            return Change.GONE
        if self.old.raised_s == self.new.raised_s:
            return Change.KEPT
        return Change.EARLIER if self.new.raised_s < self.old.raised_s else Change.LATER

    @property
    def told(self) -> Episode:
        """Give the episode as it is told now, or as it was."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a pair of nothing")
        return found

    @property
    def counts(self) -> bool:
        """Tell whether scores count it, before or now."""
        return any(each is not None and each.counts for each in (self.old, self.new))


def matched(old: Iterable[Episode], new: Iterable[Episode], heirs: Mapping[str, str]) -> list[Pair]:
    """Match episodes of one patient and rule that overlap in time, one to one, the earliest first.

    ``heirs`` names the rule that has taken another's place. The pairs come in order of time, patient and rule.
    """
    before, after = _sorted(old, heirs), _sorted(new, {})
    pairs = [pair for who in {**before, **after} for pair in _pairs(before.get(who, []), after.get(who, []))]
    return sorted(pairs, key=lambda each: (each.told.raised_s, each.told.patient, each.told.rule))


def _sorted(episodes: Iterable[Episode], heirs: Mapping[str, str]) -> dict[tuple[str, str], list[Episode]]:
    found: dict[tuple[str, str], list[Episode]] = {}
    for each in sorted(episodes, key=lambda each: each.raised_s):
        found.setdefault((each.patient, heirs.get(each.rule, each.rule)), []).append(each)
    return found


def _pairs(old: list[Episode], new: list[Episode]) -> Iterator[Pair]:
    """Go through both in order of time: what ends before the other begins has no match."""
    first, second = 0, 0
    while first < len(old) or second < len(new):
        before = old[first] if first < len(old) else None
        after = new[second] if second < len(new) else None
        is_gone = after is None or (before is not None and _end_s(before) <= after.raised_s)
        is_new = before is None or (after is not None and _end_s(after) <= before.raised_s)
        first += not is_new
        second += is_new or not is_gone
        yield Pair(None if is_new else before, None if is_gone and not is_new else after)


def _end_s(episode: Episode) -> int:
    """Say until when an episode lasts; one that ended as it was raised has lasted a moment."""
    return _FOREVER if episode.ended_s is None else max(episode.ended_s, episode.raised_s + 1)
