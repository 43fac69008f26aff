"""Record: everything a hub must not lose, in one numbered stream."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vitals.fields import Fields, Json
from vitals.identity import DeviceId, Epoch, PatientId
from vitals.measurement import Frame, Measurement, read_frames
from vitals.moment import Moment

WORD: Final = re.compile(r"[a-z][a-z0-9_-]{0,63}")
ANSWER_TEXT_MAX: Final = 500


class Kind(StrEnum):
    """The six kinds of record."""

    MEASUREMENT = "measurement"
    ATTEMPT_FAILED = "attempt_failed"
    UNDECODED = "undecoded"
    ANSWER = "answer"
    BUTTON = "button"
    PAIRED = "paired"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFailed:
    """A device said that it tried to measure and could not (every value NaN, or 0xFFFF)."""

    device: DeviceId
    user_slot: int | None
    moment: Moment
    raw: tuple[Frame, ...]

    def to_wire(self) -> Json:
        """Write the body."""
        return {
            "kind": Kind.ATTEMPT_FAILED.value,
            "device": self.device,
            "user_slot": self.user_slot,
            **self.moment.to_wire(),
            "raw": [frame.to_wire() for frame in self.raw],
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> AttemptFailed:
        """Read the body; raises WireError."""
        return cls(
            device=DeviceId(fields.identity("device")),
            user_slot=None if fields.is_null("user_slot") else fields.integer("user_slot", 0, 255),
            moment=Moment.from_wire(fields),
            raw=read_frames(fields),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecoded:
    """Bytes from a known device that the hub could not read, kept for people and for a better decoder."""

    device: DeviceId
    reason: str
    moment: Moment
    raw: tuple[Frame, ...]

    def to_wire(self) -> Json:
        """Write the body."""
        return {
            "kind": Kind.UNDECODED.value,
            "device": self.device,
            "reason": self.reason,
            **self.moment.to_wire(),
            "raw": [frame.to_wire() for frame in self.raw],
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Undecoded:
        """Read the body; raises WireError."""
        return cls(
            device=DeviceId(fields.identity("device")),
            reason=fields.text("reason"),
            moment=Moment.from_wire(fields),
            raw=read_frames(fields),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRef:
    """A record of the same hub, named by its epoch and sequence."""

    epoch: Epoch
    sequence: int

    def to_wire(self) -> Json:
        """Write the reference."""
        return {"epoch": self.epoch, "sequence": self.sequence}

    @classmethod
    def from_wire(cls, fields: Fields) -> RecordRef:
        """Read the reference; raises WireError."""
        found = cls(epoch=Epoch(fields.epoch("epoch")), sequence=fields.integer("sequence", 1))
        fields.done()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer given on the hub: to a symptom question, or to a question about one of the hub's own records.

    ``question`` and ``version`` say which text was shown, ``code`` which answer was chosen, ``text`` what was said in
    own words. ``about`` is the patient's id where the hub knows who answered.
    """

    question: str
    version: int
    code: str
    text: str | None
    about: PatientId | None
    refers_to: RecordRef | None
    moment: Moment

    def to_wire(self) -> Json:
        """Write the body."""
        return {
            "kind": Kind.ANSWER.value,
            "question": self.question,
            "version": self.version,
            "code": self.code,
            "text": self.text,
            "about": self.about,
            "refers_to": None if self.refers_to is None else self.refers_to.to_wire(),
            **self.moment.to_wire(),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Answer:
        """Read the body; raises WireError."""
        return cls(
            question=fields.text("question", longest=64, pattern=WORD),
            version=fields.integer("version", 1),
            code=fields.text("code", longest=64, pattern=WORD),
            text=None if fields.is_null("text") else fields.text("text", longest=ANSWER_TEXT_MAX),
            about=None if fields.is_null("about") else PatientId(fields.identity("about")),
            refers_to=None if fields.is_null("refers_to") else RecordRef.from_wire(fields.inner("refers_to")),
            moment=Moment.from_wire(fields),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Somebody pressed a button on the hub's screen, for example *I am worried*."""

    button: str
    about: PatientId | None
    moment: Moment

    def to_wire(self) -> Json:
        """Write the body."""
        return {"kind": Kind.BUTTON.value, "button": self.button, "about": self.about, **self.moment.to_wire()}

    @classmethod
    def from_wire(cls, fields: Fields) -> Button:
        """Read the body; raises WireError."""
        return cls(
            button=fields.text("button", longest=64, pattern=WORD),
            about=None if fields.is_null("about") else PatientId(fields.identity("about")),
            moment=Moment.from_wire(fields),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """A device was paired with this hub; ``name`` is what it advertises, ``family`` which driver reads it."""

    device: DeviceId
    family: str
    name: str
    moment: Moment

    def to_wire(self) -> Json:
        """Write the body."""
        return {
            "kind": Kind.PAIRED.value,
            "device": self.device,
            "family": self.family,
            "name": self.name,
            **self.moment.to_wire(),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Paired:
        """Read the body; raises WireError."""
        return cls(
            device=DeviceId(fields.identity("device")),
            family=fields.text("family", longest=64, pattern=WORD),
            name=fields.text("name", longest=64),
            moment=Moment.from_wire(fields),
        )


Record = Measurement | AttemptFailed | Undecoded | Answer | Button | Paired

_READERS: Final[dict[Kind, Callable[[Fields], Record]]] = {
    Kind.MEASUREMENT: Measurement.from_wire,
    Kind.ATTEMPT_FAILED: AttemptFailed.from_wire,
    Kind.UNDECODED: Undecoded.from_wire,
    Kind.ANSWER: Answer.from_wire,
    Kind.BUTTON: Button.from_wire,
    Kind.PAIRED: Paired.from_wire,
}


_KINDS: Final[dict[type[Record], Kind]] = {
    Measurement: Kind.MEASUREMENT,
    AttemptFailed: Kind.ATTEMPT_FAILED,
    Undecoded: Kind.UNDECODED,
    Answer: Kind.ANSWER,
    Button: Kind.BUTTON,
    Paired: Kind.PAIRED,
}


def kind_of(record: Record) -> Kind:
    """Tell the kind of a record."""
    return _KINDS[type(record)]


def read_record(fields: Fields) -> Record:
    """Read a record of any kind from its body; raises WireError naming the field."""
    kind = fields.choice("kind", Kind)
    record = _READERS[kind](fields)
    fields.done()
    return record
