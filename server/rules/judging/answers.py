"""Answers of patients: what was chosen, whether it is worse than before, whether it is as usual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.rules.judging.column import Column, distinct
from server.rules.judging.exact import HOLDS
from server.rules.judging.frame import Frame, Grid
from server.rules.judging.gate import doubled_median
from server.rules.judging.limits import among
from server.rules.judging.needs import ANSWER_COUNTS_S
from server.rules.judging.scene import Scene
from server.rules.judging.truth import NO, UNKNOWN, YES, Bools, Ints, Truth, all_of, answer, of_counts, unknown
from server.rules.judging.windows import lowest, padded
from server.rules.language.condition import USUAL_LEVEL, Answered, Comparison, Level, Worsens
from server.rules.language.repeat import DaysInARow, OfTheLast
from vitals.code import UNCHANGED

AS_BEFORE: Final = -1
"""The score of an unchanged answer with nothing before it to be the same as."""
NONE: Final = -2
USUAL_OVER: Final = 28
USUAL_BACK: Final = 8
"""The usual is that of so many days, which end so many days ago: D-35 to D-8."""
_LARGE: Final = np.iinfo(np.int64).max // 4
_NO_SCORE: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers to one question: ``scores`` and ``codes`` with *unchanged* resolved; ``day`` and the worst so far."""

    column: Column
    scores: Ints
    codes: Ints
    day: Ints
    worst: Ints
    grid: Ints
    """The worst of each day, NONE where nobody answered, shape [patients, days]."""

    def of(self, first: int, end: int) -> Answers:
        """Keep the answers of the rows ``first`` to ``end`` (not included), which count from 0 then."""
        begin, stop = (int(each) for each in np.searchsorted(self.column.who, np.array([first, end])))
        part = slice(begin, stop)
        return Answers(
            self.column.of(first, end),
            self.scores[part],
            self.codes[part],
            self.day[part],
            self.worst[part],
            self.grid[first:end],
        )


def answers_to(frame: Frame, question: str) -> Answers:
    """Give the answers to a question."""
    return frame.once(("answers", question), lambda: _answers_to(frame, question))


def _answers_to(frame: Frame, question: str) -> Answers:
    """Lay out the answers to a question."""
    column = frame.raw(f"symptom.{question}")
    score_of = _scores(frame, question)
    if len(column.who):
        # of answers at the same instant the worst is the newest, in whatever order they came
        column = column.only(np.lexsort((score_of[column.values], column.at_s, column.who)))
    scores = score_of[column.values] if len(column.who) else column.values
    unchanged = frame.codes.get(UNCHANGED, NONE)
    kept = column.only((scores != NONE) | (column.values == unchanged))
    place = np.where(kept.values == unchanged, -1, np.arange(len(kept.who)))
    own = place >= 0
    first = np.searchsorted(kept.who, kept.who, side="left")
    before = np.maximum.accumulate(place) if len(place) else place
    resolved = own | (before >= first)
    source = np.where(resolved, before, 0)
    codes = np.where(resolved, kept.values[source] if len(source) else 0, NONE)
    told = np.where(resolved, score_of[np.maximum(codes, 0)] if len(score_of) else 0, AS_BEFORE)
    day = frame.day_of(kept.at_s)
    worst, grid = _worst(kept, told, day, frame.shape)
    return Answers(kept, told, codes, day, worst, grid)


def _scores(frame: Frame, question: str) -> Ints:
    """Give the score of every known code as an answer to this question; NONE for those that are none."""
    by_code: Mapping[str, int] = {choice.code: choice.score for choice in frame.rule_set.symptoms[question].choices}
    found = np.full(max(len(frame.codes), 1), NONE, np.int64)
    for code, number in frame.codes.items():
        found[number] = by_code.get(code, NONE)
    return found


