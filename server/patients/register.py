"""The register: which hubs and devices belong to which home, who lives there, and whose each device is, dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from server.patients.unit import Unit
from vitals.identity import DeviceId, HomeId, HubId, PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From an instant on, to an instant (not included) or without end."""

    from_at: datetime
    to_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies in the period."""
        return self.from_at <= at and (self.to_at is None or at < self.to_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubEntry:
    """A hub: its home now, and the public key it signs with in each home it ever had.

    A hub handed to another home gets new keys; an old image of its card may still turn up and speak for the old home.
    """

    hub: HubId
    home: HomeId
    keys: Mapping[HomeId, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A patient belongs to a home for a time; a patient has one home at a time."""

    patient: PatientId
    home: HomeId
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a device measures is a patient's for a time; with ``user_slot`` only what that slot of it measures."""

    device: DeviceId
    user_slot: int | None
    patient: PatientId
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientEntry:
    """What the pipeline needs of a patient: zone, plan, owner of the alerts, the unit's short name, care level."""

    patient: PatientId
    zone: str
    plan_from: date
    contact: str
    unit: str | None = None
    care_level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everything known of hubs, devices and people at one version of the register; never changed in place."""

    version: int
    homes: Mapping[HomeId, str]
    """The zone (IANA name) of each home."""
    hubs: Mapping[HubId, HubEntry]
    devices: Mapping[DeviceId, HomeId]
    patients: Mapping[PatientId, PatientEntry]
    memberships: Sequence[Membership]
    assignments: Mapping[DeviceId, Sequence[Assignment]]
    units: Mapping[str, Unit] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=dict)
    """The full name of everybody who may sign in, by user name."""
    _by_home: dict[HomeId, list[Membership]] = field(default_factory=dict)
    _by_patient: dict[PatientId, list[Membership]] = field(default_factory=dict)
    _devices_of: dict[HomeId, list[DeviceId]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the memberships by home and by patient, and the devices by home, once."""
        for membership in self.memberships:
            self._by_home.setdefault(membership.home, []).append(membership)
            self._by_patient.setdefault(membership.patient, []).append(membership)
        for device, home in self.devices.items():
            self._devices_of.setdefault(home, []).append(device)

    def key_of(self, hub: HubId, home: HomeId) -> bytes | None:
        """Give the public key a hub signs with in a home; None if it was never ours there."""
        entry = self.hubs.get(hub)
        return None if entry is None else entry.keys.get(home)

    def hubs_of(self, home: HomeId) -> list[HubId]:
        """List the hubs that stand in a home now."""
        return [entry.hub for entry in self.hubs.values() if entry.home == home]

    def home_of(self, patient: PatientId, at: datetime) -> HomeId | None:
        """Give the home of a patient at an instant; None if there was none."""
        return next((each.home for each in self._by_patient.get(patient, ()) if each.period.holds(at)), None)

    def devices_of(self, home: HomeId) -> list[DeviceId]:
        """List the devices that stand in a home now."""
        return sorted(self._devices_of.get(home, ()))

    def is_member(self, patient: PatientId, home: HomeId, at: datetime) -> bool:
        """Tell whether a patient belonged to a home at an instant; asked for every measurement."""
        return any(each.home == home and each.period.holds(at) for each in self._by_patient.get(patient, ()))

    def members(self, home: HomeId, at: datetime) -> frozenset[PatientId]:
        """Tell who belonged to a home at an instant."""
        return frozenset(each.patient for each in self._by_home.get(home, ()) if each.period.holds(at))
