"""Answers in logs are scores from 0 to 3; a rule reads the answer that the question has for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from statistics import median_low
from typing import Final

from server.rules.backtest.instants import DAY_S
from vitals.symptom import Symptom

USUAL_FROM_DAYS: Final = 35
USUAL_TO_DAYS: Final = 7
USUAL_NEEDS: Final = 3
CLEARLY: Final = 2
"""The score from which on a yes is a yes where nobody knows what is usual."""
_YES_OR_NO: Final = 2


def codes_of(symptom: Symptom, at_s: Sequence[int], scores: Sequence[int]) -> Iterator[str]:
    """Give the code for each score of one patient's answers to a question, in order of time.

    A question with more answers takes the score as it is, the worst at most. One that can only be answered by yes or
    no asks whether it is worse *than usual*: yes is a score above the patient's own median of the weeks before (the
    days that a rule's usual level is made of), and 2 or more where there are fewer than three.
    """
    choices = sorted(symptom.choices, key=lambda choice: choice.score)
    if len(choices) > _YES_OR_NO:
        yield from (
            max((each for each in choices if each.score <= score), key=lambda c: c.score).code for score in scores
        )
        return
    waiting, usual = deque[tuple[int, int]](), deque[tuple[int, int]]()
    for now_s, score in zip(at_s, scores, strict=True):
        while waiting and waiting[0][0] <= now_s - USUAL_TO_DAYS * DAY_S:
            usual.append(waiting.popleft())
        while usual and usual[0][0] <= now_s - USUAL_FROM_DAYS * DAY_S:
            usual.popleft()
        is_known = len(usual) >= USUAL_NEEDS
        is_worse = score > median_low(each for _, each in usual) if is_known else score >= CLEARLY
        yield choices[-1 if is_worse else 0].code
        waiting.append((now_s, score))
