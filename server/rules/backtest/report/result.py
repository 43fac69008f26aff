"""All that a report tells, computed once for all languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.rules.backtest.counting import raised
from server.rules.backtest.episode import Episode
from server.rules.backtest.report.examples import Example, examples
from server.rules.backtest.report.facts import Facts
from server.rules.backtest.report.lead import LeadTimes, lead_times
from server.rules.backtest.report.load import Heavy, Week, alerts_of_each, cards_by_week, worst_tenth
from server.rules.backtest.report.operating import Point, by_level, by_rule
from server.rules.backtest.score import Score
from server.rules.backtest.trial import Material
from server.rules.language.rule_set import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found, and what follows from it.

    ``lead`` is None where no major event is known; ``questions`` are the ids of questions by the logs' names.
    """

    material: Material
    rule_set: RuleSet
    episodes: Sequence[Episode]
    score: Score
    by_profile: Mapping[str, Score]
    facts: Facts
    questions: Mapping[str, str]
    levels: Sequence[Point]
    rules: Mapping[str, Point]
    lead: LeadTimes | None
    alerts_of_each: Sequence[int]
    heaviest: Sequence[Heavy]
    weeks: Sequence[Week]
    examples: Sequence[Example]

    @property
    def explained(self) -> float | None:
        """Give the share of episodes that an event explains; None where nobody knows the events, or there are none."""
        spells = self.score.spells
        if self.material.watched.events is None or not spells:
            return None
        return sum(each.is_explained for each in spells) / len(spells)


def result(
    material: Material,
    rule_set: RuleSet,
    episodes: Sequence[Episode],
    score: Score,
    by_profile: Mapping[str, Score],
    facts: Facts,
    *,
    log_codes: Mapping[str, str],
) -> Result:
    """Compute what a report tells beyond the score; ``log_codes`` are the logs' names of questions."""
    watched = material.watched
    alerts = raised([each for each in episodes if each.counts], watched)
    major = [each for each in score.seen if each.event.is_major]
    return Result(
        material=material,
        rule_set=rule_set,
        episodes=episodes,
        score=score,
        by_profile=by_profile,
        facts=facts,
        questions={code: question for question, code in log_codes.items() if question in rule_set.symptoms},
        levels=by_level(episodes, watched),
        rules=by_rule(episodes, watched),
        lead=lead_times(major, alerts, watched) if major else None,
        alerts_of_each=alerts_of_each(episodes, watched),
        heaviest=worst_tenth(score, episodes, watched),
        weeks=cards_by_week(episodes, watched),
        examples=examples(score.seen, score.spells, knows=watched.events is not None),
    )
