"""What conditions on a patient's answers rest on."""

from __future__ import annotations

import numpy as np

from server.rules.judging.answers import (
    AS_BEFORE,
    Answers,
    answers_to,
    day_so_far,
    judged_answers,
    reached_answers,
)
from server.rules.judging.proof import Here, Proof, Reading
from server.rules.judging.truth import YES
from server.rules.judging.value import Chosen, Count, Span, Value
from server.rules.language.condition import Answered, Level, Worsens
from server.rules.language.repeat import DaysInARow, OfTheLast
from vitals.code import UNCHANGED


def answered(here: Here, condition: Answered | Level) -> Proof:
    """Give the answer that was judged, and how often it was so."""
    found = answers_to(here.scene.frame, condition.question)
    if isinstance(condition.on, DaysInARow):
        return _on_days(here, condition, found, condition.on.count)
    first, end = (int(each[here.place]) for each in reached_answers(here.scene, found, condition.on))
    if first == end:
        return Proof()
    judged = judged_answers(here.scene, condition, found)
    so = [place for place in range(first, end) if judged[place] == YES]
    values: dict[str, Value] = {"answer": _chosen(here, condition.question, found, so[-1] if so else end - 1)}
    if isinstance(condition.on, OfTheLast):
        values |= {"count": Count(len(so)), "of": Count(end - first)}
    return Proof(values, _readings(found, so or [end - 1]))


def _on_days(here: Here, condition: Answered | Level, found: Answers, count: int) -> Proof:
    newest = int(day_so_far(here.scene, found)[0][here.place])
    values: dict[str, Value] = {"days": Span(count)}
    if newest < 0:
        return Proof(values)
    worst = [_worst_of(here, found, newest - back) for back in range(count)]
    values["answer"] = _chosen(here, condition.question, found, worst[0][0])
    return Proof(values, frozenset().union(*(_readings(found, each) for each in worst)))


def worsens(here: Here, condition: Worsens) -> Proof:
    """Give the newest answer and the best day's answer of those before (rule 21)."""
    found = answers_to(here.scene.frame, condition.question)
    values: dict[str, Value] = {"days": Span(condition.within_days)}
    first, end = (int(each[here.place]) for each in reached_answers(here.scene, found, None))
    if first == end:
        return Proof(values)
    newest = end - 1
    values["answer"] = _chosen(here, condition.question, found, newest)
    day = int(found.day[newest])
    before = [
        (int(found.scores[places[0]]), -each, places)
        for each in range(day - condition.within_days, day)
        if (places := _worst_of(here, found, each)) and found.scores[places[0]] != AS_BEFORE
    ]
    if not before:
        return Proof(values, _readings(found, [newest]))
    _, _, best = min(before)
    values["before"] = _chosen(here, condition.question, found, best[0])
    return Proof(values, _readings(found, [newest, *best]))


def _worst_of(here: Here, found: Answers, day: int) -> list[int]:
    """Give the place of the answer that is a day's, the last of its worst up to the look; none if nobody answered."""
    column = found.column
    mine = np.flatnonzero((column.who == here.row) & (found.day == day) & (column.at_s <= here.at_s))
    if not len(mine):
        return []
    worst = mine[found.scores[mine] == found.scores[mine].max()]
    return [int(worst[-1])]


def _chosen(here: Here, question: str, found: Answers, place: int) -> Chosen:
    number = int(found.codes[place])
    names = {each: code for code, each in here.scene.frame.codes.items()}
    return Chosen(question, names.get(number, UNCHANGED))


def _readings(found: Answers, places: list[int]) -> frozenset[Reading]:
    column = found.column
    return frozenset((int(column.at_s[place]), int(column.numbers[place])) for place in places)
