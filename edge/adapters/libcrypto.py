"""Ed25519 and AES-256-GCM by the OpenSSL that Python's own ``ssl`` has loaded, so that a hub holds one and not two.

``cryptography`` brings an OpenSSL of its own: a fifth of a hub's memory, for four functions (ADR 0017). These are the
same four, called by name in the library that TLS uses anyway, which the machine's own updates keep sound. Nothing of
the mathematics is ours. Every call is in ``_FUNCTIONS`` with its types, and every failure is taken off OpenSSL's queue:
a thread that also speaks TLS would else take it for its own.

Source: OpenSSL's manual pages of the functions named below; RFC 8032; NIST SP 800-38D.
"""

from __future__ import annotations

import _ssl
import ctypes
import weakref
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_void_p
from typing import Any, Final

_ED25519: Final = 1087
_GET_TAG, _SET_TAG = 0x10, 0x11
_TAG_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_LENGTH, _SIZE = POINTER(c_int), POINTER(c_size_t)
_FUNCTIONS: Final[dict[str, tuple[Any, ...]]] = {
    "ERR_clear_error": (None,),
    "EVP_PKEY_new_raw_private_key": (c_void_p, c_int, c_void_p, c_char_p, c_size_t),
    "EVP_PKEY_new_raw_public_key": (c_void_p, c_int, c_void_p, c_char_p, c_size_t),
    "EVP_PKEY_get_raw_public_key": (c_int, c_void_p, c_char_p, _SIZE),
    "EVP_PKEY_free": (None, c_void_p),
    "EVP_MD_CTX_new": (c_void_p,),
    "EVP_MD_CTX_free": (None, c_void_p),
    "EVP_DigestSignInit": (c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    "EVP_DigestSign": (c_int, c_void_p, c_char_p, _SIZE, c_char_p, c_size_t),
    "EVP_DigestVerifyInit": (c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    "EVP_DigestVerify": (c_int, c_void_p, c_char_p, c_size_t, c_char_p, c_size_t),
    "EVP_CIPHER_CTX_new": (c_void_p,),
    "EVP_CIPHER_CTX_free": (None, c_void_p),
    "EVP_CIPHER_CTX_ctrl": (c_int, c_void_p, c_int, c_int, c_void_p),
    "EVP_aes_256_gcm": (c_void_p,),
    "EVP_EncryptInit_ex": (c_int, c_void_p, c_void_p, c_void_p, c_char_p, c_char_p),
    "EVP_EncryptUpdate": (c_int, c_void_p, c_char_p, _LENGTH, c_char_p, c_int),
    "EVP_EncryptFinal_ex": (c_int, c_void_p, c_char_p, _LENGTH),
    "EVP_DecryptInit_ex": (c_int, c_void_p, c_void_p, c_void_p, c_char_p, c_char_p),
    "EVP_DecryptUpdate": (c_int, c_void_p, c_char_p, _LENGTH, c_char_p, c_int),
    "EVP_DecryptFinal_ex": (c_int, c_void_p, c_char_p, _LENGTH),
}
"""What each gives, and what it takes."""


class NoLibCryptoError(Exception):
    """This Python has no OpenSSL that can be called by name, or one that does not do what is known of it."""


class LibCrypto:
    """OpenSSL's libcrypto; any thread may call it, for every call has a context of its own."""

    def __init__(self) -> None:
        """Find it where ``ssl`` has it; raises NoLibCryptoError, also if it fails at what is known (RFC 8032)."""
        try:
            library = ctypes.CDLL(_ssl.__file__)  # a name is looked for in what it was linked with, too
            for name, (gives, *takes) in _FUNCTIONS.items():
                function = getattr(library, name)
                function.restype, function.argtypes = gives, takes
        except (AttributeError, OSError) as problem:
            raise NoLibCryptoError(str(problem)) from problem
        self._library = library
        self._examine()

    def _examine(self) -> None:
        """Do what is known before a record depends on it: the first vector of RFC 8032, and a cipher both ways."""
        try:
            key = self.signing_key(_KNOWN_SEED)
            sealed = self.seal(bytes(_KEY_BYTES), bytes(_NONCE_BYTES), bytes(16), b"")
            is_sound = (
                key.public == _KNOWN_PUBLIC
                and key.sign(b"") == _KNOWN_SIGNATURE
                and self.public_key(_KNOWN_PUBLIC).verify(b"", _KNOWN_SIGNATURE)
                and not self.public_key(_KNOWN_PUBLIC).verify(b"!", _KNOWN_SIGNATURE)
                and sealed == _KNOWN_SEALED
                and self.open(bytes(_KEY_BYTES), bytes(_NONCE_BYTES), sealed, b"") == bytes(16)
            )
        except ValueError as problem:
            raise NoLibCryptoError(str(problem)) from problem
        if not is_sound:
            raise NoLibCryptoError("it does not compute what is known")

    def signing_key(self, seed: bytes) -> SigningKey:
        """Make the Ed25519 key of 32 bytes; raises ValueError for any other number of them."""
        return SigningKey(self._library, self._key("private", seed))

    def public_key(self, public: bytes) -> PublicKey:
        """Take a public key of 32 bytes; raises ValueError for any other number of them."""
        return PublicKey(self._library, self._key("public", public))

    def _key(self, half: str, raw: bytes) -> int:
        if len(raw) != _KEY_BYTES:
            raise ValueError(f"an Ed25519 key has {_KEY_BYTES} bytes, not {len(raw)}")
        made: int | None = getattr(self._library, f"EVP_PKEY_new_raw_{half}_key")(_ED25519, None, raw, len(raw))
        if not made:
            self._library.ERR_clear_error()
            raise ValueError("OpenSSL does not take this key")
        return made

    def seal(self, key: bytes, nonce: bytes, plain: bytes, place: bytes) -> bytes:
        """Encrypt with AES-256-GCM, bound to a place; the tag of 16 bytes is at the end. Raises ValueError."""
        self._measure(key, nonce)
        return self._cipher("Encrypt", key, nonce, plain, place, None)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, place: bytes) -> bytes:
        """Decrypt; raises ValueError for what was not sealed with this key and nonce for this place."""
        self._measure(key, nonce)
        if len(sealed) < _TAG_BYTES:
            raise ValueError("it is too short")
        return self._cipher("Decrypt", key, nonce, sealed[:-_TAG_BYTES], place, sealed[-_TAG_BYTES:])

    def _measure(self, key: bytes, nonce: bytes) -> None:
        """Look at lengths before OpenSSL reads so many bytes, whether they are there or not; raises ValueError."""
        if (len(key), len(nonce)) != (_KEY_BYTES, _NONCE_BYTES):
            raise ValueError(f"AES-256-GCM takes a key of {_KEY_BYTES} bytes and a nonce of {_NONCE_BYTES}")

    def _cipher(self, way: str, key: bytes, nonce: bytes, given: bytes, place: bytes, tag: bytes | None) -> bytes:
        """Encrypt (``tag`` is None, and comes at the end) or decrypt what has this tag."""
        library, written = self._library, c_int()
        begin, update, end = (getattr(library, f"EVP_{way}{step}") for step in ("Init_ex", "Update", "Final_ex"))
        made, new_tag = ctypes.create_string_buffer(len(given) + 1), ctypes.create_string_buffer(_TAG_BYTES)
        context = library.EVP_CIPHER_CTX_new()
        try:
            is_done = (
                begin(context, library.EVP_aes_256_gcm(), None, key, nonce) == 1
                and update(context, None, byref(written), place, len(place)) == 1
                and update(context, made, byref(written), given, len(given)) == 1
                and (tag is None or library.EVP_CIPHER_CTX_ctrl(context, _SET_TAG, _TAG_BYTES, tag) == 1)
                and end(context, None, byref(written)) == 1
                and (tag is not None or library.EVP_CIPHER_CTX_ctrl(context, _GET_TAG, _TAG_BYTES, new_tag) == 1)
            )
        finally:
            library.EVP_CIPHER_CTX_free(context)
        if not is_done:
            library.ERR_clear_error()
            raise ValueError("it was not sealed with this key for this place")
        return made.raw[: len(given)] + (new_tag.raw if tag is None else b"")


class _Key:
    """An Ed25519 key that OpenSSL holds, and lets go of with this object."""

    def __init__(self, library: ctypes.CDLL, key: int) -> None:
        """Take it over."""
        self._library, self._key = library, key
        weakref.finalize(self, library.EVP_PKEY_free, key)


class SigningKey(_Key):
    """The private half."""

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        made, size = ctypes.create_string_buffer(_KEY_BYTES), c_size_t(_KEY_BYTES)
        if self._library.EVP_PKEY_get_raw_public_key(self._key, made, byref(size)) != 1:
            self._library.ERR_clear_error()
            raise ValueError("OpenSSL does not give the public half")
        return made.raw

    def sign(self, signed: bytes) -> bytes:
        """Sign: 64 bytes."""
        library, made, size = self._library, ctypes.create_string_buffer(_SIGNATURE_BYTES), c_size_t(_SIGNATURE_BYTES)
        context = library.EVP_MD_CTX_new()
        try:
            is_done = (
                library.EVP_DigestSignInit(context, None, None, None, self._key) == 1
                and library.EVP_DigestSign(context, made, byref(size), signed, len(signed)) == 1
            )
        finally:
            library.EVP_MD_CTX_free(context)
        if not is_done:
            library.ERR_clear_error()
            raise ValueError("OpenSSL does not sign")
        return made.raw


class PublicKey(_Key):
    """The public half."""

    def verify(self, signed: bytes, signature: bytes) -> bool:
        """Tell whether the private half signed this."""
        library = self._library
        context = library.EVP_MD_CTX_new()
        try:
            is_right: bool = (
                library.EVP_DigestVerifyInit(context, None, None, None, self._key) == 1
                and library.EVP_DigestVerify(context, signature, len(signature), signed, len(signed)) == 1
            )
        finally:
            library.EVP_MD_CTX_free(context)
        if not is_right:
            library.ERR_clear_error()
        return is_right


_KNOWN_SEED: Final = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
_KNOWN_PUBLIC: Final = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
_KNOWN_SIGNATURE: Final = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
_KNOWN_SEALED: Final = bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
"""AES-256-GCM, all zeros: test case 14 of McGrew and Viega's *The Galois/Counter Mode of Operation*."""
