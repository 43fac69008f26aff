"""A place for pairing on paper, as the screen knows it: a played window, and what people said to it."""

from __future__ import annotations

from pairing_play import Play

from edge.pairing.talk import Event, Opened, Progress


class PairingOnPaper:
    """The desk that the screen sits at; nobody has begun unless a test says so."""

    def __init__(self, play: Play | None = None) -> None:
        self.play = play or Play()
        self.said: list[Event] = []
        self.is_ready = True
        self._has_begun = False

    @property
    def progress(self) -> Progress | None:
        """How the pairing stands."""
        return self.play.shown() if self._has_begun else None

    def hear_people(self, event: Event) -> None:
        """Hear what people do on the screen."""
        self.said.append(event)
        self.hear(event)

    def hear(self, event: Event) -> None:
        """Let something happen elsewhere: a device, BlueZ, or a command line at the same desk."""
        self._has_begun |= isinstance(event, Opened)
        self.play.hear(event)
