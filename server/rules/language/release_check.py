"""Looks who stands behind a rule: risk, approval, review, and the questions that a person must have answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from server.rules.language.combination import Condition
from server.rules.language.logic import logic
from server.rules.language.order import RANK, SEEN, signs_of
from server.rules.language.phrase import listed
from server.rules.language.quantity import Period
from server.rules.language.rule import Harm, Kind, Onset
from server.rules.language.rule_reader import Draft
from server.rules.language.rule_set import SeverityRow
from server.rules.language.vocabulary import ASKS
from server.rules.transition import Severity

LOWEST: Final[Mapping[tuple[Harm, Onset], Severity]] = {
    (Harm.DEATH, Onset.IMMEDIATE): Severity.HIGH,
    (Harm.DEATH, Onset.PROMPT): Severity.HIGH,
    (Harm.DEATH, Onset.DELAYED): Severity.MEDIUM,
    (Harm.SERIOUS, Onset.IMMEDIATE): Severity.HIGH,
    (Harm.SERIOUS, Onset.PROMPT): Severity.MEDIUM,
    (Harm.SERIOUS, Onset.DELAYED): Severity.LOW,
    (Harm.MINOR, Onset.IMMEDIATE): Severity.MEDIUM,
    (Harm.MINOR, Onset.PROMPT): Severity.LOW,
    (Harm.MINOR, Onset.DELAYED): Severity.INFO,
}
"""The lowest severity that a risk allows. After the idea of IEC 60601-1-8, table 1; to be verified against it."""
LIVE_NEEDS: Final = ("purpose", "owner", "review_by", "approved")
SIGN_NEEDS: Final = ("risk", "evidence", "known_false_alerts")
"""What a live rule about a patient's health needs as well; a technical one has no evidence to show."""
HOURS_A_WORKING_DAY: Final = 24


def check_release(draft: Draft, severities: Mapping[Severity, SeverityRow], today: date) -> None:
    """Note what keeps a rule from being shown to a nurse."""
    _check_needed(draft)
    _check_severity(draft, severities)
    _check_confirm(draft)
    _check_approval(draft)
    due = draft.rule.review_by
    if due is not None and due < today:
        draft.scope.findings.add("E604", draft.block.at("review_by"), word=due.isoformat())


def _check_needed(draft: Draft) -> None:
    rule = draft.rule
    if rule.status not in SEEN:
        return
    needs = (*LIVE_NEEDS, *(SIGN_NEEDS if rule.kind is Kind.SIGN else ()))
    missing = [name for name in needs if not draft.block.has(name)]
    if missing:
        draft.scope.findings.add("E605", draft.block.at("status"), word=listed(missing), status=rule.status)


def _check_severity(draft: Draft, severities: Mapping[Severity, SeverityRow]) -> None:
    rule, findings = draft.rule, draft.scope.findings
    phrase = draft.block.phrase("severity")
    if rule.risk is not None and phrase is not None and phrase.text == rule.severity:
        lowest = LOWEST[rule.risk.harm, rule.risk.onset]
        if RANK[rule.severity] < RANK[lowest]:
            findings.add("E602", draft.block.at("severity"), word=rule.severity, known=lowest)
    row, own = severities.get(rule.severity), rule.respond_within
    most = None if row is None else row.respond_within
    if most is not None and own is not None and _minutes(own) > _minutes(most):
        findings.add("E512", draft.block.at("respond_within"), word=str(own), known=str(most))


def _minutes(period: Period) -> int:
    return period.days * HOURS_A_WORKING_DAY * 60 if period.is_calendar else period.seconds // 60


def _check_confirm(draft: Draft) -> None:
    confirm, findings = draft.rule.confirm, draft.scope.findings
    node = draft.block.block("confirm", "confirm")
    if confirm is None or node is None or draft.raise_when is None:
        return
    is_high = draft.rule.severity is Severity.HIGH
    vitals = set(_vitals(draft, draft.raise_when))
    if is_high or not vitals:
        findings.add("E509", draft.block.key("confirm"))
    if is_high and not confirm.raises_unanswered:
        findings.add("E510", node.at("if_no_answer"))
    if vitals and not vitals & ASKS[confirm.ask]:
        findings.add("E511", node.at("ask_patient_to"), word=confirm.ask)


def _vitals(draft: Draft, condition: Condition) -> Iterator[str]:
    """Name the vital signs that a condition reads."""
    for sign in signs_of(condition):
        measure = draft.scope.signals.measures.get(getattr(sign, "measure", ""))
        if measure is not None:
            yield measure.vital.value.name


def _check_approval(draft: Draft) -> None:
    approved = draft.rule.approved
    node = draft.block.block("approved", "approved")
    if approved is None or node is None or not draft.is_read:
        return
    known = logic(draft.rule)
    if approved.logic != known:
        draft.scope.findings.add("E603", node.at("logic"), word=approved.logic, known=known)
