"""Ed25519 by libsodium, which verifies in two thirds of OpenSSL's time and lets other threads run meanwhile."""

from __future__ import annotations

import contextlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from vitals.wire import Signer


def verify(key: bytes, signed: bytes, signature: bytes) -> bool:
    """Tell whether a signature belongs to bytes under a public key; what is no key or no signature belongs to nothing.

    >>> pair = SigningKey(bytes(32))
    >>> verify(bytes(pair.verify_key), b"81.4", pair.sign(b"81.4").signature)
    True
    """
    try:
        _known(key).verify(signed, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


@lru_cache(maxsize=20_000)
def _known(key: bytes) -> VerifyKey:
    return VerifyKey(key)


def public_key_of(seed: bytes) -> bytes:
    """Give the public half of the key that 32 bytes make."""
    return bytes(SigningKey(seed).verify_key)


class ServerKey:
    """The server's own key, with which hubs know a receipt to be the server's."""

    def __init__(self, path: Path) -> None:
        """Read the key, or make it."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _keep(path, bytes(SigningKey.generate()))
        self._key = SigningKey(path.read_bytes())

    @property
    def public(self) -> bytes:
        """The 32 bytes that hubs verify with."""
        return bytes(self._key.verify_key)

    def signer(self) -> Signer:
        """Give the function that signs what the server sends."""
        return lambda signed: self._key.sign(signed).signature

    def secret_for(self, purpose: str) -> bytes:
        """Derive a secret of 32 bytes that is this server's alone, always the same for the same purpose."""
        return hmac.new(bytes(self._key), purpose.encode(), "sha256").digest()


def _keep(path: Path, key: bytes) -> None:
    """Write a key that only its owner can read, whole or not at all; of several processes that do, the first wins."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
