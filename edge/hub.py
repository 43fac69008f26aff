"""The hub's heart: ``Hub.step(event, now)`` gives orders. No I/O, no clock, no chance of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Final, assert_never

from edge.dating import moment_of
from edge.device_clocks import DeviceClocks
from edge.device_news import BatteryTold, Called, ClockShown, DevicePaired, MakeTold, OfDevice, Parted, TroubleTold
from edge.devices.catalogue import is_read_again, only_advertises
from edge.enrolled import EnrolledDevice, EnrolledDevices
from edge.events import (
    BeginEpoch,
    Date,
    Dated,
    DesiredCame,
    Event,
    HubTime,
    Indication,
    Keep,
    Kept,
    LineDown,
    LineUp,
    NotKept,
    Order,
    RadioState,
    ReceiptCame,
    Remember,
    Report,
    Send,
    Settle,
    Started,
    Tick,
    TrustTime,
)
from edge.health import Health, Queue
from edge.household import HouseholdChosen, RememberHousehold
from edge.recording import Heard, gist_of, paired, record_of, slot_of
from edge.repeats import SAID_AGAIN_MS, Repeats
from edge.said import Answered, Pressed
from edge.today import Today
from edge.uplink import Uplink
from vitals.desired import DesiredState
from vitals.hub_status import DEVICES_MAX, HubStatus
from vitals.identity import Epoch, HubId
from vitals.receipt import Receipt

UNDATED_AT_MOST_MS: Final = 600_000
"""With a line but no trusted time for this long, undated records are sent as they are; the server dates them."""
TRUST_KEPT_EVERY: Final = timedelta(hours=1)
"""How often the floor of the clock is written: a card must last, and an hour is precise enough for a floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """What is fixed while the hub runs; ``status_every_s`` can be overruled by the desired state.

    A hub that ``has_screen`` remembers its latest records for it.
    """

    hub: HubId
    zone: tzinfo
    software: str
    status_every_s: int
    devices: tuple[EnrolledDevice, ...]
    has_screen: bool = False


