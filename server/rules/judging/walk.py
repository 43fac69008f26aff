"""The walk through a patient's looks: where an episode begins, what was asked, and how it ends, as measured."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.truth import NO, YES, Bools, Ints, Truth
from server.rules.language.rule import Confirm

ASKED_WITHIN_S: Final = 7_200
"""A request belongs to a raise if it was made at most two hours after what was measured."""
FOREVER: Final = np.iinfo(np.int64).max
HORIZON_DAYS: Final = 36
"""How far back a late record may change what is true, and for how long an episode that has ended binds what follows."""


class Ending(StrEnum):
    """How an episode ended."""

    CLEARED = "cleared"
    CLOSED = "closed"
    DROPPED = "dropped"
    LASTED = "lasted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A measured value, ``top / bottom`` steps: what an episode is held against, or what somebody saw."""

    top: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An episode as the values tell it, instants in seconds of UTC.

    It began at ``start_s``; ``raised_s`` is when it was raised, None while the patient is asked or if it was dropped;
    ``asked_until_s`` is until when an answer is waited for, None if nobody was asked. ``covered_until_s`` is until when
    it was inhibited, None if it was raised at once, FOREVER if no instant of its life was free of worse alerts.
    """

    start_s: int
    raised_s: int | None
    asked_until_s: int | None = None
    covered_until_s: int | None = None
    end_s: int | None = None
    ending: Ending | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a walk begins: with the episode open then, or with what is left of the one that ``ended`` before.

    ``from_s`` is the instant, None for that of the turn. ``seen`` are the values when the one before ended,
    ``was_closed`` tells that a nurse ended it; ``quiet_until_s`` is when a cool-down ends, ``free_s`` when all that
    binds no longer.
    """

    open: Told | None = None
    ended: Told | None = None
    from_s: int | None = None
    is_armed: bool = True
    seen: tuple[Level | None, ...] = ()
    was_closed: bool = False
    quiet_until_s: int | None = None
    free_s: int = FOREVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What one patient's walk goes through: the looks in order, and the answers at each.

    ``raises`` is ``raise_when``, ``holds_back`` where ``unless`` is yes; nobody asks for them while an episode is open.
    ``worse`` tells where things are worse, by half the limit, than a value. ``level_at`` and ``seen_at`` give what a
    look is held against and its values. ``asked`` are (from, until, the first reading in between or None) for this
    rule, ``closings`` when nurses closed.
    ``lasts_until`` and ``quiet_until`` give the end of what begins at an instant, None where the rule has none;
    ``binds_until`` the instant from which on an episode that ended then binds no longer.
    """

    at_s: Ints
    raises: Callable[[], Truth]
    holds_back: Callable[[], Bools]
    worse: Callable[[tuple[Level | None, ...]], Bools]
    level_at: Callable[[int], Level | None]
    seen_at: Callable[[int], tuple[Level | None, ...]]
    asked: Sequence[tuple[int, int, int | None]]
    closings: Sequence[int]
    lasts_until: Callable[[int], int | None]
    quiet_until: Callable[[int], int | None]
    binds_until: Callable[[int], int]
    confirm: Confirm | None


Steps = Generator[tuple[Told, int], int | None, None]
"""What is wanted on the way: for an episode the first look, from one on, at which ``clear_when`` is yes, or None."""


class Walk:
    """Goes through a path once; ``told`` are the episodes it met, the last one open if it has no end."""

    def __init__(self, path: Path, start: Start) -> None:
        """Stand before the first look."""
        self.told: list[Told] = []
        self._path = path
        self._start = start

    @cached_property
    def _raises(self) -> Truth:
        return self._path.raises()

    @cached_property
    def _yes(self) -> Ints:
        is_so: Bools = self._raises == YES
        return np.flatnonzero(is_so & ~self._path.holds_back() if is_so.any() else is_so)

    @cached_property
    def _no(self) -> Ints:
        return np.flatnonzero(self._raises == NO)

    def steps(self) -> Steps:
        """Go from the first look to the last, and wait wherever an episode's end is wanted."""
        place, left = 0, self._start
        if left.open is not None:
            place, left = yield from self._live(left.open)
        elif left.ended is not None and left.ended.end_s is not None:
            place, left = self._after(left.ended, left.ended.end_s)
        while place < len(self._path.at_s):
            fresh = self._next(place, left)
            if fresh is None:
                return
            place, left = yield from self._live(fresh)

    def _next(self, place: int, left: Start) -> Told | None:
        """Find the next episode that begins from a look on."""
        yes = self._yes[self._yes.searchsorted(place) :]
        if not len(yes):
            return None
        rests_until_s = -1 if left.quiet_until_s is None else left.quiet_until_s
        may_rest = left.was_closed or rests_until_s >= int(self._path.at_s[place])
        worse = self._path.worse(left.seen) if left.seen and may_rest else None
        arms = self._no
        if left.was_closed and worse is not None:
            arms = np.flatnonzero((self._raises == NO) | worse)
        armed_at = place if left.is_armed else _next(arms, place)
        for begin in yes.tolist():
            begin_s = int(self._path.at_s[begin])
            is_free = begin_s >= left.free_s
            is_armed = is_free or (armed_at is not None and begin >= armed_at)
            rests = not is_free and begin_s < rests_until_s
            if is_armed and (not rests or (worse is not None and worse[begin])):
                return Told(start_s=begin_s, raised_s=begin_s, level=self._path.level_at(begin))
        return None

    def _live(self, told: Told) -> Generator[tuple[Told, int], int | None, tuple[int, Start]]:
        """Follow an episode to its end; gives the look from which the next may begin."""
        told = self._asked(told)
        ended = yield from self._end(told)
        self.told.append(ended)
        if ended.end_s is None:
            return len(self._path.at_s), Start()
        return self._after(ended, ended.end_s)

    def _after(self, ended: Told, end_s: int) -> tuple[int, Start]:
        """Tell what is left of an episode that has ended, and from which look on."""
        place, last = int(self._path.at_s.searchsorted(end_s)), len(self._path.at_s) - 1
        may_begin = place <= last and bool((self._yes >= place).any())
        return place, Start(
            is_armed=False,
            seen=self._path.seen_at(place) if may_begin else (),
            was_closed=ended.ending is Ending.CLOSED,
            quiet_until_s=self._path.quiet_until(end_s),
            free_s=self._path.binds_until(end_s),
        )

    def _asked(self, told: Told) -> Told:
        """Wait for the answer, if the patient was asked because of this."""
        confirm, begins_s = self._path.confirm, int(self._path.at_s[0])
        is_settled = told.start_s < begins_s and told.raised_s is not None
        request = next(
            (each for each in self._path.asked if told.start_s <= each[0] <= told.start_s + ASKED_WITHIN_S), None
        )
        if confirm is None or request is None or is_settled:
            return told
        _, until_s, reading_s = request
        waiting = replace(told, raised_s=None, asked_until_s=until_s)
        if reading_s is not None and reading_s >= begins_s:
            place = int(np.searchsorted(self._path.at_s, reading_s))
            if place == len(self._path.at_s):
                return waiting  # it is looked at later on
            answer = self._raises[place]
            if answer != YES:
                ends = replace(waiting, end_s=reading_s, ending=Ending.DROPPED)
                return ends if answer == NO else self._ran_out(waiting, confirm)
            return replace(waiting, raised_s=reading_s)
        return self._ran_out(waiting, confirm)

    def _ran_out(self, waiting: Told, confirm: Confirm) -> Told:
        """Nobody answered: what then, if the time has come."""
        until_s = waiting.asked_until_s
        if until_s is None or not len(self._path.at_s) or self._path.at_s[-1] < until_s:
            return waiting
        if confirm.raises_unanswered:
            return replace(waiting, raised_s=until_s)
        return replace(waiting, end_s=until_s, ending=Ending.DROPPED)

    def _end(self, told: Told) -> Generator[tuple[Told, int], int | None, Told]:
        """Find how and when an episode ends: by its own condition, by a nurse, or when its time is over."""
        ends: list[tuple[int, Ending]] = []
        if told.end_s is not None and told.ending is not None:
            ends.append((told.end_s, told.ending))
        closed_s = next((each for each in self._path.closings if each >= told.start_s), None)
        if closed_s is not None:
            ends.append((closed_s, Ending.CLOSED))
        if told.raised_s is not None:
            own = yield from self._own_end(told, told.raised_s)
            ends += [] if own is None else [own]
        if not ends:
            return told
        end_s, ending = min(ends, key=lambda each: (each[0], each[1] is Ending.CLOSED))
        if end_s > self._path.at_s[-1]:
            return replace(told, end_s=None, ending=None)
        raised_s = told.raised_s if told.raised_s is not None and told.raised_s <= end_s else None
        return replace(told, end_s=end_s, ending=ending, raised_s=raised_s)

    def _own_end(self, told: Told, raised_s: int) -> Generator[tuple[Told, int], int | None, tuple[int, Ending] | None]:
        lasts_s = self._path.lasts_until(raised_s)
        if lasts_s is not None:
            return lasts_s, Ending.LASTED
        place = yield told, int(self._path.at_s.searchsorted(raised_s))
        return None if place is None else (int(self._path.at_s[place]), Ending.CLEARED)


def _next(places: Ints, since: int) -> int | None:
    """Give the first of these places that is not before another."""
    found = int(places.searchsorted(since))
    return int(places[found]) if found < len(places) else None
