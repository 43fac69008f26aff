"""Answers in logs are scores from 0 to 3; a rule reads the answer that the question has for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from server.rules.backtest.instants import DAY_S
from server.rules.judging.column import keys
from server.rules.judging.truth import Bools, Ints
from vitals.symptom import Choice, Symptom

USUAL_FROM_DAYS: Final = 35
USUAL_TO_DAYS: Final = 7
USUAL_NEEDS: Final = 3
CLEARLY: Final = 2
"""The score from which on a yes is a yes where nobody knows what is usual."""
_YES_OR_NO: Final = 2


def choices_of(symptom: Symptom) -> list[Choice]:
    """Give the answers that a question has, in order of their scores."""
    return sorted(symptom.choices, key=lambda choice: choice.score)


def chosen(symptom: Symptom, at_s: Ints, scores: Ints, who: Ints | None = None) -> Ints:
    """Give which of the choices each score is, in order of patient (one, if nobody says who), then time.

    A question with more answers takes the score as it is, the worst at most. One that can only be answered by yes or
    no asks whether it is worse *than usual*: yes is a score above the patient's own median of the weeks before (the
    days that a rule's usual level is made of), and 2 or more where there are fewer than three.
    """
    steps = np.array([choice.score for choice in choices_of(symptom)], np.int64)
    if len(steps) > _YES_OR_NO:
        held = np.maximum(np.searchsorted(steps, scores, side="right") - 1, 0)
        return np.searchsorted(steps, steps[held])
    return np.where(_is_worse(np.zeros_like(at_s) if who is None else who, at_s, scores), len(steps) - 1, 0)


def code_of_the_last(symptom: Symptom, at_s: Sequence[int], scores: Sequence[int]) -> str:
    """Give the code of the choice that the last score of one patient is; the scores before say what is usual."""
    return choices_of(symptom)[int(chosen(symptom, np.array(at_s), np.array(scores))[-1])].code


def _is_worse(who: Ints, at_s: Ints, scores: Ints) -> Bools:
    """Tell which scores are worse than usual; a score of nothing never is."""
    worse = np.zeros(len(scores), np.bool_)
    some = np.flatnonzero(scores > 0)
    told = keys(who, at_s)
    begins, ends = (
        np.searchsorted(told, keys(who[some], np.maximum(at_s[some] - days * DAY_S, -1)), side="right")
        for days in (USUAL_FROM_DAYS, USUAL_TO_DAYS)
    )
    for place, begin, end in zip(some.tolist(), begins.tolist(), ends.tolist(), strict=True):
        count = end - begin
        usual = int(np.sort(scores[begin:end])[(count - 1) // 2]) if count >= USUAL_NEEDS else CLEARLY - 1
        worse[place] = scores[place] > usual
    return worse
