"""What the radio tells of a device beside what it measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edge.enrolled import EnrolledDevice


@dataclass(frozen=True, slots=True)
class Called:
    """A device is connected, and its clock will be looked at before anybody sets it."""

    address: str


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A connected device's clock shows this (naive); None: nothing of use."""

    address: str
    shows: datetime | None


@dataclass(frozen=True, slots=True)
class BatteryTold:
    """A connected device told how full its battery is."""

    address: str
    percent: int


@dataclass(frozen=True, slots=True)
class MakeTold:
    """A connected device told which model it is, and of which firmware."""

    address: str
    make: str


@dataclass(frozen=True, slots=True)
class TroubleTold:
    """A device cannot be read; the sentence is for a technician, and says what to do."""

    address: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Parted:
    """The link to a device has ended."""

    address: str


@dataclass(frozen=True, slots=True)
class DevicePaired:
    """People paired a device with this hub; ``name`` is what to call it."""

    device: EnrolledDevice
    name: str


OfDevice = Called | ClockShown | BatteryTold | MakeTold | TroubleTold | Parted
