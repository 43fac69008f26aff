"""The radio: hears enrolled scales and cuffs, calls them, and hands on what they say to be kept.

docs/radio.md says how it behaves and why: one scanner for life, one call at a time, subscribe before anything else,
never unsubscribe, hang up when nothing more comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Final

from bleak import BleakScanner
from bleak.args.bluez import BlueZScannerArgs
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from edge.aborts import PAIR_AGAIN, Aborts
from edge.adapters.ble_fault import KEYS_DO_NOT_FIT, NO_ANSWER, adapter_fault, fault_of
from edge.adapters.ble_link import BleLink
from edge.adapters.ble_neighbours import Medicine, Pairing
from edge.broadcast import advertisement, broadcast
from edge.device_news import OfDevice, Parted, TroubleTold
from edge.devices.catalogue import forbidden_to, only_advertises, session_of
from edge.devices.link import Session
from edge.enrolled import EnrolledDevice
from edge.events import Indication
from edge.ladder import Ladder, Rung
from edge.pace import USUAL, Pace, nth
from edge.ports import StorageError
from edge.roster import Offer, Roster

LOG = logging.getLogger("nara.hub.radio")
_HEAR_EVERYTHING: Final[BlueZScannerArgs] = {"filters": {"RSSI": -127}}
"""Excludes nobody. But without a limit of strength, BlueZ reports a device that comes back only if its signal differs
by 8 dBm, and on a machine with ``ControllerMode=le`` it rests five seconds after each ten of listening."""


class Radio:
    """Fetches what enrolled devices have stored, one device at a time."""

    def __init__(
        self,
        devices: Iterable[EnrolledDevice],
        keep: Callable[[Indication], object],
        tell: Callable[[str | None], object],
        *,
        learn: Callable[[OfDevice], object] = lambda _: None,
        home_time: Callable[[], datetime | None] = lambda: None,
        session_of: Callable[[str], Session] = session_of,
        pace: Pace = USUAL,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the enrolled devices; those that only advertise are never called.

        ``keep`` makes an indication durable before it returns. If it raises StorageError, the indication is held and
        handed over again, and no device is called until that succeeds: what is not fetched is safe in the device.
        ``tell`` gets a sentence for a technician when the radio stops listening, and None when it listens again.
        ``learn`` gets what is learned of a device beside what it measured. ``home_time`` is the time, aware, in the
        home's zone, or None while that is not trusted. ``session_of`` gives what is said to devices of a family.
        """
        self._keep, self._tell, self._learn = keep, tell, learn
        self._home_time = home_time
        self._session_of = session_of
        self._pairing: Pairing | None = None
        self._aborts = Aborts()
        self._ladder = Ladder(pace.silence_s, may_exit=False)
        self._remedy: Callable[[Rung], Awaitable[None]] = _nothing
        self._probe: Callable[[str], Awaitable[None]] = _nothing
        self._turn = asyncio.Lock()
        self._pace = pace
        self._clock_s = clock_s
        self._devices: dict[str, EnrolledDevice] = {}
        self._broadcasters: set[str] = set()
        self._roster: Roster[BLEDevice] = Roster((), pace)
        self._held: deque[Indication] = deque()
        self._heard = asyncio.Event()
        self._sign_of_life_s = 0.0
        self._is_calling = False
        self._fault: str | None = "not listening yet"
        self._in_view: dict[str, Offer[BLEDevice]] = {}
        for device in devices:
            self.enrol(device)

    def enrol(self, device: EnrolledDevice) -> None:
        """Listen to a device from now on."""
        address = device.address.upper()
        self._devices[address] = device
        if only_advertises(device.family):
            self._broadcasters.add(address)
        else:
            self._roster.add(address)

    def in_view(self, address: str) -> Offer[BLEDevice] | None:
        """Give a device that was heard since people began to pair one."""
        return self._in_view.get(address.upper())

    def share_with(self, pairing: Pairing) -> None:
        """Show people who pair a device what is heard, spare whom they want spared, and call in turn with them."""
        self._pairing, self._turn = pairing, pairing.turn

    def heal_with(self, medicine: Medicine, *, may_exit: bool) -> None:
        """Do this about a radio that is ill; ``may_exit``: somebody starts a hub again that ends."""
        self._remedy, self._probe = medicine.apply, medicine.probe
        self._ladder = Ladder(self._pace.silence_s, may_exit=may_exit)

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
            if fault in {None, NO_ANSWER}:
                await self._remedy(self._ladder.deaf(is_hung=fault is not None))
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
        if self._ladder.is_on_the_ground:  # where nothing ever speaks, the journal would be written for ever
            LOG.warning("nothing heard for %.0f s: listening anew, as long as it lasts", self._pace.silence_s)
        return None

    def _advertised(self, device: BLEDevice, said: AdvertisementData) -> None:
        now_s = self._clock_s()
        if said.local_name or said.service_uuids or said.service_data or said.manufacturer_data:
            self._sign_of_life_s = now_s
            self._ladder.heard(now_s)
        is_spared = False
        if self._pairing is not None and self._pairing.is_open:
            self._show(self._pairing, device, said)
            is_spared = self._pairing.spares(device.address)
        else:
            self._in_view.clear()
        if device.address.upper() in self._broadcasters:
            name = said.local_name or device.name
            heard = broadcast(device.address, name, said.service_data, said.manufacturer_data)
            self._held += [each for each in heard if each not in self._held]  # it is said ten times a second
            self._heard.set()
        elif not is_spared and self._roster.hear(
            device.address, device, said.local_name or device.name, said.rssi, now_s
        ):
            self._heard.set()

    def _show(self, pairing: Pairing, device: BLEDevice, said: AdvertisementData) -> None:
        name, address = said.local_name or device.name, device.address.upper()
        self._in_view[address] = Offer(address=address, device=device, name=name, heard_s=self._clock_s())
        told = advertisement(name, said.service_uuids, said.service_data, said.manufacturer_data)
        pairing.sighted(address, told, said.rssi)

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
                async with self._turn:
                    await self._call(offer)
            else:
                await _wait(self._heard, self._roster.wait_s(self._clock_s()))

    async def _call(self, offer: Offer[BLEDevice]) -> None:
        device = self._devices[offer.address]
        link = self._link_to(offer, device)
        self._is_calling = True
        try:
            fault = await fault_of(
                lambda: self._connect(link, offer.address), self._pace.connect_s + self._pace.hang_up_s
            )
            if fault is None:
                fault = await link.talk(self._session_of(device.family))
                self._keep_what_is_held()
            else:
                link.end()
        finally:
            if link.is_linked:  # a connect that fails has cleaned up after itself
                await fault_of(link.hang_up, self._pace.hang_up_s)
                self._learn(Parted(offer.address))
            self._is_calling = False
        LOG.info("%s: %s", offer.address, fault or link.outcome.name.lower())
        self._roster.called(offer.address, link.outcome, self._clock_s())
        self._judge(offer, fault)

    def _judge(self, offer: Offer[BLEDevice], fault: str | None) -> None:
        """Notice when a bonded device does not know this hub any more."""
        if fault is None:
            self._aborts.answered(offer.address)
        elif not _is_bonded(offer.device):
            return
        elif fault == NO_ANSWER:
            self._aborts.unanswered(offer.address)
        elif any(word in fault for word in KEYS_DO_NOT_FIT) and self._aborts.aborted(offer.address):
            self._learn(TroubleTold(offer.address, PAIR_AGAIN))

    async def _connect(self, link: BleLink, address: str) -> None:
        """Connect; a suspect by asking BlueZ itself first, for bleak would keep from us that the keys do not fit."""
        if self._aborts.suspects(address):
            await self._probe(address)
        await link.connect()

    def _link_to(self, offer: Offer[BLEDevice], device: EnrolledDevice) -> BleLink:
        return BleLink(
            offer,
            device.secrets,
            forbidden_to(device.family),
            hold=self._held.append,
            keep_held=self._keep_what_is_held,
            learn=self._learn,
            home_time=self._home_time,
            pace=self._pace,
        )

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


async def _nothing(_about: object) -> None:
    """Do nothing about it: where nobody says what to do, the scan is started anew, and that is all."""


def _is_bonded(device: BLEDevice) -> bool:
    """Tell whether there is a bond, as far as bleak's backend knows: BlueZ's own properties come with the device."""
    told = device.details.get("props", {}) if isinstance(device.details, dict) else {}
    return bool(told.get("Bonded", told.get("Paired", False)))


async def _wait(event: asyncio.Event, at_most_s: float | None) -> bool:
    """Wait for an event; tells whether it came in time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(at_most_s):
            await event.wait()
    return event.is_set()
