"""Whether what patients answered, or a device marked, may make a condition so: by all that they answered lately."""

from __future__ import annotations

import numpy as np

from server.rules.judging.answers import USUAL_BACK, USUAL_OVER
from server.rules.judging.bands import BEYOND, PARTS, Band, median, slid
from server.rules.judging.chart import FLAG_BITS, Chart
from server.rules.judging.prospect import Prospect
from server.rules.judging.raw import Raw
from server.rules.judging.truth import Bools, Ints
from server.rules.language.condition import USUAL_LEVEL, Answered, Comparison, Flagged, Level, Sign, Worsens
from server.rules.language.repeat import DaysInARow
from server.rules.language.rule import Rule
from vitals.code import UNCHANGED

_NONE = -1


def answered(prospect: Prospect, rule: Rule, condition: Answered) -> Bools:
    """Tell of whom one of these codes may be the answer."""
    found = _lately(prospect, rule, condition, f"symptom.{condition.question}")
    if found is None:
        return prospect.bands.nobody
    told = prospect.bands.nobody.copy()
    wanted = [prospect.codes.get(code, _NONE) for code in condition.codes]
    is_wanted = isinstance(condition.on, DaysInARow) or np.isin(found.values, wanted)
    told[found.who[is_wanted]] = True
    for who in np.flatnonzero(_says_as_before(prospect, found)).tolist():
        told[who] |= _ever(prospect.bands.charts[who], condition.question, wanted)
    return told


def _ever(chart: Chart, question: str, wanted: list[int]) -> bool:
    """Tell whether one of these codes was ever an answer: *unchanged* says what was said before, however long ago."""
    return not {each.value for each in chart.series[f"symptom.{question}"]}.isdisjoint(wanted)


def worsens(prospect: Prospect, rule: Rule, condition: Worsens) -> Bools:
    """Tell of whom two answers lie so far apart."""
    found = _lately(prospect, rule, condition, f"symptom.{condition.question}")
    if found is None:
        return prospect.bands.nobody
    far = prospect.bands.days_from(prospect.lookback(rule, condition).far)
    grid = _scores(prospect, condition.question).last(far)
    apart: Bools = grid.high.max(axis=1) - grid.low.min(axis=1) >= condition.steps * PARTS
    return apart | _says_as_before(prospect, found)


def level(prospect: Prospect, rule: Rule, condition: Level) -> Bools:
    """Tell of whom an answer may lie beyond another, or beyond the usual."""
    found = _lately(prospect, rule, condition, f"symptom.{condition.question}")
    if found is None:
        return prospect.bands.nobody
    if not condition.comparison.is_upwards:
        told = prospect.bands.nobody.copy()
        told[found.who] = True
        return told
    grid, days = _scores(prospect, condition.question), prospect.cells(rule, condition)
    highest = grid.last(days).high.max(axis=1)
    if condition.level == USUAL_LEVEL:
        lowest = _usual(grid, days).min(axis=1)
    else:
        choices = prospect.plan.rule_set.symptoms[condition.question].choices
        lowest = np.array(next(each.score for each in choices if each.code == condition.level) * PARTS)
    is_beyond: Bools = highest > lowest if condition.comparison is Comparison.MORE_THAN else highest >= lowest
    return is_beyond | _says_as_before(prospect, found)


def _usual(grid: Band, days: int) -> Ints:
    """Give the median of the worst answers of the days D-35 to D-8, BEYOND where there is none."""
    worst = np.where(grid.known, grid.high, BEYOND)
    before = slid(worst, USUAL_OVER, USUAL_BACK, days)
    count = (before != BEYOND).sum(axis=-1)
    return np.where(count > 0, median(before, count), BEYOND)


def flagged(prospect: Prospect, rule: Rule, condition: Flagged) -> Bools:
    """Tell of whom a device may have set a flag, or of whom there is a reading at all that has it not."""
    measure = prospect.measure(condition.measure)
    found = _lately(prospect, rule, condition, measure.vital.value.name)
    if found is None or measure.flag is None:
        return prospect.bands.nobody
    told = prospect.bands.nobody.copy()
    told[found.who[(found.marks & FLAG_BITS[measure.flag] != 0) | (not condition.is_set)]] = True
    return told


def _lately(prospect: Prospect, rule: Rule, sign: Sign, name: str) -> Raw | None:
    """Give what came as far back as a sign looks; None where nothing did."""
    found = prospect.bands.raw(name)
    if found is None:
        return None
    is_late = found.day >= prospect.bands.count - prospect.bands.days_from(prospect.lookback(rule, sign).far)
    return found.only(is_late) if is_late.any() else None


def _says_as_before(prospect: Prospect, found: Raw) -> Bools:
    """Tell who answered that nothing has changed."""
    told = prospect.bands.nobody.copy()
    if UNCHANGED in prospect.codes:
        told[found.who[found.values == prospect.codes[UNCHANGED]]] = True
    return told


def _scores(prospect: Prospect, question: str) -> Band:
    """Give what the scores of each day's answers lie between; a code that is none of the question's has no score."""
    return prospect.bands.kept.once(("scores", question), lambda: _scored(prospect, question))


def _scored(prospect: Prospect, question: str) -> Band:
    found = prospect.bands.raw(f"symptom.{question}")
    by_code = {choice.code: choice.score for choice in prospect.plan.rule_set.symptoms[question].choices}
    score_of = np.full(len(prospect.codes), _NONE, np.int64)
    for code, number in prospect.codes.items():
        score_of[number] = by_code.get(code, _NONE)
    if found is None:
        raise ValueError(f"nobody has answered {question}")
    scores = score_of[found.values]
    told = found.only(scores != _NONE)
    scored = Raw(told.who, told.day, told.at_s, score_of[told.values], told.marks)
    return prospect.bands.by_day(scored, PARTS)[0]
