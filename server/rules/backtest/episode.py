"""Episodes as a backtest finds them: what was raised of whom, when, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from server.rules.language.order import RANK
from server.rules.language.rule import Kind, Rule
from server.rules.transition import Severity


class AlertClass(StrEnum):
    """What an alert is about, as scores count it: a sign is whatever a measurement or an answer said."""

    SIGN = "sign"
    ABSENCE = "absence"
    TECHNICAL = "technical"


class Ending(StrEnum):
    """How an episode ended on the nurse's screen."""

    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"


CLASSES: Final[Mapping[Kind, AlertClass]] = {
    Kind.SIGN: AlertClass.SIGN,
    Kind.GOOD_NEWS: AlertClass.SIGN,
    Kind.ABSENCE: AlertClass.ABSENCE,
    Kind.TECHNICAL: AlertClass.TECHNICAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One alert of one patient, instants in seconds of UTC by the server's clock.

    ``patient`` is the id as the log writes it. ``ended_s`` is None if it is so at the end of the log. ``explanation``
    is what the nurse was told, by language; it is empty where it was not asked for.
    """

    patient: str
    rule: str
    severity: Severity
    alert_class: AlertClass
    raised_s: int
    ended_s: int | None = None
    ending: Ending | None = None
    explanation: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Tell whether scores count it: a sign of medium or high severity."""
        return self.alert_class is AlertClass.SIGN and RANK[self.severity] >= RANK[Severity.MEDIUM]


def class_of(rule: Rule) -> AlertClass:
    """Say what the alerts of a rule are about."""
    return CLASSES[rule.kind]
