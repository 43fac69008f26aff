"""What is known of patients, made from the few words that a test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from contract_samples import PATIENT
from pages import AT

from server.patients.known import (
    AgreedWeight,
    AgreedWhat,
    AskedOf,
    Grouping,
    Happening,
    Known,
    OwnSetting,
    ProfileUse,
    Said,
    WeighingPlan,
)
from server.patients.register import PatientEntry
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule_set import Profile
from vitals.identity import PatientId

DAY = timedelta(days=1)
OTHER = PatientId("otherrrrrrrrrrrr")
TITLE = {"sv": "Skör", "en": "Frail"}


def said(from_at: datetime = AT, **more: Any) -> Said:
    """Say who says it."""
    made = Said(patient=PATIENT, from_at=from_at, who="eva", said_at=AT, role="nurse", reason="ringde")
    return Said(**{**made, **more})  # type: ignore[typeddict-item]  # the words of a test


def grouping(group: str, from_at: datetime = AT, **more: Any) -> Grouping:
    """Put the patient in a group."""
    return replace(Grouping(**said(from_at), group=group), **more)


def plan(days: str, from_at: datetime = AT, **more: Any) -> WeighingPlan:
    """Plan weights."""
    return replace(WeighingPlan(**said(from_at), days=days), **more)


def weight(what: AgreedWhat, grams: int | None, from_at: datetime = AT, **more: Any) -> AgreedWeight:
    """Agree on a weight."""
    return replace(AgreedWeight(**said(from_at), what=what, grams=grams), **more)


def setting(name: str, value: int | None, from_at: datetime = AT, **more: Any) -> OwnSetting:
    """Set a value, by ``rule.setting``."""
    rule, _, word = name.partition(".")
    made = OwnSetting(**said(from_at), rule=rule, setting=word, value=value, unit="kg", review_on=date(2026, 6, 1))
    return replace(made, **more)


def use(profile: str, from_at: datetime = AT, **more: Any) -> ProfileUse:
    """Give the patient a profile."""
    return replace(ProfileUse(**said(from_at), profile=profile), **more)


def happening(kind: str, from_at: datetime = AT, number: int | None = None, **more: Any) -> Happening:
    """Let something happen."""
    return replace(Happening(**said(from_at), kind=kind, number=number), **more)


def asked(until_at: datetime, **more: Any) -> AskedOf:
    """Ask the patient to weigh again."""
    return replace(AskedOf(**said(), rule="gain", measure="weight", until_at=until_at), **more)


def person(**more: Any) -> PatientEntry:
    """Give the patient as the register has it; the plan begins on the day of AT."""
    made = PatientEntry(patient=PATIENT, zone="Europe/Stockholm", plan_from=date(2026, 3, 2), contact="anna")
    return replace(made, **more)


def profile(name: str, **kilograms: float) -> Profile:
    """Make a profile of one rule's settings, in kg."""
    values = {word: Quantity(int(value * 1_000), Unit.KG) for word, value in kilograms.items()}
    return Profile(name=name, title=TITLE, settings={"weight-gain-2kg-3-days": values})


def unnumbered(rows: list[Any]) -> list[Known]:
    """Leave out the numbers that the database gave."""
    return [replace(row, number=None) for row in rows]
