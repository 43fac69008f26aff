"""What a diary's words are checked against: measures, questions, events, and how amounts are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.rules.diary.case import DiaryError
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from vitals.code import ACT_NOW_READ, WORRIED
from vitals.measurement import Flag
from vitals.symptom import Schedule

_AMOUNT: Final = re.compile(r"(\d+)(?:[.,](\d{1,3}))?\s+(kg|mmHg|bpm|%|points|steps)")
WRITING_STEP: Final[Mapping[Unit, int]] = {
    Unit.KG: 100,
    Unit.MMHG: 1_000,
    Unit.BPM: 1_000,
    Unit.PERCENT: 1_000,
    Unit.POINTS: 1_000,
    Unit.STEPS: 1_000,
}
"""The smallest step that people write, in thousandths: a scale shows 0.1 kg, a cuff whole mmHg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The names that diaries may use. ``measures`` have a unit, of which ``steps`` make one.

    ``questions`` are the codes of the answers by question; ``daily`` are those that *as usual* answers.
    """

    measures: Mapping[str, Unit]
    steps: Mapping[str, int]
    questions: Mapping[str, frozenset[str]]
    daily: tuple[str, ...]
    events: frozenset[str]
    flags: frozenset[str]
    buttons: frozenset[str] = frozenset({WORRIED, ACT_NOW_READ})
    agreed: frozenset[str] = frozenset({"target_weight", "discharge_weight", "reference_weight"})
    opening: str = "as_usual"
    settings: Mapping[str, Unit] = field(default_factory=dict)


def words_of_rule(rule: Rule, rule_set: RuleSet) -> Vocabulary:
    """Give the names that a rule's diaries may use: all of the folder's, and the rule's own settings."""
    measures = {name: measure for name, measure in rule_set.signals.measures.items() if measure.flag is None}
    symptoms = rule_set.symptoms
    return Vocabulary(
        measures={name: measure.unit for name, measure in measures.items()},
        steps={name: measure.per_unit for name, measure in measures.items()},
        questions={name: frozenset(each.code for each in symptom.choices) for name, symptom in symptoms.items()},
        daily=tuple(name for name, symptom in symptoms.items() if symptom.schedule is Schedule.DAILY),
        events=frozenset(rule_set.signals.events),
        flags=frozenset(flag.value for flag in Flag),
        settings={name: setting.value.unit for name, setting in rule.settings.items()},
    )


def read_amount(text: str, number: int) -> Quantity:
    """Read an amount with its unit, with a decimal point or a Swedish comma; raises DiaryError.

    >>> read_amount("82,1 kg", 1) == read_amount("82.1 kg", 1)
    True
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise DiaryError(number, f"{text!r} is not an amount with its unit, as 82.1 kg")
    return Quantity(int(found[1]) * 1_000 + int((found[2] or "").ljust(3, "0")), Unit(found[3]))
