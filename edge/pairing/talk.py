"""The conversation of pairing: what people, devices and BlueZ say, and what the window orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from edge.devices.family import Advertisement, Family
from edge.devices.link import Secrets
from edge.enrolled import EnrolledDevice
from edge.pairing.why import Why
from vitals.identity import DeviceId


@dataclass(frozen=True, slots=True)
class Opened:
    """People begin; ``wanted`` is the family they look for, if they said which."""

    wanted: Family | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """A device advertises."""

    address: str
    said: Advertisement
    signal_dbm: int


@dataclass(frozen=True, slots=True)
class Chose:
    """People chose the device with this address."""

    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """People said yes or no to what was asked."""

    is_yes: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """People typed what was asked for: digits, a code, a key."""

    text: str


@dataclass(frozen=True, slots=True)
class WantMoreTime:
    """People need longer."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """People stopped, or their connection ended."""


@dataclass(frozen=True, slots=True)
class Bonded:
    """The bond is made, or (``is_old``) was there before."""

    is_old: bool = False


@dataclass(frozen=True, slots=True)
class NotBonded:
    """There is no bond."""

    why: Why


@dataclass(frozen=True, slots=True)
class Introduced:
    """The hub has said what is said once; this lets it in from now on."""

    secrets: Secrets = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotIntroduced:
    """The device did not want to know the hub, or the link did not hold."""

    why: Why


@dataclass(frozen=True, slots=True)
class LinkEnded:
    """The device is not connected any more."""


@dataclass(frozen=True, slots=True)
class Rejoined:
    """A link stands, encrypted if there is a bond."""


@dataclass(frozen=True, slots=True)
class NotRejoined:
    """There is no link."""

    why: Why


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The old bond is given up."""


@dataclass(frozen=True, slots=True)
class PasskeyWanted:
    """BlueZ asks for the six digits that the device shows."""


@dataclass(frozen=True, slots=True)
class PasskeyShown:
    """BlueZ says what is to be typed on the device, or (``must_agree``) compared with what it shows."""

    passkey: int
    must_agree: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The device and its record are on the card."""


@dataclass(frozen=True, slots=True)
class NotKept:
    """The card could not keep them."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Event = (
    Opened
    | Sighted
    | Chose
    | Said
    | Typed
    | WantMoreTime
    | Cancelled
    | Bonded
    | NotBonded
    | Introduced
    | NotIntroduced
    | LinkEnded
    | Rejoined
    | NotRejoined
    | Forgotten
    | PasskeyWanted
    | PasskeyShown
    | Kept
    | NotKept
    | Tick
)


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """Answer BlueZ first of all agents."""


@dataclass(frozen=True, slots=True)
class CloseDoor:
    """Be one agent among others again."""


@dataclass(frozen=True, slots=True)
class Bond:
    """Pair with this device."""

    address: str


@dataclass(frozen=True, slots=True)
class Introduce:
    """Say to this device what is said once, with what is known already of how to be let in."""

    address: str
    family: Family
    secrets: Secrets = field(repr=False)


@dataclass(frozen=True, slots=True)
class WatchLink:
    """Say when the device is no longer connected."""

    address: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the link, and what goes on over it."""

    address: str


@dataclass(frozen=True, slots=True)
class Rejoin:
    """Connect anew, with the bond that is stored, if there is one."""

    address: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Give up the bond with this device: people said so."""

    address: str


@dataclass(frozen=True, slots=True)
class AnswerPasskey:
    """Give BlueZ the six digits; None: nobody typed them."""

    passkey: int | None


@dataclass(frozen=True, slots=True)
class AnswerSame:
    """Tell BlueZ whether the device shows the same digits."""

    is_same: bool


@dataclass(frozen=True, slots=True)
class Enrol:
    """Put the device and the record that it was paired on the card, both or neither; then read it."""

    device: EnrolledDevice
    name: str


Order = (
    OpenDoor | CloseDoor | Bond | Introduce | WatchLink | HangUp | Rejoin | Forget | AnswerPasskey | AnswerSame | Enrol
)


class Step(StrEnum):
    """Where a pairing stands."""

    CLOSED = "closed"
    LOOKING = "looking"
    """What to press; whoever is heard can be chosen."""
    CONFIRMING = "confirming"
    """The warning for those with a pacemaker or an ICD waits for a yes."""
    ASKING = "asking"
    """A code or a key that only people have is wanted."""
    CALLING = "calling"
    """The chosen device must be awake, and is not."""
    BONDING = "bonding"
    INTRODUCING = "introducing"
    """The device is given what lets this hub in from now on."""
    TYPING = "typing"
    """The digits that the device shows are wanted."""
    COMPARING = "comparing"
    """Do the digits match?"""
    RESTING = "resting"
    """It is bonded, and must be switched off once."""
    WAITING = "waiting"
    """It must measure once."""
    REJOINING = "rejoining"
    REPLACING = "replacing"
    """The hub has a bond that the device does not know any more: may it be given up?"""
    KEEPING = "keeping"
    DONE = "done"
    REFUSED = "refused"
    """It came to nothing; people may choose again."""


class Ask(StrEnum):
    """What people are asked for."""

    CHOICE = "choice"
    YES_OR_NO = "yes_or_no"
    CONSENT_CODE = "consent_code"
    BIND_KEY = "bind_key"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One device to choose: ``key`` names it in the answer."""

    key: str
    label: str
    label_sv: str
    name: str
    is_known: bool
    can_be_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What people see: a sentence in both languages, what they are asked, and what there is to choose.

    ``left_s`` is there when time runs out, and always before it does; ``device`` once it is enrolled. ``turn`` is
    another whenever people are asked something else: so an answer can say what it answers.
    """

    step: Step
    sv: str
    en: str
    ask: Ask | None = None
    choices: tuple[Shown, ...] = ()
    left_s: int | None = None
    can_have_more_time: bool = False
    device: DeviceId | None = None
    turn: int = 0

    @property
    def is_open(self) -> bool:
        """Whether people are pairing at this moment."""
        return self.step not in {Step.CLOSED, Step.DONE}
