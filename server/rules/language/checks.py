"""The checks of one rule beyond its form: what it means, what it says, and who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from server.rules.language.end_check import check_end
from server.rules.language.range_check import check_ranges
from server.rules.language.release_check import check_release
from server.rules.language.rule_reader import Draft
from server.rules.language.rule_set import SeverityRow
from server.rules.language.text_check import check_texts
from server.rules.transition import Severity


def check_rule(draft: Draft, severities: Mapping[Severity, SeverityRow], today: date) -> None:
    """Look at one rule by itself; what is wrong is noted in its findings."""
    check_ranges(draft)
    check_end(draft)
    check_texts(draft)
    check_release(draft, severities, today)
    is_whole = draft.is_read and draft.scope.are_signals_whole and draft.scope.are_questions_whole
    for name, setting in draft.rule.settings.items() if is_whole else ():
        if name not in draft.scope.used:
            draft.scope.findings.add("E412", draft.scope.places.of(setting, "name"), word=name)
