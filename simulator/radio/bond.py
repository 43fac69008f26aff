"""A virtual device's side of pairing: when it agrees, what its display shows, and whose keys it keeps."""

from __future__ import annotations

from bumble.att import Attribute
from bumble.device import Connection, Device
from bumble.gatt import GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR, Characteristic, Descriptor
from bumble.keys import MemoryKeyStore
from bumble.pairing import PairingConfig, PairingDelegate


class Bond(PairingDelegate):
    """Agrees to be paired only while ``is_open``, as a device does whose display says that it may be."""

    def __init__(self, device: Device, *, shows_passkey: bool) -> None:
        """Take the device's stack; one that ``shows_passkey`` wants to be told what its display shows."""
        shown, nothing = PairingDelegate.DISPLAY_OUTPUT_ONLY, PairingDelegate.NO_OUTPUT_NO_INPUT
        super().__init__(shown if shows_passkey else nothing)
        self.is_open = False
        self.passkey = 123_456
        self._mitm = shows_passkey
        self._keys = MemoryKeyStore()
        self._device = device
        device.pairing_config_factory = self._configuration

    def settle_in(self) -> None:
        """Give the stack its keys, once it has been switched on."""
        self._device.keystore = self._keys

    @property
    def has_bond(self) -> bool:
        """Whether it keeps keys of a hub."""
        return bool(self._keys.all_keys)

    def forget(self) -> None:
        """Lose all keys, as devices do that were reset, or paired with a telephone."""
        self._keys.all_keys.clear()

    def guard(self, characteristic: Characteristic[bytes]) -> None:
        """Let only those subscribe whose link is encrypted."""
        allowed = Attribute.READABLE | Attribute.WRITEABLE | Attribute.WRITE_REQUIRES_ENCRYPTION
        value = self._device.gatt_server.make_descriptor_value(characteristic)
        guarded = Descriptor(GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR, allowed, value)
        characteristic.descriptors = [*characteristic.descriptors, guarded]

    async def accept(self) -> bool:
        """Answer a request to be paired."""
        return self.is_open

    async def generate_passkey(self) -> int:
        """Choose what the display shows."""
        return self.passkey

    def _configuration(self, _connection: Connection) -> PairingConfig:
        return PairingConfig(mitm=self._mitm, delegate=self, identity_address_type=PairingConfig.AddressType.RANDOM)
