"""Counts what scores are made of: which events were seen, which alerts were for nothing (06-data, section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from server.rules.backtest.episode import Episode
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.log import Happened
from server.rules.backtest.truth import Watched
from server.rules.judging.truth import Bools, Ints

WINDOWS_DAYS: Final = (14, 30)
"""An alert at most so long before an event is said to have seen it."""
ACTIONABLE_S: Final = DAY_S
EPISODE_S: Final = 7 * DAY_S
"""The first alert opens an episode; what is raised in the week after belongs to it."""
BEFORE_MAJOR_S: Final = 30 * DAY_S
BEFORE_MINOR_S: Final = 14 * DAY_S
"""The onset of a minor event, where a log does not say it."""
AFTER_S: Final = 3 * DAY_S
_WIDE: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class Raised:
    """Alerts in order of patient, then time: the patient's place, and when it was raised."""

    who: Ints
    at_s: Ints

    @property
    def keys(self) -> Ints:
        """Give a sortable number for each."""
        return self.who * _WIDE + self.at_s

    def between(self, who: Ints, from_s: Ints, to_s: Ints) -> Ints:
        """Count, for each patient and time, the alerts in [from, to)."""
        first = np.searchsorted(self.keys, who * _WIDE + np.maximum(from_s, 0))
        last = np.searchsorted(self.keys, who * _WIDE + np.maximum(to_s, 0))
        return last - first


def raised(episodes: Iterable[Episode], watched: Watched) -> Raised:
    """Lay alerts in order."""
    pairs = sorted((watched.place[each.patient], each.raised_s) for each in episodes if each.patient in watched.place)
    who, at_s = np.array(pairs, np.int64).reshape(-1, 2).T
    return Raised(who, at_s)


class Seen(NamedTuple):
    """What became of an event: whether an alert was raised 14 and 30 days before, and at least a day before.

    ``first_s`` is the first alert of the 30 days before, ``run_s`` the first of the last unbroken run of them: alerts
    that are at most a week apart. None if there was none.
    """

    event: Happened
    in_14_days: bool
    in_30_days: bool
    is_actionable: bool
    first_s: int | None
    run_s: int | None


def seen(alerts: Raised, watched: Watched) -> list[Seen]:
    """Look at each event."""
    return [_seen(event, alerts) for event in watched.events or ()]


def _seen(event: Happened, alerts: Raised) -> Seen:
    base = event.patient * _WIDE
    first, last = np.searchsorted(alerts.keys, [base + event.at_s - 30 * DAY_S, base + event.at_s]).tolist()
    before = alerts.at_s[first:last].tolist()
    recent = [at_s for at_s in before if at_s >= event.at_s - 14 * DAY_S]
    run_s = before[-1] if before else None
    for at_s in reversed(before):
        if run_s is None or run_s - at_s > EPISODE_S:
            break
        run_s = at_s
    return Seen(
        event=event,
        in_14_days=bool(recent),
        in_30_days=bool(before),
        is_actionable=any(at_s <= event.at_s - ACTIONABLE_S for at_s in recent),
        first_s=before[0] if before else None,
        run_s=run_s,
    )


@dataclass(frozen=True, slots=True)
class Spell:
    """A seven-day episode of a patient, and whether an event explains it."""

    patient: int
    from_s: int
    is_explained: bool


def spells(alerts: Raised, watched: Watched) -> list[Spell]:
    """Gather alerts to episodes of seven days; without known events none is explained."""
    explained = _is_explained(alerts, watched)
    found: list[Spell] = []
    for who, at_s, is_explained in zip(alerts.who.tolist(), alerts.at_s.tolist(), explained.tolist(), strict=True):
        last = found[-1] if found else None
        if last is None or last.patient != who or at_s >= last.from_s + EPISODE_S:
            found.append(Spell(who, at_s, is_explained))
        elif is_explained and not last.is_explained:
            found[-1] = Spell(who, last.from_s, is_explained=True)
    return found


def _is_explained(alerts: Raised, watched: Watched) -> Bools:
    found = np.zeros(len(alerts.who), np.bool_)
    for event in watched.events or ():
        before_s = BEFORE_MAJOR_S if event.is_major else BEFORE_MINOR_S
        base = event.patient * _WIDE + event.at_s
        first, last = np.searchsorted(alerts.keys, [base - before_s, base + AFTER_S + 1])
        found[first:last] = True
    return found


def card_days(episodes: Iterable[Episode], watched: Watched) -> Ints:
    """Count, for each patient, the days on which something came before a nurse: one card a patient and day."""
    days = {(watched.place[each.patient], each.raised_s // DAY_S) for each in episodes if each.patient in watched.place}
    return (
        np.bincount([who for who, _ in days] or [0], minlength=len(watched.names))
        if days
        else np.zeros(len(watched.names), np.int64)
    )
