"""Contact: somebody in care whom a home may call, never a patient or a relative."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from vitals.fields import Fields, Json, format_instant
from vitals.identity import PatientId

TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 -]{1,22}")
NAME_MAX: Final = 60
"""What fits a line on the hub's screen."""
HOURS_MAX: Final = 120


class Role(StrEnum):
    """What a contact is to a patient."""

    CONTACT = "contact"
    """The patient's named contact (*fast vårdkontakt*)."""
    DOCTOR = "doctor"
    UNIT = "unit"
    """The care unit itself, whoever answers."""
    TEAM = "team"
    """A team that comes home, by day or by night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody in care: who, in which role, how to reach them and when, until ``expires_at``.

    ``about`` is the patient whose contact it is; None is everybody's in the home.
    """

    role: Role
    name: str
    telephone: str
    hours_sv: str
    hours_en: str
    about: PatientId | None
    expires_at: datetime

    def to_wire(self) -> Json:
        """Write the contact."""
        return {
            "role": self.role.value,
            "name": self.name,
            "telephone": self.telephone,
            "hours_sv": self.hours_sv,
            "hours_en": self.hours_en,
            "about": self.about,
            "expires_at": format_instant(self.expires_at),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Contact:
        """Read the contact; raises WireError."""
        found = cls(
            role=fields.choice("role", Role),
            name=fields.text("name", longest=NAME_MAX),
            telephone=fields.text("telephone", longest=24, pattern=TELEPHONE),
            hours_sv=fields.text("hours_sv", longest=HOURS_MAX),
            hours_en=fields.text("hours_en", longest=HOURS_MAX),
            about=None if fields.is_null("about") else PatientId(fields.identity("about")),
            expires_at=fields.instant("expires_at"),
        )
        fields.done()
        return found
