"""Plays diaries through the engine and tells what is otherwise than they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Final

from server.rules.diary.case import Case, Outcome
from server.rules.diary.explanation import Explanation, explained
from server.rules.diary.script import Script
from server.rules.diary.ward import play
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.transition import Cause, EpisodeState, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first thing that is otherwise: what was to happen and what did, None for nothing."""

    expected: Outcome | None
    happened: Outcome | None

    @property
    def at(self) -> datetime:
        """When it is so."""
        return min(outcome.at for outcome in (self.expected, self.happened) if outcome is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misworded:
    """A text that is otherwise than the diary says."""

    at: datetime
    language: str
    expected: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a case; ``explanation`` is how the rule stood where it first is otherwise."""

    case: Case
    happened: tuple[Outcome, ...]
    difference: Difference | None
    misworded: tuple[Misworded, ...] = ()
    explanation: Explanation | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether all was as written."""
        return self.difference is None and not self.misworded

    @property
    def wrong_at(self) -> datetime | None:
        """Give the first instant at which something is otherwise."""
        differs = [] if self.difference is None else [self.difference.at]
        return min([*differs, *(each.at for each in self.misworded)], default=None)


def verdicts_of(scripts: Sequence[Script], rule: Rule, rule_set: RuleSet) -> list[Verdict]:
    """Play the diaries of a rule from their first line to their last, and say what is otherwise and why."""
    verdicts = [verdict_of(bed.script.case, bed.said) for bed in play(scripts, rule, rule_set, is_worded=False)]
    return [
        verdict
        if verdict.wrong_at is None
        else replace(verdict, explanation=explained(script, rule, rule_set, verdict.wrong_at))
        for script, verdict in zip(scripts, verdicts, strict=True)
    ]


def verdict_of(case: Case, said: Iterable[Transition]) -> Verdict:
    """Hold what was said to what is written; only what the case's own rule does is compared."""
    own = [each for each in said if each.rule == case.rule]
    happened = tuple(sorted(map(_outcome, own), key=lambda outcome: outcome.at))
    return Verdict(
        case=case,
        happened=happened,
        difference=_first_difference(case.expected, happened),
        misworded=_worded(case, own),
    )


_WORDS: Final[Mapping[tuple[EpisodeState, Cause], str]] = {
    (EpisodeState.RAISED, Cause.REINSTATED): "reinstated",
    (EpisodeState.RAISED, Cause.MOVED): "moved",
    (EpisodeState.CLEARED, Cause.MOVED): "moved",
    (EpisodeState.CLEARED, Cause.MISSED): "missed",
    (EpisodeState.CLEARED, Cause.NURSE_CLOSED): "closed",
}
"""Where the cause says more than the state."""


def words_of(change: Transition) -> str:
    """Say a change as diaries do: raised names the severity, and what was only asked about is dropped, not cleared."""
    if change.to_state is EpisodeState.ASKING:
        return "asks patient"
    if change.from_state is EpisodeState.ASKING and change.to_state in {EpisodeState.CLEARED, EpisodeState.QUIET}:
        return "dropped"
    plain = f"raised {change.severity.value}" if change.to_state is EpisodeState.RAISED else change.to_state.value
    return _WORDS.get((change.to_state, change.cause), plain)


def _outcome(change: Transition) -> Outcome:
    return Outcome(at=change.at, words=words_of(change))


def _first_difference(expected: Sequence[Outcome], happened: Sequence[Outcome]) -> Difference | None:
    """Compare in order of time; what happens at one instant may be written in any order."""
    pairs = zip_longest(_in_order(expected), _in_order(happened))
    return next((Difference(expected=one, happened=other) for one, other in pairs if one != other), None)


def _in_order(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: (outcome.at, outcome.words))


def _worded(case: Case, own: Sequence[Transition]) -> tuple[Misworded, ...]:
    return tuple(
        Misworded(at=at, language=language, expected=text, said=" | ".join(said))
        for at, texts in case.says.items()
        for language, text in texts.items()
        for said in [[each.say.get(language, "") for each in own if each.at == at]]
        if text not in said
    )
