"""Ramps: people whose weight rises by three kilograms, found in time or not; and what the same rules cost the healthy.

Nobody here is more than a level, white noise and a ramp. Each weighs every morning for six weeks before it begins. A
ramp of 7, 14 or 28 days is *found* if something is raised in it with a day left at least, one of 3 days by its last
day; *lead* counts to the last day. Alerts are of any severity. Beside it stands how often the same rules raise in a
year of somebody who weighs daily and whose weight goes nowhere: a rule that is never silent finds every ramp.

example: python -m bench.ramps --short
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from bench.report import arguments, say, table, tell
from server.adapters.rule_folder import read_files, rule_folder
from server.rules.backtest.episode import AlertClass, Episode
from server.rules.backtest.reading import read_log
from server.rules.backtest.trial import Clock, Material, episodes, material
from server.rules.language.reading import read_folder
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet
from vitals.observation_log import COLUMNS, LogFile

DETECTORS: Final = Path(__file__).parent / "rules"
"""The rules of thumb, one file each."""
SHIPPED: Final = "the shipped rules"
SPREADS_KG: Final = (0.4, 0.5, 0.6, 0.8, 1.0)
"""SD of the noise: real people have 0.3 to 0.9 (docs/benchmark.md)."""
RISE_KG: Final = 3.0
LASTS_DAYS: Final = (3, 7, 14, 28)
LEFT_DAYS: Final = {3: 0}
"""How many days must be left when a ramp is found; one, where nothing is said."""
BEFORE_DAYS: Final = 42
"""So long somebody has weighed before anything happens: a baseline and a spread are known."""
YEAR_DAYS: Final = 365
CREEP_KG_A_DAY: Final = 2 / 30
CREEP_DAYS: Final = 42
PLATEAU_KG: Final = 6.0
PLATEAU_AFTER_DAYS: Final = 90
PLATEAU_DAYS: Final = 90
_START: Final = date(2026, 1, 5)
_TODAY: Final = date(2026, 11, 27)
_ZONE: Final = "Europe/Stockholm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the weight of some people does after the first six weeks: kilograms above their level, day by day."""

    name: str
    spread_kg: float
    above_kg: Sequence[float]

    def of(self, number: int) -> str:
        """Name one of them."""
        return f"{self.name}/{self.spread_kg}/{number}"


def rising(days: int, to_kg: float = RISE_KG) -> list[float]:
    """Give a ramp, day by day, the last of which is the whole.

    >>> rising(3)
    [1.0, 2.0, 3.0]
    """
    return [to_kg * day / days for day in range(1, days + 1)]


def courses(spreads_kg: Sequence[float] = SPREADS_KG) -> Iterator[Course]:
    """Give every course with every spread."""
    plateau = [*rising(PLATEAU_AFTER_DAYS, PLATEAU_KG), *[PLATEAU_KG] * PLATEAU_DAYS]
    for spread_kg in spreads_kg:
        for days in LASTS_DAYS:
            yield Course(name=f"ramp {days}", spread_kg=spread_kg, above_kg=rising(days))
        creeping = rising(CREEP_DAYS, CREEP_KG_A_DAY * CREEP_DAYS)
        yield Course(name="creep", spread_kg=spread_kg, above_kg=creeping)
        yield Course(name="plateau", spread_kg=spread_kg, above_kg=plateau)
        yield Course(name="healthy", spread_kg=spread_kg, above_kg=[0.0] * YEAR_DAYS)


def rows(people: Sequence[tuple[Course, int]]) -> Iterator[str]:
    """Write what these people weigh as lines of a log; the same people always weigh the same."""
    yield ",".join(COLUMNS[LogFile.MEASUREMENTS])
    for course, number in people:
        who = course.of(number)
        chance = random.Random(who)  # noqa: S311  (a load must come again from its seed)
        level_kg = 60 + chance.random() * 50
        for day, above_kg in enumerate([*[0.0] * BEFORE_DAYS, *course.above_kg]):
            at = f"{_START + timedelta(days=day)}T07:00:00"
            weight_kg = level_kg + above_kg + chance.gauss(0, course.spread_kg)
            yield f"{who},{at},{at},weight,{weight_kg:.1f},kg,scale,auto"


def patients(people: Sequence[tuple[Course, int]]) -> Iterator[str]:
    """Write who they are; nobody's reference weight is known but by what they weigh in the first days."""
    yield ",".join(COLUMNS[LogFile.PATIENTS])
    for course, number in people:
        ended = _START + timedelta(days=BEFORE_DAYS + len(course.above_kg))
        yield f"{course.of(number)},70,male,{_START},{ended},completed,,40,0,0,0,auto"


def shipped() -> dict[str, RuleSet]:
    """Read the rules that ship."""
    return {SHIPPED: _read(rule_folder(None))}


def alone() -> dict[str, RuleSet]:
    """Read each rule of thumb by itself. They are drafts, and nobody's to approve: here they run all the same."""
    read = _read(DETECTORS)
    return {rule.title["en"]: replace(read, rules={name: _awake(rule)}) for name, rule in sorted(read.rules.items())}


def _awake(rule: Rule) -> Rule:
    return replace(rule, status=Status.LIVE)


