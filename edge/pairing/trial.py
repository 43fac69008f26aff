"""The trial of the device that people chose: warned, asked, bonded, switched off, come back, and only then enrolled."""

from __future__ import annotations

from edge.devices.family import Bonding
from edge.devices.link import Secrets
from edge.enrolled import EnrolledDevice
from edge.pairing.candidate import Candidate
from edge.pairing.needs import Needs
from edge.pairing.talk import (
    AnswerPasskey,
    AnswerSame,
    Bond,
    Bonded,
    Enrol,
    Event,
    Forget,
    Forgotten,
    HangUp,
    Introduce,
    Introduced,
    Kept,
    LinkEnded,
    NotBonded,
    NotIntroduced,
    NotKept,
    NotRejoined,
    Order,
    PasskeyShown,
    PasskeyWanted,
    Rejoin,
    Rejoined,
    Said,
    Sighted,
    Step,
    Typed,
    WatchLink,
)
from edge.pairing.waits import Waits
from edge.pairing.why import Why
from vitals.identity import DeviceId

_NEVER: float = float("-inf")
_DIGITS_MAX = 6
_ON_THE_AIR = frozenset({Step.BONDING, Step.INTRODUCING, Step.TYPING, Step.COMPARING})


class Trial:
    """One chosen device. Some bond once and never again, so it must come back once over the bond that was stored.

    Those that only advertise need be heard only, and those that know no bonds must answer once. Some are told once, as
    long as they are ready to be paired, what lets the hub in from then on.
    """

    def __init__(self, candidate: Candidate, device: DeviceId, known: EnrolledDevice | None, waits: Waits) -> None:
        """Take whom people chose, the id that it will have, what it is enrolled as already, and how long to wait."""
        self.candidate = candidate
        self.device = device
        self._known = known
        self.needs = Needs(candidate.family.needs)
        self.why = Why.REFUSED
        self.digits: int | None = None
        self.asked_digits = False
        self.had_bond = False
        self.is_still_on = False
        self._waits = waits
        self._is_old_bond = False
        self._speaks_openly = False
        self._given: Secrets | None = None
        self._has_come_back = False
        self._heard_ms: float = candidate.heard_ms
        self._link_ended_ms: float | None = None
        self._asked_to_hang_up = False
        self._refusals = 0

    def begin(self, now_ms: int) -> list[Order]:
        """Begin, with a warning where there is one to give."""
        self._now_ms = now_ms
        if self.candidate.family.is_body_composition:
            self._go(Step.CONFIRMING)
            return []
        return self._ask_or_call()

    @property
    def is_bonding(self) -> bool:
        """Whether BlueZ may be answered for it."""
        return self.step in _ON_THE_AIR

    def hear(self, event: Event, now_ms: int) -> list[Order]:
        """Hear what people, the device, BlueZ and the card say; what does not belong to this step is nothing."""
        self._now_ms = now_ms
        if isinstance(event, Sighted):
            self._heard_ms = now_ms
        orders = self._hear(event)
        return orders + (self._rest() if self.step is Step.RESTING else [])

    def _hear(self, event: Event) -> list[Order]:  # noqa: C901, PLR0911  (a list of all that can be heard, and when)
        match self.step, event:
            case (Step.CONFIRMING, Said(True)) | (Step.ASKING, Typed()):
                return self._answered(event)
            case (Step.CALLING, Sighted() | Forgotten()):
                return self._call_or_wait()
            case ((Step.BONDING | Step.TYPING | Step.COMPARING), _):
                return self._bonding(event)
            case _, PasskeyWanted():
                return [AnswerPasskey(None)]
            case Step.INTRODUCING, Introduced() | NotIntroduced():
                return self._introduction(event)
            case Step.RESTING, LinkEnded():
                self._link_ended_ms = self._now_ms
            case Step.WAITING, Sighted():
                return self._rejoin()
            case Step.REJOINING, Rejoined() | NotRejoined():
                return self._rejoined() if isinstance(event, Rejoined) else self._not_rejoined(event.why)
            case Step.REPLACING, Said(True):
                return self._replace()
            case Step.KEEPING, Kept():
                self._go(Step.DONE)
                return self.let_go()
            case Step.KEEPING, NotKept():
                return self._refuse(Why.CARD)
            case _:
                pass
        return []

    def run_out(self) -> list[Order] | None:
        """Answer in people's place when the digits came too late; None where time runs out for the whole window."""
        if self.step is Step.TYPING:
            self._go(Step.BONDING)
            return [AnswerPasskey(None)]
        if self.step is Step.COMPARING:
            self._go(Step.BONDING)
            return [AnswerSame(is_same=False)]
        return None

    def let_go(self) -> list[Order]:
        """Answer what is asked still, and hang up on a device that we may be connected to."""
        orders = self.run_out() or []
        return [*orders, HangUp(self.candidate.address)] if self.candidate.family.subscribe else orders

    # People

    def _answered(self, event: Event) -> list[Order]:
        if isinstance(event, Typed) and not self.needs.take(event.text, self.candidate):
            self._go(Step.ASKING)
            return []
        return self._ask_or_call()

    def _ask_or_call(self) -> list[Order]:
        if self.needs.next is not None:
            self._go(Step.ASKING)
            return []
        return self._call_or_wait()

    def _replace(self) -> list[Order]:
        self._is_old_bond = self.had_bond = False
        self._heard_ms = _NEVER
        self._go(Step.CALLING)
        return [Forget(self.candidate.address)]

    # The device

    def _call_or_wait(self) -> list[Order]:
        """Call the device if it was heard just now; else let people make it ready again."""
        family = self.candidate.family
        if self._now_ms - self._heard_ms > self._waits.awake_ms:
            self._go(Step.CALLING)
            return []
        if not family.subscribe:
            return self._keep()
        if family.bonding is Bonding.NEVER or self._speaks_openly:
            return self._rejoin()
        self._go(Step.BONDING)
        return [Bond(self.candidate.address)]

    def _bonding(self, event: Event) -> list[Order]:
        match self.step, event:
            case _, Bonded(is_old):
                return self._bonded(is_old=is_old)
            case _, NotBonded(why):
                return self._not_bonded(why)
            case _, PasskeyWanted():
                self.asked_digits = True
                self._go(Step.TYPING)
            case _, PasskeyShown(passkey, must_agree=must_agree):
                self.asked_digits, self.digits = True, passkey
                self._go(Step.COMPARING if must_agree else Step.BONDING)
            case Step.TYPING, Typed(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX:
                self._go(Step.BONDING)
                return [AnswerPasskey(int(text))]
            case Step.COMPARING, Said(is_yes):
                self._go(Step.BONDING)
                return [AnswerSame(is_yes)]
            case _:
                pass
        return []

    def _bonded(self, *, is_old: bool) -> list[Order]:
        self.had_bond = True
        self._is_old_bond = is_old
        if is_old:
            return self._rejoin()
        return self._let_rest() if self.candidate.family.introduce is None else self._introduce()

    def _let_rest(self) -> list[Order]:
        self._link_ended_ms = None
        self._go(Step.RESTING)
        return [WatchLink(self.candidate.address)]

    def _introduce(self) -> list[Order]:
        """Say what is said once, while the device is ready to hear it: as soon as it answers."""
        self._go(Step.INTRODUCING)
        known = Secrets() if self._known is None else self._known.secrets
        return [Introduce(self.candidate.address, self.candidate.family, known)]

    def _introduction(self, event: Introduced | NotIntroduced) -> list[Order]:
        """Go on from what came of saying what is said once."""
        return self._introduced(event.secrets) if isinstance(event, Introduced) else self._not_introduced(event.why)

    def _introduced(self, secrets: Secrets) -> list[Order]:
        self._given = secrets
        return self._keep() if self._has_come_back else self._let_rest()

    def _not_introduced(self, why: Why) -> list[Order]:
        """Wait for a device whose link did not hold; one that says no is not ready, or not what it seems."""
        if why is Why.NOT_REACHED:
            return self._call_again(Step.CALLING)
        self.had_bond = False
        return self._refuse(why)

    def _not_bonded(self, why: Why) -> list[Order]:
        """Go on without a bond where the profile leaves it to the maker; wait for one who did not answer."""
        if why is Why.REFUSED and self.candidate.family.bonding is Bonding.IF_OFFERED and not self.asked_digits:
            self._speaks_openly = True
            return self._call_or_wait()
        if why is Why.NOT_REACHED and not self.asked_digits:
            return self._call_again(Step.CALLING)
        return self._refuse(why)

    def _rest(self) -> list[Order]:
        """Wait for the device to be off: its link ended, and nothing heard of it since."""
        if self._link_ended_ms is None:
            if self._now_ms - self.entered_ms >= self._waits.link_ms and not self._asked_to_hang_up:
                self._asked_to_hang_up = True
                return [HangUp(self.candidate.address)]
        elif self._now_ms - max(self._link_ended_ms, self._heard_ms) >= self._waits.quiet_ms:
            self._go(Step.WAITING)
        elif self._now_ms - self._link_ended_ms >= self._waits.still_on_ms:
            self.is_still_on = True
        return []

    def _rejoin(self) -> list[Order]:
        self._go(Step.REJOINING)
        return [Rejoin(self.candidate.address)]

    def _rejoined(self) -> list[Order]:
        self._has_come_back = True
        must_be_introduced = self.candidate.family.introduce is not None and self._given is None
        return self._introduce() if must_be_introduced else self._keep()

    def _not_rejoined(self, why: Why) -> list[Order]:
        """Believe that the keys do not fit when it has happened twice: BlueZ says the same for harmless reasons."""
        self._refusals += why is Why.REFUSED
        if why is Why.NOT_REACHED or (why is Why.REFUSED and self._refusals == 1):
            return self._call_again(Step.WAITING if self.had_bond and not self._is_old_bond else Step.CALLING)
        if why is Why.REFUSED and self._is_old_bond:
            self._go(Step.REPLACING)
            return []
        return self._refuse(why)

    def _call_again(self, step: Step) -> list[Order]:
        self._heard_ms = _NEVER
        self._go(step)
        return []

    # The card

    def _keep(self) -> list[Order]:
        """Enrol it, with what people typed before for other users of it, too."""
        chosen, known = self.candidate, self._known
        self._go(Step.KEEPING)
        typed = Secrets(consents=self.needs.consents)
        given = typed if self._given is None else typed.completed_by(self._given)
        enrolled = EnrolledDevice(
            address=chosen.address,
            device=self.device,
            name=chosen.shown_name if chosen.name else None,
            family=chosen.family.name,
            bind_key=self.needs.bind_key,
            secrets=given if known is None else given.completed_by(known.secrets),
        )
        return [Enrol(enrolled, chosen.shown_name)]

    def _refuse(self, why: Why) -> list[Order]:
        self.why = why
        self._go(Step.REFUSED)
        return self.let_go()

    def _go(self, step: Step) -> None:
        self.step = step
        self.entered_ms = self._now_ms
