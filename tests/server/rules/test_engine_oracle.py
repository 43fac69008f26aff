"""Whatever the engine is told, in whatever order, it ends where the oracle stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from one_patient import ANNA, OnePatient, at, broken_lives, observed, withdrawn
from rule_oracle import DAY, Weighing

from server.rules.engine import RULES
from server.rules.record import Contact, EngineRecord
from server.rules.transition import EpisodeState

CLOCKS: Final = ("02:59", "03:00", "07:00", "07:09", "07:18", "11:59", "12:00", "18:30")
KILOGRAMS: Final = (79_000, 80_000, 80_900, 81_000, 81_001, 82_000, 82_001, 83_000, 84_500, 85_001)
DELAYS: Final = tuple(timedelta(hours=hours) for hours in (0, 0, 0, 0, 3, 30, 100, 300, 600))
CALM: Final = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass
class Story:
    """What happens, and when the server hears of it."""

    weighings: list[Weighing]
    news: list[tuple[datetime, str, int]] = field(default_factory=list)


@st.composite
def stories(draw: st.DrawFn, days: int = 26, weighed: int = 18) -> Story:
    """Draw weighings, each told once or twice, late or not, some taken back, before or after they were told."""
    places = draw(st.sets(st.tuples(st.integers(0, days), st.sampled_from(CLOCKS)), min_size=2, max_size=weighed))
    weighings = [
        Weighing(number, at(day, clock), draw(st.sampled_from(KILOGRAMS)))
        for number, (day, clock) in enumerate(sorted(places), 1)
    ]
    story = Story(weighings)

    def hears(at_first: datetime, what: str, about: int) -> None:
        story.news.append((min(at_first + draw(st.sampled_from(DELAYS)), at(31)), what, about))

    for each in weighings:
        for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
            hears(each.at, "weighed", each.number)
        if draw(st.sampled_from((False, False, True))):
            hears(each.at, "taken back", each.number)
    for day in draw(st.sets(st.integers(0, days + 4), max_size=12)):
        heard_at = at(day, draw(st.sampled_from(("11:59", "12:00", "20:00"))))
        hears(heard_at, "heard", round(heard_at.timestamp()))
    return story


def read(story: Story, data: st.DataObject, *, may_close: bool) -> OnePatient:
    """Let the engine read a story in batches, with restarts between, and a nurse who closes what is open."""
    anna = OnePatient()
    waiting: list[EngineRecord] = []
    for when, what, about in sorted(story.news):
        waiting.append(told(story, what, about))
        happens = data.draw(st.sampled_from(("read", "read", "read", "wait", "restart", "close")))
        if happens == "wait":
            continue
        anna.learns(*waiting, now=when)
        waiting.clear()
        if happens == "restart":
            anna.restarts()
        if happens == "close" and may_close:
            for rule in RULES:
                if not any(each.closed_s for each in anna.published(rule)):
                    anna.nurse_closes_now(rule)
    anna.learns(*waiting, now=at(31))
    return anna


def told(story: Story, what: str, about: int) -> EngineRecord:
    """Make the record of a piece of news."""
    if what == "heard":
        return Contact(patient=ANNA, heard_at=datetime.fromtimestamp(about, UTC))
    weighing = story.weighings[about - 1]
    return observed(weighing) if what == "weighed" else withdrawn(weighing)


@given(stories(), st.data())
@CALM
@pytest.mark.timeout(120)
@pytest.mark.decision("N11", "F6")
def test_in_any_order_doubled_late_and_restarted_the_engine_publishes_what_the_oracle_says(
    story: Story, data: st.DataObject
) -> None:
    anna = read(story, data, may_close=False)
    for rule in RULES:
        assert anna.holds_true(rule) == anna.should_hold_true(rule), rule
    assert broken_lives(anna.said) == []


@given(stories(), st.data())
@CALM
@pytest.mark.timeout(120)
def test_what_a_nurse_closed_stays_bound_to_what_she_saw(story: Story, data: st.DataObject) -> None:
    anna = read(story, data, may_close=True)
    for rule in RULES:
        assert anna.holds_true(rule) == anna.should_hold_true(rule), rule
    assert broken_lives(anna.said) == []


@pytest.mark.parametrize("portion", range(4))
@pytest.mark.timeout(60)
@pytest.mark.decision("D2")
def test_months_of_a_life_are_judged_as_if_nobody_ever_forgot(portion: int) -> None:
    for seed in range(portion, 40, 4):
        anna = months_of_a_life(seed)
        for rule in RULES:
            assert anna.holds_true(rule) == anna.should_hold_true(rule), f"{rule}, seed {seed}"
        assert broken_lives(anna.said) == []
        raised = [each.say for each in anna.said if each.to_state is EpisodeState.RAISED]
        assert not [say for say in raised if set(say) != {"sv", "en"} or "None" in str(say) or "−" in str(say)]


def months_of_a_life(seed: int, days: int = 150) -> OnePatient:
    """Live some months, told as they happen or weeks late, with restarts, and a nurse who closes what is open."""
    chance = Random(seed)  # noqa: S311  (a story, not a secret)
    anna = OnePatient()
    news: list[tuple[datetime, int, EngineRecord]] = []
    water = 0
    for day in range(days):
        news.append((at(day, "13:00"), 2 * day, Contact(patient=ANNA, heard_at=at(day, "13:00"))))
        if chance.random() < 0.15:
            water = chance.choice((0, 0, 1_500, 2_600, 4_000))
        if chance.random() < 0.7 or day % 2:
            weighing = Weighing(day + 1, at(day, chance.choice(CLOCKS)), 80_000 + water + chance.randrange(-400, 400))
            late = chance.choice((0,) * 9 + (9, 20)) * DAY
            news.append((weighing.at + late, 2 * day + 1, observed(weighing)))
    for when, _, record in sorted(news, key=lambda each: each[:2]):
        anna.learns(record, now=when)
        if chance.random() < 0.03:
            anna.restarts()
        if chance.random() < 0.05:
            for rule in RULES:
                anna.nurse_closes_now(rule)
    return anna
