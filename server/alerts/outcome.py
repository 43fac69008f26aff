"""How an alert ended: what it was, and what was done. Two taps."""

from __future__ import annotations

from enum import StrEnum


class OutcomeCause(StrEnum):
    """What it was; how useful a rule is, is counted on this."""

    HEART_FAILURE = "heart_failure"
    OTHER_DISEASE = "other_disease"
    TECHNIQUE = "technique"
    WRONG_PERSON = "wrong_person"
    EXPECTED = "expected"
    WRONG_LIMIT = "wrong_limit"
    TECHNICAL = "technical"


class OutcomeAction(StrEnum):
    """What was done about it."""

    PHONE_ADVICE = "phone_advice"
    DOSE_CHANGED = "dose_changed"
    VISIT_BOOKED = "visit_booked"
    HOME_TEAM_SENT = "home_team_sent"
    REFERRED_112 = "referred_112"
    TECHNICAL_FAULT = "technical_fault"
    WRONG_MEASUREMENT = "wrong_measurement"
    NOT_RELEVANT = "not_relevant"
    UNREACHABLE = "unreachable"
    WAITING_FOR_DOCTOR = "waiting_for_doctor"
    SOCIAL_OR_RELATIVE_SUPPORT = "social_or_relative_support"
