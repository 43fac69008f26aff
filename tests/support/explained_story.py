"""A story explained: the tree of one rule at a wall time, and the facts of an episode."""

from __future__ import annotations

from datetime import timedelta

from diary_lines import story, wall
from engine_story import block_from
from rule_making import rule_set

from server.rules.judging.chart import seconds
from server.rules.judging.facts import Facts
from server.rules.judging.why import Why, why_of
from server.rules.language.rule import Rule
from server.rules.language.rule_set import Profile


def explained(made: Rule, diary: str, t: str, *others: Rule, profile: Profile | None = None, days: int = 0) -> Why:
    """Explain a rule at a wall time, with the episode that is open then."""
    block = block_from(rule_set(*others, made), story(diary), wall(t) - timedelta(days=days), wall(t))
    told = next((each for each in block.told[made.name][0] if each.end_s is None), None)
    return why_of(block.scene(made), 0, seconds(wall(t)), told, profile)


def facts(made: Rule, diary: str, now: str, *others: Rule, days: int = 10) -> Facts:
    """Give the facts of the last episode that a diary makes up to a wall time, from so many days before."""
    to_at = wall(now)
    block = block_from(rule_set(*others, made), story(diary), to_at - timedelta(days=days), to_at)
    return block.facts(made, 0, block.told[made.name][0][-1])
