"""The oracle asked in one line: a condition, a diary, an instant."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from diary_lines import STOCKHOLM, story, wall
from oracle.case import Episode
from oracle.oracle import episodes, truth
from rule_making import rule, rule_set

from server.rules.language.combination import Condition
from server.rules.language.rule import Rule, Setting


def tell(condition: Condition, diary: str, t: str, plan_from: str = "01-01", **settings: Setting) -> str:
    """Tell a condition at a wall time, for a rule called ``gain`` with these settings."""
    made = rule("gain", condition, settings=settings)
    return truth(rule_set(made), made, condition, story(diary, plan_from), wall(t)).value


def lives(diary: str, now: str, *rules: Rule, plan_from: str = "01-01") -> dict[str, list[Episode]]:
    """Tell the episodes of several rules."""
    return episodes(rule_set(*rules), story(diary, plan_from), wall(now))


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
