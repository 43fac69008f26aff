"""A hub at work: the one place where conductor, card, line, radio and clock meet."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Final

from edge.adapters.card import open_card
from edge.adapters.clock import SteppedClock, WallClock
from edge.adapters.indications import IndicationSocket
from edge.adapters.keys import KeyRing
from edge.adapters.machine import look_at_machine
from edge.adapters.mqtt import Broker, Line, Listener
from edge.adapters.systemd import tell_systemd
from edge.conductor import Conductor
from edge.config import HubConfig, ScreenConfig
from edge.device_news import DevicePaired, OfDevice
from edge.events import (
    DesiredCame,
    Event,
    Keep,
    Key,
    LineDown,
    LineUp,
    NotKept,
    RadioState,
    ReceiptCame,
    Tick,
)
from edge.health import last_will
from edge.pace import Pace
from edge.part import named
from edge.ports import Chance
from vitals.device_kind import DeviceKind
from vitals.fields import WireError
from vitals.topics import READ_BY_HUB, Leaf, Topic
from vitals.wire import decode_desired, decode_receipt, encode_status

if TYPE_CHECKING:  # without radio no bleak is loaded
    from edge.radio_room import RadioRoom

LOG = logging.getLogger("nara.hub")
_LONGEST_WAIT_S: Final = 60.0
"""A clock becomes trusted without telling anybody, so the hub looks once a minute."""
_SHORTEST_WAIT_S: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Which doors to the world stand open: the radio, a socket for indications, and the simulator's clock."""

    has_radio: bool = True
    indications: Path | None = None
    demo_clock: str | None = None


