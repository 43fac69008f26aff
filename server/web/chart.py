"""What the pictures of values are drawn from: the small month of a row, and the curves of a patient's page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from server.alerts.alert import Act
from server.web import form
from server.web.shown import OpenAlert, PatientPage, Point
from server.web.words import Language, word
from vitals.device_kind import DeviceKind

SPARK_WIDTH: Final = 264
SPARK_HEIGHT: Final = 72
_MARGIN: Final = 6
_SPAN_LEAST_G: Final = 3_000
"""A steady person's noise must not look like a mountain."""
GAP: Final = timedelta(hours=40)
"""Two weighings further apart than this have a day without a weight between them: no line joins them."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A month of weights as SVG paths, broken where a day is missing; the last point, and where an alert began."""

    paths: tuple[str, ...]
    last: tuple[int, int]
    marks: tuple[int, ...]


def sparkline(points: Sequence[Point], alerts: Iterable[OpenAlert], now: datetime, days: int = 30) -> Spark | None:
    """Draw a row's month of weights; nothing without a weight."""
    if not points:
        return None
    lowest, highest = min(point.value for point in points), max(point.value for point in points)
    span = max(highest - lowest, _SPAN_LEAST_G)
    bottom = (lowest + highest - span) / 2

    def across(at: datetime) -> int:
        return round(SPARK_WIDTH - _MARGIN - (SPARK_WIDTH - 2 * _MARGIN) * ((now - at) / timedelta(days=days)))

    def up(value: int) -> int:
        return round(SPARK_HEIGHT - _MARGIN - (SPARK_HEIGHT - 2 * _MARGIN) * (value - bottom) / span)

    runs: list[list[tuple[int, int]]] = []
    before: datetime | None = None
    for point in points:
        if before is None or point.measured_at - before > GAP:
            runs.append([])
        runs[-1].append((across(point.measured_at), up(point.value)))
        before = point.measured_at
    began = tuple(x for each in alerts if (x := across(each.measured_at)) >= _MARGIN)
    return Spark(tuple(map(_path, runs)), runs[-1][-1], began)


def _path(run: Sequence[tuple[int, int]]) -> str:
    """Write a run of points as a path, each by its step from the one before: a list has many such paths.

    >>> _path([(6, 40), (14, 38), (23, 41)]), _path([(6, 40)])
    ('M6 40l8 -2 9 3', 'M6 40h.1')
    """
    (x, y), steps = run[0], itertools.pairwise(run)
    line = " ".join(f"{to_x - from_x} {to_y - from_y}" for (from_x, from_y), (to_x, to_y) in steps)
    return f"M{x} {y}l{line}" if line else f"M{x} {y}h.1"


def sittings(points: Sequence[Point]) -> list[dict[str, Point]]:
    """Put together by vital what was measured in one act, the oldest first."""
    together: dict[datetime, dict[str, Point]] = {}
    for point in points:
        together.setdefault(point.measured_at, {})[point.vital] = point
    return list(together.values())


def curves(page: PatientPage, days: int, now: datetime) -> dict[str, Any]:
    """Give what the page's script draws: seconds of UTC with kilograms, or with systolic and diastolic mmHg.

    Beside them the gaps without a weight, and what belongs to alerts: when they began, their limits from a time on,
    and the readings behind them.
    """
    weights = [point for point in page.points if _is_weight(point)]
    return {
        "weight": _line(weights),
        "gaps": [[_s(begin), _s(end)] for begin, end in gaps(weights, now - timedelta(days=days), now)],
        "pressure": [[_s(at), top, bottom] for at, top, bottom in _pressures(page.points)],
        "alerts": sorted({_s(event.measured_at) for event in page.history if event.act == Act.OPENED}),
        "limits": [limit for each in page.alerts if (limit := _limit(each, page.person.zone)) is not None],
        "behind": sorted({_s(each.measured_at) for alert in page.alerts for each in alert.behind if _is_weight(each)}),
        "weight_failed": [_s(each.at) for each in page.attempts_failed if each.kind is DeviceKind.SCALE],
        "pressure_failed": [_s(each.at) for each in page.attempts_failed if each.kind is DeviceKind.CUFF],
    }


