"""The radio at work, with all that belongs to it: the agent, the bonds, and the desk where people pair a device."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from edge.adapters.ble import Radio
from edge.adapters.ble_introduction import Introductions
from edge.adapters.bluez import Bluez
from edge.adapters.bonds import Bond, Bonds
from edge.adapters.pairing_socket import PairingSocket
from edge.adapters.remedies import Remedies
from edge.device_news import MakeTold, OfDevice
from edge.enrolled import EnrolledDevice, EnrolledDevices
from edge.events import Indication
from edge.pace import Pace
from edge.pairing.port import BondError
from edge.part import named
from edge.reception import Reception
from vitals.fields import Json

if TYPE_CHECKING:
    from edge.pairing.talk import Event, Progress
    from edge.pairing.waits import Waits
    from edge.pairing_desk import PairingDesk

LOG = logging.getLogger("nara.hub.radio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearers:
    """Who hears what the radio says. ``keep`` and ``enrol`` return when it is on the card, or raise StorageError."""

    keep: Callable[[Indication], object]
    enrol: Callable[[EnrolledDevice, str], object]
    tell: Callable[[str | None], object]
    learn: Callable[[OfDevice], object]
    home_time: Callable[[], datetime | None]


class RadioRoom:
    """Radio, agent, bonds and pairing desk of one hub; the desk is set up when somebody wants it, which is seldom."""

    def __init__(
        self, folder: Path, devices: EnrolledDevices, hearers: Hearers, *, pace: Pace, waits: Waits | None = None
    ) -> None:
        """Take the hub's folder, where its pairing socket will be, the devices it may read, and who hears."""
        self._folder = folder
        self._devices = devices
        self._hearers = hearers
        self._waits = waits
        self._desk: PairingDesk | None = None
        self._makes: dict[str, str] = {}
        self._parts: asyncio.TaskGroup | None = None
        reception = Reception(lambda: self._desk, devices)
        self._bluez = Bluez(reception, pace)
        self._bonds = Bonds(self._bluez)
        self._radio = Radio(
            devices.values(),
            hearers.keep,
            hearers.tell,
            learn=self._learn,
            home_time=hearers.home_time,
            pace=pace,
        )
        self._radio.share_with(reception)
        self._introductions = Introductions(self._radio.in_view, hearers.home_time, pace)
        self._radio.heal_with(Remedies(self._bluez, self._bonds.connect), may_exit="NOTIFY_SOCKET" in os.environ)
        self._turn = reception.turn

    @property
    def desk(self) -> PairingDesk:
        """The desk where people pair a device, set up if it is not; raises RuntimeError while nobody works here."""
        if self._desk is None:
            from edge.pairing.waits import Waits  # noqa: PLC0415  (seldom needed, and not small)
            from edge.pairing_desk import PairingDesk  # noqa: PLC0415  (as above)

            if self._parts is None:
                raise RuntimeError("the radio room is not running")
            self._desk = PairingDesk(
                enrolled=lambda: self._devices,
                enrol=self._enrol,
                random_bytes=os.urandom,
                waits=self._waits or Waits(),
                turn=self._turn,
            )
            self._desk.equip(self._bonds, self._introductions)
            self._desk.begin(self._parts)
        return self._desk

    @property
    def progress(self) -> Progress | None:
        """How the pairing stands that people began last; None if nobody has begun one since this hub started."""
        return None if self._desk is None else self._desk.progress

    def hear_people(self, event: Event) -> None:
        """Hear what people do at the desk; raises RuntimeError while nobody works here."""
        self.desk.hear(event)

    @property
    def agent_fault(self) -> str | None:
        """Why BlueZ has nobody to ask, so that no device can be paired; None if it has."""
        return self._bluez.agent_fault

    @property
    def is_ready(self) -> bool:
        """Whether devices can be paired."""
        return self.agent_fault is None

    async def run(self) -> None:
        """Work until cancelled; raises an ExceptionGroup of what failed."""
        socket = PairingSocket(self._folder, lambda: self.desk, self._state)
        async with asyncio.TaskGroup() as self._parts:
            self._parts.create_task(named("the radio", self._radio.run()))
            self._parts.create_task(named("the pairing agent", self._bluez.run()))
            self._parts.create_task(named("the pairing socket", socket.serve()))

    def _enrol(self, device: EnrolledDevice, name: str) -> None:
        """Put a device on the card, and listen to it from now on; raises StorageError."""
        self._hearers.enrol(device, name)
        self._radio.enrol(device)

    def _learn(self, news: OfDevice) -> None:
        """Note which model a device is, for whoever examines this hub, and pass all on."""
        if isinstance(news, MakeTold) and self._makes.get(news.address) != news.make:
            self._makes[news.address] = news.make
            LOG.info("%s: %s", news.address, news.make)
        self._hearers.learn(news)

    async def _state(self) -> Json:
        """Tell how the radio is, for whoever examines this hub; a bond of which BlueZ does not tell is None."""
        try:
            bonds = await self._bonds.all()
        except BondError:
            bonds = None
        devices = [self._told(device, bonds) for device in self._devices.values()]
        return {"agent_fault": self.agent_fault, "devices": devices}

    def _told(self, device: EnrolledDevice, bonds: Mapping[str, Bond] | None) -> Json:
        address = device.address.upper()
        bond = None if bonds is None else bonds.get(address)
        return {
            "address": device.address,
            "device": device.device,
            "family": device.family,
            "name": device.name,
            "is_bonded": None if bonds is None else bond is not None and bond.is_bonded,
            "make": self._makes.get(address),
        }
