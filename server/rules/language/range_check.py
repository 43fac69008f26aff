"""Looks whether a condition can be so at all, and whether it can be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition import (
    USUAL_LEVEL,
    Answered,
    Averages,
    Change,
    Comparison,
    Drift,
    Level,
    Limit,
    Trend,
    Worsens,
)
from server.rules.language.reach import Reach, Values, choices, reach, signs_on, thousandths
from server.rules.language.rule_reader import Draft

Why = tuple[str, str]
"""The reason, in Swedish and English."""
_NO_VALUE: Final[Why] = ("inget värde som kan mätas räcker", "no value that can be measured is enough")
_ANY_VALUE: Final[Why] = ("varje värde som kan mätas räcker", "any value that can be measured is enough")
_APART: Final[Why] = ("delarna utesluter varandra", "its parts exclude each other")
_TOGETHER: Final[Why] = ("delarna täcker alla värden", "its parts cover all values")
_NO_POINTS: Final[Why] = ("så många poäng finns inte", "there are not so many points")
_ANY_POINTS: Final[Why] = ("ingen poäng behövs", "no point is needed")
_ALL_ANSWERS: Final[Why] = ("varje svar räknas upp", "every answer is listed")
_NO_STEPS: Final[Why] = ("frågan har inte så många steg", "the question has not so many steps")
_NO_DAYS: Final[Why] = ("fler dagar krävs än de som ses på", "more days are needed than are looked at")
_SAME_DAYS: Final[Why] = ("de två medelvärdena är samma", "the two means are the same")
_WORST: Final[Why] = ("inget svar är värre", "no answer is worse")
_BEST: Final[Why] = ("inget svar är bättre", "no answer is better")


def check_ranges(draft: Draft) -> None:
    """Note conditions that are never so, or always."""
    for condition, never in ((draft.raise_when, "E502"), (draft.rule.unless, "E502"), (draft.clear_when, "E505")):
        if condition is not None:
            _Ranges(draft, never).look(condition, is_whole=True)


class _Ranges:
    """Looks through one condition."""

    def __init__(self, draft: Draft, never: str) -> None:
        self._draft = draft
        self._never = never
        self._choices = list(choices(draft.rule.settings))

    def look(self, condition: Condition, *, is_whole: bool) -> None:
        """Look at a condition and its parts."""
        match condition:
            case Group(parts=parts):
                self._look_at_group(condition)
                is_all = condition.gathering is Gathering.ALL
                for part in parts:
                    self.look(part, is_whole=is_whole and is_all)
            case Sequence(steps=steps):
                for step in steps:
                    self.look(step, is_whole=is_whole)
            case Score():
                self._look_at_reach(condition, (_NO_POINTS, _ANY_POINTS), is_whole=is_whole)
                for line in condition.lines:
                    self.look(line.when, is_whole=False)
            case Answered() | Worsens() | Level():
                self._look_at_answer(condition, is_whole=is_whole)
            case _:
                self._look_at_needs(condition, is_whole=is_whole)
                self._look_at_reach(condition, (_NO_VALUE, _ANY_VALUE), is_whole=is_whole)

    def _tell(self, code: str, condition: Condition, why: Why, *, is_whole: bool) -> None:
        place = self._draft.scope.places.of(condition, "verb", "thing")
        code = self._never if code == "E502" and is_whole else code
        self._draft.scope.findings.add(code, place, why=why[0], why_en=why[1])

    def _look_at_reach(self, condition: Condition, why: tuple[Why, Why], *, is_whole: bool) -> None:
        for values in self._choices:
            there = reach(condition, self._draft.scope.signals, values)
            if there is None:
                continue
            if there.is_nothing:
                self._tell("E502", condition, why[0], is_whole=is_whole)
            elif there.is_everything or _is_no_change(condition, values):
                self._tell("E503", condition, why[1], is_whole=is_whole)

    def _look_at_group(self, group: Group) -> None:
        """Look whether the parts of a group shut each other out, or leave nothing out."""
        if group.within is not None or group.gathering not in (Gathering.ALL, Gathering.ANY):
            return
        is_all = group.gathering is Gathering.ALL
        for values in self._choices:
            scales = signs_on(group.parts, self._draft.scope.signals, values).values()
            if is_all and any(_meet(each).is_nothing for each in scales):
                self._tell("E502", group, _APART, is_whole=False)
            elif not is_all and any(_cover(each) for each in scales if len(each) > 1):
                self._tell("E503", group, _TOGETHER, is_whole=False)

    def _look_at_answer(self, sign: Answered | Worsens | Level, *, is_whole: bool) -> None:
        choices = self._draft.scope.questions[sign.question].choices
        scores = {choice.code: choice.score for choice in choices}
        best, worst = min(scores.values()), max(scores.values())
        match sign:
            case Answered(codes=codes) if codes >= {*scores} and sign.on is None:
                self._tell("E503", sign, _ALL_ANSWERS, is_whole=is_whole)
            case Worsens(steps=steps) if steps > worst - best:
                self._tell("E502", sign, _NO_STEPS, is_whole=is_whole)
            case Level(level=level) if level != USUAL_LEVEL:
                code, why = _EXTREMES.get((sign.comparison, scores[level] == best, scores[level] == worst), ("", _BEST))
                if code:
                    self._tell(code, sign, why, is_whole=is_whole)
            case _:
                pass

    def _look_at_needs(self, sign: Condition, *, is_whole: bool) -> None:
        """Look whether so many days can be there at all."""
        match sign:
            case Trend(needs_days=needs, over_days=days) | Averages(needs_days=needs, long_days=days) if needs > days:
                self._tell("E502", sign, _NO_DAYS, is_whole=is_whole)
            case Averages(short_days=short, long_days=long) if short == long:
                self._tell("E502", sign, _SAME_DAYS, is_whole=is_whole)
            case Limit(needs=int(needs)):
                if needs > self._most(sign):
                    self._tell("E502", sign, _NO_DAYS, is_whole=is_whole)
            case _:
                pass

    def _most(self, limit: Limit) -> int:
        """Count the days of a window, or the readings of a protocol."""
        measure = self._draft.scope.signals.measures[limit.measure]
        protocol, window = measure.protocols.get(limit.using or ""), measure.windows.get(limit.using or "")
        if protocol is not None:
            return (protocol.mornings + protocol.evenings) * (protocol.days - protocol.skips_first_day)
        return limit.needs or 0 if window is None else window.days


def _is_no_change(condition: Condition, values: Values) -> bool:
    """Tell whether a change of nothing would do."""
    if not isinstance(condition, Change | Drift):
        return False
    amount = thousandths(condition.by, values)
    return amount is not None and amount <= 0


def _meet(reaches: Iterable[Reach]) -> Reach:
    """Give the values that are in all of them."""
    some = list(reaches)
    first = some[0]
    low, high = max(each.low for each in some), min(each.high for each in some)
    return Reach(first.subject, low, high, first.least, first.most, first.step)


def _cover(reaches: Iterable[Reach]) -> bool:
    """Tell whether two of them leave no value out."""
    some = list(reaches)
    return any(a.low <= a.least and b.high >= b.most and b.low <= a.high + a.step for a in some for b in some)


C = Comparison
_EXTREMES: Final[Mapping[tuple[Comparison, bool, bool], tuple[str, Why]]] = {
    (C.AT_LEAST, True, False): ("E503", _ALL_ANSWERS),
    (C.AT_MOST, False, True): ("E503", _ALL_ANSWERS),
    (C.MORE_THAN, False, True): ("E502", _WORST),
    (C.LESS_THAN, True, False): ("E502", _BEST),
}
"""What a level says at the best and at the worst answer."""
