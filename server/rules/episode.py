"""The life of an episode as one table, and how newly computed episodes meet those already published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.rules.transition import Cause, EpisodeState
from vitals.identity import PatientId

MOVES: Final[Mapping[tuple[EpisodeState, Cause], EpisodeState]] = {
    (EpisodeState.QUIET, Cause.MEASURED): EpisodeState.RAISED,
    (EpisodeState.QUIET, Cause.MISSED): EpisodeState.CLEARED,
    (EpisodeState.RAISED, Cause.MEASURED): EpisodeState.CLEARED,
    (EpisodeState.RAISED, Cause.NURSE_CLOSED): EpisodeState.CLEARED,
    (EpisodeState.RAISED, Cause.CORRECTED): EpisodeState.WITHDRAWN,
    (EpisodeState.RAISED, Cause.LEFT): EpisodeState.CLEARED,
    (EpisodeState.RAISED, Cause.MOVED): EpisodeState.RAISED,
    (EpisodeState.CLEARED, Cause.MOVED): EpisodeState.CLEARED,
    (EpisodeState.CLEARED, Cause.CORRECTED): EpisodeState.WITHDRAWN,
    (EpisodeState.CLEARED, Cause.REINSTATED): EpisodeState.RAISED,
    (EpisodeState.WITHDRAWN, Cause.REINSTATED): EpisodeState.RAISED,
}
"""Every move there is; the picture in the manual is drawn from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An episode as the values tell it: from the local day ``start_day`` to ``end_day`` (day numbers), or still so.

    ``level`` is what it is measured against (grams; the day number of the last reading for an absence).
    ``start_s`` and ``end_s`` are the instants, in seconds of UTC, at which it became and ceased to be so.
    """

    start_day: int
    start_s: int
    level: int
    end_day: int | None = None
    end_s: int | None = None

    def overlaps(self, other: Span) -> bool:
        """Tell whether two spans share an instant."""
        return (other.end_s is None or self.start_s <= other.end_s) and (
            self.end_s is None or other.start_s <= self.end_s
        )

    def until(self, end_day: int, end_s: int) -> Span:
        """Give the span, ended if it was not; never before it began."""
        if self.end_s is not None:
            return self
        return replace(self, end_day=max(end_day, self.start_day), end_s=max(end_s, self.start_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A published episode: its place among the patient's episodes of the rule, its state and how often it has changed.

    ``closed_s`` is when a nurse closed it (seconds of UTC), None if nobody did.
    """

    patient: PatientId
    rule: str
    ordinal: int
    state: EpisodeState
    number: int
    span: Span
    closed_s: int | None = None

    @property
    def name(self) -> str:
        """The id of the episode."""
        return f"{self.patient}.{self.rule}.{self.ordinal}"

    @property
    def is_open(self) -> bool:
        """Tell whether it is true now."""
        return self.state is EpisodeState.RAISED

    def move(self, cause: Cause, span: Span | None = None) -> Episode:
        """Give the episode after a move of the table; raises KeyError for a move that is not in it."""
        return replace(self, state=MOVES[self.state, cause], number=self.number + 1, span=span or self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the values tell now: the spans from ``from_day`` on, oldest first, as known on ``day`` at ``at_s``."""

    spans: Sequence[Span]
    from_day: int
    day: int
    at_s: int


@dataclass(frozen=True, slots=True)
class Change:
    """One move of one episode, on its way to become a transition; ``before`` is its state before."""

    episode: Episode
    before: EpisodeState
    cause: Cause


def reconcile(patient: PatientId, rule: str, published: Sequence[Episode], verdict: Verdict) -> list[Change]:
    """Compare what was published with what the values tell now, and give the moves that make them agree.

    Published episodes that ended before the days judged are history and stay. A span that shares an instant with a
    published episode is that episode: those that stand before those that were withdrawn, then the one with its start.
    """
    changes: list[Change] = []
    free = [each for each in published if each.span.end_day is None or each.span.end_day >= verdict.from_day]
    ordinal = max((episode.ordinal for episode in published), default=0)
    for span in verdict.spans:
        match = _which(span, free)
        if match is None:
            ordinal += 1
            cause = Cause.MEASURED if span.end_day is None else Cause.MISSED
            fresh = Episode(patient=patient, rule=rule, ordinal=ordinal, state=EpisodeState.QUIET, number=0, span=span)
            changes.append(Change(fresh.move(cause), EpisodeState.QUIET, cause))
        else:
            free.remove(match)
            changes += _follow(match, span)
    changes += [
        Change(
            episode.move(Cause.CORRECTED, episode.span.until(verdict.day, verdict.at_s)), episode.state, Cause.CORRECTED
        )
        for episode in free
        if episode.state is not EpisodeState.WITHDRAWN and episode.span.start_day >= verdict.from_day
    ]
    return changes


def _which(span: Span, free: Sequence[Episode]) -> Episode | None:
    """Find the published episode that a span is."""
    return min(
        (episode for episode in free if episode.span.overlaps(span)),
        key=lambda each: (each.state is EpisodeState.WITHDRAWN, each.span.start_s != span.start_s, each.ordinal),
        default=None,
    )


def leave(published: Sequence[Episode], day: int, at_s: int) -> list[Change]:
    """End what is open of a patient who is no longer watched, as if a nurse had closed it then."""
    return [
        Change(
            replace(episode, closed_s=at_s).move(Cause.LEFT, episode.span.until(day, at_s)), episode.state, Cause.LEFT
        )
        for episode in published
        if episode.is_open
    ]


def _follow(episode: Episode, span: Span) -> list[Change]:
    """Bring a published episode to where its values are now."""
    if episode.state is EpisodeState.WITHDRAWN or (not episode.is_open and span.end_day is None):
        back = episode.move(Cause.REINSTATED, span)
        changes = [Change(back, episode.state, Cause.REINSTATED)]
        return changes if span.end_day is None else [*changes, *_follow(back, span)]
    if episode.is_open and span.end_day is not None:
        cause = Cause.NURSE_CLOSED if span.end_s == episode.closed_s else Cause.MEASURED
        return [Change(episode.move(cause, span), episode.state, cause)]
    if span != episode.span:
        return [Change(episode.move(Cause.MOVED, span), episode.state, Cause.MOVED)]
    return []
