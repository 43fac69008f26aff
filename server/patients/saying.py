"""Saying: what somebody said on a hub's screen, an answer or a button, with the words as they stood that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from vitals.identity import PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One answer or press of one patient; ``record`` is its place in the journal.

    ``about`` is the question's or the button's id, ``code`` the answer's (None for a button), ``words`` the person's
    own. ``say`` holds what was asked and answered in both languages as the questions stood when it came; it is empty
    for an answer to a question that has changed since it was asked. ``measured_at`` is None without trusted time.
    """

    record: int
    patient: PatientId
    about: str
    version: int
    code: str | None
    words: str | None
    is_acute: bool
    measured_at: datetime | None
    received_at: datetime
    say: Mapping[str, str]

    @property
    def at(self) -> datetime:
        """When it was said, as far as anybody can tell."""
        return self.measured_at or self.received_at
