from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest
from log_making import LogMaking, shipped

from server.rules.backtest.episode import Episode
from server.rules.backtest.score import score
from server.rules.backtest.trial import Clock, Material, judge
from server.rules.comparison.sweep import Sweeper
from server.rules.comparison.variants import as_live, with_value
from server.rules.language.rule_set import RuleSet

pytestmark = pytest.mark.timeout(240)
GAIN = "weight-gain-2kg-3-days"
USUAL = [80.0, 80.2, 79.9, 80.1, 80.3, 79.8, 80.0] * 4


def everything() -> RuleSet:
    found = shipped().rule_set
    assert found is not None
    return found


def a_log() -> LogMaking:
    """Anna gains and is weighed again when asked, Bo gains slowly, Cilla's gain comes three days late."""
    made = LogMaking()
    for who in ("anna", "bo", "cilla"):
        made.patient(who).mornings("2026-03-02", USUAL, who=who)
    made.mornings("2026-03-30", [81.6, 82.5, 82.4], who="anna").row("2026-03-31T08:10:00", "weight", 80.9, who="anna")
    made.mornings("2026-04-02", [81.0, 80.4, 80.2, 82.8, 82.9], who="anna")
    made.mornings("2026-03-30", [80.0 + 0.25 * day for day in range(20)], who="bo")
    made.row("2026-03-30T07:00:00", "weight", 83.2, who="cilla", received="2026-04-02T09:00:00")
    made.mornings("2026-03-31", [83.0, 82.8, 81.0, 80.2], who="cilla")
    return made.event("2026-04-04T12:00:00", who="anna").event("2026-04-16T12:00:00", who="bo")


def told(episodes: Iterable[Episode]) -> list[tuple[str, str, int, int | None, str | None]]:
    return sorted(
        (each.patient, each.rule, each.raised_s, each.ended_s, each.ending)
        for each in episodes
    )  # fmt: skip


@cache
def written() -> Material:
    return a_log().material(everything())


@cache
def judged(rule: str, setting: str, clock: Clock) -> tuple[Sweeper, list[tuple[int | None, Episode]]]:
    """Judge every value of a setting at once; several tests look at the same."""
    sweeper = Sweeper(everything(), rule, setting, clock)
    return sweeper, [*sweeper.judged(written().load.cases, written().load.codes)]


@cache
def by_itself(rule: str, setting: str, place: int, clock: Clock) -> list[Episode]:
    """Judge the whole folder with one value: what the sweep must agree with."""
    rules = everything()
    sweeper = Sweeper(rules, rule, setting, clock)
    live = as_live(rules, rule)
    tuned = {**live, rule: with_value(live[rule], setting, sweeper.tried.values[place])}
    folder = RuleSet(rules=tuned, signals=rules.signals, severities=rules.severities, symptoms=rules.symptoms)
    found = judge(written().load.cases, folder, written().load.codes, clock, explain=False)
    return [each for each in found if each.counts or each.rule == rule]


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.parametrize(
    ("rule", "setting"), [(GAIN, "gain"), ("weight-over-reference", "over"), ("weight-trend", "gap")]
)
def test_every_value_is_told_as_the_folder_with_that_value_tells_it(rule: str, setting: str, clock: Clock) -> None:
    sweeper, found = judged(rule, setting, clock)
    for place in (0, sweeper.tried.now, len(sweeper.tried.values) - 1):
        mine = [each for whose, each in found if whose in {None, place} and (each.counts or each.rule == rule)]
        assert told(mine) == told(by_itself(rule, setting, place, clock))
    if rule == GAIN:
        anna = [{where for where, each in found if each.patient == "anna" and each.rule == GAIN}]
        assert anna[0] - {None}, "who was asked, and answered, is judged for every value alone"
        assert not [each for where, each in found if where is None and each.patient == "anna"]


def test_the_figures_are_those_of_a_backtest() -> None:
    sweeper, found = judged(GAIN, "gain", Clock.AS_MEASURED)
    swept = sweeper.swept(found, written().watched)
    point = swept.points[swept.tried.now]
    expected = score(by_itself(GAIN, "gain", swept.tried.now, Clock.AS_MEASURED), written().watched)
    assert expected.sensitivity is not None
    assert point.all_rules.seen is not None
    assert [*point.all_rules.seen] == pytest.approx([*expected.sensitivity.in_14_days])
    assert [*point.all_rules.unexplained] == pytest.approx([*expected.burden.unexplained_per_year])
    assert point.all_rules.chance == expected.sensitivity.chance_14_days
    assert (swept.patients, swept.events, point.is_now, str(point.value)) == (3, 2, True, "2 kg")


def test_a_higher_limit_never_raises_more() -> None:
    sweeper, found = judged("weight-over-reference", "over", Clock.AS_MEASURED)
    alerts = [point.rule.alerts for point in sweeper.swept(found, written().watched).points]
    assert alerts == sorted(alerts, reverse=True)
    assert alerts[0] > alerts[-1] == 0
