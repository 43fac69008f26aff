"""The words of rules and of what is so without an alert, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RULE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "asked_title": ("Väntar på patientens svar", "Waiting for the patient's answer"),
    "no_open_yet": (
        "Ingen öppen varning än: en regel väntar på patientens svar.",
        "No open alert yet: a rule waits for the patient's answer.",
    ),
    "asked_raises": (
        "Ombads {at} att {what}. Utan svar blir det en varning {until}.",
        "Asked {at} to {what}. Without an answer it becomes an alert {until}.",
    ),
    "asked_drops": (
        "Ombads {at} att {what}. Utan svar släpps det {until}.",
        "Asked {at} to {what}. Without an answer it is dropped {until}.",
    ),
    "hidden_by": ("Döljs av: {rules}", "Hidden behind: {rules}"),
    "hidden_by_other": ("Döljs av en annan varning", "Hidden behind another alert"),
    "hidden_title": ("Döljs av andra varningar", "Hidden behind other alerts"),
    "told_title": ("Bra att veta", "Good to know"),
    "read_aloud": ("Regeln uppläst", "The rule read aloud"),
    "conditions": ("Villkoren som de var", "The conditions as they were"),
    "rule_gone": ("Regeln finns inte längre.", "The rule is no longer there."),
    "rule_changed": ("Regeln har ändrats sedan dess: nu version {n}.", "The rule has changed since: now version {n}."),
    "set_for_patient": ("Satt för patienten", "Set for the patient"),
    "of_profile": ("ur profilen {name}", "from the profile {name}"),
    "behind_other": ("Inga mätvärden eller svar.", "No readings or answers."),
    "earlier_ones": ("{n} tidigare", "{n} earlier"),
}
