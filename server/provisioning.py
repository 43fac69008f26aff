"""Provisioning: a hub's request becomes an entry in the register, a certificate, and the bundle it works from."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from server.adapters.authority import Authority
from server.adapters.signature import ServerKey
from server.adapters.store.database import Database
from server.adapters.store.register import standing_in
from server.adapters.store.registry import Registry, RegistryError
from server.config import ServerConfig
from vitals.fields import Json
from vitals.identity import HomeId, HubId

STATUS_EVERY_S: Final = 300
SIGNING_KEY: Final = "signing.key"
_KEY_BYTES: Final = 32


class Provisioner:
    """Takes hubs in. A request that is not sound adds nobody."""

    def __init__(
        self, config: ServerConfig, engine: Database, registry: Registry, *, is_clock_trusted: bool = False
    ) -> None:
        """Take the settings, the store and the register; ``is_clock_trusted``: the hubs' machine keeps the time."""
        self._config = config
        self._engine = engine
        self._registry = registry
        self._authority = Authority(config.pki)
        self._server_key = ServerKey(config.pki / SIGNING_KEY)
        self._is_clock_trusted = is_clock_trusted

    @property
    def authority_pem(self) -> str:
        """The certificate of the authority that hubs trust."""
        return self._authority.certificate_pem

    @property
    def server_key(self) -> bytes:
        """The public half of the key that the server signs with."""
        return self._server_key.public

    def sign(self, signed: bytes) -> bytes:
        """Sign as the server."""
        return self._server_key.signer()(signed)

    def requested_key(self, csr: str) -> bytes:
        """Give the public key that a certificate request is for, the same however often its owner asks."""
        return self._authority.requested_key(csr)

    def add_hub(self, home: HomeId, label: str, request: Json) -> tuple[HubId, Json]:
        """Add a hub to a home and give its bundle, devices included; raises RegistryError for what is no request."""
        signing_key, csr = self.read(request)
        hub = self._registry.add_hub(home, label, signing_key)
        return hub, self.bundle(home, hub, csr)

    def move_hub(self, hub: HubId, home: HomeId, request: Json, from_at: datetime | None = None) -> Json:
        """Hand a hub to another home and give its new bundle; raises RegistryError, also for a hub with its old keys.

        New keys are the proof that the hub was wiped: with them went the texts, bonds and records of the old home.
        """
        signing_key, csr = self.read(request)
        self._registry.move_hub(hub, home, signing_key, from_at)
        return self.bundle(home, hub, csr)

    def bundle(self, home: HomeId, hub: HubId, csr: str) -> Json:
        """Certify a hub and give all that it works from; raises LedgerError."""
        host, port = self._config.hub_broker
        return {
            "home": home,
            "hub": hub,
            **standing_in(self._engine, home),
            "status_every_s": STATUS_EVERY_S,
            "is_clock_trusted": self._is_clock_trusted,
            "ca": self._authority.certificate_pem,
            "certificate": self._authority.certify_hub(csr, hub),
            "server_key": self._server_key.public.hex(),
            "broker": {"host": host, "port": port},
        }

    def read(self, request: Json) -> tuple[bytes, str]:
        """Give the signing key and the certificate request of a hub's request; raises RegistryError."""
        try:
            signing_key, csr = bytes.fromhex(request["signing_key"]), str(request["csr"])
            self._authority.read_request(csr)
        except (KeyError, TypeError, ValueError) as problem:
            raise RegistryError(f"that is not a hub's request ({problem}): make one by nara-hub provision") from None
        if len(signing_key) != _KEY_BYTES:
            raise RegistryError(f"that is not a hub's request: its signing key is not {_KEY_BYTES} bytes long")
        return signing_key, csr
