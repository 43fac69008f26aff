"""Figures of how faithfully people measure."""

from __future__ import annotations

from collections.abc import Callable

from simulator.calibration.diary import LONGEST_STAY_DAYS, Diary
from simulator.calibration.figure import Figure, Parts, mean_of_all, ratio

ITEC = "ITEC-CHF 2020"
HALF_YEAR_WEEKS = 26
HALF_YEAR_DAYS = 180
EVITA_WEEKS = 42


def _a_week(diary: Diary, weeks: int) -> float | None:
    """Give the days with a weight a week, over the first weeks; None if the patient was not followed so long."""
    if diary.ended - diary.first < 7 * weeks:
        return None
    last = diary.first + 7 * weeks
    return sum(diary.first <= day < last for day in diary.weighing_days) / weeks


def _at_least(days: int, weeks: int, *, is_stable: bool = False) -> Callable[[Diary], Parts]:
    def parts(diary: Diary) -> Parts:
        found = _a_week(diary, weeks)
        if found is None or (is_stable and diary.majors()):
            return []
        return [(float(found >= days), 1.0)]

    return parts


def _second_half(diary: Diary) -> Parts:
    """Compare the days measured in the second half of a year with those in the first."""
    half = diary.first + HALF_YEAR_DAYS
    if diary.ended < half + HALF_YEAR_DAYS:
        return []
    early = sum(diary.first <= day < half for day in diary.days)
    return [(float(sum(half <= day < half + HALF_YEAR_DAYS for day in diary.days)), float(early))]


def _after_stay(diary: Diary) -> Parts:
    """Give days measured in the two weeks after coming home over those expected from the month before the event."""
    found = []
    for event in diary.majors():
        home = next((int(day) for day in diary.discharges if event < day < event + LONGEST_STAY_DAYS), None)
        if home is None or home + 14 > diary.ended or event - 42 < diary.first:
            continue
        before = sum(int(event) - 42 <= day < int(event) - 14 for day in diary.days) / 28
        found.append((sum(home < day <= home + 14 for day in diary.days) / 14, before))
    return found


def _quiet(first: int, last: int) -> Callable[[Diary], Parts]:
    """Ask whether nothing at all was measured from ``first`` to ``last`` days before a major event."""

    def parts(diary: Diary) -> Parts:
        return [
            (float(not any(int(event) - first <= day <= int(event) - last for day in diary.days)), 1.0)
            for event in diary.majors()
            if event - first > diary.first
        ]

    return parts


FIGURES = (
    Figure(
        name="patients who weigh on >= 4 days a week, first half year",
        published="0.74", source=ITEC, parts=_at_least(4, HALF_YEAR_WEEKS), summary=mean_of_all,
    ),
    Figure(
        name="patients who weigh on >= 6 days a week, first half year",
        published="0.45", source=ITEC, parts=_at_least(6, HALF_YEAR_WEEKS), summary=mean_of_all,
    ),
    Figure(
        name="patients without a major event who weigh >= 3 times a week over 42 weeks",
        published="0.74", source="e-Vita 2023", parts=_at_least(3, EVITA_WEEKS, is_stable=True), summary=mean_of_all,
    ),
    Figure(
        name="days measured in the second half year over the first",
        published="falls", source="e-Vita 2023", parts=_second_half, summary=ratio,
    ),
    Figure(
        name="days measured in the two weeks after a stay over those before the event",
        published="0.81", source="Haynes 2020, 2021", parts=_after_stay, summary=ratio,
    ),
    Figure(
        name="major events with nothing measured on the two days before",
        published="0.25 more than usual", source="chosen after Haynes", parts=_quiet(2, 1), summary=mean_of_all,
    ),
    Figure(
        name="the same two days, four weeks earlier",
        published="none", source="for comparison", parts=_quiet(30, 29), summary=mean_of_all,
    ),
)  # fmt: skip
