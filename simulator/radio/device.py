"""A virtual scale or cuff: asleep until somebody measures, then it advertises, is read, and hangs up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Final

from bumble import data_types, hci
from bumble.att import Attribute
from bumble.core import UUID, AdvertisingData, BaseBumbleError
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.transport.common import TransportLostError

from simulator.radio.air import Air, VirtualController
from simulator.radio.bond import Bond
from simulator.radio.profile import Profile

_ADVERTISES_EVERY_MS: Final = 20.0
AWAKE_FOR_S: Final = 5.0
_LINGERS_S: Final = 0.05
"""After its last record a device waits a moment before it hangs up: another subscription may be on its way."""


@dataclass(slots=True, kw_only=True)
class Faults:
    """What a device does wrong; all can be changed while it lives."""

    hangs_up_on_connect: bool = False
    drops_after: int | None = None
    """Hangs up once, after so many confirmed indications."""
    loses_confirmations: bool = False
    """Sends everything again next time."""
    sends_twice: bool = False
    is_silent: bool = False
    """Takes the subscription and sends nothing."""
    stays_connected: bool = False
    """Does not hang up when it has sent everything."""


@dataclass(slots=True, kw_only=True, eq=False)
class Record:
    """What a device keeps until a hub has confirmed it."""

    characteristic: str
    payload: bytes
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)


class VirtualDevice:
    """A battery-powered device with a memory; ``stored`` is what no hub has confirmed yet, oldest first."""

    def __init__(self, air: Air, address: str, profile: Profile, name: str | None = None) -> None:
        """Take the air, a random static Bluetooth address, what it is, and perhaps another name to advertise."""
        self.address = address
        self.profile = profile
        self.name = profile.name if name is None else name
        self.faults = Faults()
        self.stored: list[Record] = []
        self.connections = 0
        self.values: dict[str, bytes] = {}
        """What is read from the characteristics that a hub may write."""
        self.hears: Callable[[str, bytes], object] = lambda _characteristic, _payload: None
        """What the device does when a hub writes something."""
        self.interval_s = 0.0
        """Seconds between two indications: nothing here, one or two connection intervals on a real link."""
        self._awake_until_s = 0.0
        self._one_at_a_time = asyncio.Lock()
        self._sleep: asyncio.TimerHandle | None = None
        self._transfer: asyncio.Task[None] | None = None
        self._asides: set[asyncio.Task[None]] = set()
        self._controller = VirtualController(self.name, link=air)
        self._device = Device.from_config_with_hci(
            DeviceConfiguration(
                name=self.name,
                address=hci.Address(address, hci.Address.RANDOM_DEVICE_ADDRESS),
                advertising_interval_min=_ADVERTISES_EVERY_MS,
                advertising_interval_max=_ADVERTISES_EVERY_MS,
            ),
            self._controller,
            self._controller,
        )
        self.bond = Bond(self._device, shows_passkey=profile.shows_passkey)
        self._characteristics = self._equip()
        self._device.on(Device.EVENT_CONNECTION, self._connected)

    async def power_on(self) -> None:
        """Put the battery in."""
        await self._device.power_on()
        self.bond.settle_in()

    def power_off(self) -> None:
        """Take the battery out; what it was at ends where it stands."""
        self._end_transfer()
        if self._sleep is not None:
            self._sleep.cancel()
        self._controller.vanish()
        for task in self._asides:
            task.cancel()

    def store(self, characteristic: str, payload: bytes) -> Record:
        """Put something into the memory without waking up."""
        record = Record(characteristic=characteristic, payload=payload)
        self.stored.append(record)
        return record

    async def measure(self, characteristic: str, payload: bytes, awake_for_s: float = AWAKE_FOR_S) -> None:
        """Store something, wake up, and return when a hub has confirmed it."""
        record = self.store(characteristic, payload)
        await self.wake(awake_for_s)
        await record.confirmed.wait()

    async def wake(self, for_s: float = AWAKE_FOR_S) -> None:
        """Advertise for some seconds, or until somebody connects."""
        loop = asyncio.get_running_loop()
        self._awake_until_s = loop.time() + for_s
        if self._sleep is not None:
            self._sleep.cancel()
        self._sleep = loop.call_at(self._awake_until_s, lambda: self._aside(self._fall_asleep()))
        if not self._device.connections:
            await self._advertise()

    async def walk_away(self) -> None:
        """Be carried out of reach: every link ends."""
        for connection in list(self._device.connections.values()):
            await self._hang_up(connection)

    async def notify(self, characteristic: str, payload: bytes) -> None:
        """Tell subscribers something that is not stored."""
        await self._device.notify_subscribers(self._characteristics[characteristic], payload)

    @property
    def is_connected(self) -> bool:
        """Whether a hub is connected."""
        return bool(self._device.connections)

    @property
    def subscribed(self) -> set[str]:
        """The characteristics that a connected hub has subscribed to."""
        return {name for connection in self._device.connections.values() for name in self._subscribed_by(connection)}

    def _equip(self) -> dict[str, Characteristic[bytes]]:
        properties, profile = Characteristic.Properties, self.profile
        made: dict[str, Characteristic[bytes]] = {}
        for service in profile.indicated:
            for names, use in ((profile.indicated, properties.INDICATE), (profile.notified, properties.NOTIFY)):
                for name in names.get(service, ()):
                    made[name] = Characteristic(UUID(name), use, Attribute.Permissions(0), b"")
            for name, value in profile.readable.get(service, {}).items():
                made[name] = Characteristic(UUID(name), properties.READ, Attribute.READABLE, value)
            for name, value in profile.writable.get(service, {}).items():
                made[name] = self._writable(name, value)
            for name in profile.indicated[service] if profile.needs_bond else ():
                self.bond.guard(made[name])
            offered = dict.fromkeys(
                (
                    *profile.indicated[service],
                    *profile.notified.get(service, ()),
                    *profile.readable[service],
                    *profile.writable.get(service, ()),
                )
            )
            self._device.add_service(Service(UUID(service), [made[name] for name in offered]))
            for name in profile.indicated[service]:
                made[name].on(Characteristic.EVENT_SUBSCRIPTION, self._subscription_changed)
        return made

    def _writable(self, name: str, value: bytes) -> Characteristic[bytes]:
        """Make a characteristic that a hub may write; it is read as it was written last."""
        self.values[name] = value

        def write(_connection: Connection, written: bytes) -> None:
            self.values[name] = bytes(written)
            self.hears(name, bytes(written))

        use = Characteristic.Properties
        indicates = use.INDICATE if any(name in names for names in self.profile.indicated.values()) else use(0)
        return Characteristic(
            UUID(name),
            use.READ | use.WRITE | indicates,
            Attribute.READABLE | Attribute.WRITEABLE,
            CharacteristicValue(read=lambda _connection: self.values[name], write=write),
        )

    async def _advertise(self) -> None:
        said = AdvertisingData(
            [
                data_types.Flags(
                    AdvertisingData.Flags.LE_GENERAL_DISCOVERABLE_MODE | AdvertisingData.Flags.BR_EDR_NOT_SUPPORTED
                ),
                data_types.CompleteListOf16BitServiceUUIDs([UUID(service) for service in self.profile.indicated]),
                data_types.CompleteLocalName(self.name),
            ]
        )
        async with self._one_at_a_time:
            await self._device.start_advertising(advertising_data=bytes(said), scan_response_data=b"")

    async def _fall_asleep(self) -> None:
        async with self._one_at_a_time:
            await self._device.stop_advertising()

    def _connected(self, connection: Connection) -> None:
        self.connections += 1
        connection.on(Connection.EVENT_DISCONNECTION, self._disconnected)
        connection.on(Connection.EVENT_PAIRING, lambda _keys: self._aside(self._paired(connection)))
        if self.faults.hangs_up_on_connect:
            self._aside(self._hang_up(connection))

    async def _paired(self, connection: Connection) -> None:
        """Say on the display that it is done, hang up, and switch off."""
        self.bond.is_open = False
        self._awake_until_s = 0.0
        await asyncio.sleep(_LINGERS_S)
        await self._hang_up(connection)

    def _disconnected(self, _reason: int) -> None:
        """Forget the transfer; a device that has something left advertises again, as long as it is awake."""
        self._end_transfer()
        if self.stored and asyncio.get_running_loop().time() < self._awake_until_s:
            self._aside(self._advertise())

    def _subscription_changed(self, connection: Connection, _notify: bool, indicate: bool) -> None:  # noqa: FBT001
        if indicate and not self.faults.is_silent and self._transfer is None:
            self._transfer = asyncio.get_running_loop().create_task(self._send_all(connection))

    async def _send_all(self, connection: Connection) -> None:
        """Indicate what is stored, oldest first, and hang up."""
        sent: list[Record] = []
        while (record := await self._next_of(connection, sent)) is not None:
            if self.faults.drops_after == len(sent):
                self.faults.drops_after = None
                break
            await self._send(connection, record)
            sent.append(record)
            await asyncio.sleep(self.interval_s)
        await self._hang_up(connection)

    async def _next_of(self, connection: Connection, sent: list[Record]) -> Record | None:
        """Give the oldest record that can be sent; None when for a moment there has been none, or the link has ended.

        The task is asked too, for ``asyncio.wait_for`` in bumble may swallow its cancellation (Python 3.11).
        """
        has_lingered = False
        while self._transfer is asyncio.current_task():
            subscribed = self._subscribed_by(connection)
            for record in self.stored:
                if record.characteristic in subscribed and record not in sent:
                    return record
            if has_lingered and not self.faults.stays_connected:
                return None
            await asyncio.sleep(_LINGERS_S)
            has_lingered = True
        return None

    async def _send(self, connection: Connection, record: Record) -> None:
        characteristic = self._characteristics[record.characteristic]
        for _ in range(2 if self.faults.sends_twice else 1):
            await self._device.indicate_subscriber(connection, characteristic, record.payload)
        if not self.faults.loses_confirmations:
            self.stored.remove(record)
        record.confirmed.set()

    def _subscribed_by(self, connection: Connection) -> set[str]:
        enabled = self._device.gatt_server.subscribers.get(connection, {})
        return {name for name, made in self._characteristics.items() if any(enabled.get(made.handle, b""))}

    async def _hang_up(self, connection: Connection) -> None:
        with contextlib.suppress(BaseBumbleError):
            await connection.disconnect()

    def _end_transfer(self) -> None:
        if self._transfer is not None and self._transfer is not asyncio.current_task():
            self._transfer.cancel()
        self._transfer = None

    def _aside(self, work: Coroutine[None, None, None]) -> None:
        """Do something without waiting for it, and keep it from being forgotten."""

        async def until_the_chip_is_gone() -> None:
            with contextlib.suppress(TransportLostError):
                await work

        task = asyncio.get_running_loop().create_task(until_the_chip_is_gone())
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
