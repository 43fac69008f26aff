"""Both ends of the contract, with the hub's own keys at both: who may believe whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hub_folder import SERVER_KEY, TinyAuthority
from hypothesis import given
from hypothesis import strategies as st

from edge.adapters.keys import key_of_seed, verifier_of
from vitals.fields import Json, WireError
from vitals.invitation import Code, fingerprint_of
from vitals.joining import (
    JoinRequest,
    Refusal,
    RefusedError,
    decode_answer,
    decode_refusal,
    decode_request,
    encode_answer,
    encode_refusal,
    encode_request,
)
from vitals.wire import seal

GOLDEN = Path(__file__).parent / "golden-join"
CODE, OTHER = Code("aaaqeayeaudaocaj"), Code("baaqeayeaudaocaj")
REQUEST = {"csr": "-----BEGIN CERTIFICATE REQUEST-----", "signing_key": "07" * 32}
CA = TinyAuthority().certificate_pem()
SERVER = SERVER_KEY.public_key().public_bytes_raw()
BUNDLE = {"ca": CA, "server_key": SERVER.hex(), "home": "homeaaaaaaaaaaaa", "devices": []}
PROOF = CODE.proof(SERVER, fingerprint_of(CA))


def verify(key: bytes, signed: bytes, signature: bytes) -> bool:
    return verifier_of(key)(signed, signature)


def asking(code: Code = CODE, request: Json = REQUEST) -> tuple[bytes, bytes]:
    code_key, sign = key_of_seed(code.seed())
    return encode_request(code_key, request, sign)


def answering(asked: bytes, bundle: Json = BUNDLE, proof: bytes = PROOF) -> bytes:
    return encode_answer(asked, bundle, proof, SERVER_KEY.sign)


def test_a_request_is_read_as_it_was_meant_and_the_code_does_not_travel() -> None:
    payload, asked = asking()
    code_key, _ = key_of_seed(CODE.seed())
    assert decode_request(payload, verify) == JoinRequest(code_key=code_key, request=REQUEST, asked=asked)
    assert CODE.letters.encode() not in payload
    assert CODE.seed().hex().encode() not in payload


def test_question_and_answer_are_frozen_byte_by_byte() -> None:
    request, asked = asking()
    ca = "-----BEGIN CERTIFICATE-----\nAAECAwQF\n-----END CERTIFICATE-----\n"
    answer = answering(asked, BUNDLE | {"ca": ca}, CODE.proof(SERVER, fingerprint_of(ca)))
    assert request == (GOLDEN / "request.json").read_bytes()
    assert answer == (GOLDEN / "answer.json").read_bytes()
    assert decode_answer(answer, asked, CODE, verifier_of)["ca"] == ca


@given(at=st.integers(0), bit=st.integers(0, 7))
def test_a_bit_of_a_request_that_is_changed_on_the_way_is_noticed(at: int, bit: int) -> None:
    changed = bytearray(asking()[0])
    changed[at % len(changed)] ^= 1 << bit
    with pytest.raises(WireError):
        decode_request(bytes(changed), verify)


def test_other_keys_cannot_be_put_into_a_request_by_who_does_not_know_the_code() -> None:
    code_key, _ = key_of_seed(CODE.seed())
    _, sign = key_of_seed(OTHER.seed())
    forged, _ = encode_request(code_key, REQUEST | {"signing_key": "08" * 32}, sign)
    with pytest.raises(WireError, match="sig is not made with the code that it names"):
        decode_request(forged, verify)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "07", "request": REQUEST}, "code is not 32 bytes long"),
        ({"code": "07" * 32}, "request is missing"),
        ({"code": "07" * 32, "request": []}, "request is not an object"),
        ({"code": "07" * 32, "request": REQUEST | {"more": 1}}, "request.more is unknown"),
        ({"code": "07" * 32, "request": REQUEST, "more": 1}, "more is unknown"),
        ({"code": "07" * 32, "request": REQUEST | {"signing_key": "07"}}, "request.signing_key is not 32 bytes long"),
        ({"code": "07" * 32, "request": REQUEST | {"csr": 7}}, "request.csr is not a text"),
        ({"code": "07" * 32, "request": REQUEST | {"csr": "x" * 9_000}}, "payload is larger"),
        ({"code": "07" * 32, "request": REQUEST | {"csr": "x" * 5_000}}, "request.csr is longer"),
    ],
)
def test_what_is_wrong_with_a_request_is_named(fields: Json, said: str) -> None:
    with pytest.raises(WireError, match=said):
        decode_request(seal(fields, SERVER_KEY.sign), verify)


@given(st.one_of(st.binary(max_size=300), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["code", "request", "sig", "v", "csr", "signing_key", "bundle", "asked", "proof", "problem", ""]), inner),
    max_leaves=12).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_whatever_is_sent_is_read_or_refused_in_words(payload: bytes) -> None:
    for read in (
        lambda: decode_request(payload, verify),
        lambda: decode_answer(payload, bytes(32), CODE, verifier_of),
        lambda: decode_refusal(payload),
    ):
        with pytest.raises(WireError):
            read()


def test_an_answer_to_what_was_asked_is_believed() -> None:
    _, asked = asking()
    assert decode_answer(answering(asked), asked, CODE, verifier_of) == BUNDLE


@given(at=st.integers(0), bit=st.integers(0, 7))
def test_a_bit_of_an_answer_that_is_changed_on_the_way_is_noticed(at: int, bit: int) -> None:
    _, asked = asking()
    changed = bytearray(answering(asked))
    changed[at % len(changed)] ^= 1 << bit
    with pytest.raises(WireError):
        decode_answer(bytes(changed), asked, CODE, verifier_of)


def test_a_server_that_does_not_know_the_code_is_not_believed() -> None:
    """It has read the question, and answers with an authority and a key of its own."""
    _, asked = asking()
    own_ca = TinyAuthority().certificate_pem()
    for bundle in (BUNDLE | {"ca": own_ca}, BUNDLE | {"server_key": "09" * 32}):
        for proof in (PROOF, OTHER.proof(SERVER, fingerprint_of(own_ca)), bytes(32)):
            with pytest.raises(WireError, match="proof is not of a server that knows this code"):
                decode_answer(answering(asked, bundle, proof), asked, CODE, verifier_of)


def test_a_true_proof_does_not_make_a_bundle_true_that_the_server_has_not_signed() -> None:
    _, asked = asking()
    _, sign = key_of_seed(OTHER.seed())
    told = {"asked": asked.hex(), "bundle": BUNDLE | {"home": "homebbbbbbbbbbbb"}, "proof": PROOF.hex()}
    with pytest.raises(WireError, match="sig is not the server's signature"):
        decode_answer(seal(told, sign), asked, CODE, verifier_of)


def test_an_answer_to_another_request_is_not_taken() -> None:
    _, asked = asking()
    _, before = asking(request=REQUEST | {"signing_key": "08" * 32})
    with pytest.raises(WireError, match="asked is another request"):
        decode_answer(answering(before), asked, CODE, verifier_of)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"asked": "00"}, "asked is not 32 bytes long"),
        ({"proof": "00"}, "proof is not 32 bytes long"),
        ({"bundle": None}, "bundle is not an object"),
        ({"bundle": {}}, "bundle.server_key is missing"),
        ({"bundle": BUNDLE | {"ca": "none"}}, "ca is not one certificate"),
        ({"more": 1}, "more is unknown"),
    ],
)
def test_what_is_wrong_with_an_answer_is_named(changed: dict[str, Any], said: str) -> None:
    told = {"asked": "00" * 32, "bundle": BUNDLE, "proof": PROOF.hex()} | changed
    with pytest.raises(WireError, match=said):
        decode_answer(seal(told, SERVER_KEY.sign), bytes(32), CODE, verifier_of)


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_read_as_it_was_meant(refusal: Refusal) -> None:
    assert decode_refusal(encode_refusal(refusal)) is refusal


@pytest.mark.parametrize(
    "payload",
    [b"", b"<html>", b"{}", b'{"problem":"used","v":2}', b'{"problem":"x","v":1}', b'{"problem":"used","v":1,"x":1}'],
)
def test_what_is_no_refusal_of_ours_is_none(payload: bytes) -> None:
    with pytest.raises(WireError):
        decode_refusal(payload)


def test_a_refusal_keeps_what_only_the_server_is_told_out_of_what_it_says() -> None:
    problem = RefusedError(Refusal.USED, "by hub x")
    assert (str(problem), str(RefusedError(Refusal.ENDED))) == ("used: by hub x", "ended")
    assert b"hub x" not in encode_refusal(problem.refusal)
