"""DesiredState: the one retained document that tells a hub what to ask, show and promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from vitals.fields import MANY, Fields, Json, format_instant
from vitals.identity import DeviceId, HomeId, HubId, PatientId
from vitals.record import WORD, RecordRef
from vitals.screen import Screen

TEXT_MAX: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence in both languages that must not be shown after ``expires_at``."""

    name: str
    sv: str
    en: str
    expires_at: datetime

    def to_wire(self) -> Json:
        """Write the text."""
        return {"name": self.name, "sv": self.sv, "en": self.en, "expires_at": format_instant(self.expires_at)}

    @classmethod
    def from_wire(cls, fields: Fields) -> Text:
        """Read the text; raises WireError."""
        found = cls(
            name=fields.text("name", longest=64, pattern=WORD),
            sv=fields.text("sv", longest=TEXT_MAX),
            en=fields.text("en", longest=TEXT_MAX),
            expires_at=fields.instant("expires_at"),
        )
        fields.done()
        return found


class Ask(StrEnum):
    """What a hub may be asked to do with its people."""

    WHOSE = "whose"
    """Somebody was weighed or measured: was it you?"""
    WEIGH_AGAIN = "weigh_again"
    MEASURE_PRESSURE_AGAIN = "measure_pressure_again"
    SYMPTOM = "symptom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing the hub's screen asks, about whom, and until when."""

    question: str
    version: int
    ask: Ask
    about: PatientId | None
    refers_to: RecordRef | None
    expires_at: datetime

    def to_wire(self) -> Json:
        """Write the question."""
        return {
            "question": self.question,
            "version": self.version,
            "ask": self.ask.value,
            "about": self.about,
            "refers_to": None if self.refers_to is None else self.refers_to.to_wire(),
            "expires_at": format_instant(self.expires_at),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Question:
        """Read the question; raises WireError."""
        found = cls(
            question=fields.text("question", longest=64, pattern=WORD),
            version=fields.integer("version", 1),
            ask=fields.choice("ask", Ask),
            about=None if fields.is_null("about") else PatientId(fields.identity("about")),
            refers_to=None if fields.is_null("refers_to") else RecordRef.from_wire(fields.inner("refers_to")),
            expires_at=fields.instant("expires_at"),
        )
        fields.done()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredState:
    """What the server wants of one hub; the version only rises, and HubStatus names the one held.

    ``home`` may differ from the topic's: then the hub moves its topics to it. ``devices`` are those whose readings the
    hub may keep. ``settings`` are whole numbers by name, for example ``status_every_s``. ``screen`` is absent from the
    document of a server that does not know of screens, and then from what is written too.
    """

    home: HomeId
    hub: HubId
    version: int
    devices: tuple[DeviceId, ...] = ()
    questions: tuple[Question, ...] = ()
    texts: tuple[Text, ...] = ()
    settings: Mapping[str, int] = field(default_factory=dict)
    screen: Screen | None = None

    def to_wire(self) -> Json:
        """Write the document without its signature."""
        return {
            "home": self.home,
            "hub": self.hub,
            "version": self.version,
            "devices": list(self.devices),
            "questions": [question.to_wire() for question in self.questions],
            "texts": [text.to_wire() for text in self.texts],
            "settings": dict(self.settings),
            **({} if self.screen is None else {"screen": self.screen.to_wire()}),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> DesiredState:
        """Read the document; raises WireError."""
        home = HomeId(fields.identity("home"))
        hub = HubId(fields.identity("hub"))
        settings = Fields(fields.mapping("settings", MANY), fields.name("settings"))
        return cls(
            home=home,
            hub=hub,
            version=fields.integer("version", 1),
            devices=tuple(
                DeviceId(Fields({"device": device}, fields.name("devices")).identity("device"))
                for device in fields.array("devices", MANY)
            ),
            questions=tuple(Question.from_wire(member) for member in fields.members("questions", MANY)),
            texts=tuple(Text.from_wire(member) for member in fields.members("texts", MANY)),
            settings={name: settings.integer(name) for name in settings.names()},
            screen=Screen.from_wire(fields.inner("screen")) if "screen" in fields.names() else None,
        )
