"""The hash that an approval is bound to: of what a rule does, not of how it is written or what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from server.rules.language.quantity import Period
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet

DIGITS: Final = 16
WORDS_ALONE: Final = frozenset(
    {"title", "version", "status", "say", "risk", "purpose", "evidence", "known_false_alerts", "owner", "review_by"}
    | {"approved", "replaces", "burden_per_1000_patient_years"}
)
"""The parts of a rule, and of a folder, that decide nothing."""


def logic(rule: Rule) -> str:
    """Give the hash of a rule's logic: settings, conditions, end, severity, whom it is for, what holds it back."""
    parts = {name: part for name, part in _parts(rule).items() if name not in WORDS_ALONE}
    return _hash(parts)


def logic_of_all(rule_set: RuleSet) -> str:
    """Give the hash of all that a rule set decides by: its rules' logic and states, and what they lean on."""
    rules = {name: [logic(rule), rule.status.value] for name, rule in rule_set.rules.items()}
    parts = {name: part for name, part in _parts(rule_set).items() if name not in WORDS_ALONE}
    return _hash({**parts, "rules": rules})


def hash_of(thing: Mapping[str, object]) -> str:
    """Give the hash of things of the language: two of the same meaning have the same."""
    return _hash(canonical(thing))


def canonical(thing: object) -> Any:  # noqa: ANN401  (whatever JSON can hold)
    """Write a thing so that two of the same meaning are written alike; what is as by default is left out.

    >>> from server.rules.language.quantity import PeriodUnit
    >>> canonical(Period(1, PeriodUnit.WEEKS)), canonical(frozenset({"b", "a"}))
    ('7 days', ['a', 'b'])
    """
    written: Any = thing
    match thing:
        case Period():
            written = f"{thing.days} days" if thing.is_calendar else f"{thing.seconds} seconds"
        case Enum():
            written = thing.name.lower()
        case Mapping():
            written = {str(canonical(key)): canonical(value) for key, value in thing.items()}
        case frozenset():
            written = sorted(canonical(each) for each in thing)
        case tuple():
            written = [canonical(each) for each in thing]
        case date():
            written = thing.isoformat()
        case _ if is_dataclass(thing):
            written = {"is": type(thing).__name__, **_parts(thing)}
        case _:
            pass
    return written


def _parts(thing: object) -> dict[str, Any]:
    """Write the fields of a noun that are not as by default."""
    named: list[Field[Any]] = [*fields(thing)]  # type: ignore[arg-type]  # only dataclasses come here
    values = {each.name: (getattr(thing, each.name), each) for each in named}
    written = {name: canonical(value) for name, (value, each) in values.items() if value != _default(each)}
    if "quiet_while" in written:
        written["quiet_while"].sort()
    return written


def _default(each: Field[Any]) -> object:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default


def _hash(parts: Mapping[str, object]) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
