"""What was published of a patient's episodes, and the moves that bring it to what the values tell now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.rules.judging.walk import FOREVER, Ending, Told
from server.rules.transition import Cause, EpisodeState
from vitals.identity import PatientId

MOVES: Final[Mapping[tuple[EpisodeState, Cause], EpisodeState]] = {
    (EpisodeState.QUIET, Cause.MEASURED): EpisodeState.RAISED,
    (EpisodeState.QUIET, Cause.ASKED): EpisodeState.ASKING,
    (EpisodeState.QUIET, Cause.COVERED): EpisodeState.INHIBITED,
    (EpisodeState.QUIET, Cause.MISSED): EpisodeState.CLEARED,
    (EpisodeState.ASKING, Cause.CONFIRMED): EpisodeState.RAISED,
    (EpisodeState.ASKING, Cause.UNANSWERED): EpisodeState.RAISED,
    (EpisodeState.ASKING, Cause.COVERED): EpisodeState.INHIBITED,
    (EpisodeState.INHIBITED, Cause.UNCOVERED): EpisodeState.RAISED,
    (EpisodeState.CLEARED, Cause.MOVED): EpisodeState.CLEARED,
    **{
        (state, cause): end
        for state in (EpisodeState.ASKING, EpisodeState.RAISED, EpisodeState.INHIBITED)
        for cause, end in (
            (Cause.ENDED, EpisodeState.CLEARED),
            (Cause.LASTED, EpisodeState.CLEARED),
            (Cause.NURSE_CLOSED, EpisodeState.CLEARED),
            (Cause.LEFT, EpisodeState.CLEARED),
            (Cause.DROPPED, EpisodeState.CLEARED),
            (Cause.CORRECTED, EpisodeState.WITHDRAWN),
            (Cause.RULE_CHANGED, EpisodeState.RULE_CHANGED),
            (Cause.MOVED, state),
        )
    },
    (EpisodeState.CLEARED, Cause.CORRECTED): EpisodeState.WITHDRAWN,
    **{
        (state, cause): now
        for state in (EpisodeState.CLEARED, EpisodeState.WITHDRAWN)
        for cause, now in (
            (Cause.REINSTATED, EpisodeState.RAISED),
            (Cause.COVERED, EpisodeState.INHIBITED),
        )
    },
}
"""Every move there is; the picture in the manual is drawn from it."""
OPEN: Final = frozenset({EpisodeState.ASKING, EpisodeState.RAISED, EpisodeState.INHIBITED})
_UNSEEN: Final = frozenset({EpisodeState.ASKING, EpisodeState.INHIBITED})
GONE: Final = frozenset({EpisodeState.WITHDRAWN, EpisodeState.RULE_CHANGED})
"""What does not count as having been so: values say otherwise, or the rule that said it is another now."""
_ENDED: Final[Mapping[Ending, Cause]] = {
    Ending.CLEARED: Cause.ENDED,
    Ending.CLOSED: Cause.NURSE_CLOSED,
    Ending.DROPPED: Cause.DROPPED,
    Ending.LASTED: Cause.LASTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An episode as people know it: its place among the patient's of the rule, its state, how often it has changed."""

    patient: PatientId
    rule: str
    ordinal: int
    state: EpisodeState
    number: int
    told: Told

    @property
    def name(self) -> str:
        """The id of the episode."""
        return f"{self.patient}.{self.rule}.{self.ordinal}"

    @property
    def is_open(self) -> bool:
        """Tell whether it is true now, seen or not."""
        return self.state in OPEN

    def moved(self, cause: Cause, told: Told) -> Published:
        """Give the episode after a move of the table; raises KeyError for a move that is not in it."""
        return replace(self, state=MOVES[self.state, cause], number=self.number + 1, told=told)


