"""A rule's conditions in words, with its settings as they hold for somebody: said once for all of whom they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from server.rules.judging.wording import LANGUAGES
from server.rules.language.combination import Condition
from server.rules.language.quantity import Quantity
from server.rules.language.read_back import voice_of
from server.rules.language.read_back_condition import Reader
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet

Said = Mapping[str, str]
"""Words by language."""


class Spoken:
    """What is said of the conditions of one rule; of a combination, without those of its parts."""

    def __init__(self, rule: Rule, rule_set: RuleSet, settings: Mapping[str, Quantity]) -> None:
        """Take the rule, its folder, and the values that hold."""
        own = {name: replace(rule.settings[name], value=value) for name, value in settings.items()}
        self._readers = {
            language: Reader(
                voice=replace(voice_of(rule, language), settings=own),
                signals=rule_set.signals,
                symptoms=rule_set.symptoms,
                titles={name: each.title[language] for name, each in rule_set.rules.items()},
            )
            for language in LANGUAGES
        }
        self._rule = rule
        """As long as it is there, its conditions are what they are called by here."""
        self._said: dict[int, Said] = {}

    def condition(self, condition: Condition) -> Said:
        """Say a condition of the rule."""
        known = self._said.get(id(condition))
        if known is None:
            lines = {language: next(each.lines(condition)) for language, each in self._readers.items()}
            known = self._said[id(condition)] = {language: line.removesuffix(":") for language, line in lines.items()}
        return known

    def line(self, points: int, said: Said) -> Said:
        """Say a line of a score, by what is said of its condition."""
        return {
            language: each.voice.say("line", points=points, when=said[language])
            for language, each in self._readers.items()
        }

    def step(self, place: int, said: Said) -> Said:
        """Say a step of a sequence, by what is said of it alone."""
        word = "then" if place else "first"
        return {language: each.voice.say(word) + said[language] for language, each in self._readers.items()}
