"""Everything a folder of rules says, read and found good: what the engine judges by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.rules.language.quantity import Period, Quantity
from server.rules.language.rule import Rule
from server.rules.language.signal import Signals
from server.rules.transition import Severity
from vitals.symptom import Symptom


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityRow:
    """One line of ``severities.yaml``: how soon a person must answer, and what happens outside staffed hours."""

    severity: Severity
    respond_within: Period | None
    when_unstaffed: Mapping[str, str]
    latches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named set of settings: by rule, by setting."""

    name: str
    title: Mapping[str, str]
    settings: Mapping[str, Mapping[str, Quantity]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules by name, each after those that it reads (``quiet_while``, ``alert``), with the files they lean on."""

    rules: Mapping[str, Rule]
    signals: Signals
    severities: Mapping[Severity, SeverityRow]
    symptoms: Mapping[str, Symptom]
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    burden_per_1000_patient_years: int | None = None
    """The budget of all rules together, as ``severities.yaml`` says: it is the same people's time (decision E5)."""
