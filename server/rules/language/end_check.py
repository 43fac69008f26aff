"""Looks whether an alert could end at the very moment it is raised: then nobody would ever see it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import Final

from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition import Answered, Arrives, Comparison, Flagged, Happened, Level, Limit
from server.rules.language.quantity import Period
from server.rules.language.reach import STEPS, WHOLE, Values, choices, reach
from server.rules.language.repeat import DaysInARow, OfTheLast, Repeat
from server.rules.language.rule_reader import Draft

_HOLDS: Final[Mapping[Comparison, Callable[[int, int], bool]]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.MORE_THAN: operator.gt,
    Comparison.LESS_THAN: operator.lt,
}
WAYS_MAX: Final = 256
"""More ways to end are not looked through."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A sign or a score that must be so, or must not be so."""

    condition: Condition
    is_so: bool


Way = tuple[Atom, ...]
"""One way in which a condition becomes *yes*: all of these."""


def check_end(draft: Draft) -> None:
    """Note a ``clear_when`` that does not exclude everything that raises, with a step between, for every setting."""
    if draft.raise_when is None or draft.clear_when is None:
        return
    for values in choices(draft.rule.settings):
        end = _End(draft, values)
        for way in islice(ways_of(draft.clear_when, is_so=True), WAYS_MAX):
            if not end.excludes(way, draft.raise_when):
                _tell(draft, end.open_sign(way, draft.raise_when), values)
                return


def _tell(draft: Draft, sign: Condition, values: Values) -> None:
    """Point at the end that lets through, and name the line of the sign that it does not exclude."""
    places, settings = draft.scope.places, draft.rule.settings
    held = ", ".join(f"{name} {values[name]}" for name in settings if name in draft.scope.used)
    draft.scope.findings.add(
        "E504",
        places.of(draft.clear_when, "verb", "thing"),
        at=str(places.of(sign, "thing", "verb").line),
        held=f" ({held})" if held else "",
        step=_step(draft, sign),
    )


def ways_of(condition: Condition, *, is_so: bool) -> Iterator[Way]:
    """List the ways in which a condition is *yes* (or *no*); what only held some time ago excludes nothing."""
    match condition:
        case Group(within=within) if within is not None:
            yield ()
        case Group(gathering=Gathering.NONE, parts=parts):
            yield from _gathered(parts, 1 if not is_so else len(parts), is_so=not is_so)
        case Group(parts=parts):
            least = _least(condition)
            yield from _gathered(parts, least if is_so else len(parts) - least + 1, is_so=is_so)
        case Sequence():
            yield ()
        case _:
            yield (Atom(condition, is_so),)


def _least(group: Group) -> int:
    """Count how many parts make a group *yes*."""
    return {Gathering.ALL: len(group.parts), Gathering.ANY: 1}.get(group.gathering, group.least or 1)


def _gathered(parts: tuple[Condition, ...], least: int, *, is_so: bool) -> Iterator[Way]:
    """List the ways in which so many parts are all so."""
    for some in combinations(parts, least):
        for ways in product(*(list(islice(ways_of(part, is_so=is_so), WAYS_MAX)) for part in some)):
            yield tuple(atom for way in ways for atom in way)


