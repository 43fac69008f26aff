"""The engine as it works: records come late, twice and in any order, time passes between, and it starts anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from disorder import disordered
from engine_story import ENDS, PATIENT, block_on, joined, records_of
from oracle.story import Story

from server.rules.judging.live import Live
from server.rules.judging.publishing import Published
from server.rules.judging.walk import FOREVER, Told
from server.rules.language.rule_set import RuleSet
from server.rules.record import EngineRecord
from server.rules.transition import EpisodeState, Transition

JOINED_BEFORE: Final = timedelta(days=45)


@dataclass
class AtWork:
    """One patient's engine: what it was told, and what it said. ``asks``: it asks whoever it may, else nobody."""

    rules: RuleSet
    asks: bool = True
    told: list[EngineRecord] = field(default_factory=list)
    said: list[Transition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.live = self._begin()

    def _begin(self) -> Live:
        return Live(self.rules, lambda _patient, _until: self.asks)

    def hear(self, record: EngineRecord, at: datetime) -> None:
        """Tell it one record, and keep what it asks for."""
        self.said += self.live.step([record], at)
        self.told += [record, *self.live.take_asked()]

    def wait(self, at: datetime) -> None:
        """Let time pass."""
        self.said += self.live.advance(at)
        self.told += self.live.take_asked()

    def start_anew(self) -> None:
        """Stop, and start with what was stored: the episodes and the records."""
        stored = [each for rule in self.rules.rules for each in self.live.episodes(PATIENT, rule)]
        self.live = self._begin()
        self.live.restore(stored)
        self.live.replay(self.told)

    def published(self, rule: str) -> list[Published]:
        """List the episodes that stand."""
        known = [each for each in self.live.episodes(PATIENT, rule) if each.state is not EpisodeState.WITHDRAWN]
        return sorted(known, key=lambda each: each.told.start_s)

    def batch(self, at: datetime) -> dict[str, list[Told]]:
        """Judge all that it was told at once."""
        chart = self.live._charts[PATIENT]
        block = block_on(self.rules, chart, self.live._codes, at)
        return {rule: told[0] for rule, told in block.told.items()}


def at_work(rules: RuleSet, story: Story, end_at: datetime, random: Random, *, disorder: float = 0.2) -> AtWork:
    """Tell a story: a part of it in disorder, a tenth twice, with restarts and ticks between."""
    work, last = AtWork(rules), end_at - JOINED_BEFORE
    work.hear(joined(story), last)
    for at, record in disordered(records_of(story, is_asked=False), random, disorder):
        if at > end_at:
            continue
        while random.random() < 0.3 and last < at:
            last = min(at, last + timedelta(seconds=random.choice((60, 3_600, 90_000))))
            work.wait(last)
        last = max(last, at)
        if random.random() < 0.05:
            work.start_anew()
        work.hear(record, last)
        if random.random() < 0.1:
            work.hear(record, last)
    work.wait(end_at)
    return work


def in_words(told: Told) -> tuple[int, int | None, int | None, str | None]:
    """Write an episode without what late records may have made otherwise on the way: who covered whom."""
    return told.start_s, told.raised_s, told.end_s, None if told.ending is None else ENDS[told.ending]


def stands_well(published: Published, told: Told) -> bool:
    """Tell whether a published episode is in a state that its values allow (rule 29)."""
    if told.end_s is not None:
        return published.state is EpisodeState.CLEARED
    if told.raised_s is None:
        return published.state in {EpisodeState.ASKING, EpisodeState.RAISED, EpisodeState.INHIBITED}
    if published.state is EpisodeState.INHIBITED:
        return told.covered_until_s == FOREVER
    return published.state is EpisodeState.RAISED
