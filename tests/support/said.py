"""Sayings and looks, made from the few words that a test is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_samples import PATIENT
from pages import AT

from server.patients.look import Look
from server.patients.saying import Saying


def saying(record: int, **more: Any) -> Saying:
    """Make a press of *I am worried*, or what is said otherwise."""
    said = Saying(
        record=record,
        patient=PATIENT,
        about="worried",
        version=1,
        code=None,
        words=None,
        is_acute=False,
        measured_at=AT,
        received_at=AT,
        say={"sv": "Jag är orolig – ring mig", "en": "I am worried – call me"},
    )
    return replace(said, **more)


def look(record: int, who: str = "eva", **more: Any) -> Look:
    """Make a look at a record."""
    return replace(Look(record=record, patient=PATIENT, who=who, at=AT), **more)