class _End:
    """Holds ways to end against what raises, for one choice of the settings."""

    def __init__(self, draft: Draft, values: Values) -> None:
        self._signals = draft.scope.signals
        self._questions = draft.scope.questions
        self._values = values

    def excludes(self, way: Way, raising: Condition, *, is_so: bool = True) -> bool:
        """Tell whether a way to end cannot be open at the moment the condition becomes *yes* (or *no*)."""
        match raising:
            case Group(gathering=Gathering.NONE, parts=parts):
                return any(self.excludes(way, part, is_so=not is_so) for part in parts)
            case Group(parts=parts):
                shut = sum(self.excludes(way, part, is_so=is_so) for part in parts)
                if raising.within is not None:
                    return shut == len(parts)
                least = _least(raising) if is_so else len(parts) - _least(raising) + 1
                return len(parts) - shut < least
            case Sequence(steps=steps):
                return self.excludes(way, steps[-1], is_so=is_so)
            case Score(lines=lines):
                return self._contradicts(way, Atom(raising, is_so)) or all(
                    self.excludes(way, line.when) for line in lines
                )
            case _:
                return self._contradicts(way, Atom(raising, is_so))

    def open_sign(self, way: Way, raising: Condition) -> Condition:
        """Find the first sign that a way to end does not exclude."""
        match raising:
            case Group(parts=parts):
                found = (part for part in parts if not self.excludes(way, part))
                return self.open_sign(way, next(found, parts[-1]))
            case Sequence(steps=steps):
                return self.open_sign(way, steps[-1])
            case _:
                return raising

    def _contradicts(self, way: Way, atom: Atom) -> bool:
        return any(self._are_apart(atom, other) for other in way)

    def _are_apart(self, raising: Atom, ending: Atom) -> bool:
        """Tell whether the two cannot be together when the first has just become so."""
        if isinstance(ending.condition, Arrives):
            return ending.is_so
        if raising.condition == ending.condition:
            return raising.is_so is not ending.is_so
        if not raising.is_so:
            return False
        if not ending.is_so:
            return self._implies(raising.condition, ending.condition)
        return _cannot_share(on_of(raising.condition), on_of(ending.condition)) and self._exclude_each_other(
            raising.condition, ending.condition
        )

    def _implies(self, raising: Condition, ending: Condition) -> bool:
        """Tell whether the first brings the second with it, which must not be so at the end."""
        if isinstance(raising, Happened) and isinstance(ending, Happened):
            return {*raising.kinds} <= {*ending.kinds} and _is_shorter(raising.within, ending.within)
        if on_of(ending) not in (None, on_of(raising)):
            return False
        one, two = (reach(each, self._signals, self._values) for each in (raising, ending))
        if one is not None and two is not None:
            return one.is_on_scale_of(two) and one.is_within(two)
        ours, theirs = self._codes(raising), self._codes(ending)
        return ours is not None and theirs is not None and ours[0] == theirs[0] and ours[1] <= theirs[1]

    def _exclude_each_other(self, raising: Condition, ending: Condition) -> bool:
        one, two = (reach(each, self._signals, self._values) for each in (raising, ending))
        if one is not None and two is not None:
            return one.is_on_scale_of(two) and one.is_clear_of(two)
        if isinstance(raising, Flagged) and isinstance(ending, Flagged):
            return raising.measure == ending.measure and raising.is_set is not ending.is_set
        ours, theirs = self._codes(raising), self._codes(ending)
        return ours is not None and theirs is not None and ours[0] == theirs[0] and not ours[1] & theirs[1]

    def _codes(self, sign: Condition) -> tuple[str, frozenset[str]] | None:
        """Give the answers that make a sign so; against the usual level nobody can know them."""
        match sign:
            case Answered(question=question, codes=codes):
                return question, codes
            case Level(question=question, level=level):
                scores = {choice.code: choice.score for choice in self._questions[question].choices}
                if level not in scores:
                    return None
                return question, frozenset(
                    code for code, score in scores.items() if _HOLDS[sign.comparison](score, scores[level])
                )
            case _:
                return None


def on_of(sign: Condition) -> Repeat | None:
    """Tell how often a sign must be there."""
    return getattr(sign, "on", None)


def _is_shorter(one: Period | None, two: Period | None) -> bool:
    """Tell whether whatever began in the first began in the second."""
    if one is None or two is None or one.is_calendar is not two.is_calendar:
        return False
    return one.days <= two.days if one.is_calendar else one.seconds <= two.seconds


def _cannot_share(raising: Repeat | None, ending: Repeat | None) -> bool:
    """Tell whether no row of readings has enough of both; the newest is one of those that raise."""
    (count, among), (good, of) = _counts(raising), _counts(ending)
    return good > of - 1 or count + good > max(among, of)


def _counts(on: Repeat | None) -> tuple[int, int]:
    match on:
        case OfTheLast(count=count, among=among):
            return count, among
        case DaysInARow(count=count):
            return count, count
        case None:
            return 1, 1
        case _:
            return on.count, WAYS_MAX


def _step(draft: Draft, sign: Condition) -> str:
    """Name the step that must lie between, of the measure that raises."""
    measure = draft.scope.signals.measures.get(getattr(sign, "measure", ""))
    if measure is None or measure.flag is not None:
        return "1 step"
    unit = measure.unit if isinstance(sign, Limit) and sign.reference is None else measure.difference
    return f"{STEPS.get(unit, WHOLE) / WHOLE:g} {unit}"
