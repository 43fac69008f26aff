"""As received is what the live engine says, record by record: the shortcut never shows a nurse anything else."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from live_play import Shown, played
from log_making import LogMaking, rules

from server.rules.backtest.instants import written
from server.rules.backtest.trial import Clock, Material, episodes
from server.rules.language.rule_set import RuleSet

RULES = (
    "weight-gain-2kg-3-days", "weight-drift", "weight-over-reference", "missing-weight", "nothing-heard", "hub-offline",
    "breathless-after-gain", "pulse-out-of-range",
)  # fmt: skip
DAYS = 50
pytestmark = pytest.mark.timeout(300)
START = datetime(2026, 3, 2, 7)


def shown(made: Material, by: RuleSet) -> list[Shown]:
    found: list[Shown] = []
    for each in episodes(made, by, Clock.AS_RECEIVED, explain=False):
        found.append(Shown(each.raised_s, each.rule, "raised"))
        if each.ended_s is not None and each.ending is not None:
            found.append(Shown(each.ended_s, each.rule, each.ending.value))
    return sorted(found)


def in_words(made: Material, seen: list[Shown]) -> list[str]:
    return [f"{written(each.at_s, made.log.zone, naive=True)} {each.rule} {each.what}" for each in seen]


def dirty(seed: int) -> LogMaking:
    """Write two months of a patient who gains weight, is away, has a hub that is offline, and a guest on the scale."""
    chance, made = Random(seed), LogMaking().patient()  # noqa: S311  (the same patient in every run)
    offline, length = chance.randrange(20, 40), chance.randrange(2, 6)
    guest = chance.choice([chance.randrange(10, 45), -1])
    gain = chance.randrange(25, 50)
    silent = chance.randrange(10, 50) if chance.random() < 0.5 else -9
    for day in range(DAYS):
        at = START + timedelta(days=day, minutes=chance.randrange(-30, 90), seconds=chance.randrange(60))
        if chance.random() < 0.08 or silent <= day < silent + 4:
            continue
        back = START + timedelta(days=offline + length, hours=3)
        received = back.isoformat() if offline <= day < offline + length else (at + timedelta(seconds=20)).isoformat()
        weight = 80 + chance.gauss(0, 0.5) + (min(3.0, 0.6 * (day - gain)) if gain <= day < gain + 9 else 0)
        if day == guest:
            weight += chance.choice([14, 15])
        made.row(at.isoformat(), "weight", f"{weight:.1f}", received=received)
        if chance.random() < 0.1:
            again = (at + timedelta(hours=2, minutes=30)).isoformat()
            made.row(again, "weight", f"{weight - chance.choice([0.1, 1.4]):.1f}", received=received)
        made.row(
            at.isoformat(),
            "pulse",
            chance.choice([70, 74, 78, 78, 128 if chance.random() < 0.1 else 72]),
            received=received,
        )
        if day % 2:
            made.row(at.isoformat(), "dyspnea", int(gain + 3 <= day < gain + 9), received=received)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, pytest.param(0, marks=pytest.mark.long), pytest.param(1, marks=pytest.mark.long)])
def test_a_dirty_log_is_shown_as_the_live_engine_shows_it(seed: int) -> None:
    by = rules(*RULES)
    made = dirty(seed).material(by)
    (case,) = made.load.cases
    assert in_words(made, shown(made, by)) == in_words(made, played(case, by, made.load.codes))


def test_a_weight_that_came_days_late_raises_late() -> None:
    by = rules("weight-gain-2kg-3-days")
    made = LogMaking().patient().mornings("2026-03-02", [80.0] * 10)
    made.row("2026-03-12T07:00:00", "weight", 82.5, received="2026-03-14T18:00:00")
    made.row("2026-03-14T07:00:00", "weight", 81.9).row("2026-03-15T07:00:00", "weight", 81.9)
    ready = made.material(by)
    assert in_words(ready, shown(ready, by)) == ["2026-03-14T18:00:00 weight-gain-2kg-3-days raised"]
    (true,) = episodes(ready, by, Clock.AS_MEASURED)
    assert written(true.raised_s, ready.log.zone, naive=True) == "2026-03-12T07:00:00"


def test_a_silence_that_was_none_is_withdrawn_when_the_weights_come() -> None:
    by = rules("nothing-heard")
    made = LogMaking().patient().mornings("2026-03-02", [80.0] * 10)
    made.mornings("2026-03-12", [80.0] * 4, received="2026-03-15T18:00:00").mornings("2026-03-16", [80.0] * 3)
    ready = made.material(by)
    assert in_words(ready, shown(ready, by)) == [
        "2026-03-13T12:00:00 nothing-heard raised",
        "2026-03-15T18:00:00 nothing-heard withdrawn",
    ]
    assert episodes(ready, by, Clock.AS_MEASURED) == []


def test_what_came_at_once_is_shown_alike_by_both_clocks() -> None:
    by = rules("weight-gain-2kg-3-days", "missing-weight", "missing-weight-close-watch")
    made = LogMaking().patient().mornings("2026-03-02", [80.0] * 10 + [None] * 2 + [82.6, 82.5, 80.0, 80.0])
    ready = made.material(by)
    both = [episodes(ready, by, clock) for clock in Clock]
    minutes = [[(each.rule, each.raised_s // 60, each.ending, each.explanation) for each in mine] for mine in both]
    assert minutes[0] == minutes[1]
    assert len(minutes[0]) == 2


def test_months_in_which_nothing_came_late_are_looked_at_all_the_same() -> None:
    by = rules("weight-over-reference")
    made = LogMaking().patient().mornings("2026-03-02", [80.0] * 10 + [83.5] * 3 + [80.0] * 187)
    ready = made.material(by)
    told = [[(each.rule, each.raised_s // 60, each.ending) for each in episodes(ready, by, clock)] for clock in Clock]
    assert told[0] == told[1]
    assert len(told[0]) == 1


def test_what_was_so_long_before_anything_came_late_is_shown_too() -> None:
    by = rules("weight-gain-2kg-3-days")
    weights = [80.0] * 20 + [82.6, 82.5, 80.0, 80.0] + [80.0] * 70
    made = LogMaking().patient().mornings("2026-03-02", weights)
    made.row("2026-06-04T07:00:00", "weight", 80.0, received="2026-06-06T18:00:00")
    ready = made.material(by)
    both = [episodes(ready, by, clock, explain=False) for clock in Clock]
    assert [[each.raised_s // 60 for each in mine] for mine in both] == [[both[1][0].raised_s // 60]] * 2


def test_an_alert_of_the_first_days_at_home_ends_with_them() -> None:
    by = rules("missing-weight-close-watch")
    made = LogMaking().patient().mornings("2026-03-02", [80.0] * 23)
    made.told("2026-03-02T09:00:00", "hospital_discharge")
    made.row("2026-03-27T09:00:00", "pulse", 70, received="2026-03-28T18:00:00").row("2026-04-20T09:00:00", "pulse", 70)
    ready = made.material(by)
    assert in_words(ready, shown(ready, by))[-1] == "2026-04-01T03:00:00 missing-weight-close-watch cleared"
