"""Joining: a hub is invited by a one-time code, and whoever proves to know it first is taken in as that hub."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from server.adapters.signature import public_key_of, verify
from server.adapters.store import invitations
from server.adapters.store.database import Database, DriverError
from server.adapters.store.invitations import Invited, TakenError, Use
from server.adapters.store.registry import Registry, RegistryError
from server.config import ServerConfig
from server.ledger.port import LedgerError
from server.provisioning import Provisioner
from vitals.fields import WireError
from vitals.identity import HomeId, HubId, mint_id
from vitals.invitation import Code, Invitation, fingerprint_of
from vitals.joining import Refusal, RefusedError, decode_request, encode_answer

LASTS_MIN: Final = timedelta(minutes=1)
LASTS_MAX: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Real time, by which codes end; and clinical time, from which a hub stands in its home."""

    real: Callable[[], datetime]
    clinical: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Newcomer:
    """Who asks, by which code; the hash is of its two public keys."""

    code_key: bytes
    signing_key: bytes
    csr: str
    keys_hash: bytes


class Joining:
    """Invites hubs and takes them in; it writes the register, as ``nara hub add`` does, and nothing clinical."""

    def __init__(self, config: ServerConfig, engine: Database, clocks: Clocks, *, is_clock_trusted: bool) -> None:
        """Take the settings, the store and the clocks; ``is_clock_trusted``: the hubs' machine keeps the time."""
        self._config, self._engine, self._clocks = config, engine, clocks
        self._is_clock_trusted = is_clock_trusted
        self._provisioner = self._provisioner_of("joining")

    def invite(self, home: HomeId, label: str, lasts: timedelta, who: str) -> tuple[Invitation, datetime]:
        """Make a one-time code for a hub in a home; gives also when it ends. Raises RegistryError."""
        if not LASTS_MIN <= lasts <= LASTS_MAX:
            raise RegistryError("a code lasts at least a minute and at most a day")
        code = Code.mint(os.urandom)
        fingerprint = fingerprint_of(self._provisioner.authority_pem)
        ends_at = self._clocks.real() + lasts
        invited = Invited(
            code_key=public_key_of(code.seed()),
            home=home,
            label=label,
            ends_at=ends_at,
            proof=code.proof(self._provisioner.server_key, fingerprint),
        )
        invitations.keep(self._registry(who), invited)
        return Invitation(server=self._config.join_url, code=code, fingerprint=fingerprint), ends_at

    def join(self, payload: bytes) -> bytes:
        """Answer a hub's request with its bundle; raises RefusedError.

        The same keys with the same code get the same certificate again, however late: the first answer may have been
        lost. Nobody else gets anything for a code that is used.
        """
        try:
            asked = decode_request(payload, verify)
            signing_key, csr = self._provisioner.read(asked.request)
            keys_hash = hashlib.sha256(signing_key + self._provisioner.requested_key(csr)).digest()
        except (WireError, RegistryError) as problem:
            raise RefusedError(Refusal.UNREADABLE, str(problem)) from None
        try:
            invited, use = self._taken_in(_Newcomer(asked.code_key, signing_key, csr, keys_hash))
        except (LedgerError, DriverError) as problem:
            raise RefusedError(Refusal.BUSY, str(problem)) from None
        return encode_answer(asked.asked, json.loads(use.bundle), invited.proof, self._provisioner.sign)

    def _taken_in(self, new: _Newcomer) -> tuple[Invited, Use]:
        """Take a hub in, or find that it was; raises RefusedError, LedgerError and DriverError."""
        invited, name = invitations.find(self._engine, new.code_key), invitations.name_of(new.code_key)
        if invited is None:
            raise RefusedError(Refusal.UNKNOWN, name)
        if invited.use is not None:
            if invited.use.keys_hash != new.keys_hash:
                raise RefusedError(Refusal.USED, f"{name}, by hub {invited.use.hub}")
            return invited, invited.use
        real_now = self._clocks.real()
        if real_now >= invited.ends_at:
            raise RefusedError(Refusal.ENDED, name)
        hub = HubId(mint_id(os.urandom))
        bundle = json.dumps(self._provisioner.bundle(invited.home, hub, new.csr))
        use = Use(hub=hub, keys_hash=new.keys_hash, bundle=bundle)
        try:
            invitations.take_in(self._registry(name), invited, new.signing_key, use, real_now)
        except TakenError:  # between our look and our writing: the same hub asked twice, or another did
            return self._taken_in(new)
        return invited, use

    def _registry(self, who: str) -> Registry:
        return Registry(self._engine, os.urandom, self._clocks.clinical(), who)

    def _provisioner_of(self, who: str) -> Provisioner:
        registry = self._registry(who)
        return Provisioner(self._config, self._engine, registry, is_clock_trusted=self._is_clock_trusted)
