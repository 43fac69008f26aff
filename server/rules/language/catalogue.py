"""Every code of the checker with its sentences in both languages; docs/rule-errors.md is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.rules.language.codes_of_form import FORM
from server.rules.language.codes_of_sense import SENSE
from server.rules.language.entry import Entry

CODES: Final[Mapping[str, Entry]] = {entry.code: entry for entry in (*FORM, *SENSE)}
"""E: the folder cannot be loaded. W: it can, and somebody should look."""

FAMILIES: Final[Mapping[str, tuple[str, str]]] = {
    "E0": ("Filen", "The file"),
    "E1": ("Nycklarna", "The keys"),
    "E2": ("Värdena", "The values"),
    "E3": ("Villkoren", "The conditions"),
    "E4": ("Det som nämns vid namn", "What is called by name"),
    "E5": ("Meningen", "The meaning"),
    "E6": ("Texterna, risken och godkännandet", "Texts, risk and approval"),
    "W7": ("Varningar från granskaren", "What to look at"),
}
"""The chapters of the page, by the first two letters of a code."""
