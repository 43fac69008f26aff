"""Member: one patient of a home, as far as the home's hub needs to know."""

from __future__ import annotations

from dataclasses import dataclass

from vitals.contact import Contact
from vitals.fields import Fields, Json
from vitals.identity import PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A patient who lives in the home: an id, and never a name.

    ``is_reminded`` is False for somebody who shall not be asked to weigh or to answer (a treatment ceiling, a pause).
    ``instead`` is whom to call instead of 112 and 1177, where that was agreed; why is nobody's business in the home.
    """

    patient: PatientId
    is_reminded: bool = True
    instead: Contact | None = None

    def to_wire(self) -> Json:
        """Write the member."""
        return {
            "patient": self.patient,
            "is_reminded": self.is_reminded,
            **({} if self.instead is None else {"instead": self.instead.to_wire()}),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Member:
        """Read the member; raises WireError."""
        found = cls(
            patient=PatientId(fields.identity("patient")),
            is_reminded=fields.truth("is_reminded"),
            instead=Contact.from_wire(fields.inner("instead")) if "instead" in fields.names() else None,
        )
        fields.done()
        return found
