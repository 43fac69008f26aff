"""A story explained: the tree of one rule at a wall time."""

from __future__ import annotations

from datetime import timedelta

from diary_lines import story, wall
from judged_story import block_of
from rule_making import rule_set

from server.rules.judging.chart import seconds
from server.rules.judging.why import Why, why_of
from server.rules.language.rule import Rule
from server.rules.language.rule_set import Profile


def explained(made: Rule, diary: str, t: str, *others: Rule, profile: Profile | None = None, days: int = 0) -> Why:
    """Explain a rule at a wall time, with the episode that is open then."""
    block = block_of(rule_set(*others, made), story(diary), wall(t) - timedelta(days=days), wall(t))
    told = next((each for each in block.told[made.name][0] if each.end_s is None), None)
    return why_of(block.scene(made), 0, seconds(wall(t)), told, profile)
