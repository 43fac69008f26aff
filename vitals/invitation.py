"""A one-time code for a new hub, and the invitation that a QR code holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vitals.fields import WireError
from vitals.identity import ID_PATTERN, mint_id

JOIN_PATH: Final = "/hub/join"
_HASH_BYTES: Final = 32
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST: Final = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:]{{2,45}}\])"
SERVER_PATTERN: Final = re.compile(rf"https?://{_HOST}(?::[1-9]\d{{0,4}})?(?:/[A-Za-z0-9._~-]+)*", re.ASCII)
"""The address of a server: scheme, host, port, and the folder where a proxy may have put it."""
_FINGERPRINT: Final = re.compile(r"[a-z2-7]{52}")
_TEXT: Final = re.compile(r"(?P<server>[^#]*)/hub/join#(?P<code>[^.]*)\.(?P<fingerprint>.*)", re.DOTALL)
_PEM: Final = re.compile(r"\s*-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*", re.ASCII)
_TYPED_BETWEEN: Final = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Code:
    """80 random bits that only who invites and who is invited have seen; it never travels.

    >>> str(Code("aaaqeayeaudaocaj"))
    'aaaq-eaye-auda-ocaj'
    """

    letters: str

    def __str__(self) -> str:
        return "-".join(self.letters[at : at + 4] for at in range(0, len(self.letters), 4))

    @staticmethod
    def mint(random_bytes: Callable[[int], bytes]) -> Code:
        """Make a new one of the given randomness."""
        return Code(mint_id(random_bytes))

    @staticmethod
    def typed(text: str) -> Code:
        """Read one as a person types it, in any case, with blanks or hyphens; raises WireError for what is no code.

        >>> Code.typed(" AAAQ eaye-auda ocaj ").letters
        'aaaqeayeaudaocaj'
        """
        letters = _TYPED_BETWEEN.sub("", text).lower()
        if ID_PATTERN.fullmatch(letters) is None:
            raise WireError("code", "is not 16 of the letters a to z and the digits 2 to 7")
        return Code(letters)

    def seed(self) -> bytes:
        """Give the 32 bytes that the code's own Ed25519 key is made from: the server keeps its public half only."""
        return hashlib.sha256(b"hjartnara join 1 key\n" + self.letters.encode()).digest()

    def proof(self, server_key: bytes, fingerprint: bytes) -> bytes:
        """Prove, to who knows the code, which server it was made for: by its signing key and its authority."""
        said = b"hjartnara join 1 server\n" + server_key + fingerprint
        return hmac.digest(self.letters.encode(), said, "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Where to ask, the code, and the fingerprint of the server's authority; None where a person typed the rest."""

    server: str
    code: Code
    fingerprint: bytes | None

    def __str__(self) -> str:
        """Write it as the QR code does. What stands behind the # is never sent by a browser that opens it."""
        fingerprint = b"" if self.fingerprint is None else base64.b32encode(self.fingerprint).rstrip(b"=").lower()
        return f"{self.server}{JOIN_PATH}#{self.code}.{fingerprint.decode()}"

    @staticmethod
    def read(text: str) -> Invitation:
        """Read what a QR code held; raises WireError naming what is wrong."""
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise WireError("invitation", f"is not of the form https://server{JOIN_PATH}#code.fingerprint")
        return Invitation(
            server=server_address(found["server"]),
            code=Code.typed(found["code"]),
            fingerprint=_read_fingerprint(found["fingerprint"]),
        )


def server_address(text: str) -> str:
    """Read the address of a server; raises WireError.

    >>> server_address("https://nara.example/")
    'https://nara.example'
    """
    address = text.strip().rstrip("/")
    if SERVER_PATTERN.fullmatch(address) is None:
        raise WireError("server", "is not of the form https://host or https://host:port")
    return address


def fingerprint_of(certificate_pem: str) -> bytes:
    """Give the SHA-256 of one certificate in PEM; raises WireError for anything else."""
    found = _PEM.fullmatch(certificate_pem)
    if found is None:
        raise WireError("ca", "is not one certificate")
    try:
        return hashlib.sha256(base64.b64decode(found[1])).digest()
    except ValueError:
        raise WireError("ca", "is not one certificate") from None


def _read_fingerprint(text: str) -> bytes:
    if _FINGERPRINT.fullmatch(text.lower()) is None:
        raise WireError("fingerprint", "is not 52 of the letters a to z and the digits 2 to 7: scan the code again")
    return base64.b32decode(text.upper() + "====")[:_HASH_BYTES]
