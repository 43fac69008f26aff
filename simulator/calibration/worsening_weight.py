"""Figures of weight before and after events."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import fmean

from simulator.calibration.diary import LONGEST_STAY_DAYS, Diary
from simulator.calibration.figure import (
    Figure,
    Parts,
    mean_of_all,
    middle,
    odds_ratio,
    quantile,
    spread_of_all,
)

CLINICAL_CARDIOLOGY = "Clin Cardiol 2016;39:446"
CHAUDHRY = "Chaudhry 2007"
GYLLENSTEN_KG = 2.0
COMPASS_KG = 0.9
HOME_DAYS = 5
"""How soon after a discharge the first weight must come."""


def _change(days: int, *, is_major: bool) -> Callable[[Diary], Parts]:
    """Compare the last weight before an event with the one so many days earlier."""

    def parts(diary: Diary) -> Parts:
        found = []
        for event, kind in diary.events:
            before, after = diary.weight_near(event - days), diary.weight_near(event)
            if kind == is_major and before is not None and after is not None:
                found.append((after - before, 1.0))
        return found

    return parts


def _over_baseline(diary: Diary) -> Parts:
    """Ask whether the last weight is 2 kg over the mean of the 28 days before the last week."""
    found = []
    for event in diary.majors():
        kilograms = diary.weights_kg
        days = [kilograms[day] for day in range(int(event) - 34, int(event) - 6) if day in kilograms]
        after = diary.weight_near(event)
        if days and after is not None:
            found.append((float(after - fmean(days) >= GYLLENSTEN_KG), 1.0))
    return found


def _rises_fast(diary: Diary) -> Parts:
    """Ask whether weight rose 2 kg within 3 days in the last week."""
    found = []
    for event in diary.majors():
        kilograms, last = diary.weights_kg, int(event)
        days = [day for day in range(last - 3, last + 1) if day in kilograms]
        if days:
            gains = [kilograms[day] - kilograms[ago] for day in days for ago in range(day - 3, day) if ago in kilograms]
            found.append((float(max(gains, default=0.0) >= GYLLENSTEN_KG), 1.0))
    return found


def _rises_early(diary: Diary) -> Parts:
    """Ask whether weight stood 0.9 kg over the level of a month before already a week before."""
    found = []
    for event in diary.majors():
        before, early = diary.weight_near(event - 35, reach=4), diary.weight_near(event - 7, reach=3)
        if before is not None and early is not None:
            found.append((float(early - before >= COMPASS_KG), 1.0))
    return found


def _weeks(diary: Diary) -> Parts:
    """Give gains over a week: before each event as a case, and every fourth stable week as a control."""
    found = []
    for event in diary.majors():
        before, after = diary.weight_near(event - 7), diary.weight_near(event)
        if before is not None and after is not None:
            found.append((after - before, 1.0))
    for day in range(diary.first + 7, diary.ended, 28):
        before, after = diary.weight_near(day - 7), diary.weight_near(day)
        if diary.is_stable(day) and before is not None and after is not None:
            found.append((after - before, 0.0))
    return found


def _lighter_home(diary: Diary) -> Parts:
    """Compare the first weight after a stay with the last one before its event."""
    found = []
    for event in diary.majors():
        home = next((day for day in diary.discharges if event < day < event + LONGEST_STAY_DAYS), None)
        before = diary.weight_near(event)
        if home is None or before is None:
            continue
        after = [diary.weights_kg[day] for day in range(int(home), int(home) + HOME_DAYS) if day in diary.weights_kg]
        found += [(after[0] - before, 1.0)] if after else []
    return found


FIGURES = (
    Figure(
        name="change over the 14 days before a major event, mean (kg)",
        published="+0.9", source="Zhang 2009", parts=_change(14, is_major=True), summary=mean_of_all,
    ),
    Figure(
        name="change over the 14 days before a major event, SD (kg)",
        published="2.1", source="Zhang 2009", parts=_change(14, is_major=True), summary=spread_of_all,
    ),
    Figure(
        name="change over the 30 days before a major event, median (kg)",
        published="+2.3 (1.0–3.5)", source=CLINICAL_CARDIOLOGY, parts=_change(30, is_major=True), summary=middle,
    ),
    Figure(
        name="the same, upper quartile (kg)",
        published="+3.5", source=CLINICAL_CARDIOLOGY, parts=_change(30, is_major=True), summary=quantile(0.75),
    ),
    Figure(
        name="change over the 30 days before a minor event, median (kg)",
        published="+1.0 (0.5–1.4)", source=CLINICAL_CARDIOLOGY, parts=_change(30, is_major=False), summary=middle,
    ),
    Figure(
        name="change over the last 7 days before a major event, mean (kg)",
        published="0.8", source="Park, VA 2017", parts=_change(7, is_major=True), summary=mean_of_all,
    ),
    Figure(
        name="major events with >= 2 kg over a 28-day baseline",
        published="0.39", source="Gyllensten 2012", parts=_over_baseline, summary=mean_of_all,
    ),
    Figure(
        name="major events with >= 2 kg within 3 days, in the last 4 days",
        published="0.11", source="Gyllensten 2012", parts=_rises_fast, summary=mean_of_all,
    ),
    Figure(
        name="major events with >= 0.9 kg already a week before",
        published="0.29", source="COMPASS-HF", parts=_rises_early, summary=mean_of_all,
    ),
    Figure(
        name="odds of a major event, gain > 0.9–2.3 kg in a week",
        published="2.77", source=CHAUDHRY, parts=_weeks, summary=odds_ratio(0.9, 2.3, 0.9), decimals=1,
    ),
    Figure(
        name="odds of a major event, gain > 2.3–4.5 kg in a week",
        published="4.46", source=CHAUDHRY, parts=_weeks, summary=odds_ratio(2.3, 4.5, 0.9), decimals=1,
    ),
    Figure(
        name="odds of a major event, gain > 4.5 kg in a week",
        published="7.65", source=CHAUDHRY, parts=_weeks, summary=odds_ratio(4.5, math.inf, 0.9), decimals=1,
    ),
    Figure(
        name="first weight at home minus the last before a major event, median (kg)",
        published="−2.3", source="ASCEND-HF (at discharge)", parts=_lighter_home, summary=middle,
    ),
)  # fmt: skip
