"""A place for pairing on paper, as the screen knows it: a played window, and what people said to it."""

from __future__ import annotations

from pairing_play import A_AND_D, BEURER, BODY_SCALE, HERE, OMRON, PLAIN_CUFF, Play
from small_screen import SmallScreen

from edge.devices.family import Advertisement
from edge.pairing.talk import (
    Bonded,
    Chose,
    Event,
    Kept,
    NotBonded,
    NotRejoined,
    Opened,
    PasskeyShown,
    PasskeyWanted,
    Progress,
    Rejoined,
    Said,
    Sighted,
    Step,
)
from edge.pairing.why import Why
from vitals.screen import Screen


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


STEPS: dict[str, tuple[Advertisement, list[Event]]] = {
    Step.CONFIRMING: (BODY_SCALE, []),
    Step.ASKING: (BEURER, [Said(is_yes=True)]),
    Step.CALLING: (A_AND_D, [NotBonded(Why.NOT_REACHED)]),
    Step.BONDING: (A_AND_D, []),
    Step.INTRODUCING: (OMRON, [Bonded()]),
    Step.TYPING: (PLAIN_CUFF, [PasskeyWanted()]),
    Step.COMPARING: (PLAIN_CUFF, [PasskeyShown(4711, must_agree=True)]),
    Step.RESTING: (A_AND_D, [Bonded()]),
    Step.REJOINING: (A_AND_D, [Bonded(is_old=True)]),
    Step.REPLACING: (
        A_AND_D,
        [
            Bonded(is_old=True),
            NotRejoined(Why.REFUSED),
            Sighted(address=HERE, said=A_AND_D, signal_dbm=-60),
            Bonded(is_old=True),
            NotRejoined(Why.REFUSED),
        ],
    ),
    Step.KEEPING: (A_AND_D, [Bonded(is_old=True), Rejoined()]),
    Step.DONE: (A_AND_D, [Bonded(is_old=True), Rejoined(), Kept()]),
    Step.REFUSED: (A_AND_D, [NotBonded(Why.REFUSED)]),
}
"""How each step is reached: what advertises, and what happens once it was chosen."""


class AtTheScreen(SmallScreen):
    """Somebody before the screen of a hub with a radio."""

    def __init__(self, play: Play | None = None, shown: Screen | None = None) -> None:
        self.place = PairingOnPaper(play)
        super().__init__(shown, pairing=self.place)

    def stands(self, step: str) -> AtTheScreen:
        """Bring the pairing to a step."""
        said, events = STEPS[step]
        self.chooses(said)
        for event in events:
            self.place.hear(event)
        assert self.place.play.at() == step
        return self

    def sights(self, said: Advertisement = A_AND_D, address: str = HERE, signal_dbm: int = -60) -> None:
        """Let a device advertise."""
        self.place.hear(Sighted(address=address, said=said, signal_dbm=signal_dbm))

    def chooses(self, said: Advertisement = A_AND_D) -> None:
        """Open, see a device and choose it, at a command line."""
        self.place.hear(Opened())
        self.sights(said)
        self.place.hear(Chose(HERE))