@dataclass(frozen=True, slots=True)
class Change:
    """One move of one episode; ``before`` is its state before."""

    episode: Published
    before: EpisodeState
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the values tell now of a patient and a rule: the episodes from ``from_s`` on, oldest first."""

    told: Sequence[Told]
    from_s: int


def reconcile(patient: PatientId, rule: str, published: Sequence[Published], judged: Judged) -> list[Change]:
    """Compare what was published with what the values tell now, and give the moves that make them agree.

    Published episodes that ended before the time judged are history and stay, and so do those that ended with their
    rule. An episode that shares an instant with a published one is that one: those that stand before those that were
    withdrawn, then the one with its start.
    """
    changes: list[Change] = []
    free = [each for each in published if is_free(each, judged.from_s)]
    ordinal = max((each.ordinal for each in published), default=0)
    for told in judged.told:
        match = _which(told, free)
        if match is None:
            ordinal += 1
            match = Published(
                patient=patient, rule=rule, ordinal=ordinal, state=EpisodeState.QUIET, number=0, told=told
            )
        else:
            free.remove(match)
        changes += _follow(match, told)
    return changes + [
        Change(each.moved(Cause.CORRECTED, each.told), each.state, Cause.CORRECTED)
        for each in free
        if each.state is not EpisodeState.WITHDRAWN and each.told.start_s >= judged.from_s
    ]


def is_free(episode: Published, from_s: int) -> bool:
    """Tell whether a published episode may be one of those that are told from an instant on."""
    is_over = episode.told.end_s is not None and episode.told.end_s < from_s
    return episode.state is not EpisodeState.RULE_CHANGED and not is_over


def _which(told: Told, free: Sequence[Published]) -> Published | None:
    """Find the published episode that this is."""
    return min(
        (each for each in free if _overlap(each.told, told)),
        key=lambda each: (
            each.state is EpisodeState.WITHDRAWN,
            each.told.start_s != told.start_s,
            each.ordinal,
        ),
        default=None,
    )


def _overlap(one: Told, other: Told) -> bool:
    return (other.end_s is None or one.start_s <= other.end_s) and (one.end_s is None or other.start_s <= one.end_s)


def _follow(episode: Published, told: Told) -> list[Change]:
    """Bring an episode to where its values are now, by a move or several."""
    target = _target(told)
    if episode.state is EpisodeState.QUIET:
        return _begin(episode, told, target)
    if target is EpisodeState.ASKING and episode.state is not EpisodeState.ASKING:
        # who was told of it is not told to wait
        target = EpisodeState.INHIBITED if episode.state is EpisodeState.INHIBITED else EpisodeState.RAISED
    if target is EpisodeState.INHIBITED and episode.state is EpisodeState.RAISED:
        # what is raised already stays raised
        target = EpisodeState.RAISED
    changes: list[Change] = []
    is_history = episode.state is EpisodeState.CLEARED and target is EpisodeState.CLEARED
    if episode.state not in OPEN and not is_history and target is not EpisodeState.INHIBITED:
        changes = _go(episode, told, Cause.COVERED if told.covered_until_s == FOREVER else Cause.REINSTATED)
    now = changes[-1].episode if changes else episode
    if now.state in _UNSEEN and target is EpisodeState.CLEARED and _was_in_sight(told):
        # nobody saw it when it was last heard of, and it was raised before it ended: who hears late is told of both
        changes += _go(now, told, _cause(now.state, told, EpisodeState.RAISED))
        now = changes[-1].episode
    if now.state is not target:
        return [*changes, *_go(now, told, _cause(now.state, told, target))]
    is_moved = replace(now.told, covered_until_s=told.covered_until_s) != told
    return [*changes, *_go(now, told, Cause.MOVED)] if is_moved else changes


def _begin(episode: Published, told: Told, target: EpisodeState) -> list[Change]:
    """Tell of an episode for the first time; nobody has missed one that is over and was never raised, or not seen."""
    if target is EpisodeState.CLEARED and not _was_in_sight(told):
        begun = _go(episode, told, Cause.ASKED if told.raised_s is None else Cause.COVERED)
        now = begun[-1].episode
        return [*begun, *_go(now, told, _cause(now.state, told, target))]
    causes = {
        EpisodeState.RAISED: Cause.MEASURED,
        EpisodeState.ASKING: Cause.ASKED,
        EpisodeState.INHIBITED: Cause.COVERED,
        EpisodeState.CLEARED: Cause.MISSED,
    }
    return _go(episode, told, causes[target])


def _cause(state: EpisodeState, told: Told, target: EpisodeState) -> Cause:
    """Say why an open episode changes its state."""
    if target is EpisodeState.CLEARED and told.ending is not None:
        return _ENDED[told.ending]
    if target is EpisodeState.INHIBITED:
        return Cause.COVERED
    if state is EpisodeState.INHIBITED:
        return Cause.UNCOVERED
    return Cause.UNANSWERED if told.raised_s == told.asked_until_s else Cause.CONFIRMED


def _go(episode: Published, told: Told, cause: Cause) -> list[Change]:
    return [Change(episode.moved(cause, told), episode.state, cause)]


def _was_in_sight(told: Told) -> bool:
    """Tell whether an episode that is over was raised, and not hidden all its life."""
    return told.raised_s is not None and told.covered_until_s != FOREVER


def _target(told: Told) -> EpisodeState:
    """Say in which state an episode is now, as the values tell it."""
    if told.end_s is not None:
        return EpisodeState.CLEARED
    if told.raised_s is None:
        return EpisodeState.ASKING
    return EpisodeState.INHIBITED if told.covered_until_s == FOREVER else EpisodeState.RAISED


def left(published: Sequence[Published], at_s: int) -> list[Change]:
    """End what is open of a patient who is no longer watched."""
    return [
        Change(
            each.moved(Cause.LEFT, replace(each.told, end_s=max(at_s, each.told.start_s), ending=Ending.CLOSED)),
            each.state,
            Cause.LEFT,
        )
        for each in published
        if each.is_open
    ]


def keep(known: list[Published], episode: Published) -> None:
    """Put an episode in its place among the patient's of the rule."""
    known[:] = sorted([*(each for each in known if each.ordinal != episode.ordinal), episode], key=lambda e: e.ordinal)
