"""The signed envelope, version 1: strict JSON in one canonical form, with an Ed25519 signature at its tail.

Canonical form is JSON with sorted keys, no spaces, UTF-8 unescaped, whole numbers only. Because the keys are sorted,
and all others sort before ``sig``, every payload ends in ``,"sig":"<86 characters>","v":1}``. What is signed is the
payload with its ``sig`` field left out: a verifier cuts bytes and never has to write the JSON again.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from vitals.canonical import SIGNATURE, read_measurement
from vitals.desired import DesiredState
from vitals.fields import Fields, Json, WireError
from vitals.hub_status import HubStatus
from vitals.identity import Epoch, HubId
from vitals.receipt import Receipt
from vitals.record import Record, read_record

Signer = Callable[[bytes], bytes]
"""Gives the 64-byte Ed25519 signature of the bytes."""
Verifier = Callable[[bytes, bytes], bool]
"""Tells whether the signature (second) belongs to the bytes (first)."""

VERSION: Final = 1
PAYLOAD_BYTES_MAX: Final = 65_536
_SIGNATURE_CHARACTERS: Final = 86
SIGNATURE_PATTERN: Final = re.compile(SIGNATURE)
_END: Final = b',"v":1}'
_HEAD_OF_SIGNATURE: Final = b',"sig":"'
_TAIL_BYTES: Final = len(_HEAD_OF_SIGNATURE) + _SIGNATURE_CHARACTERS + len(b'"') + len(_END)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One record on its way: who sends it, its place in the stream, and exactly the bytes that were signed.

    (hub, epoch, sequence) is the only transport identity. ``signed`` is what a content hash is taken of.
    """

    hub: HubId
    epoch: Epoch
    sequence: int
    record: Record
    signed: bytes
    signature: bytes


def canonical(fields: Json) -> bytes:
    """Write JSON in the one canonical form.

    >>> canonical({"b": 1, "a": "å"}).decode()
    '{"a":"å","b":1}'
    """
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def seal(fields: Json, sign: Signer) -> bytes:
    """Write a signed payload from its fields; raises WireError if it would be larger than the limit."""
    signed = canonical({**fields, "v": VERSION})
    signature = base64.urlsafe_b64encode(sign(signed)).rstrip(b"=")
    payload = signed[: -len(_END)] + _HEAD_OF_SIGNATURE + signature + b'"' + _END
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise WireError("payload", f"is larger than {PAYLOAD_BYTES_MAX} bytes")
    return payload


def encode_record(hub: HubId, epoch: Epoch, sequence: int, body: Json, sign: Signer) -> bytes:
    """Write the payload of one record from its body (``Record.to_wire()``)."""
    return seal({"hub": hub, "epoch": epoch, "sequence": sequence, "body": body}, sign)


def decode_record(payload: bytes) -> Envelope:
    """Read one record without judging its signature; raises WireError naming the field."""
    _refuse_what_is_too_large(payload)
    at_once = read_measurement(payload)
    if at_once is None:
        return _decode_field_by_field(payload)
    hub, epoch, sequence, record = at_once
    signed, signature = _taken_apart(payload)
    return Envelope(hub=hub, epoch=epoch, sequence=sequence, record=record, signed=signed, signature=signature)


def _decode_field_by_field(payload: bytes) -> Envelope:
    fields, signed, signature = unseal(payload)
    hub = HubId(fields.identity("hub"))
    epoch = Epoch(fields.epoch("epoch"))
    sequence = fields.integer("sequence", 1)
    record = read_record(fields.inner("body"))
    fields.done()
    return Envelope(hub=hub, epoch=epoch, sequence=sequence, record=record, signed=signed, signature=signature)


def check(envelope: Envelope, verify: Verifier) -> None:
    """Refuse an envelope whose signature is not its hub's; raises WireError on ``sig``."""
    if not verify(envelope.signed, envelope.signature):
        raise WireError("sig", "is not this hub's signature")


def encode_receipt(receipt: Receipt, sign: Signer) -> bytes:
    """Write the payload of a receipt."""
    return seal(receipt.to_wire(), sign)


def decode_receipt(payload: bytes, verify: Verifier) -> Receipt:
    """Read a receipt signed by the server; raises WireError naming the field."""
    fields = _open_verified(payload, verify)
    receipt = Receipt.from_wire(fields)
    fields.done()
    return receipt


def encode_desired(desired: DesiredState, sign: Signer) -> bytes:
    """Write the payload of a desired state."""
    return seal({"body": desired.to_wire()}, sign)


def decode_desired(payload: bytes, verify: Verifier) -> DesiredState:
    """Read a desired state signed by the server; raises WireError naming the field."""
    fields = _open_verified(payload, verify)
    body = fields.inner("body")
    fields.done()
    desired = DesiredState.from_wire(body)
    body.done()
    return desired


def encode_status(status: HubStatus, sign: Signer) -> bytes:
    """Write the payload of a heartbeat."""
    return seal({"body": status.to_wire()}, sign)


def decode_status(payload: bytes, verify: Verifier) -> HubStatus:
    """Read a heartbeat signed by its hub; raises WireError naming the field."""
    fields = _open_verified(payload, verify)
    body = fields.inner("body")
    fields.done()
    status = HubStatus.from_wire(body)
    body.done()
    return status


def _open_verified(payload: bytes, verify: Verifier) -> Fields:
    fields, signed, signature = unseal(payload)
    if not verify(signed, signature):
        raise WireError("sig", "is not the sender's signature")
    return fields


def unseal(payload: bytes) -> tuple[Fields, bytes, bytes]:
    """Give the fields of a signed payload, the bytes that were signed, and the signature, not yet judged."""
    _refuse_what_is_too_large(payload)
    fields = Fields(strict_json(payload), "")
    if fields.integer("v") != VERSION:
        raise WireError("v", f"is not {VERSION}")
    sig = fields.text("sig", _SIGNATURE_CHARACTERS, SIGNATURE_PATTERN).encode("ascii")
    if not payload.endswith(_HEAD_OF_SIGNATURE + sig + b'"' + _END):
        raise WireError("sig", "does not stand just before v at the end of the payload")
    return fields, *_taken_apart(payload)


def _taken_apart(payload: bytes) -> tuple[bytes, bytes]:
    """Give what was signed, and the signature, of a payload that ends as it must."""
    sig = payload[-_SIGNATURE_CHARACTERS - len(b'"' + _END) : -len(b'"' + _END)]
    return payload[:-_TAIL_BYTES] + _END, base64.urlsafe_b64decode(sig + b"==")


def _refuse_what_is_too_large(payload: bytes) -> None:
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise WireError("payload", f"is larger than {PAYLOAD_BYTES_MAX} bytes")


def strict_json(payload: bytes) -> object:
    """Read JSON of whole numbers in which no field stands twice; raises WireError."""
    try:
        return _STRICT.decode(payload.decode())
    except WireError:
        raise
    except (ValueError, RecursionError) as error:
        raise WireError("payload", f"is not JSON: {error}") from None


def _no_float(text: str) -> NoReturn:
    raise WireError("payload", f"has {text}: only whole numbers travel")


def _no_repeated_field(pairs: list[tuple[str, Any]]) -> Json:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise WireError("payload", "names a field twice")
    return fields


_STRICT: Final = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_no_repeated_field)
"""Made once: ``json.loads`` with these arguments makes a new one for every payload (2 µs)."""
