from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from edge.adapters.keys import BodyCipher, KeyRing, write_private

KEY = bytes(range(32))


def made(folder: Path) -> KeyRing:
    keys = KeyRing(folder)
    keys.make()
    return keys


@given(body=st.binary(max_size=200), place=st.binary(max_size=40))
def test_what_is_sealed_is_read_back_at_its_place(body: bytes, place: bytes) -> None:
    cipher = BodyCipher(KEY, os.urandom)
    assert cipher.open(cipher.seal(body, place), place) == body


@given(body=st.binary(min_size=1, max_size=50), at=st.integers(0), bit=st.integers(0, 7))
def test_a_changed_bit_anywhere_is_noticed(body: bytes, at: int, bit: int) -> None:
    cipher = BodyCipher(KEY, os.urandom)
    sealed = bytearray(cipher.seal(body, b"1/1"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(ValueError, match="not sealed with this hub's key"):
        cipher.open(bytes(sealed), b"1/1")


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(27)])
def test_bytes_that_were_never_sealed_are_refused(sealed: bytes) -> None:
    with pytest.raises(ValueError, match="not sealed"):
        BodyCipher(KEY, os.urandom).open(sealed, b"1/1")


def test_a_body_cannot_be_moved_to_another_place_or_read_with_another_key() -> None:
    sealed = BodyCipher(KEY, os.urandom).seal(b"80100", b"1/1")
    assert b"80100" not in sealed
    for key, place in ((KEY, b"1/2"), (bytes(32), b"1/1")):
        with pytest.raises(ValueError, match="not sealed"):
            BodyCipher(key, os.urandom).open(sealed, place)


def test_keys_are_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    first = made(folder).public_signing_key()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert made(folder).public_signing_key() == first
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert sorted(before) == ["body.key", "signing.key", "tls.key"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o400}


def test_every_hub_has_keys_of_its_own(tmp_path: Path) -> None:
    assert made(tmp_path / "a").public_signing_key() != made(tmp_path / "b").public_signing_key()


def test_what_the_hub_signs_is_verified_with_its_public_half(tmp_path: Path) -> None:
    keys = made(tmp_path)
    Ed25519PublicKey.from_public_bytes(keys.public_signing_key()).verify(keys.signer()(b"record"), b"record")


def test_only_the_servers_signature_is_taken_for_the_servers(tmp_path: Path) -> None:
    server, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    keys = made(tmp_path)
    (tmp_path / "server.pub").write_bytes(server.public_key().public_bytes_raw())
    verify = keys.server_verifier()
    assert verify(b"receipt", server.sign(b"receipt"))
    assert not verify(b"receipt", other.sign(b"receipt"))
    assert not verify(b"another", server.sign(b"receipt"))
    assert not verify(b"receipt", b"")


def test_the_certificate_request_is_signed_by_its_own_key_and_names_nobody(tmp_path: Path) -> None:
    request = x509.load_pem_x509_csr(made(tmp_path).certificate_request())
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == "CN=hub"


def test_the_cipher_of_the_folder_is_the_same_after_a_restart(tmp_path: Path) -> None:
    sealed = made(tmp_path).cipher().seal(b"80100", b"1/1")
    assert KeyRing(tmp_path).cipher().open(sealed, b"1/1") == b"80100"


def test_a_private_file_replaces_the_one_before_it_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "file", b"before")
    (tmp_path / "file.new").write_bytes(b"left behind by a power cut")
    write_private(tmp_path / "file", b"after")
    assert (tmp_path / "file").read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
