"""Figures of pressure, pulse and answers, while nothing is wrong and before events."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import pstdev

from simulator.calibration.diary import Diary, running_median
from simulator.calibration.figure import Figure, Parts, each, mean_of_all, middle
from vitals.observation_log import LogKind

ENOUGH = 30
MEASURED = "real home series"
CHOSEN = "chosen after LINK-HF, Moazeni 2023"
RISEN = 1.0
"""Steps on the scale 0-3 by which an answer has risen in a week."""
WEEK = 7


def _spread(kind: LogKind) -> Callable[[Diary], Parts]:
    """Give the SD of a day's mean around a 29-day running median."""

    def parts(diary: Diary) -> Parts:
        values = {day: value for day, value in diary.signs.get(kind, {}).items() if diary.is_stable(day)}
        centre = running_median(values, 14)
        return each(pstdev([value - centre[day] for day, value in values.items()])) if len(values) >= ENOUGH else []

    return parts


def _before(kind: LogKind) -> Callable[[Diary], Parts]:
    """Compare the last three days before a major event with the days from the 42nd to the 14th before it."""

    def parts(diary: Diary) -> Parts:
        found = []
        for event in diary.majors():
            late, early = diary.mean(kind, event - 3, event), diary.mean(kind, event - 42, event - 14)
            if late is not None and early is not None:
                found.append((late - early, 1.0))
        return found

    return parts


def _rise(kind: LogKind) -> Callable[[Diary], Parts]:
    """Ask each week whether an answer has risen since the week before, and whether a major event follows in a week."""

    def parts(diary: Diary) -> Parts:
        found = []
        for day in range(diary.first + 11, diary.ended, WEEK):
            late, early = diary.mean(kind, day - 2, day), diary.mean(kind, day - 9, day - 7)
            if late is not None and early is not None:
                follows = any(day < event <= day + 1 + WEEK for event in diary.majors())
                found.append((float(late - early >= RISEN), float(follows)))
        return found

    return parts


def _hazard(people: Sequence[Parts]) -> float:
    counts = {True: [0.0, 0.0], False: [0.0, 0.0]}
    for has_risen, follows in (part for parts in people for part in parts):
        counts[has_risen > 0][0] += follows
        counts[has_risen > 0][1] += 1
    if not counts[True][1] or not counts[False][0]:
        return math.nan
    return (counts[True][0] / counts[True][1]) / (counts[False][0] / counts[False][1])


FIGURES = (
    Figure(
        name="systolic, day's SD around a 29-day median, median over people (mmHg)",
        published="5.4–9", source=MEASURED, parts=_spread(LogKind.SYSTOLIC), summary=middle, decimals=1,
    ),
    Figure(
        name="diastolic, the same (mmHg)",
        published="4–6.4", source=MEASURED, parts=_spread(LogKind.DIASTOLIC), summary=middle, decimals=1,
    ),
    Figure(
        name="pulse, the same (a minute)",
        published="3–8", source=MEASURED, parts=_spread(LogKind.PULSE), summary=middle, decimals=1,
    ),
    Figure(
        name="pulse, last 3 days before a major event against weeks before, mean (a minute)",
        published="+3 to +8, AF +15 to +35", source=CHOSEN, parts=_before(LogKind.PULSE), summary=mean_of_all,
        decimals=1,
    ),
    Figure(
        name="systolic, the same (mmHg)",
        published="+10 or −10", source=CHOSEN, parts=_before(LogKind.SYSTOLIC), summary=mean_of_all, decimals=1,
    ),
    Figure(
        name="SpO2, the same (%)",
        published="−1 to −3", source=CHOSEN, parts=_before(LogKind.SPO2), summary=mean_of_all, decimals=1,
    ),
    Figure(
        name="dyspnoea answers, the same (steps)",
        published="none", source="chosen", parts=_before(LogKind.DYSPNEA), summary=mean_of_all,
    ),
    Figure(
        name="rate of major events in the week after dyspnoea rose by a step, against other weeks",
        published="5.9 (1.7–20)", source="Howie-Esquivel 2019", parts=_rise(LogKind.DYSPNEA), summary=_hazard,
        decimals=1,
    ),
)  # fmt: skip
