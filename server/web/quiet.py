"""What is so of a patient and asks nobody to act: waiting for an answer, held back by something worse, good to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.rules.language.read_back_words import name_of
from server.rules.language.rule_set import RuleSet
from server.rules.transition import EpisodeState, Severity
from server.web.shown import OpenEpisode
from server.web.titles import seen_rule
from server.web.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Something that is held back, and the rules whose alerts stand before it."""

    episode: OpenEpisode
    by: Sequence[str]


def asking(episodes: Iterable[OpenEpisode]) -> list[OpenEpisode]:
    """Give what waits for the patient's answer."""
    return [each for each in episodes if each.state is EpisodeState.ASKING and each.asked_until is not None]


def hidden(episodes: Sequence[OpenEpisode], rules: RuleSet | None) -> list[Hidden]:
    """Give what is held back of rules that nurses see; what stands before it is raised, and named by the rule."""
    raised = {each.rule for each in episodes if each.state is EpisodeState.RAISED}
    return [
        Hidden(episode=each, by=[name for name in rule.quiet_while if name in raised])
        for each in episodes
        if each.state is EpisodeState.INHIBITED and (rule := seen_rule(each.rule, rules)) is not None
    ]


def told(episodes: Iterable[OpenEpisode], severity: Severity, rules: RuleSet | None) -> list[OpenEpisode]:
    """Give what rules of a severity that never stands on the worklist say now; each rule once, since the earliest."""
    first: dict[str, OpenEpisode] = {}
    for each in sorted(episodes, key=lambda each: each.measured_at):
        is_it = each.severity == severity and each.state is EpisodeState.RAISED
        if is_it and seen_rule(each.rule, rules) is not None:
            first.setdefault(each.rule, each)
    return list(first.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the patient was asked to do, when, by when, and whether it becomes an alert without an answer."""

    what: str
    at: datetime
    until: datetime
    raises: bool


def asked(episode: OpenEpisode, rules: RuleSet | None, language: Language) -> Asked:
    """Say what an episode waits for; of a rule that is gone, that the alert comes: nothing is kept back in doubt."""
    rule = seen_rule(episode.rule, rules, is_any=True)
    confirm = None if rule is None else rule.confirm
    return Asked(
        what=name_of("weigh again" if confirm is None else confirm.ask, language),
        at=episode.at,
        until=episode.asked_until or episode.at,
        raises=confirm is None or confirm.raises_unanswered,
    )
