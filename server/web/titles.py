"""What rules are called on the screens, and which of them nurses see."""

from __future__ import annotations

from typing import Final

from server.alerts.aftermath import READING_MOVED
from server.alerts.unanswered import QUESTIONED_GAIN
from server.rules.judging.wording import or_other_disease
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet
from server.web.words import Language, word

NO_RULES: Final = (READING_MOVED, QUESTIONED_GAIN)
"""Cards that no rule file says."""


def title_of(rule: str, rules: RuleSet | None, language: Language, *, has_other_disease: bool = False) -> str:
    """Give a rule's title; of one that is not among the rules its id, for what it once said still stands.

    Of somebody with another disease a title that names heart failure names that disease too.

    >>> title_of("a-rule-of-old", None, "sv"), title_of("reading-moved", None, "sv")
    ('a-rule-of-old', 'Mätvärdet var någon annans')
    """
    if rule in NO_RULES:
        return word(rule, language)
    known = seen_rule(rule, rules, is_any=True)
    title = rule if known is None else known.title[language]
    return or_other_disease(title, language) if has_other_disease else title


def seen_rule(rule: str, rules: RuleSet | None, *, is_any: bool = False) -> Rule | None:
    """Give a rule that nurses see, or any; None if there is none."""
    found = None if rules is None else rules.rules.get(rule)
    return found if found is not None and (is_any or found.status is Status.LIVE) else None