def _read(folder: Path) -> RuleSet:
    found = read_folder(read_files(folder), _TODAY).rule_set
    if found is None:
        raise SystemExit(f"{folder}: nara rules check says why these rules cannot be read")
    return found


def made(people: Sequence[tuple[Course, int]], rules: RuleSet) -> Material:
    """Make a log of people ready."""
    lines = {LogFile.MEASUREMENTS: rows(people), LogFile.PATIENTS: patients(people)}
    return material(read_log(lines, ZoneInfo(_ZONE)), rules, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something raised of a person: on which day after the first six weeks, and until which (None: to the end)."""

    from_day: int
    until_day: int | None


def alerts(found: Sequence[Episode]) -> dict[str, list[Alert]]:
    """Gather by person what rules raised about signs, in order; what came in the first six weeks too."""
    by_person: dict[str, list[Alert]] = {}
    for each in found:
        if each.alert_class is AlertClass.SIGN:
            until = None if each.ended_s is None else _day(each.ended_s)
            by_person.setdefault(each.patient, []).append(Alert(from_day=_day(each.raised_s), until_day=until))
    return by_person


def _day(at_s: int) -> int:
    """Number a day; the first after the six weeks is 1."""
    at = datetime.fromtimestamp(at_s, UTC).astimezone(ZoneInfo(_ZONE))
    return (at.date() - _START).days - BEFORE_DAYS + 1


def found_on(told: Sequence[Alert], lasts_days: int) -> int | None:
    """Give the day on which a ramp was found: the first on which something was raised in it, if in time."""
    last = lasts_days - LEFT_DAYS.get(lasts_days, 1)
    return min((each.from_day for each in told if 1 <= each.from_day <= last), default=None)


def stays_raised(told: Sequence[Alert]) -> bool:
    """Tell whether something is raised on every day of the plateau."""
    days = range(PLATEAU_AFTER_DAYS + 1, PLATEAU_AFTER_DAYS + PLATEAU_DAYS + 1)
    return all(
        any(each.from_day <= day and (each.until_day is None or each.until_day >= day) for each in told) for day in days
    )


def measure(
    people_each: int, years_each: int, sets: Mapping[str, RuleSet], spreads_kg: Sequence[float] = SPREADS_KG
) -> dict[str, dict[str, Any]]:
    """Judge everybody by every set of rules; gives the figures by rules and spread."""
    people = [
        (course, number)
        for course in courses(spreads_kg)
        for number in range(years_each if course.name == "healthy" else people_each)
    ]
    results: dict[str, dict[str, Any]] = {}
    ready = made(people, next(iter(sets.values())))
    for name, rules in sets.items():
        say(name)
        told = alerts(episodes(ready, rules, Clock.AS_MEASURED, explain=False))
        for spread_kg in spreads_kg:
            mine = [each for each in people if each[0].spread_kg == spread_kg]
            results[f"{name}, SD {spread_kg} kg"] = _figures(mine, told)
    return results


def _figures(people: Sequence[tuple[Course, int]], told: Mapping[str, Sequence[Alert]]) -> dict[str, Any]:
    by_course: dict[str, list[Sequence[Alert]]] = {}
    for course, number in people:
        by_course.setdefault(course.name, []).append(told.get(course.of(number), ()))
    figures: dict[str, Any] = {}
    for days in LASTS_DAYS:
        days_found = [found_on(each, days) for each in by_course[f"ramp {days}"]]
        in_time = [each for each in days_found if each is not None]
        figures[f"{days} days found"] = len(in_time) / len(days_found)
        figures[f"{days} days lead"] = days - median(in_time) if in_time else None
    creeping = [any(1 <= one.from_day <= CREEP_DAYS for one in each) for each in by_course["creep"]]
    figures["2 kg a month"] = sum(creeping) / len(creeping)
    standing = [stays_raised(each) for each in by_course["plateau"]]
    figures["plateau"] = sum(standing) / len(standing)
    quiet = by_course["healthy"]
    figures["a healthy year"] = sum(1 for each in quiet for one in each if one.from_day >= 1) / len(quiet)
    return figures


def text(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Set the table: shares found, median days of lead in brackets, and raises a healthy weigh-year."""
    heads = ["rules", *(f"{days} days" for days in LASTS_DAYS), "2 kg a month", "plateau", "raises a healthy year"]
    lines: list[list[object]] = []
    for name, figures in results.items():
        cells: list[object] = [name]
        for days in LASTS_DAYS:
            lead = figures[f"{days} days lead"]
            cells.append(f"{figures[f'{days} days found']:.1%}" + ("" if lead is None else f" ({lead:.0f})"))
        cells += [f"{figures['2 kg a month']:.1%}", f"{figures['plateau']:.1%}", f"{figures['a healthy year']:.2f}"]
        lines.append(cells)
    return table(heads, lines)


def main() -> None:
    """Measure and tell."""
    parser = arguments(__doc__ or "", "python -m bench.ramps --short")
    parser.add_argument("--people", type=int, help="how many for each ramp and spread (default 200, short 20)")
    said = parser.parse_args()
    people_each = said.people or (20 if said.short else 200)
    results = measure(people_each, max(5, people_each // 5), {**shipped(), **alone()})
    tell({"ramps": results}, as_json=said.json, table=text(results))


if __name__ == "__main__":
    main()
