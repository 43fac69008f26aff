"""Screen: what a hub's own screen needs to know of its people and of who looks after them."""

from __future__ import annotations

from dataclasses import dataclass

from vitals.contact import Contact
from vitals.coverage import Coverage
from vitals.fields import MANY, Fields, Json
from vitals.member import Member
from vitals.seen import Seen
from vitals.symptom import Symptom


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The part of the desired state that people in the home see.

    A screen without people is blank: whoever lived there has died or moved, and nothing may be asked or promised.
    """

    people: tuple[Member, ...]
    symptoms: tuple[Symptom, ...] = ()
    contacts: tuple[Contact, ...] = ()
    coverage: Coverage | None = None
    seen: tuple[Seen, ...] = ()

    def to_wire(self) -> Json:
        """Write what the screen needs."""
        return {
            "people": [member.to_wire() for member in self.people],
            "symptoms": [symptom.to_wire() for symptom in self.symptoms],
            "contacts": [contact.to_wire() for contact in self.contacts],
            **({} if self.coverage is None else {"coverage": self.coverage.to_wire()}),
            "seen": [seen.to_wire() for seen in self.seen],
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Screen:
        """Read what the screen needs; raises WireError."""
        found = cls(
            people=tuple(map(Member.from_wire, fields.members("people", MANY))),
            symptoms=tuple(map(Symptom.from_wire, fields.members("symptoms", MANY))),
            contacts=tuple(map(Contact.from_wire, fields.members("contacts", MANY))),
            coverage=Coverage.from_wire(fields.inner("coverage")) if "coverage" in fields.names() else None,
            seen=tuple(map(Seen.from_wire, fields.members("seen", MANY))),
        )
        fields.done()
        return found
