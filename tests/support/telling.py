"""The oracle and the engine asked in one line, a condition, a diary, an instant: they must say the same."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from diary_lines import STOCKHOLM, story, wall
from engine_story import block_of, expected, lines_of, tell_at
from oracle.case import Episode
from oracle.oracle import episodes, truth
from rule_making import rule, rule_set

from server.rules.language.combination import Condition
from server.rules.language.rule import Rule, Setting


def tell(condition: Condition, diary: str, t: str, plan_from: str = "01-01", **settings: Setting) -> str:
    """Tell a condition at a wall time, for a rule called ``gain`` with these settings."""
    made = rule("gain", condition, settings=settings)
    rules, told = rule_set(made), story(diary, plan_from)
    found = truth(rules, made, condition, told, wall(t))
    assert tell_at(block_of(rules, told, wall(t)), made, condition, wall(t)) is found, "the engine says otherwise"
    return found.value


def lives(diary: str, now: str, *rules: Rule, plan_from: str = "01-01") -> dict[str, list[Episode]]:
    """Tell the episodes of several rules."""
    told, by = story(diary, plan_from), rule_set(*rules)
    found = episodes(by, told, wall(now))
    if any(span is not None and not span.is_calendar for each in rules for span in (each.lasts, each.stays_quiet)):
        return found  # the checker refuses it; the oracle knows no checker
    block = block_of(by, told, wall(now))
    assert {name: lines_of(lives[0]) for name, lives in block.told.items()} == {
        name: expected(lives) for name, lives in found.items()
    }, "the engine says otherwise"
    return found


def life(diary: str, now: str, *rules: Rule, plan_from: str = "01-01") -> list[str]:
    """Tell the episodes of the last of the rules in words: its states and its end, with wall times."""
    told = lives(diary, now, *rules, plan_from=plan_from)[rules[-1].name]
    return [", ".join(in_words(each)) for each in told]


def in_words(episode: Episode) -> list[str]:
    """Write an episode: ``raised 03-05 07:00``, ``cleared 03-08 07:00``."""
    words = [f"{state.value} {_wall(at)}" for state, at in episode.phases]
    return words if episode.end_at is None else [*words, f"{episode.ends_by} {_wall(episode.end_at)}"]


def _wall(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(STOCKHOLM)):%m-%d %H:%M:%S}".removesuffix(":00")
