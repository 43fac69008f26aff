"""One call to a device over bleak: the link that a session talks on, and what is known of it while it lasts."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice
from bleak.exc import BleakDBusError, BleakError, BleakGATTProtocolError

from edge.device_news import BatteryTold, Called, ClockShown, MakeTold, OfDevice, TroubleTold
from edge.devices.link import LinkError, RefusedError, Said, Secrets, Session
from edge.events import Indication
from edge.gatt.uuid import long_form, short_form
from edge.pace import Pace
from edge.roster import Offer, Outcome

LOG = logging.getLogger("nara.hub.radio")
Answer = TypeVar("Answer")
_REFUSALS: Final = {
    f"org.bluez.Error.{why}" for why in ("NotPermitted", "NotSupported", "NotAuthorized", "InvalidArguments")
}


class BleLink:
    """A call to one device, from before it is connected until it has ended."""

    def __init__(
        self,
        offer: Offer[BLEDevice],
        secrets: Secrets,
        forbidden: tuple[bytes, ...],
        *,
        hold: Callable[[Indication], object],
        keep_held: Callable[[], bool],
        learn: Callable[[OfDevice], object],
        home_time: Callable[[], datetime | None],
        pace: Pace,
    ) -> None:
        """Take whom to call, what lets us in, and what must never be said to it.

        ``hold`` takes what goes to the card; ``keep_held`` puts it there, and tells whether all of it is.
        ``home_time`` is aware, in the home's zone.
        """
        self.offer = offer
        self.secrets = secrets
        self.is_linked = False
        self.is_over = False
        self._received = 0
        self._forbidden = forbidden
        self._hold, self._keep_held, self._learn, self._home_time = hold, keep_held, learn, home_time
        self._pace = pace
        self._inbox: deque[Said] = deque()
        self._news = asyncio.Event()
        self._client = BleakClient(offer.device, lambda _: self.end(), timeout=pace.connect_s)
        self._offered: dict[str, BleakGATTCharacteristic] = {}

    async def connect(self) -> None:
        """Connect; raises what bleak raises."""
        await self._client.connect()
        self.is_linked = True
        for offered in self._client.services.characteristics.values():
            self._offered.setdefault(short_form(offered.uuid), offered)

    async def talk(self, session: Session) -> str | None:
        """Let the driver talk, and say what went wrong: that costs this call, and nothing that was heard."""
        try:
            async with asyncio.timeout(self._pace.call_s):
                await session(self)
        except LinkError as problem:
            return str(problem)
        except TimeoutError:
            return "it never stops talking"
        except Exception:
            LOG.exception("%s: our own driver failed", self.offer.address)
            return "our own driver failed"
        return None

    async def hang_up(self) -> None:
        """End the link."""
        await self._client.disconnect()

    def end(self) -> None:
        """Note that the link has ended."""
        self.is_over = True
        self._news.set()

    @property
    def outcome(self) -> Outcome:
        """What came of the call."""
        if self._received:
            return Outcome.FETCHED
        if not self.is_linked:
            return Outcome.NOT_REACHED
        return Outcome.BROKEN if self.is_over else Outcome.SILENT

    # What a session sees

    @property
    def address(self) -> str:
        """The device's Bluetooth address."""
        return self.offer.address

    @property
    def name(self) -> str | None:
        """What the device calls itself."""
        return self.offer.name

    def offers(self, characteristic: str) -> bool:
        """Tell whether the device has it."""
        return characteristic in self._offered

    def local_time(self) -> datetime | None:
        """Give the home's wall clock, naive; None while the hub's own time is not trusted."""
        return None if (now := self._home_time()) is None else now.replace(tzinfo=None)

    def utc_time(self) -> datetime | None:
        """Give the same instant in UTC."""
        return None if (now := self._home_time()) is None else now.astimezone(UTC)

    def random_bytes(self, count: int) -> bytes:
        """Give bytes that nobody can guess."""
        return os.urandom(count)

    async def subscribe(self, characteristic: str, *, is_talk: bool = False) -> None:
        """Hear what it says from now on; nothing else happens when it comes, for bleak would swallow an error."""

        def receive(_source: BleakGATTCharacteristic, payload: bytearray) -> None:
            if not is_talk:
                self.keep(characteristic, bytes(payload))
            self._received += 1
            self._inbox.append(Said(characteristic, bytes(payload)))
            self._news.set()

        await self._step(self._client.start_notify(self._find(characteristic), receive))

    async def read(self, characteristic: str) -> bytes:
        """Read a value; raises LinkError, or RefusedError."""
        return bytes(await self._step(self._client.read_gatt_char(self._find(characteristic))))

    async def write(self, characteristic: str, payload: bytes) -> None:
        """Say something to the device; raises LinkError, RefusedError, or ValueError for what its family forbids."""
        if self._forbidden and payload.startswith(self._forbidden):
            raise ValueError(f"{payload.hex()} must never be said to this device")
        await self._step(self._client.write_gatt_char(self._find(characteristic), payload))

    async def hear(self, within_s: float | None = None) -> Said | None:
        """Give what came next, once all that was heard before it is on the card; None: see ``edge.devices.link``."""
        while self._keep_held():
            if self._inbox:
                return self._inbox.popleft()
            if self.is_over:
                return None
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pace.idle_s if within_s is None else within_s):
                    await self._news.wait()
            if not self._news.is_set():
                return None
        return None

    def keep(self, characteristic: str, *payloads: bytes, **context: int | str) -> None:
        """Hold a result for the card."""
        *earlier, payload = payloads
        self._hold(
            Indication(
                address=self.offer.address,
                characteristic=long_form(characteristic),
                payload=payload,
                name=self.offer.name,
                earlier=tuple(earlier),
                context=tuple(context.items()),
            )
        )

    def expect_clock(self) -> None:
        """Tell the hub that the device's clock will be looked at."""
        self._learn(Called(self.offer.address))

    def tell_clock(self, shows: datetime | None) -> None:
        """Tell the hub what the device's clock shows."""
        self._learn(ClockShown(self.offer.address, shows))

    def tell_trouble(self, sentence: str) -> None:
        """Tell a technician why this device cannot be read."""
        self._learn(TroubleTold(self.offer.address, sentence))

    def tell_battery(self, percent: int) -> None:
        """Tell the hub how full the device's battery is."""
        self._learn(BatteryTold(self.offer.address, percent))

    def tell_make(self, make: str) -> None:
        """Tell the hub which model the device is, and of which firmware."""
        self._learn(MakeTold(self.offer.address, make))

    def _find(self, characteristic: str) -> BleakGATTCharacteristic:
        if (found := self._offered.get(characteristic)) is None:
            raise RefusedError(f"the device has no {characteristic}")
        return found

    async def _step(self, step: Awaitable[Answer]) -> Answer:
        """Let bleak do one thing within a time of its own: a bluetoothd that hangs never answers."""
        try:
            async with asyncio.timeout(self._pace.step_s):
                return await step
        except BleakGATTProtocolError as problem:
            raise RefusedError(str(problem)) from problem
        except BleakDBusError as problem:
            kind = RefusedError if problem.dbus_error in _REFUSALS else LinkError
            raise kind(str(problem)) from problem
        except (BleakError, TimeoutError, EOFError, OSError) as problem:
            raise LinkError(str(problem) or "no answer in time") from problem
