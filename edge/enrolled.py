"""The devices that a hub may read: those its server named when it was provisioned, and those paired with it since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from edge.devices.link import Consent, Secrets
from vitals.identity import DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolledDevice:
    """A device this hub may read: its Bluetooth address, its id, and the family that its driver is of.

    ``bind_key`` is what a scale that encrypts what it advertises was given by its maker's app: 16 bytes. ``secrets``
    let this hub in to devices that ask.
    """

    address: str
    device: DeviceId
    name: str | None
    family: str
    bind_key: bytes | None = field(default=None, repr=False)
    secrets: Secrets = field(default=Secrets(), repr=False)

    def to_card(self) -> bytes:
        """Write it down for the card, which no other hub reads."""
        key, unlock = self.bind_key, self.secrets.unlock_key
        consents = [[consent.user_index, consent.code] for consent in self.secrets.consents]
        told = {
            "address": self.address,
            "device": self.device,
            "name": self.name,
            "family": self.family,
            "bind_key": None if key is None else key.hex(),
            "consents": consents,
            "unlock_key": None if unlock is None else unlock.hex(),
        }
        return json.dumps(told).encode()

    @classmethod
    def from_card(cls, written: bytes) -> EnrolledDevice:
        """Read what was written down; raises KeyError, TypeError or ValueError for anything else.

        >>> scale = EnrolledDevice(address="AA:BB:CC:00:11:22", device=DeviceId("s" * 16), name=None, family="qn-scale")
        >>> EnrolledDevice.from_card(scale.to_card()) == scale
        True
        """
        told = json.loads(written)
        key, unlock = told["bind_key"], told["unlock_key"]
        consents = tuple(Consent(int(index), int(code)) for index, code in told["consents"])
        return cls(
            address=told["address"],
            device=told["device"],
            name=told["name"],
            family=told["family"],
            bind_key=None if key is None else bytes.fromhex(key),
            secrets=Secrets(consents=consents, unlock_key=None if unlock is None else bytes.fromhex(unlock)),
        )


class EnrolledDevices(Mapping[str, EnrolledDevice]):
    """The enrolled devices by Bluetooth address, in upper case."""

    def __init__(self, provisioned: Iterable[EnrolledDevice]) -> None:
        """Take those of hub.toml; they are the server's word, and win over the card."""
        self._by_address = {device.address.upper(): device for device in provisioned}

    def recall(self, device: EnrolledDevice) -> None:
        """Take a device that the card remembers.

        Where hub.toml has the same one, only what people typed when it was paired is taken from the card.
        """
        known = self._by_address.setdefault(device.address.upper(), device)
        if known.device == device.device:
            bind_key = device.bind_key if known.bind_key is None else known.bind_key
            self.add(replace(known, bind_key=bind_key, secrets=known.secrets.completed_by(device.secrets)))

    def add(self, device: EnrolledDevice) -> None:
        """Take a device that was paired just now, in the place of what was known of its address."""
        self._by_address[device.address.upper()] = device

    def __getitem__(self, address: str) -> EnrolledDevice:
        return self._by_address[address.upper()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_address)

    def __len__(self) -> int:
        return len(self._by_address)
