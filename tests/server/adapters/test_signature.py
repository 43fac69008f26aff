from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from edge.adapters.keys import KeyRing, key_of_seed, write_private
from server.adapters.signature import ServerKey, public_key_of, verify

PAIR = SigningKey(bytes(range(32)))
PUBLIC = bytes(PAIR.verify_key)


def test_a_hubs_signature_is_known_by_the_server(tmp_path: Path) -> None:
    """Two libraries, one signature: the hub signs with OpenSSL, the server verifies with libsodium."""
    keys = KeyRing(tmp_path)
    keys.make()
    signature = keys.signer()(b"81.4")
    assert verify(keys.public_signing_key(), b"81.4", signature)
    assert not verify(keys.public_signing_key(), b"81.5", signature)


def test_both_towers_make_the_same_key_of_the_same_seed() -> None:
    public, sign = key_of_seed(bytes(range(32)))
    assert public == public_key_of(bytes(range(32))) == PUBLIC
    assert verify(public, b"81.4", sign(b"81.4"))


def test_the_servers_signature_is_known_by_a_hub(tmp_path: Path) -> None:
    server = ServerKey(tmp_path / "signing.key")
    write_private(tmp_path / "server.pub", server.public)
    believes = KeyRing(tmp_path).server_verifier()
    signature = server.signer()(b"held up to 7")
    assert believes(b"held up to 7", signature)
    assert not believes(b"held up to 8", signature)


def test_another_keys_signature_is_not_this_hubs() -> None:
    assert not verify(bytes(SigningKey(bytes(32)).verify_key), b"81.4", PAIR.sign(b"81.4").signature)


@given(st.binary(max_size=80), st.integers(0, 511))
def test_no_bit_of_a_signature_can_be_changed(signed: bytes, bit: int) -> None:
    signature = bytearray(PAIR.sign(signed).signature)
    signature[bit // 8] ^= 1 << bit % 8
    assert not verify(PUBLIC, signed, bytes(signature))


@given(st.binary(max_size=70))
def test_what_is_no_signature_at_all_is_refused_and_not_an_error(signature: bytes) -> None:
    assert not verify(PUBLIC, b"81.4", signature)


@given(st.binary(min_size=32, max_size=32))
def test_what_is_no_key_on_the_curve_verifies_nothing(key: bytes) -> None:
    assert not verify(key, b"81.4", PAIR.sign(b"81.4").signature) or key == PUBLIC


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "pki" / "signing.key"
    first = ServerKey(path)
    assert ServerKey(path).public == first.public
    assert path.stat().st_mode & 0o777 == 0o400
    assert ServerKey(tmp_path / "other.key").public != first.public
