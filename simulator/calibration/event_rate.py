"""Figures of who has events, how often, and how soon after a discharge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.calibration.diary import LONGEST_STAY_DAYS, Diary
from simulator.calibration.figure import Figure, Parts, mean_of_all, middle, ratio

EARLY_DAYS = 30
FIRST_WEEK_DAYS = 7


def _rate(*, is_major: bool) -> Callable[[Diary], Parts]:
    return lambda diary: [(float(sum(kind == is_major for _, kind in diary.events)), diary.years)]


def _anybody(diary: Diary) -> Parts:
    return [(float(bool(diary.majors())), 1.0)]


def _of_the_worst_tenth(people: Sequence[Parts]) -> float:
    counts = sorted((part[0] for parts in people for part in parts), reverse=True)
    return sum(counts[: len(counts) // 10]) / max(1.0, sum(counts))


def _homecomings(diary: Diary) -> list[float]:
    """Give discharges after a stay for heart failure, and those shortly before enrolment."""
    majors = diary.majors()
    return [
        day
        for day in diary.discharges
        if day < diary.first + 1 or any(0 < day - event < LONGEST_STAY_DAYS for event in majors)
    ]


def _early(diary: Diary) -> Parts:
    found = []
    for home in _homecomings(diary):
        first, last = max(home, float(diary.first)), min(home + EARLY_DAYS, float(diary.ended))
        if last > first:
            found.append((float(sum(first < event <= last for event in diary.majors())), (last - first) / 365.25))
    return found


def _how_soon(diary: Diary) -> list[float]:
    waits = [event - home for home in _homecomings(diary) for event in diary.majors() if home > diary.first]
    return [wait for wait in waits if 0 < wait <= EARLY_DAYS]


FIGURES = (
    Figure(
        name="major events a patient-year",
        published="0.20–0.7; aimed at 0.37", source="MultiSENSE, SCALE-HF 1, HeartPhone",
        parts=_rate(is_major=True), summary=ratio,
    ),
    Figure(
        name="minor events a patient-year",
        published="none; aimed at 0.45", source="chosen", parts=_rate(is_major=False), summary=ratio,
    ),
    Figure(
        name="patients with any major event",
        published="none", source="follows from the frailty", parts=_anybody, summary=mean_of_all,
    ),
    Figure(
        name="share of major events that the worst tenth of patients has",
        published="none", source="follows from the frailty",
        parts=lambda diary: [(float(len(diary.majors())), 1.0)], summary=_of_the_worst_tenth,
    ),
    Figure(
        name="major events a patient-year in the first 30 days at home",
        published="0.88–1.15", source="ARIC", parts=_early, summary=ratio,
    ),
    Figure(
        name="of readmissions within 30 days, in the first week",
        published="0.33", source="ASCEND-HF",
        parts=lambda diary: [(float(wait <= FIRST_WEEK_DAYS), 1.0) for wait in _how_soon(diary)], summary=mean_of_all,
    ),
    Figure(
        name="median day of those readmissions",
        published="11", source="ASCEND-HF",
        parts=lambda diary: [(wait, 1.0) for wait in _how_soon(diary)], summary=middle, decimals=1,
    ),
)  # fmt: skip
