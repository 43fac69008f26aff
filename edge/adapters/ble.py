"""The radio: hears enrolled scales and cuffs, fetches what they have stored, and hands it on to be kept.

The only file that imports bleak. docs/radio.md says how the radio behaves and why: one scanner for life, one call at a
time, subscribe before anything else, never unsubscribe, hang up when nothing more comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from bleak import BleakClient, BleakScanner
from bleak.args.bluez import BlueZScannerArgs
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from edge.adapters.ble_fault import adapter_fault, fault_of
from edge.broadcast import broadcast
from edge.events import Indication
from edge.pace import Pace, nth
from edge.ports import StorageError
from edge.roster import Offer, Outcome, Roster

LOG = logging.getLogger("nara.hub.radio")
_HEAR_EVERYTHING: Final[BlueZScannerArgs] = {"filters": {"RSSI": -127}}
"""Excludes nobody. But without a limit of strength, BlueZ reports a device that comes back only if its signal differs
by 8 dBm, and on a machine with ``ControllerMode=le`` it rests five seconds after each ten of listening."""


class Radio:
    """Fetches what enrolled devices have stored, one device at a time."""

    def __init__(
        self,
        addresses: Iterable[str],
        services: Mapping[str, Sequence[str]],
        keep: Callable[[Indication], object],
        tell: Callable[[str | None], object],
        *,
        broadcasters: Iterable[str] = (),
        pace: Pace = Pace(),  # noqa: B008  (frozen)
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the enrolled addresses and what to subscribe to, in order: characteristics by service, in full UUIDs.

        ``broadcasters`` are enrolled too, and never called: what they advertise is handed on as often as it is heard.
        ``keep`` makes an indication durable before it returns. If it raises StorageError, the indication is held and
        handed over again, and no device is called until that succeeds: what is not fetched is safe in the device.
        ``tell`` gets a sentence for a technician when the radio stops listening, and None when it listens again.
        """
        self._services = services
        self._keep = keep
        self._tell = tell
        self._pace = pace
        self._clock_s = clock_s
        self._roster: Roster[BLEDevice] = Roster(addresses, pace)
        self._broadcasters = frozenset(address.upper() for address in broadcasters)
        self._held: deque[Indication] = deque()
        self._heard = asyncio.Event()
        self._sign_of_life_s = 0.0
        self._is_calling = False
        self._fault: str | None = "not listening yet"

    async def run(self) -> None:
        """Listen and fetch until cancelled; a fault of Bluetooth is told and waited out, one of ours is raised."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen())
                tasks.create_task(self._answer())
        except asyncio.CancelledError:
            self._keep_what_is_held()
            raise

    # Listening

    async def _listen(self) -> None:
        """Scan for ever: anew after every silence, and as soon as there is an adapter."""
        absences = 0
        while True:
            scanner = BleakScanner(self._advertised, bluez=_HEAR_EVERYTHING)
            fault = await fault_of(scanner.start, self._pace.scan_call_s)
            self._say(fault)
            if fault is None:
                absences = 0
                fault = await self._watch()
            await fault_of(scanner.stop, self._pace.scan_call_s)
            if fault is not None:
                self._say(fault)
                await asyncio.sleep(nth(self._pace.absent_s, absences))
                absences += 1

    async def _watch(self) -> str | None:
        """Return when the scan has heard nothing for too long, or with a sentence when the adapter is gone."""
        self._sign_of_life_s = self._clock_s()
        while self._is_calling or self._clock_s() - self._sign_of_life_s < self._pace.silence_s:
            await asyncio.sleep(self._pace.check_s)
            if (fault := await adapter_fault(self._pace.scan_call_s)) is not None:
                return fault
        LOG.warning("nothing heard for %.0f s: listening anew", self._pace.silence_s)
        return None

    def _advertised(self, device: BLEDevice, said: AdvertisementData) -> None:
        now_s = self._clock_s()
        if said.local_name or said.service_uuids or said.service_data or said.manufacturer_data:
            self._sign_of_life_s = now_s
        if device.address.upper() in self._broadcasters:
            name = said.local_name or device.name
            heard = broadcast(device.address, name, said.service_data, said.manufacturer_data)
            self._held += [each for each in heard if each not in self._held]  # it is said ten times a second
            self._heard.set()
        elif self._roster.hear(device.address, device, said.local_name or device.name, said.rssi, now_s):
            self._heard.set()

    def _say(self, fault: str | None) -> None:
        if fault == self._fault:
            return
        self._fault = fault
        LOG.log(logging.INFO if fault is None else logging.WARNING, "radio: %s", fault or "listening")
        self._tell(fault)

    # Fetching

    async def _answer(self) -> None:
        """Call whoever is heard, one at a time, as long as what was fetched before is safe."""
        while True:
            self._heard.clear()
            if not self._keep_what_is_held():
                await asyncio.sleep(self._pace.keep_again_s)
            elif (offer := self._roster.next(self._clock_s())) is not None:
                await self._call(offer)
            else:
                await _wait(self._heard, self._roster.wait_s(self._clock_s()))

    async def _call(self, offer: Offer[BLEDevice]) -> None:
        call = _Call(offer)
        client = BleakClient(offer.device, lambda _: call.end(), timeout=self._pace.connect_s)
        self._is_calling = True
        try:
            fault = await fault_of(lambda: self._open(client, call), self._pace.connect_s + self._pace.hang_up_s)
            if fault is None:
                await self._fetch(call)
            else:
                call.end()
        finally:
            if call.is_linked:  # a connect that fails has cleaned up after itself
                await fault_of(client.disconnect, self._pace.hang_up_s)
            self._is_calling = False
        LOG.info("%s: %s", offer.address, fault or call.outcome.name.lower())
        self._roster.called(offer.address, call.outcome, self._clock_s())

    async def _open(self, client: BleakClient, call: _Call) -> None:
        await client.connect()
        call.is_linked = True
        wanted = list(self._wanted_of(client))
        for characteristic in wanted:
            await client.start_notify(characteristic, self._receiver(call))
        if not wanted:
            LOG.warning("%s offers nothing that this hub can read", call.offer.address)

    def _wanted_of(self, client: BleakClient) -> Iterator[BleakGATTCharacteristic]:
        for service, characteristics in self._services.items():
            if (found := client.services.get_service(service)) is None:
                continue
            for uuid in characteristics:
                if (characteristic := found.get_characteristic(uuid)) is not None:
                    yield characteristic

    def _receiver(self, call: _Call) -> Callable[[BleakGATTCharacteristic, bytearray], None]:
        """Take what a device sends; nothing else happens here, for bleak would swallow an error."""

        def receive(source: BleakGATTCharacteristic, payload: bytearray) -> None:
            offer = call.offer
            self._held.append(
                Indication(address=offer.address, characteristic=source.uuid, payload=bytes(payload), name=offer.name)
            )
            call.receive()

        return receive

    async def _fetch(self, call: _Call) -> None:
        """Keep what comes until the device hangs up, has nothing more to say, or we can keep no more."""
        while self._keep_what_is_held() and not call.is_over:
            call.news.clear()
            if not await _wait(call.news, self._pace.idle_s):
                return

    def _keep_what_is_held(self) -> bool:
        """Hand over what was fetched, oldest first; tells whether all of it is durable."""
        while self._held:
            try:
                self._keep(self._held[0])
            except StorageError:
                LOG.error("%d indications are held until the card can keep them", len(self._held))  # noqa: TRY400
                return False
            self._held.popleft()
        return True


class _Call:
    """What is known of one call while it lasts."""

    def __init__(self, offer: Offer[BLEDevice]) -> None:
        self.offer = offer
        self.is_linked = False
        self.is_over = False
        self.received = 0
        self.news = asyncio.Event()

    def receive(self) -> None:
        self.received += 1
        self.news.set()

    def end(self) -> None:
        self.is_over = True
        self.news.set()

    @property
    def outcome(self) -> Outcome:
        if self.received:
            return Outcome.FETCHED
        if not self.is_linked:
            return Outcome.NOT_REACHED
        return Outcome.BROKEN if self.is_over else Outcome.SILENT


async def _wait(event: asyncio.Event, at_most_s: float | None) -> bool:
    """Wait for an event; tells whether it came in time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(at_most_s):
            await event.wait()
    return event.is_set()
