"""What a new hub and its server say to each other when it joins: docs/adr/0016 tells why they believe each other."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vitals.fields import MANY, Fields, Json, WireError
from vitals.invitation import Code, fingerprint_of
from vitals.wire import VERSION, Signer, Verifier, canonical, seal, strict_json, unseal

REQUEST_BYTES_MAX: Final = 8_192
_KEY_BYTES: Final = 32
_CSR_CHARACTERS_MAX: Final = 4_096


class Refusal(StrEnum):
    """Why a hub was not taken in."""

    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    ENDED = "ended"
    USED = "used"
    TOO_MANY = "too_many"
    BUSY = "busy"


class RefusedError(Exception):
    """A server does not take a hub in; ``refusal`` says why, and the text what nobody but the server is told."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        """Say why, and more for the server's own audit."""
        super().__init__(f"{refusal}: {detail}" if detail else str(refusal))
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """A hub's request, signed by its code's own key; ``asked`` is the hash that the answer must repeat."""

    code_key: bytes
    request: Json
    asked: bytes


def encode_request(code_key: bytes, request: Json, sign: Signer) -> tuple[bytes, bytes]:
    """Write a hub's request (``signing_key`` and ``csr``), signed by the code's key; gives also what was asked."""
    payload = seal({"code": code_key.hex(), "request": request}, sign)
    return payload, _asked(unseal(payload)[1])


def decode_request(payload: bytes, verify: Callable[[bytes, bytes, bytes], bool]) -> JoinRequest:
    """Read a hub's request; raises WireError, also on ``sig`` if it is not signed by the code that it names."""
    if len(payload) > REQUEST_BYTES_MAX:
        raise WireError("payload", f"is larger than {REQUEST_BYTES_MAX} bytes")
    fields, signed, signature = unseal(payload)
    code_key = _exactly(fields, "code", _KEY_BYTES)
    inner = fields.inner("request")
    request = {
        "signing_key": _exactly(inner, "signing_key", _KEY_BYTES).hex(),
        "csr": inner.text("csr", _CSR_CHARACTERS_MAX),
    }
    inner.done()
    fields.done()
    if not verify(code_key, signed, signature):
        raise WireError("sig", "is not made with the code that it names")
    return JoinRequest(code_key=code_key, request=request, asked=_asked(signed))


def encode_answer(asked: bytes, bundle: Json, proof: bytes, sign: Signer) -> bytes:
    """Write the server's answer: what was asked, the bundle, and the code's proof of which server this is."""
    return seal({"asked": asked.hex(), "bundle": bundle, "proof": proof.hex()}, sign)


def decode_answer(payload: bytes, asked: bytes, code: Code, verifier: Callable[[bytes], Verifier]) -> Json:
    """Read the bundle that answers a request; raises WireError unless the server knew the code when it was made.

    The proof tells which server key is the right one, and that key has signed the whole answer.
    """
    fields, signed, signature = unseal(payload)
    answered, bundle = _exactly(fields, "asked", _KEY_BYTES), fields.mapping("bundle", MANY)
    proof = _exactly(fields, "proof", _KEY_BYTES)
    fields.done()
    told = Fields(bundle, "bundle")
    server_key = _exactly(told, "server_key", _KEY_BYTES)
    expected = code.proof(server_key, fingerprint_of(told.text("ca", _CSR_CHARACTERS_MAX)))
    if not hmac.compare_digest(proof, expected):
        raise WireError("proof", "is not of a server that knows this code")
    if not verifier(server_key)(signed, signature):
        raise WireError("sig", "is not the server's signature")
    if answered != asked:
        raise WireError("asked", "is another request")
    return bundle


def encode_refusal(refusal: Refusal) -> bytes:
    """Write why not. It is not signed: who stands on the way can refuse anyhow, by saying nothing."""
    return canonical({"problem": refusal.value, "v": VERSION})


def decode_refusal(payload: bytes) -> Refusal:
    """Read why not; raises WireError for what no server of ours says."""
    fields = Fields(strict_json(payload), "")
    if fields.integer("v") != VERSION:
        raise WireError("v", f"is not {VERSION}")
    refusal = fields.choice("problem", Refusal)
    fields.done()
    return refusal


def _asked(signed: bytes) -> bytes:
    return hashlib.sha256(signed).digest()


def _exactly(fields: Fields, name: str, count: int) -> bytes:
    """Take so many bytes, no fewer."""
    found = fields.octets(name, count)
    if len(found) != count:
        raise fields.refuse(name, f"is not {count} bytes long")
    return found
