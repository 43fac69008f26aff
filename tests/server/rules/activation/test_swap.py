"""The engine gives way to one with other rules: nothing for the same rules (P11), and then as if it had always run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from disorder import disordered
from engine_at_work import JOINED_BEFORE, AtWork, in_words, stands_well
from engine_story import PATIENT, joined, records_of
from hypothesis import given
from hypothesis import strategies as st
from oracle.story import Story
from properties import holds
from rule_making import kg
from rules_at_random import SETTING, rule_sets
from stories_of_patients import Week, stories, weeks

from server.rules.activation.change import Situation
from server.rules.activation.ruling import Ruling
from server.rules.activation.swap import Swapped, swap
from server.rules.judging.live import Live
from server.rules.judging.publishing import GONE, Published
from server.rules.judging.walk import HORIZON_DAYS, Told
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import day_end
from server.rules.record import EngineRecord
from server.rules.transition import EpisodeState

Case = tuple[Week, Story, RuleSet, RuleSet]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    week = draw(weeks)
    return week, draw(stories(week)), draw(rule_sets()), draw(rule_sets())


@dataclass
class HalfTold:
    """An engine that was told the first part of a story, when that was, and what is still to come."""

    work: AtWork
    now: datetime
    coming: list[tuple[datetime, EngineRecord]]

    def swap(self, after: RuleSet) -> Swapped:
        """Let other rules run; the engine at work is the new one from then on."""
        before = self.work.rules
        situation = Situation(records=[*self.work.told], now=self.now)
        swapped = swap(self.work.live, Ruling(rule_set=before), Ruling(rule_set=after), situation)
        self.work.live, self.work.rules = swapped.live, after
        self.work.told += swapped.changed.asked
        return swapped

    def go_on(self, end_at: datetime) -> None:
        """Tell the rest."""
        for at, record in self.coming:
            self.work.hear(record, at)
        self.work.wait(end_at)


def half_told(rules: RuleSet, story: Story, week: Week, random: Random) -> HalfTold:
    """Tell the first part of a story."""
    work = AtWork(rules)
    told = [each for each in disordered(records_of(story, is_asked=False), random, 0.2) if each[0] <= week.end_at]
    part = random.randint(0, len(told))
    now = max([week.end_at - JOINED_BEFORE, *(at for at, _ in told[:part])])
    work.hear(joined(story), week.end_at - JOINED_BEFORE)
    for at, record in told[:part]:
        work.hear(record, at)
    now = min(now + timedelta(seconds=random.choice((0, 3_600, 90_000))), *(at for at, _ in told[part:]), week.end_at)
    work.wait(now)
    return HalfTold(work, now, told[part:])


def first_seen_s(story: Story, now: datetime) -> int:
    """Give when the first whole day begins that rules look at which begin to run now."""
    zone = ZoneInfo(story.zone)
    return int(day_end((now - timedelta(days=HORIZON_DAYS)).astimezone(zone).toordinal(), zone).timestamp())


def seen_from(edge_s: int, told: Told) -> tuple[int, int | None, int | None, str | None]:
    """Write an episode as rules know it that look no further back: what was so before is so from there on."""
    start_s, raised_s, end_s, ending = in_words(told)
    return max(start_s, edge_s), None if raised_s is None else max(raised_s, edge_s), end_s, ending


def other_logic(rules: RuleSet) -> RuleSet:
    """Give the same rules with other hashes: a setting is bounded otherwise, and all else is as it was."""
    wider = replace(SETTING, allowed=(SETTING.allowed[0], kg(5_000)))
    return replace(rules, rules={name: replace(rule, settings={"limit": wider}) for name, rule in rules.rules.items()})


def as_told(live: Live, *, but_asking: bool) -> list[tuple[str, int, int | None, str]]:
    """List what stands, as people know it."""
    return sorted(
        (each.rule, each.told.start_s, each.told.end_s, each.state.value)
        for each in live.published()
        if each.state not in GONE and not (but_asking and each.state is EpisodeState.ASKING)
    )


@holds(12)
@given(cases(), st.randoms(use_true_random=True))
def test_the_same_rules_again_are_no_transition_and_no_work(case: Case, random: Random) -> None:
    week, story, rules, _ = case
    half = half_told(rules, story, week, random)
    before = half.work.live
    swapped = half.swap(replace(rules))
    assert swapped.live is before
    assert not swapped.changed.transitions
    assert not swapped.changed.moved


@holds(12)
@given(cases(), st.randoms(use_true_random=True))
def test_other_logic_that_makes_no_difference_says_nothing_of_what_people_see(case: Case, random: Random) -> None:
    week, story, rules, _ = case
    half = half_told(rules, story, week, random)
    before = as_told(half.work.live, but_asking=True)
    swapped = half.swap(other_logic(rules))
    asked_of = {each.episode for each in swapped.changed.transitions if each.from_state is EpisodeState.ASKING}
    fresh = [each for each in swapped.changed.transitions if each.episode not in asked_of]
    assert {each.to_state for each in fresh} <= {EpisodeState.ASKING}
    assert as_told(half.work.live, but_asking=True) == before


@holds(12)
@given(cases(), st.randoms(use_true_random=True))
def test_after_a_swap_the_engine_ends_where_the_new_rules_alone_end(case: Case, random: Random) -> None:
    week, story, rules, others = case
    half = half_told(rules, story, week, random)
    half.swap(others)
    edge_s = first_seen_s(story, half.now)
    half.go_on(week.end_at)
    for rule, all_lives in half.work.batch(week.end_at).items():
        lives = [each for each in all_lives if each.end_s is None or each.end_s >= edge_s]
        published = [each for each in half.work.published(rule) if each.state not in GONE]
        assert [seen_from(edge_s, each.told) for each in published] == [seen_from(edge_s, each) for each in lives], rule
        assert all(stands_well(*both) for both in zip(published, lives, strict=True)), rule


@holds(12)
@given(cases(), st.randoms(use_true_random=True))
def test_a_restart_after_a_swap_goes_on_the_same(case: Case, random: Random) -> None:
    week, story, rules, others = case
    half = half_told(rules, story, week, random)
    swapped = half.swap(others)
    again = Live(others)
    again.restore(swapped.changed.episodes)
    again.replay(half.work.told)
    stays = half.work.live
    for at, record in half.coming:
        assert again.step([record], at) == stays.step([record], at)
    assert again.advance(week.end_at) == stays.advance(week.end_at)


@holds(12)
@given(cases(), st.randoms(use_true_random=True))
def test_each_transition_of_an_episode_has_the_next_number(case: Case, random: Random) -> None:
    week, story, rules, others = case
    half = half_told(rules, story, week, random)
    last = {each.episode: each.number for each in half.work.said}
    for to in (others, rules, others):
        for each in half.swap(to).changed.transitions:
            assert each.number == last.get(each.episode, 0) + 1
            last[each.episode] = each.number
    half.work.said.clear()
    half.go_on(week.end_at)
    for each in half.work.said:
        assert each.number == last.get(each.episode, 0) + 1
        last[each.episode] = each.number


def open_episodes(live: Live) -> list[Published]:
    return [each for each in live.published() if each.is_open and each.patient == PATIENT]


@holds(12)
@given(cases(), st.randoms(use_true_random=True))
def test_what_is_open_before_and_after_is_said_to_begin_or_to_end_and_nothing_else(case: Case, random: Random) -> None:
    week, story, rules, others = case
    half = half_told(rules, story, week, random)
    before = {each.name for each in open_episodes(half.work.live)}
    changed = half.swap(others).changed
    after = {each.name for each in open_episodes(half.work.live)}
    ended = {each.episode for each in changed.transitions if each.to_state is EpisodeState.RULE_CHANGED}
    begun = {each.episode for each in changed.transitions if each.from_state is not EpisodeState.RAISED} - ended
    assert ended == before - after
    assert after - before <= begun <= after
    assert {each.name for each in changed.moved} >= ended | begun
