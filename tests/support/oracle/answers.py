"""What the patient answered: codes, worsening, and the usual level (rule 21)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final, NamedTuple

from oracle.calendar_days import DAY
from oracle.case import Case
from oracle.gate import middle
from oracle.truth import Truth, all_of, at_least, compare, told
from server.rules.language.condition import USUAL_LEVEL, Answered, Level, Worsens
from server.rules.language.quantity import Period, PeriodUnit
from server.rules.language.repeat import CloseTogether, DaysInARow, OfTheLast, Repeat
from vitals.code import UNCHANGED

COUNTS_FOR: Final = Period(36, PeriodUnit.HOURS)


class Said(NamedTuple):
    """An answer with what it means; *unchanged* with nothing before it means neither code nor score."""

    at: datetime
    code: str | None
    score: int | None


Judged = Callable[[Said, date], Truth]
"""What one answer says, on a local day."""


def said(case: Case, question: str, t: datetime) -> list[Said]:
    """List the answers to a question, each *unchanged* as the last other answer before it."""
    scores = {choice.code: choice.score for choice in case.rule_set.symptoms[question].choices}
    answers = [each for each in case.story.answers if each.question == question and each.at <= t]
    found: list[Said] = []
    code = None
    for each in sorted(answers, key=lambda one: (one.at, scores.get(one.code, -1))):
        code = code if each.code == UNCHANGED else each.code
        found.append(Said(each.at, code, None if code is None else scores[code]))
    return found


def of_the_day(case: Case, answers: Sequence[Said], day: date) -> Said | None:
    """Give the worst answer of a local day so far, or None."""
    mine = [each for each in answers if case.days.day_of(each.at) == day]
    return max(mine, key=lambda each: (-1 if each.score is None else each.score, each.at), default=None)


def day_scores(case: Case, answers: Sequence[Said], first: date, last: date) -> list[int]:
    """List the scores of the days' answers from one day to another."""
    worst = [of_the_day(case, answers, first + count * DAY) for count in range((last - first).days + 1)]
    return [each.score for each in worst if each is not None and each.score is not None]


def answered(case: Case, sign: Answered, t: datetime) -> Truth:
    """Judge whether the newest answer is one of the codes."""

    def judged(one: Said, _: date) -> Truth:
        return Truth.CANNOT_TELL if one.code is None else told(one.code in sign.codes)

    return _repeated(case, said(case, sign.question, t), sign.on, t, judged)


def worsens(case: Case, sign: Worsens, t: datetime) -> Truth:
    """Judge the newest answer against the lowest of the days before."""
    answers = said(case, sign.question, t)

    def judged(one: Said, day: date) -> Truth:
        if one.score is None:
            return Truth.NO
        before = day_scores(case, answers, day - sign.within_days * DAY, day - DAY)
        return told(one.score - min(before) >= sign.steps) if before else Truth.CANNOT_TELL

    return _repeated(case, answers, None, t, judged)


def level(case: Case, sign: Level, t: datetime) -> Truth:
    """Judge an answer against the usual level, or against another answer."""
    answers = said(case, sign.question, t)

    def judged(one: Said, day: date) -> Truth:
        if one.score is None:
            return told(compare(0, sign.comparison, 0)) if sign.level == USUAL_LEVEL else Truth.CANNOT_TELL
        against = _level(case, sign, answers, day)
        return Truth.CANNOT_TELL if against is None else told(compare(one.score, sign.comparison, against))

    return _repeated(case, answers, sign.on, t, judged)


def _level(case: Case, sign: Level, answers: Sequence[Said], day: date) -> Fraction | None:
    if sign.level != USUAL_LEVEL:
        scores = {choice.code: choice.score for choice in case.rule_set.symptoms[sign.question].choices}
        return Fraction(scores[sign.level])
    scores_before = day_scores(case, answers, day - 35 * DAY, day - 8 * DAY)
    return middle(scores_before) if scores_before else None


def _repeated(case: Case, answers: Sequence[Said], on: Repeat | None, t: datetime, judged: Judged) -> Truth:
    today = case.days.day_of(t)
    if isinstance(on, CloseTogether):
        raise TypeError("answers are not counted close together")
    if isinstance(on, DaysInARow):
        return _on_days(case, answers, on.count, today, judged)
    if isinstance(on, OfTheLast):
        new = [each for each in answers if case.is_new(each.at)]
        found = [each for each in new if case.days.is_within(each.at, on.within, t)][-on.among :]
        truths = [judged(each, case.days.day_of(each.at)) for each in found] + [Truth.CANNOT_TELL] * (
            on.among - len(found)
        )
        return at_least(on.count, truths) if found else Truth.CANNOT_TELL
    young = [each for each in answers if case.days.is_younger(each.at, COUNTS_FOR, t) and case.is_new(each.at)]
    return judged(young[-1], case.days.day_of(young[-1].at)) if young else Truth.CANNOT_TELL


def _on_days(case: Case, answers: Sequence[Said], count: int, today: date, judged: Judged) -> Truth:
    newest = next((day for day in (today, today - DAY) if of_the_day(case, answers, day) is not None), None)
    if newest is None:
        return Truth.CANNOT_TELL
    days = [newest - back * DAY for back in range(count)]
    began_on = None if case.began is None else case.days.day_of(case.began.at)
    worst = [of_the_day(case, answers, day) if began_on is None or day > began_on else None for day in days]
    return all_of(Truth.CANNOT_TELL if one is None else judged(one, day) for one, day in zip(worst, days, strict=True))
