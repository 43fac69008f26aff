"""The window in which people pair a device: ``PairingWindow.step(event, now_ms)`` gives orders. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from edge.devices.family import Family
from edge.enrolled import EnrolledDevice
from edge.pairing.candidate import Sightings
from edge.pairing.talk import (
    AnswerPasskey,
    Cancelled,
    Chose,
    CloseDoor,
    Event,
    OpenDoor,
    Opened,
    Order,
    PasskeyWanted,
    Said,
    Sighted,
    Step,
    WantMoreTime,
)
from edge.pairing.trial import Trial
from edge.pairing.waits import Waits
from vitals.identity import DeviceId, mint_id

_CHOOSING: Final = frozenset({Step.LOOKING, Step.REFUSED})
_TAKEN_BACK: Final = frozenset({Step.CONFIRMING, Step.REPLACING})
_TURN_BYTES: Final = 4


class PairingWindow:
    """One pairing at a time: people look, choose, and stay beside the device until it is enrolled.

    ``wanted`` is the family they look for, None for any; ``trial`` is what became of their choice; ``turn`` is another
    whenever people are asked something else.
    """

    def __init__(
        self,
        *,
        enrolled: Callable[[], Mapping[str, EnrolledDevice]],
        can_read: Callable[[Family], bool],
        random_bytes: Callable[[int], bytes],
        waits: Waits,
    ) -> None:
        """Take who is enrolled already, by address, which families can be fetched from, and chance for new ids."""
        self.enrolled = enrolled
        self.waits = waits
        self._can_read = can_read
        self._random_bytes = random_bytes
        self.wanted: Family | None = None
        self.ended_by_time = False
        self.turn = int.from_bytes(random_bytes(_TURN_BYTES))  # a page of an earlier process must not answer, either
        self._is_open = False
        self._open_since_ms = 0
        self.trial: Trial | None = None
        self.sightings = Sightings(can_read)

    @property
    def now_at(self) -> Step:
        """Where the pairing stands."""
        if self.trial is not None and (self._is_open or self.trial.step is Step.DONE):
            return self.trial.step
        return Step.LOOKING if self._is_open else Step.CLOSED

    @property
    def is_open(self) -> bool:
        """Whether people are pairing at this moment."""
        return self._is_open

    def may_pair(self, address: str) -> bool:
        """Tell whether BlueZ may be answered for a device: people chose it, and it is being bonded with."""
        trial = self.trial
        return self._is_open and trial is not None and trial.candidate.address == address.upper() and trial.is_bonding

    def left_ms(self, now_ms: int) -> int | None:
        """Say how long people have; None while they are not waited for."""
        limit_ms = self.waits.of(self.now_at)
        return None if limit_ms is None or not self._is_open else self._entered_ms() + limit_ms - now_ms

    def step(self, event: Event, now_ms: int) -> list[Order]:
        """Hear one event and order what follows."""
        before = self._stands()
        orders = self._hear(event, now_ms)
        left_ms = self.left_ms(now_ms)
        if left_ms is not None and left_ms <= 0:
            orders += self._run_out()
        if self._is_open and self.now_at is Step.DONE:
            self._is_open = False
            orders.append(CloseDoor())
        self.turn += self._stands() != before
        return orders

    def _stands(self) -> tuple[object, ...]:
        """Tell all that makes people's next answer another one."""
        trial = self.trial
        return (self.now_at, trial) if trial is None else (self.now_at, trial, trial.digits, trial.needs.next)

    def _hear(self, event: Event, now_ms: int) -> list[Order]:  # noqa: PLR0911  (a list of all that can be heard)
        match event:
            case Opened(wanted):
                return self._open(wanted, now_ms)
            case _ if not self._is_open:
                return [AnswerPasskey(None)] if isinstance(event, PasskeyWanted) else []
            case Cancelled():
                return self._close(by_time=False)
            case WantMoreTime():
                self._give_time(now_ms)
                return []
            case Chose(address):
                return self._choose(address, now_ms)
            case Sighted():
                self.sightings.hear(event.address, event.said, event.signal_dbm, now_ms)
                if self.trial is None or event.address.upper() != self.trial.candidate.address:
                    return []
            case Said(is_yes=False) if self.now_at in _TAKEN_BACK:
                self.trial, self._open_since_ms = None, now_ms
                return []
            case _:
                pass
        return [] if self.trial is None else self.trial.hear(event, now_ms)

    def _open(self, wanted: Family | None, now_ms: int) -> list[Order]:
        if self._is_open:
            return []
        self.wanted, self.trial, self._open_since_ms = wanted, None, now_ms
        self.sightings = Sightings(self._can_read, wanted)
        self._is_open = True
        return [OpenDoor()]

    def _choose(self, address: str, now_ms: int) -> list[Order]:
        """Try the device that people chose; one that is enrolled already keeps its id, and with it its patient."""
        candidate = self.sightings.seen.get(address.upper())
        if self.now_at not in _CHOOSING or candidate is None or not candidate.can_be_read:
            return []
        known = self.enrolled().get(candidate.address)
        device = DeviceId(mint_id(self._random_bytes)) if known is None else known.device
        self.trial = Trial(candidate, device, known, self.waits)
        return self.trial.begin(now_ms)

    def _entered_ms(self) -> int:
        return self._open_since_ms if self.trial is None else self.trial.entered_ms

    def _give_time(self, now_ms: int) -> None:
        if self.trial is None:
            self._open_since_ms = now_ms
        elif self.trial.step not in {Step.TYPING, Step.COMPARING}:
            self.trial.entered_ms = now_ms

    def _run_out(self) -> list[Order]:
        orders = None if self.trial is None else self.trial.run_out()
        return self._close(by_time=True) if orders is None else orders

    def _close(self, *, by_time: bool) -> list[Order]:
        orders = [] if self.trial is None else self.trial.let_go()
        self.ended_by_time, self.trial, self._is_open = by_time, None, False
        return [*orders, CloseDoor()]