async def run_hub(config: HubConfig, folder: Path, doors: Doors) -> None:
    """Work as a hub until cancelled.

    Raises OSError or StorageError if it cannot begin, and later an ExceptionGroup of what failed: a hub that has lost
    one of its parts ends, and is started again as a whole.
    """
    with _alone_in(folder):
        stepped = None if doors.demo_clock is None else await SteppedClock.follow(doors.demo_clock, config.settings.hub)
        await HubAtWork(config, folder, stepped).run(doors)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep others out of the folder: they would take an outbox that is in use for a damaged one, and put it aside."""
    with (folder / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BlockingIOError(f"another hub is running in {folder}") from None
        yield


class HubAtWork:
    """All parts of one hub, in one event loop; SQLite is written in it, for nothing else may happen before."""

    def __init__(self, config: HubConfig, folder: Path, stepped: SteppedClock | None) -> None:
        """Open the card and take up what it holds; raises OSError for keys that are missing, or StorageError."""
        self._config = config
        self._folder = folder
        self._stepped = stepped
        self._loop = asyncio.get_running_loop()
        self._news: asyncio.Queue[Event | Exception] = asyncio.Queue()
        keys = KeyRing(folder)
        self._verify = keys.server_verifier()
        self._sign = keys.signer()
        now = WallClock(None, is_always_trusted=False).now() if stepped is None else stepped.now()
        outbox, fault = open_card(folder / "outbox.db", keys.cipher(), now.wall_at, os.urandom)
        self._clock = stepped or WallClock(outbox.trusted_at(), is_always_trusted=config.is_clock_trusted)
        self._line = self._lay_line(folder)
        self._conductor = Conductor(
            settings=config.settings,
            home=config.home,
            outbox=outbox,
            line=self._line,
            sign=self._sign,
            chance=Chance(jitter=SystemRandom().random, random_bytes=os.urandom),
            told=_tell,
            machine=lambda: look_at_machine(folder),
        )
        if fault is not None:
            LOG.error("%s", fault)
        self._conductor.start(self._clock.now(), fault)
        self._will = self._make_will()

    async def run(self, doors: Doors) -> None:
        """Work until cancelled; raises an ExceptionGroup of what failed. SIGHUP says that the network is back."""
        room = self._set_up_radio_room() if doors.has_radio else None
        self._line.start()
        self._loop.add_signal_handler(signal.SIGHUP, self._line.hurry)
        try:
            async with asyncio.TaskGroup() as parts:
                parts.create_task(named("the hub", self._attend()))
                parts.create_task(named("the word to systemd", tell_systemd()))
                if doors.indications is not None:
                    socket = IndicationSocket(doors.indications, self._told, self._queue_depth)
                    parts.create_task(named("the indications socket", socket.serve()))
                if self._config.screen is not None:
                    parts.create_task(named("the screen", self._show_the_screen(self._config.screen, room)))
                if room is not None:
                    parts.create_task(named("the radio", room.run()))
                if self._stepped is not None:
                    parts.create_task(named("the simulated clock", self._stepped.run(lambda: self._hear(Tick()))))
        finally:
            await asyncio.to_thread(self._line.stop)

    async def _attend(self) -> None:
        """Hear what the line says as it comes, and tick when the hub wants to."""
        while True:
            news: Event | Exception = Tick()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._until_due_s()):
                    news = await self._news.get()
            if isinstance(news, Exception):
                raise news
            self._hear(news)
            if isinstance(news, LineDown):
                self._will = self._make_will()

    def _until_due_s(self) -> float | None:
        """Say when the hub wants its next tick; the simulator ticks by stepping the clock."""
        if self._stepped is not None:
            return None
        due_ms = self._conductor.hub.next_due_ms()
        wait_s = _LONGEST_WAIT_S if due_ms is None else (due_ms - self._clock.now().monotonic_ms) / 1000
        return min(max(wait_s, _SHORTEST_WAIT_S), _LONGEST_WAIT_S)

    def _hear(self, event: Event) -> Key | None:
        return self._conductor.hear(event, self._clock.now())

    def _told(self, event: Event) -> Key | None:
        """Keep what a device sent or a person said, and look again at what is due; raises StorageError."""
        try:
            return self._hear(event)
        finally:
            if self._stepped is None:
                self._news.put_nowait(Tick())

    def _queue_depth(self) -> int:
        return self._conductor.hub.queue_depth

    async def _show_the_screen(self, screen: ScreenConfig, room: RadioRoom | None) -> None:
        from edge.adapters.page import PageServer  # noqa: PLC0415  (a hub without a screen needs no templates)
        from edge.showing import Showing  # noqa: PLC0415  (as above)

        settings = self._config.settings
        showing = Showing(
            today=self._conductor.hub.today,
            clock=self._clock.now,
            hear=self._told,
            zone=settings.zone,
            has_scale=lambda: any(
                DeviceKind.of_family(device.family) is DeviceKind.SCALE
                for device in self._conductor.hub.devices.values()
            ),
            language=screen.language,
            pairing=room,
        )
        await PageServer(screen.port, showing.answer).serve()

    def _set_up_radio_room(self) -> RadioRoom:
        from edge.radio_room import Hearers, RadioRoom  # noqa: PLC0415  (without radio no bleak is loaded)

        hearers = Hearers(
            keep=self._told,
            enrol=lambda device, name: self._told(DevicePaired(device, name)),
            tell=lambda fault: self._hear(RadioState(fault)),
            learn=self._learned,
            home_time=self._home_time,
        )
        return RadioRoom(self._folder, self._conductor.hub.devices, hearers, pace=Pace())

    def _learned(self, news: OfDevice) -> None:
        """Hear something of a device, and look again at what is due: its clock may have been waited for."""
        self._hear(news)
        self._news.put_nowait(Tick())

    def _home_time(self) -> datetime | None:
        """Give the time in the home's zone, for devices whose clocks we set; None while ours is not trusted."""
        now = self._clock.now()
        return now.wall_at.astimezone(self._config.settings.zone) if now.is_trusted else None

    # The line speaks in its own thread; what it says is heard in ours.

    def _lay_line(self, folder: Path) -> Line:
        config, hub = self._config, self._config.settings.hub
        broker = Broker(
            host=config.broker_host,
            port=config.broker_port,
            authority=folder / "ca.crt",
            certificate=folder / "tls.crt",
            key=folder / "tls.key",
        )
        listener = Listener(
            up=lambda: self._pass_on(LineUp()),
            down=lambda: self._pass_on(LineDown()),
            message=self._message_came,
            will=lambda: self._will,
            broke=self._pass_on,
        )
        return Line(broker, hub, [str(Topic(config.home, hub, leaf)) for leaf in READ_BY_HUB], listener)

    def _pass_on(self, news: Event | Exception) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: this hub is ending
            self._loop.call_soon_threadsafe(self._news.put_nowait, news)

    def _message_came(self, topic: str, payload: bytes) -> None:
        try:
            if Topic.parse(topic).leaf is Leaf.RECEIPT:
                self._pass_on(ReceiptCame(decode_receipt(payload, self._verify)))
            else:
                self._pass_on(DesiredCame(decode_desired(payload, self._verify)))
        except WireError as problem:
            LOG.warning("what came on %s is not the server's: %s", topic, problem)

    def _make_will(self) -> tuple[str, bytes]:
        """Write what the broker publishes when this hub is gone; ready before the line asks, from its own thread."""
        status = last_will(self._conductor.hub.status(self._clock.now()))
        topic = Topic(self._config.home, self._config.settings.hub, Leaf.STATUS)
        return str(topic), encode_status(status, self._sign)


def _tell(happened: object) -> None:
    """Write down for a technician what matters; no value that was measured is ever in a log."""
    match happened:
        case Keep(is_dated=is_dated):
            LOG.info("keeping a record%s", "" if is_dated else ", not dated yet")
        case NotKept(why):
            LOG.error("the card failed: %s", why)
        case LineUp():
            LOG.info("the line is up")
        case LineDown():
            LOG.info("the line is down")
        case _:
            pass
