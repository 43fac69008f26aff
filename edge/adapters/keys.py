"""The hub's keys: made on the hub, never leaving it; the server gets the public halves only.

A hub at work signs, verifies, seals and opens with the OpenSSL that its TLS has loaded (``libcrypto``).
``cryptography`` is for provisioning, and for a Python whose OpenSSL cannot be called: it is loaded when it is asked
for, for it is large.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from edge.adapters.libcrypto import LibCrypto, NoLibCryptoError, SigningKey
from vitals.wire import Signer, Verifier

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

    from edge.adapters.spare_crypto import SpareCrypto, SpareSigningKey

_NONCE_BYTES = 12


class BodyCipher:
    """AES-256-GCM for the bodies in the outbox, bound to their place, so that a stolen card tells nothing.

    >>> cipher = BodyCipher(bytes(32), lambda count: bytes(count))
    >>> cipher.open(cipher.seal(b"81.4", b"place"), b"place")
    b'81.4'
    """

    def __init__(self, key: bytes, random_bytes: Callable[[int], bytes]) -> None:
        """Take a key of 32 bytes and a source of nonces."""
        self._key = key
        self._crypto = crypto()
        self._random_bytes = random_bytes

    def seal(self, body: bytes, place: bytes) -> bytes:
        """Encrypt; the nonce goes first."""
        nonce = self._random_bytes(_NONCE_BYTES)
        return nonce + self._crypto.seal(self._key, nonce, body, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Decrypt; raises ValueError for anything that was not sealed with this key for this place."""
        try:
            return self._crypto.open(self._key, sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
        except ValueError:
            raise ValueError("it was not sealed with this hub's key for this place") from None


class KeyRing:
    """The keys in a hub's state folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is read yet."""
        self._folder = folder

    def make(self) -> None:
        """Make the keys that are not there yet; those that are stay."""
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

        def tls_key() -> bytes:
            key = ec.generate_private_key(ec.SECP256R1())
            pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
            return key.private_bytes(pem, pkcs8, serialization.NoEncryption())

        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._keep("signing.key", lambda: os.urandom(32))
        self._keep("body.key", lambda: os.urandom(32))
        self._keep("tls.key", tls_key)

    def public_signing_key(self) -> bytes:
        """Give the 32 bytes that the server verifies with."""
        return self._signing_key().public

    def certificate_request(self) -> bytes:
        """Write a certificate request in PEM; the server chooses the name."""
        from cryptography import x509  # noqa: PLC0415
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
        from cryptography.x509.oid import NameOID  # noqa: PLC0415

        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
        request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(self._tls_key(), hashes.SHA256())
        return request.public_bytes(serialization.Encoding.PEM)

    def is_certified_by(self, certificate_pem: str) -> bool:
        """Tell whether a certificate is for this hub's key; raises ValueError for what is no certificate."""
        return _certificate(certificate_pem.encode()).public_key() == self._tls_key().public_key()

    def certified_until(self) -> datetime:
        """Tell until when this hub's certificate is good; raises OSError if there is none, ValueError for a bad one."""
        certificate = _certificate((self._folder / "tls.crt").read_bytes())
        if certificate.public_key() != self._tls_key().public_key():
            raise ValueError("the certificate is not for this hub's key")
        return certificate.not_valid_after_utc

    def signer(self) -> Signer:
        """Give the function that signs what the hub sends."""
        return self._signing_key().sign

    def server_verifier(self) -> Verifier:
        """Give the function that knows the server's signature."""
        return verifier_of((self._folder / "server.pub").read_bytes())

    def cipher(self) -> BodyCipher:
        """Give the cipher of the outbox."""
        return BodyCipher((self._folder / "body.key").read_bytes(), os.urandom)

    def _tls_key(self) -> EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

        key = serialization.load_pem_private_key((self._folder / "tls.key").read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("tls.key is not an elliptic curve key")
        return key

    def _signing_key(self) -> SigningKey | SpareSigningKey:
        return crypto().signing_key((self._folder / "signing.key").read_bytes())

    def _keep(self, name: str, make: Callable[[], bytes]) -> None:
        path = self._folder / name
        if not path.exists():
            write_private(path, make())


@functools.cache
def crypto() -> LibCrypto | SpareCrypto:
    """Give what signs and seals: chosen when the first key is read, before a hub begins, and never later."""
    try:
        return LibCrypto()
    except NoLibCryptoError:
        from edge.adapters.spare_crypto import SpareCrypto  # noqa: PLC0415  (the head of this file says why)

        return SpareCrypto()


def need_certificates() -> None:
    """Load what certificates are read and asked for with; raises ImportError where it is missing, and not halfway."""
    import_module("cryptography.x509")


def key_of_seed(seed: bytes) -> tuple[bytes, Signer]:
    """Give the public half (32 bytes) of the Ed25519 key that 32 bytes make, and the function that signs with it."""
    key = crypto().signing_key(seed)
    return key.public, key.sign


def verifier_of(public_key: bytes) -> Verifier:
    """Give the function that knows the signature of a public key of 32 bytes."""
    return crypto().public_key(public_key).verify


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else a power cut may take the new name back, after others were told of what it holds
    finally:
        os.close(folder)


def _certificate(pem: bytes) -> Certificate:
    from cryptography import x509  # noqa: PLC0415  (the head of this file says why)

    return x509.load_pem_x509_certificate(pem)
