"""What people say on the hub's screen: an answer, or a button."""

from __future__ import annotations

from dataclasses import dataclass

from vitals.identity import PatientId
from vitals.moment import Moment
from vitals.record import Answer, Button, RecordRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Somebody answered a question."""

    question: str
    version: int
    code: str
    text: str | None = None
    about: PatientId | None = None
    refers_to: RecordRef | None = None

    def record(self, moment: Moment) -> Answer:
        """Make the record of it."""
        return Answer(
            question=self.question,
            version=self.version,
            code=self.code,
            text=self.text,
            about=self.about,
            refers_to=self.refers_to,
            moment=moment,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Somebody pressed a button."""

    button: str
    about: PatientId | None = None

    def record(self, moment: Moment) -> Button:
        """Make the record of it."""
        return Button(button=self.button, about=self.about, moment=moment)


Said = Answered | Pressed
