"""The checks of one rule beyond its form: what it means, what it says, and who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from server.rules.language.rule_reader import Draft
from server.rules.language.rule_set import SeverityRow
from server.rules.transition import Severity


def check_rule(draft: Draft, severities: Mapping[Severity, SeverityRow], today: date) -> None:
    """Look at one rule by itself; what is wrong is noted in its findings."""
