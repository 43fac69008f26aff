"""The desk where people pair a device: carries out what the pairing window orders, and shows how it stands.

A command line and a screen use it alike: they let it hear what people do, and watch.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final, TypeVar, assert_never

from edge.devices.catalogue import is_fetched
from edge.devices.family import Advertisement, Family
from edge.enrolled import EnrolledDevice
from edge.pairing.port import BondError, BondsPort, IntroductionsPort
from edge.pairing.progress import progress_of
from edge.pairing.talk import (
    AnswerPasskey,
    AnswerSame,
    Bond,
    Bonded,
    Cancelled,
    CloseDoor,
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
    OpenDoor,
    Order,
    PasskeyShown,
    PasskeyWanted,
    Progress,
    Rejoin,
    Rejoined,
    Sighted,
    Tick,
    WatchLink,
)
from edge.pairing.trial import Trial
from edge.pairing.waits import Waits
from edge.pairing.why import Why
from edge.pairing.window import PairingWindow
from edge.ports import StorageError

Answer = TypeVar("Answer")
LOG = logging.getLogger("nara.hub.pairing")
_TICKS_EVERY_S: Final = 0.5
_LOOKS_EVERY_S: Final = 0.25
_FAILED: Final[Mapping[type, Callable[[Why], Event]]] = {Bond: NotBonded, Introduce: NotIntroduced, Rejoin: NotRejoined}


class PairingDesk:
    """One pairing window with the world around it; it answers BlueZ's agent, and the radio asks it whom to spare."""

    def __init__(
        self,
        *,
        enrolled: Callable[[], Mapping[str, EnrolledDevice]],
        enrol: Callable[[EnrolledDevice, str], object],
        random_bytes: Callable[[int], bytes],
        waits: Waits,
        turn: asyncio.Lock,
        can_read: Callable[[Family], bool] = is_fetched,
    ) -> None:
        """Take who is enrolled, by address, and how somebody is: ``enrol`` returns when it is on the card.

        ``enrol`` may raise StorageError. ``turn`` is held by whoever calls a device, we or the radio: two calls at a
        time are flaky on small controllers.
        """
        self._enrol = enrol
        self._window = PairingWindow(enrolled=enrolled, can_read=can_read, random_bytes=random_bytes, waits=waits)
        self._bonds: BondsPort | None = None
        self._introductions: IntroductionsPort | None = None
        self._loop = asyncio.get_running_loop()
        self._turn = turn
        self._passkey: asyncio.Future[int | None] | None = None
        self._same: asyncio.Future[bool] | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._watchers: set[asyncio.Queue[Progress]] = set()
        self._shown: Progress | None = None

    def equip(self, bonds: BondsPort, introductions: IntroductionsPort) -> None:
        """Take the way to BlueZ, whose agent asks us in return, and the one to the devices."""
        self._bonds, self._introductions = bonds, introductions

    # For people

    @property
    def is_open(self) -> bool:
        """Whether people are pairing at this moment."""
        return self._window.is_open

    @property
    def progress(self) -> Progress:
        """What there is to see now."""
        return progress_of(self._window, self._now_ms())

    def hear(self, event: Event) -> None:
        """Hear what people, devices, BlueZ or the card say, and do what follows."""
        for order in self._window.step(event, self._now_ms()):
            self._carry_out(order)
        self._show()

    @contextmanager
    def watched(self) -> Iterator[asyncio.Queue[Progress]]:
        """Watch: what there is to see now, and whenever it changes."""
        queue: asyncio.Queue[Progress] = asyncio.Queue()
        queue.put_nowait(self.progress)
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        """Work from now on, until the tasks are cancelled; a fault of our own ends them all."""
        self._tasks = tasks
        tasks.create_task(self._let_time_pass())

    async def _let_time_pass(self) -> None:
        try:
            while True:
                await asyncio.sleep(_TICKS_EVERY_S)
                if self.is_open:
                    self.hear(Tick())
        finally:
            self._window.step(Cancelled(), self._now_ms())  # BlueZ ends what a client asked for, when that is gone
            self._show()

    # For the radio

    def sighted(self, address: str, said: Advertisement, signal_dbm: int) -> None:
        """Hear that a device advertises."""
        if self.is_open:
            self.hear(Sighted(address=address, said=said, signal_dbm=signal_dbm))

    def spares(self, address: str) -> bool:
        """Tell whether a device must be left alone: people are choosing, or it is the one that they chose.

        An enrolled device that is to be paired again would else be called, and leave its pairing mode.
        """
        trial = self._window.trial
        return self.is_open and (trial is None or trial.candidate.address == address.upper())

    # For BlueZ's agent

    def may_pair(self, address: str) -> bool:
        """Tell whether a device is the one that people are pairing."""
        return self._window.may_pair(address)

    async def passkey(self, address: str) -> int | None:
        """Let people type the digits that a device shows; None if nobody does, or nobody is pairing it."""
        if not self._window.may_pair(address):
            return None
        self._passkey = self._loop.create_future()
        self.hear(PasskeyWanted())
        return await self._passkey

    async def is_same(self, address: str, passkey: int) -> bool:
        """Let people say whether a device shows these digits; False if nobody is pairing it."""
        if not self._window.may_pair(address):
            return False
        self._same = self._loop.create_future()
        self.hear(PasskeyShown(passkey, must_agree=True))
        return await self._same

    def show(self, address: str, passkey: int) -> None:
        """Show people what to type on a device that they are pairing."""
        if self._window.may_pair(address):
            self.hear(PasskeyShown(passkey, must_agree=False))

    def never_mind(self) -> None:
        """Take back what was asked; that the bond is not made comes by itself."""
        _answer(self._passkey, None)
        _answer(self._same, answer=False)

    # Orders

    def _carry_out(self, order: Order) -> None:
        match order:
            case OpenDoor() | CloseDoor():
                self._aside(self._open_door(is_wanted=isinstance(order, OpenDoor)))
            case Bond() | Introduce() | Rejoin():
                self._aside(self._call(order))
            case WatchLink(address):
                self._aside(self._watch_link(address))
            case HangUp(address):
                self._aside(self._hang_up(address))
            case Forget(address):
                self._aside(self._forget(address))
            case AnswerPasskey(passkey):
                _answer(self._passkey, passkey)
            case AnswerSame(is_same):
                _answer(self._same, is_same)
            case Enrol(device, name):
                self._keep(device, name)
            case _:  # pragma: no cover
                assert_never(order)

    async def _open_door(self, *, is_wanted: bool) -> None:
        try:
            await self._way.be_default(is_wanted=is_wanted)
        except BondError as problem:
            LOG.warning("the agent could not be made %s: %s", "the default" if is_wanted else "one of many", problem)

    async def _call(self, order: Bond | Introduce | Rejoin) -> None:
        """Call a device when it is our turn, and tell what came of it."""
        trial = self._window.trial
        async with self._turn:
            try:
                news = await self._talk(order)
            except BondError as problem:
                news = _FAILED[type(order)](problem.why)
                LOG.warning("%s: %s: %s", order.address, type(news).__name__, problem)
            self._tell(trial, news)

    async def _talk(self, order: Bond | Introduce | Rejoin) -> Event:
        match order:
            case Bond(address):
                return await self._bond(address)
            case Introduce():
                return await self._introduce(order)
            case Rejoin(address):
                await self._way.join(address)
                return Rejoined()

    async def _bond(self, address: str) -> Event:
        if await self._way.is_bonded(address):
            return Bonded(is_old=True)
        await self._way.pair(address)
        LOG.info("%s: paired", address)
        return Bonded()

    async def _introduce(self, order: Introduce) -> Event:
        if self._introductions is None:
            raise BondError(Why.BLUETOOTH, "there is no Bluetooth")
        return Introduced(await self._introductions.introduce(order.address, order.family, order.secrets))

    async def _watch_link(self, address: str) -> None:
        trial = self._window.trial
        with suppress(BondError):  # a bluetoothd that died has no links either
            while self._window.trial is trial and await self._way.is_connected(address):  # noqa: ASYNC110  (asked of BlueZ)
                await asyncio.sleep(_LOOKS_EVERY_S)
        self._tell(trial, LinkEnded())

    async def _forget(self, address: str) -> None:
        trial = self._window.trial
        try:
            await self._way.forget(address)
        except BondError as problem:
            LOG.warning("%s: the old bond is still there: %s", address, problem)
        else:
            LOG.info("%s: the old bond is given up, as people said", address)
        self._tell(trial, Forgotten())

    def _tell(self, trial: Trial | None, news: Event) -> None:
        """Tell what came of an order, unless people have stopped that trial meanwhile, and perhaps begun another."""
        if self._window.trial is trial:
            self.hear(news)

    async def _hang_up(self, address: str) -> None:
        with suppress(BondError):  # it may have hung up first
            await self._way.hang_up(address)

    def _keep(self, device: EnrolledDevice, name: str) -> None:
        try:
            self._enrol(device, name)
        except StorageError as problem:
            LOG.error("%s: not enrolled: %s", device.address, problem)  # noqa: TRY400  (a card that is full is no crash)
            self.hear(NotKept())
            return
        LOG.info("%s: enrolled as %s, of the family %s", device.address, device.device, device.family)
        self._aside(self._trust(device.address))
        self.hear(Kept())

    async def _trust(self, address: str) -> None:
        with suppress(BondError):  # who knows no bonds needs no trust
            if await self._way.is_bonded(address):
                await self._way.trust(address)

    @property
    def _way(self) -> BondsPort:
        if self._bonds is None:
            raise BondError(Why.BLUETOOTH, "there is no Bluetooth")
        return self._bonds

    def _show(self) -> None:
        shown = self.progress
        if shown != self._shown:
            self._shown = shown
            for watcher in self._watchers:
                watcher.put_nowait(shown)

    def _aside(self, work: Coroutine[None, None, None]) -> None:
        """Do something without waiting for it."""
        if self._tasks is None:
            work.close()
            raise RuntimeError("the desk is not running")
        self._tasks.create_task(work)

    def _now_ms(self) -> int:
        return int(self._loop.time() * 1000)


def _answer(asked: asyncio.Future[Answer] | None, answer: Answer) -> None:
    if asked is not None and not asked.done():
        asked.set_result(answer)
