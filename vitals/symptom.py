"""Symptom: one question to a patient with its ordered answers, written in ``alert_rules/symptoms.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vitals.code import UNCHANGED
from vitals.fields import MANY, Fields, Json
from vitals.record import WORD

LABEL_MAX: Final = 24
QUESTION_MAX: Final = 160
CHOICE_MAX: Final = 80
ACT_NOW_MAX: Final = 300
SCORE_MAX: Final = 10


class Schedule(StrEnum):
    """When a question is asked."""

    OPENING = "opening"
    """The one question of every day; its ``yes`` answers the daily ones, any other answer opens their list."""
    DAILY = "daily"
    """Asked when something is not as usual."""
    MONTHLY = "monthly"
    ASKED = "asked"
    """Only when the server asks for it."""


class Call(StrEnum):
    """Whom to call; the number is chosen on the screen, by what was agreed with this patient."""

    EMERGENCY = "emergency"
    ADVICE = "advice"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActNow:
    """What the hub says at once, line or no line, when an answer needs it; the number to call follows the sentence."""

    sv: str
    en: str
    call: Call

    def to_wire(self) -> Json:
        """Write the text."""
        return {"sv": self.sv, "en": self.en, "call": self.call.value}

    @classmethod
    def from_wire(cls, fields: Fields) -> ActNow:
        """Read the text; raises WireError."""
        found = cls(
            sv=fields.text("sv", longest=ACT_NOW_MAX),
            en=fields.text("en", longest=ACT_NOW_MAX),
            call=fields.choice("call", Call),
        )
        fields.done()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that can be chosen. ``score`` orders the answers, 0 the best; ``has_words`` asks for own words too."""

    code: str
    sv: str
    en: str
    score: int
    has_words: bool = False
    act_now: ActNow | None = None

    def to_wire(self) -> Json:
        """Write the answer."""
        return {
            "code": self.code,
            "sv": self.sv,
            "en": self.en,
            "score": self.score,
            "has_words": self.has_words,
            **({} if self.act_now is None else {"act_now": self.act_now.to_wire()}),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Choice:
        """Read the answer; raises WireError."""
        found = cls(
            code=fields.text("code", longest=64, pattern=WORD),
            sv=fields.text("sv", longest=CHOICE_MAX),
            en=fields.text("en", longest=CHOICE_MAX),
            score=fields.integer("score", 0, SCORE_MAX),
            has_words=fields.truth("has_words"),
            act_now=ActNow.from_wire(fields.inner("act_now")) if "act_now" in fields.names() else None,
        )
        if found.code == UNCHANGED:
            raise fields.refuse("code", f"is {UNCHANGED}, which only the opening question gives")
        fields.done()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """One question: its id, the version of its text, when it is asked, and its answers, the best first.

    ``label_sv`` and ``label_en`` name it in a list of questions.
    """

    symptom: str
    version: int
    schedule: Schedule
    label_sv: str
    label_en: str
    sv: str
    en: str
    choices: tuple[Choice, ...]

    def choice(self, code: str) -> Choice | None:
        """Find an answer by its code."""
        return next((choice for choice in self.choices if choice.code == code), None)

    def to_wire(self) -> Json:
        """Write the question."""
        return {
            "symptom": self.symptom,
            "version": self.version,
            "schedule": self.schedule.value,
            "label_sv": self.label_sv,
            "label_en": self.label_en,
            "sv": self.sv,
            "en": self.en,
            "choices": [choice.to_wire() for choice in self.choices],
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Symptom:
        """Read the question; raises WireError."""
        found = cls(
            symptom=fields.text("symptom", longest=64, pattern=WORD),
            version=fields.integer("version", 1),
            schedule=fields.choice("schedule", Schedule),
            label_sv=fields.text("label_sv", longest=LABEL_MAX),
            label_en=fields.text("label_en", longest=LABEL_MAX),
            sv=fields.text("sv", longest=QUESTION_MAX),
            en=fields.text("en", longest=QUESTION_MAX),
            choices=tuple(map(Choice.from_wire, fields.members("choices", MANY))),
        )
        if not found.choices:
            raise fields.refuse("choices", "is empty")
        fields.done()
        return found