class Hub:
    """One hub: devices in, records out, settled by receipts."""

    def __init__(self, settings: HubSettings, jitter: Callable[[], float]) -> None:
        """Take the settings and a source of chance between 0 and 1 for the times of sending again."""
        self._settings = settings
        self.devices = EnrolledDevices(settings.devices)
        self._uplink = Uplink(jitter)
        self._epoch = Epoch("0" * 16)
        self._next_sequence = 1
        self._desired: DesiredState | None = None
        self._health = Health()
        self.clocks = DeviceClocks()
        self._said = Repeats(SAID_AGAIN_MS)
        self._read = Repeats(None)
        self.today = Today()
        self._status_due_ms = 0
        self._undated_since_ms: int | None = None
        self._trust_kept_at: datetime | None = None

    def step(self, event: Event, now: HubTime) -> list[Order]:
        """Hear one event and order what follows from it."""
        orders = self._hear(event, now)
        orders += self._date_what_waits(now)
        if keys := self._uplink.due(now.monotonic_ms):
            orders.append(Send(keys))
        if self._uplink.is_up and now.monotonic_ms >= self._status_due_ms:
            orders.append(self._report(now))
        if self._must_keep_trust(now):
            self._trust_kept_at = now.wall_at
            orders.append(TrustTime(now.wall_at))
        if self._settings.has_screen:
            self.today.note(event, orders)
        return orders

    def next_due_ms(self) -> int | None:
        """Say when the hub wants its next tick, on the monotonic clock; None while there is no line to use."""
        if not self._uplink.is_up:
            return None
        times = [self._status_due_ms, self._uplink.next_due_ms()]
        if self._undated_since_ms is not None and self._uplink.undated:
            times.append(self._undated_since_ms + UNDATED_AT_MOST_MS)
        return min(time for time in times if time is not None)

    @property
    def queue_depth(self) -> int:
        """Count the records that no receipt has settled."""
        return len(self._uplink)

    def _hear(self, event: Event, now: HubTime) -> list[Order]:  # noqa: C901, PLR0911, PLR0912  (all that can be heard)
        match event:
            case Indication():
                return self._indication(event, now)
            case Called() | ClockShown() | BatteryTold() | MakeTold() | TroubleTold() | Parted():
                self._learn(event, now)
            case Answered() | Pressed():
                said = event.record(moment_of(None, now, self._settings.zone))
                return [Keep(body=said.to_wire(), is_dated=now.is_trusted)]
            case HouseholdChosen(household):
                return [RememberHousehold(household)]
            case DevicePaired(device, name):
                return [paired(device, name, now, self._settings.zone)]
            case Kept() | Dated():
                self._take(event)
            case NotKept(why):
                self._said.forget()
                self._read.forget()
                self._health.note_storage(why)
                self._status_due_ms = now.monotonic_ms
            case ReceiptCame(receipt):
                return self._receipt(receipt, now)
            case DesiredCame(desired):
                return self._desire(desired)
            case LineUp() | LineDown():
                self._change_line(now, is_up=isinstance(event, LineUp))
            case RadioState(fault):
                if self._health.note_radio(fault):
                    self._status_due_ms = now.monotonic_ms
            case Started():
                self._start(event)
            case Tick():
                pass
            case _:  # pragma: no cover
                assert_never(event)
        return []

    def _change_line(self, now: HubTime, *, is_up: bool) -> None:
        if is_up:
            self._uplink.line_up()
            self._status_due_ms = now.monotonic_ms
        else:
            self._uplink.line_down()
        self._undated_since_ms = now.monotonic_ms if is_up else None

    def _start(self, started: Started) -> None:
        self._epoch, self._next_sequence = started.epoch, 1
        self._health.note_storage(started.storage_fault)
        self._desired = started.desired
        for device in started.devices:
            self.devices.recall(device)
        for waiting in started.waiting:
            self._uplink.add(waiting)

    def _take(self, safe: Kept | Dated) -> None:
        waiting = safe.waiting
        self._uplink.add(waiting)
        if isinstance(safe, Kept) and safe.enrols is not None:
            self.devices.add(safe.enrols)
        if waiting.key.epoch == self._epoch:
            self._next_sequence = max(self._next_sequence, waiting.key.sequence + 1)

    def _indication(self, indication: Indication, now: HubTime) -> list[Order]:
        enrolled = self.devices.get(indication.address)
        if enrolled is None:
            return []
        self._health.hear(enrolled.device, now)
        shown = self.clocks.shown_by(enrolled.device, now.boot_id)
        record = record_of(indication, enrolled, now, self._settings.zone, shown(now.monotonic_ms))
        if record is None or self._is_known(record, enrolled.family, now):
            return []
        is_dated = now.is_trusted and not self.clocks.is_awaited(enrolled.device, now)
        return [Keep(body=record.to_wire(), is_dated=is_dated)]

    def _is_known(self, record: Heard, family: str, now: HubTime) -> bool:
        """Tell whether a device says what it said before; one that is called and sends twice, the server judges."""
        if only_advertises(family):
            return self._said.is_said_again(gist_of(record), now.monotonic_ms)
        slot = slot_of(record) if is_read_again(family) else None
        return slot is not None and self._read.is_said_again(slot, now.monotonic_ms)

    def _learn(self, news: OfDevice, now: HubTime) -> None:
        """Take what the radio tells of a device beside what it measured."""
        enrolled = self.devices.get(news.address)
        if enrolled is None:
            return
        self.clocks.learn(enrolled.device, news, now)
        if self._health.learn(enrolled.device, news):
            self._status_due_ms = now.monotonic_ms

    def _date_what_waits(self, now: HubTime) -> list[Order]:
        """Date undated records once the time is trusted, or give them up to the server after ten minutes of line.

        While a device's clock is about to be looked at, nothing is dated: what it just sent hangs on that.
        """
        if self._uplink.undated == 0 or self.clocks.are_awaited(now):
            return []
        line_ms = 0 if self._undated_since_ms is None else now.monotonic_ms - self._undated_since_ms
        if now.is_trusted or line_ms >= UNDATED_AT_MOST_MS:
            return [Date(waiting.key) for waiting in self._uplink.take_undated()]
        return []

    def _receipt(self, receipt: Receipt, now: HubTime) -> list[Order]:
        if receipt.hub != self._settings.hub:
            return []
        held = tuple(
            waiting.key
            for waiting in self._uplink.waiting
            if waiting.is_dated and receipt.holds(waiting.key.epoch, waiting.key.sequence)
        )
        self._uplink.settle(held)
        orders: list[Order] = [Settle(held)] if held else []
        if any(part.epoch == self._epoch and part.highest >= self._next_sequence for part in receipt.held):
            orders.append(BeginEpoch("the server holds records that this hub never numbered"))
        if held and not len(self._uplink):
            self._status_due_ms = now.monotonic_ms
        return orders

    def _desire(self, desired: DesiredState) -> list[Order]:
        if desired.hub != self._settings.hub:
            return []
        if self._desired is not None and desired.version <= self._desired.version:
            return []
        self._desired = desired
        return [Remember(desired)]

    def _must_keep_trust(self, now: HubTime) -> bool:
        if not now.is_trusted:
            return False
        return self._trust_kept_at is None or now.wall_at - self._trust_kept_at >= TRUST_KEPT_EVERY

    def _report(self, now: HubTime) -> Report:
        every_s = self._settings.status_every_s
        if self._desired is not None:
            every_s = self._desired.settings.get("status_every_s", every_s)
        self._status_due_ms = now.monotonic_ms + every_s * 1000
        return Report(self.status(now))

    def status(self, now: HubTime) -> HubStatus:
        """Tell how the hub is."""
        oldest = next(iter(self._uplink.waiting), None)
        queue = Queue(
            epoch=self._epoch,
            next_sequence=self._next_sequence,
            depth=len(self._uplink),
            oldest_at=None if oldest is None else oldest.heard_at,
        )
        settings, version = self._settings, 0 if self._desired is None else self._desired.version
        devices = (enrolled.device for enrolled in islice(self.devices.values(), DEVICES_MAX))
        return self._health.status(settings.hub, settings.software, queue, devices, version, now)
