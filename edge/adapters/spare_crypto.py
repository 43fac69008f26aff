"""The functions of ``libcrypto`` by ``cryptography``, for a Python whose OpenSSL cannot be called by name."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class SpareCrypto:
    """The same results to the bit, and an OpenSSL more in memory."""

    def signing_key(self, seed: bytes) -> SpareSigningKey:
        """Make the Ed25519 key of 32 bytes; raises ValueError for any other number of them."""
        return SpareSigningKey(Ed25519PrivateKey.from_private_bytes(seed))

    def public_key(self, public: bytes) -> SparePublicKey:
        """Take a public key of 32 bytes; raises ValueError for any other number of them."""
        return SparePublicKey(Ed25519PublicKey.from_public_bytes(public))

    def seal(self, key: bytes, nonce: bytes, plain: bytes, place: bytes) -> bytes:
        """Encrypt with AES-256-GCM, bound to a place; the tag of 16 bytes is at the end. Raises ValueError."""
        return AESGCM(key).encrypt(nonce, plain, place)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, place: bytes) -> bytes:
        """Decrypt; raises ValueError for what was not sealed with this key and nonce for this place."""
        try:
            return AESGCM(key).decrypt(nonce, sealed, place)
        except InvalidTag:
            raise ValueError("it was not sealed with this key for this place") from None


class SpareSigningKey:
    """The private half."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Take it."""
        self._key = key

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, signed: bytes) -> bytes:
        """Sign: 64 bytes."""
        return self._key.sign(signed)


class SparePublicKey:
    """The public half."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        """Take it."""
        self._key = key

    def verify(self, signed: bytes, signature: bytes) -> bool:
        """Tell whether the private half signed this."""
        try:
            self._key.verify(signature, signed)
        except InvalidSignature:
            return False
        return True