def _worst(column: Column, scores: Ints, day: Ints, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Give the worst answer of the day up to each answer, and of each whole day."""
    group = column.who * shape[1] + day
    wide = 1 << 20
    running = np.maximum.accumulate(group * wide + scores - AS_BEFORE) if len(group) else group
    worst = running - group * wide + AS_BEFORE
    grid = np.full(shape[0] * shape[1], NONE, np.int64)
    inside = (day >= 0) & (day < shape[1])
    grid[group[inside]] = worst[inside]  # the last of a day is written last
    return worst, grid.reshape(shape)


def answered(scene: Scene, condition: Answered) -> Truth:
    """Tell whether the newest answer is one of these."""
    found = answers_to(scene.frame, condition.question)
    if not len(found.codes):
        return unknown(len(scene.looks.who))
    if isinstance(condition.on, DaysInARow):
        wanted = _wanted_scores(scene, condition)
        return _on_days(scene, found, condition.on, lambda scores: _among(scores, wanted))
    return _one_by_one(scene, found, judged_answers(scene, condition, found), condition.on)


def judged_answers(scene: Scene, condition: Answered | Level, found: Answers) -> Truth:
    """Judge each answer by itself."""
    if isinstance(condition, Answered):
        wanted = np.array([scene.frame.codes.get(code, NONE - 1) for code in condition.codes], np.int64)
        return answer(_is_one_of(found.codes, wanted), found.codes != NONE)
    doubled = _bound(scene, condition, found)
    day = np.clip(found.day, 0, scene.frame.count - 1)
    usual = condition.level == USUAL_LEVEL
    return _held(found.scores, doubled[found.column.who, day], condition.comparison, as_usual=usual)


def judged_days(scene: Scene, condition: Answered | Level, found: Answers) -> Truth:
    """Judge, at each answer, the worst of its day up to it."""
    if isinstance(condition, Answered):
        return _among(found.worst, _wanted_scores(scene, condition))
    day = np.clip(found.day, 0, scene.frame.count - 1)
    bound = _bound(scene, condition, found)[found.column.who, day]
    return _held(found.worst, bound, condition.comparison, as_usual=condition.level == USUAL_LEVEL)


def _wanted_scores(scene: Scene, condition: Answered) -> Ints:
    by_code = {each.code: each.score for each in scene.frame.rule_set.symptoms[condition.question].choices}
    return np.array([by_code[code] for code in condition.codes], np.int64)


def _one_by_one(scene: Scene, found: Answers, judged: Truth, on: object) -> Truth:
    return _of_the_last(scene, found, judged, on) if isinstance(on, OfTheLast) else _newest(scene, found, judged)


def _among(scores: Ints, wanted: Ints) -> Truth:
    return answer(_is_one_of(scores, wanted), scores >= 0)


def _is_one_of(numbers: Ints, wanted: Ints) -> Bools:
    """Tell which numbers are one of a few."""
    found = np.zeros(numbers.shape, np.bool_)
    for each in wanted.tolist():
        found |= numbers == each
    return found


def worsens(scene: Scene, condition: Worsens) -> Truth:
    """Hold the newest answer to the best day of those before (rule 21)."""
    found = answers_to(scene.frame, condition.question)
    if not len(found.codes):
        return unknown(len(scene.looks.who))
    return _newest(scene, found, judged_worsening(scene, condition, found))


def judged_worsening(scene: Scene, condition: Worsens, found: Answers) -> Truth:
    """Judge each answer by itself: how much worse it is than the best of the days before."""
    worst = np.where(found.grid < 0, _LARGE, found.grid)
    since = scene.frame.judged.since(2)  # the newest answer may be of the day before yesterday
    before = padded(lowest(worst, since, condition.within_days, _LARGE), since, _LARGE)
    day = np.clip(found.day, 0, scene.frame.count - 1)
    best = before[found.column.who, day] if len(found.day) else found.day
    judged = answer(found.scores - best >= condition.steps, best != _LARGE)
    return np.where(found.scores == AS_BEFORE, np.int8(NO), judged)


def level(scene: Scene, condition: Level) -> Truth:
    """Hold the newest answer to another one, or to the usual (rule 21)."""
    found = answers_to(scene.frame, condition.question)
    if not len(found.codes):
        return unknown(len(scene.looks.who))
    if isinstance(condition.on, DaysInARow):
        return _on_days_held(scene, found, condition, _bound(scene, condition, found))
    return _one_by_one(scene, found, judged_answers(scene, condition, found), condition.on)


def _bound(scene: Scene, condition: Level, found: Answers) -> Ints:
    """Give twice the score that answers are held to, for each day."""
    if condition.level == USUAL_LEVEL:
        return _usual(scene, condition.question, found)
    return np.full(scene.frame.shape, 2 * _score(scene, condition), np.int64)


def _score(scene: Scene, condition: Level) -> int:
    choices = scene.frame.rule_set.symptoms[condition.question].choices
    return next(choice.score for choice in choices if choice.code == condition.level)


def _usual(scene: Scene, question: str, found: Answers) -> Ints:
    """Give twice the median of the worst answers of the days D-35 to D-8, for each day with an answer; else NONE."""
    return scene.frame.once(("usual", question), lambda: Grid(_usual_level(scene.frame, found))).cells


def _usual_level(frame: Frame, found: Answers) -> Ints:
    levels, since = np.full(frame.shape, NONE, np.int64), frame.judged.since(frame.judged.run_days)
    inside = (found.day >= since) & (found.day < frame.count)
    cells = distinct(found.column.who[inside] * frame.count + found.day[inside])
    if not len(cells):
        return levels
    who, day = np.divmod(cells, frame.count)
    places = day[:, None] - USUAL_BACK - np.arange(USUAL_OVER)
    scores = np.where(places >= 0, found.grid[who[:, None], np.maximum(places, 0)], NONE)
    ordered = np.sort(np.where(scores < 0, _NO_SCORE, scores).astype(np.int32), axis=1)
    count = (ordered != _NO_SCORE).sum(axis=1)
    levels[who, day] = np.where(count > 0, doubled_median(ordered, count), NONE)
    return levels


def _held(scores: Ints, doubled: Ints, comparison: Comparison, *, as_usual: bool) -> Truth:
    """Hold scores to twice a level; what is as before, with nothing before it, is as usual."""
    held = answer(HOLDS[comparison](2 * scores, doubled), (scores >= 0) & (doubled >= 0))
    is_same = bool(HOLDS[comparison](np.array(0), np.array(0)))
    same = (YES if is_same else NO) if as_usual else UNKNOWN
    return np.where(scores == AS_BEFORE, np.int8(same), held)


def _newest(scene: Scene, found: Answers, judged: Truth) -> Truth:
    looks, column = scene.looks, found.column
    end = looks.ends_in(column)
    newest = np.maximum(end - 1, 0)
    fresh = (end > scene.first_new(column)) & (looks.at_s - column.at_s[newest] < ANSWER_COUNTS_S)
    return np.where(fresh, judged[newest], np.int8(UNKNOWN)).astype(np.int8)


def _of_the_last(scene: Scene, found: Answers, judged: Truth, on: OfTheLast) -> Truth:
    first, end = reached_answers(scene, found, on)
    unknown = among(judged, UNKNOWN, first, end) + on.among - (end - first)
    told = of_counts(on.count, among(judged, YES, first, end), unknown)
    return np.where(end > first, told, np.int8(UNKNOWN)).astype(np.int8)


def reached_answers(scene: Scene, found: Answers, on: object) -> tuple[Ints, Ints]:
    """Give, for each look, the place of the first answer that is looked at, and the one after the last."""
    looks, column = scene.looks, found.column
    end = looks.ends_in(column)
    if not isinstance(on, OfTheLast):
        return np.maximum(np.minimum(scene.first_new(column), end), end - 1), end
    if on.within.is_calendar:
        since_s = scene.frame.starts_s[np.maximum(looks.day - on.within.days, 0)]
        first = column.at_or_after(looks.row, since_s)
    else:
        first = column.until(looks.row, looks.at_s - on.within.seconds)
    return np.minimum(np.maximum(np.maximum(first, scene.first_new(column)), end - on.among), end), end


def day_so_far(scene: Scene, found: Answers) -> tuple[Ints, Ints]:
    """Give the newest day with an answer at each look (-1: none), and the worst answer of that day so far."""
    looks, column = scene.looks, found.column
    if not len(column.who):
        nothing = np.full(len(looks.row), -1, np.int64)
        return nothing, nothing + (NONE + 1)
    end = looks.ends_in(column)
    last = np.maximum(end - 1, 0)
    is_new = (end > scene.first_new(column)) & (found.day[last] >= looks.day - 1) & scene.is_later_day(found.day[last])
    return np.where(is_new, found.day[last], -1), np.where(is_new, found.worst[last], NONE)


def _days_before(scene: Scene, grid: Ints, newest: Ints, so_far: Ints, back: int) -> Ints:
    """Give the worst answer of a day, counted back from the newest; NONE where there is none."""
    if back == 0:
        return so_far
    place = newest - back
    return np.where(
        (newest >= 0) & (place >= 0) & scene.is_later_day(place), grid[scene.looks.row, np.maximum(place, 0)], NONE
    )


def _on_days(scene: Scene, found: Answers, on: DaysInARow, judge: Callable[[Ints], Truth]) -> Truth:
    newest, so_far = day_so_far(scene, found)
    return all_of([judge(_days_before(scene, found.grid, newest, so_far, back)) for back in range(on.count)])


def _on_days_held(scene: Scene, found: Answers, condition: Level, doubled: Ints) -> Truth:
    newest, so_far = day_so_far(scene, found)
    parts = []
    for back in range(condition.on.count if isinstance(condition.on, DaysInARow) else 1):
        scores = _days_before(scene, found.grid, newest, so_far, back)
        bound = doubled[scene.looks.row, np.maximum(newest - back, 0)]
        parts.append(_held(scores, bound, condition.comparison, as_usual=condition.level == USUAL_LEVEL))
    return all_of(parts)
