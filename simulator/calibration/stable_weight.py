"""Figures of weight while nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from statistics import fmean, median, pstdev

from simulator.calibration.diary import Diary
from simulator.calibration.figure import Figure, Parts, each, mean_of_all, middle, quantile, ratio, spread_of_all

ENOUGH = 60
"""Values that one person must have before a spread is believed."""
ROBUST = 1.4826
"""Makes the median absolute deviation of normal noise its standard deviation."""
MEASURED = "real home series"
NEAR_KG = 5.0
"""An evening's weight further from the median is another person's."""
REPEAT_KG = 1.5
"""A second weighing further from the first is another person's."""
OFTEN_ENOUGH = 3
"""Weights that make a week's mean."""
FAR_KG = 2.0
ENOUGH_WEEKS = 12
WANDERS_IN_DAYS = 168
"""HeartPhone followed its 87 patients for 40 years together: 24 weeks each."""


def _stable(diary: Diary) -> list[int]:
    return [day for day in diary.weights_kg if diary.is_stable(day)]


def _steps(diary: Diary, days: int) -> list[float]:
    kilograms = diary.weights_kg
    return [kilograms[day] - kilograms[day - days] for day in _stable(diary) if day - days in kilograms]


def _deviations(diary: Diary) -> dict[int, float]:
    return {day: diary.weights_kg[day] - diary.medians_kg[day] for day in _stable(diary)}


def _robust_step(diary: Diary) -> Parts:
    steps = _steps(diary, 1)
    if len(steps) < ENOUGH:
        return []
    centre = median(steps)
    return each(ROBUST * median(abs(step - centre) for step in steps))


def _spread(diary: Diary) -> Parts:
    values = list(_deviations(diary).values())
    return each(pstdev(values)) if len(values) >= ENOUGH else []


def _memory(diary: Diary) -> Parts:
    values = _deviations(diary)
    pairs = [(value, values[day + 1]) for day, value in values.items() if day + 1 in values]
    if len(pairs) < ENOUGH:
        return []
    centre = fmean(values.values())
    above = fmean((one - centre) * (two - centre) for one, two in pairs)
    return each(above / pstdev(values.values()) ** 2)


def _tail(diary: Diary) -> Parts:
    steps = sorted(abs(step) for step in _steps(diary, 1))
    return each(steps[int(0.99 * len(steps))]) if len(steps) >= ENOUGH else []


def _fortnights(diary: Diary) -> Parts:
    steps = _steps(diary, 14)
    return each(pstdev(steps)) if len(steps) >= ENOUGH else []


def _few_fortnights(diary: Diary) -> Parts:
    kilograms = diary.weights_kg
    days = [day for day in range(diary.first + 14, diary.ended, 28) if diary.is_stable(day)]
    return [(kilograms[day] - kilograms[day - 14], 1.0) for day in days if {day, day - 14} <= kilograms.keys()]


def _weekdays(*wanted: int) -> Callable[[Diary], Parts]:
    def parts(diary: Diary) -> Parts:
        values = [value for day, value in _deviations(diary).items() if date.fromordinal(day).weekday() in wanted]
        return [(sum(values), float(len(values)))] if values else []

    return parts


def _evenings(diary: Diary) -> Parts:
    values = []
    for day, kilograms in diary.evenings_kg.items():
        near = [diary.medians_kg[at] for at in (day, day - 1, day + 1) if at in diary.medians_kg]
        if near and abs(kilograms - near[0]) < NEAR_KG and diary.is_stable(day):
            values.append(kilograms - near[0])
    return [(sum(values), float(len(values)))] if values else []


def _repeats(diary: Diary) -> Parts:
    return [(gap, 1.0) for gap in diary.repeats_kg if abs(gap) < REPEAT_KG]


def _rises(kilograms: float, within: int) -> Callable[[Diary], Parts]:
    def parts(diary: Diary) -> Parts:
        values, days = diary.weights_kg, _stable(diary)
        if len(days) < ENOUGH:
            return []
        risen = sum(
            any(values[day] - values[ago] >= kilograms for ago in range(day - within, day) if ago in values)
            for day in days
        )
        return each(365.25 * risen / len(days))

    return parts


def _wandering(diary: Diary) -> Parts:
    last = diary.first + WANDERS_IN_DAYS
    means = [
        fmean(week)
        for day in range(diary.first, min(last, diary.ended - 7), 7)
        if len(week := [diary.weights_kg[at] for at in range(day, day + 7) if at in diary.weights_kg]) >= OFTEN_ENOUGH
    ]
    return [(float(max(means) - min(means) > FAR_KG), 1.0)] if len(means) >= ENOUGH_WEEKS else []


FIGURES = (
    Figure(
        name="day-to-day weight difference, robust SD, median over people (kg)",
        published="0.58", source=MEASURED, parts=_robust_step, summary=middle,
    ),
    Figure(
        name="the same, 5th percentile of people (kg)",
        published="0.30 (least)", source=MEASURED, parts=_robust_step, summary=quantile(0.05),
    ),
    Figure(
        name="the same, 95th percentile of people (kg)",
        published="0.89 (most)", source=MEASURED, parts=_robust_step, summary=quantile(0.95),
    ),
    Figure(
        name="SD around a 21-day running median (kg)",
        published="0.44–0.49", source=MEASURED, parts=_spread, summary=middle,
    ),
    Figure(
        name="lag-1 autocorrelation of that deviation",
        published="0.35", source=MEASURED, parts=_memory, summary=middle,
    ),
    Figure(
        name="99th percentile of the absolute day-to-day difference (kg)",
        published="1.6–1.8", source=MEASURED, parts=_tail, summary=middle,
    ),
    Figure(
        name="SD of a person's change over 14 days (kg)",
        published="0.96–1.02", source=MEASURED, parts=_fortnights, summary=middle,
    ),
    Figure(
        name="change over 14 days without worsening, mean (kg)",
        published="−0.2", source="Zhang 2009, TEN-HMS", parts=_few_fortnights, summary=mean_of_all,
    ),
    Figure(
        name="change over 14 days without worsening, SD (kg)",
        published="1.1", source="Zhang 2009, TEN-HMS", parts=_few_fortnights, summary=spread_of_all,
    ),
    Figure(
        name="Monday's deviation (kg)",
        published="+0.2", source=MEASURED, parts=_weekdays(0), summary=ratio,
    ),
    Figure(
        name="Wednesday's and Thursday's deviation (kg)",
        published="−0.1", source=MEASURED, parts=_weekdays(2, 3), summary=ratio,
    ),
    Figure(
        name="evening minus the morning's median (kg)",
        published="+0.5 to +1.3", source=MEASURED, parts=_evenings, summary=ratio,
    ),
    Figure(
        name="difference of two weighings within 10 minutes, SD (kg)",
        published="0.15", source=MEASURED, parts=_repeats, summary=spread_of_all,
    ),
    Figure(
        name="days a year with +1.36 kg in 1 day, median over people",
        published="5–6", source=MEASURED, parts=_rises(1.36, 1), summary=middle, decimals=1,
    ),
    Figure(
        name="days a year with +2 kg within 3 days, median over people",
        published="2–5", source=MEASURED, parts=_rises(2.0, 3), summary=middle, decimals=1,
    ),
    Figure(
        name="people whose 7-day mean wanders more than 2 kg in 24 weeks",
        published="0.75", source="HeartPhone", parts=_wandering, summary=mean_of_all,
    ),
)  # fmt: skip
"""Measured as on the real series: the first weighing of each morning, strange ones left out, no event near."""