def gaps(weights: Sequence[Point], since: datetime, now: datetime) -> list[tuple[datetime, datetime]]:
    """Tell between which weighings a day is missing; before the first and after the last one too."""
    at = [since, *(point.measured_at for point in weights), now]
    return [(begin, end) for begin, end in itertools.pairwise(at) if end - begin > GAP]


def weight_summary(points: Sequence[Point], now: datetime, days: int, zone: str, language: Language) -> str:
    """Say in one sentence what the curve of weights shows."""
    weights = [point for point in points if _is_weight(point)]
    if not weights:
        return word("no_weight_in", language).format(days=days)
    weighed = {point.measured_at.astimezone(ZoneInfo(zone)).date() for point in weights}
    today = now.astimezone(ZoneInfo(zone)).date()
    asked = {today - timedelta(days=back) for back in range(days)}
    values = [point.value for point in weights]
    said = {"first": values[0], "last": values[-1], "lowest": min(values), "highest": max(values)}
    written = {name: form.quantity("body_weight", value, language) for name, value in said.items()}
    return word("summary_weight", language).format(days=days, missed=len(asked - weighed), **written)


def pressure_summary(points: Sequence[Point], days: int, language: Language) -> str:
    """Say in one sentence what the bars of blood pressure show."""
    pressures = list(_pressures(points))
    if not pressures:
        return word("no_pressure_in", language).format(days=days)
    tops = [round(top) for _, top, _ in pressures]
    last = f"{tops[-1]}/{round(pressures[-1][2])}"
    return word("summary_pressure", language).format(
        days=days, last=last, lowest=min(tops), highest=max(tops), count=len(tops)
    )


def compared(weights: Sequence[Point], facts: Mapping[str, int | str], language: Language) -> str | None:
    """Say how the latest weight lies against the level that an alert about weight began from."""
    step = _step(facts)
    if not weights or step is None:
        return None
    change = form.change(weights[-1].value - step.level_g, language)
    return word("compared", language).format(change=change, level=form.quantity("body_weight", step.level_g, language))


class _Step(NamedTuple):
    """How far a weight had come from a level, and how far it may: grams, falls with a minus."""

    level_g: int
    limit_g: int


def _step(facts: Mapping[str, int | str]) -> _Step | None:
    """Find the step that an alert is about; of silence, of slopes and of sums over days there is none in a picture."""
    found = [facts.get(name) for name in ("now_g", "earlier_g", "change_g", "limit_g")]
    now, level, change, limit = (each if isinstance(each, int) else None for each in found)
    if now is None or level is None or change is None or limit is None or abs(abs(now - level) - change) > 1:
        return None
    return _Step(level, -limit if now < level else limit)


def _line(weights: Sequence[Point]) -> list[tuple[int, float | None]]:
    """Give the line's points, with a hole in it wherever a day is missing: nothing is drawn where nothing was."""
    line: list[tuple[int, float | None]] = []
    for before, point in zip([*weights[:1], *weights], weights, strict=False):
        if point.measured_at - before.measured_at > GAP:
            line.append((_s(point.measured_at) - 1, None))
        line.append((_s(point.measured_at), point.value / 1000))
    return line


def _pressures(points: Sequence[Point]) -> Iterable[tuple[datetime, float, float]]:
    for sitting in sittings(points):
        if "systolic" in sitting and "diastolic" in sitting:
            top, bottom = sitting["systolic"], sitting["diastolic"]
            yield top.measured_at, top.value / 10, bottom.value / 10


def _limit(each: OpenAlert, zone: str) -> dict[str, float] | None:
    """Give the limit of an alert about weight, from the day on that it is measured against, or that was agreed."""
    step = _step(each.facts)
    if step is None:
        return None
    named = each.facts.get("earlier_day") or each.facts.get("reference_day")
    if named is None:
        days = each.facts.get("days")
        begins_at = each.measured_at - timedelta(days=days if isinstance(days, int) else 0)
    else:
        day = date.fromisoformat(str(named))
        begins_at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return {"from": _s(begins_at), "kg": (step.level_g + step.limit_g) / 1000}


def _is_weight(point: Point) -> bool:
    return point.vital == "body_weight"


def _s(at: datetime) -> int:
    return int(at.timestamp())
