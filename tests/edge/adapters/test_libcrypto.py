"""OpenSSL called by name does what `cryptography`, which brings its own, does: to the bit, and in every thread."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.adapters import libcrypto
from edge.adapters.libcrypto import LibCrypto, NoLibCryptoError
from edge.adapters.spare_crypto import SpareCrypto

OWN, SPARE = LibCrypto(), SpareCrypto()
SEED, KEY, NONCE = bytes(range(32)), bytes(range(32, 64)), bytes(range(12))
SEEDS = st.binary(min_size=32, max_size=32)
NONCES = st.binary(min_size=12, max_size=12)
WHAT_A_HUB_LOADS = """
import sys
import edge.main, edge.running, edge.radio_room
from edge.adapters.keys import crypto
crypto()
print(*(name for name in sys.modules if name.split(".")[0] in {"cryptography", "jinja2"}))
"""


def errors_waiting() -> int:
    """Look at this thread's queue of OpenSSL's errors: its next call of TLS would take what is there for its own."""
    return int(OWN._library.ERR_peek_error())


@given(seed=SEEDS, said=st.binary(max_size=2_000))
def test_both_sign_the_same_and_know_each_others_signature(seed: bytes, said: bytes) -> None:
    own, spare = OWN.signing_key(seed), SPARE.signing_key(seed)
    assert (own.public, own.sign(said)) == (spare.public, spare.sign(said))
    assert OWN.public_key(own.public).verify(said, spare.sign(said))
    assert SPARE.public_key(own.public).verify(said, own.sign(said))


@given(said=st.binary(max_size=100), at=st.integers(0, 63), bit=st.integers(0, 7), more=st.binary(max_size=3))
def test_no_other_signature_is_taken_and_no_error_is_left_behind(said: bytes, at: int, bit: int, more: bytes) -> None:
    own = OWN.signing_key(SEED)
    wrong = bytearray(own.sign(said))
    wrong[at] ^= 1 << bit
    known = OWN.public_key(own.public)
    assert not known.verify(said, bytes(wrong) + more)
    assert not known.verify(said, own.sign(said)[: 63 - at])
    assert not known.verify(said + b"!", own.sign(said))
    assert errors_waiting() == 0


@given(key=SEEDS, nonce=NONCES, plain=st.binary(max_size=2_000), place=st.binary(max_size=100))
def test_both_seal_the_same_and_open_each_others(key: bytes, nonce: bytes, plain: bytes, place: bytes) -> None:
    sealed = OWN.seal(key, nonce, plain, place)
    assert sealed == SPARE.seal(key, nonce, plain, place)
    assert OWN.open(key, nonce, sealed, place) == SPARE.open(key, nonce, sealed, place) == plain


@given(plain=st.binary(max_size=50), at=st.integers(0), bit=st.integers(0, 7))
def test_what_was_changed_is_not_opened_and_no_error_is_left_behind(plain: bytes, at: int, bit: int) -> None:
    sealed = bytearray(OWN.seal(KEY, NONCE, plain, b"place"))
    sealed[at % len(sealed)] ^= 1 << bit
    for wrong, place in ((bytes(sealed), b"place"), (OWN.seal(KEY, NONCE, plain, b"place"), b"elsewhere")):
        with pytest.raises(ValueError, match="not sealed with this key"):
            OWN.open(KEY, NONCE, wrong, place)
    assert errors_waiting() == 0


@pytest.mark.parametrize("engine", [OWN, SPARE])
@pytest.mark.parametrize("count", [0, 31, 33])
def test_what_has_not_its_length_is_refused_before_it_is_read(engine: LibCrypto | SpareCrypto, count: int) -> None:
    for use in (
        lambda: engine.signing_key(bytes(count)),
        lambda: engine.public_key(bytes(count)),
        lambda: engine.seal(bytes(count), NONCE, b"", b""),
        lambda: engine.open(bytes(count), NONCE, bytes(16), b""),
    ):
        with pytest.raises(ValueError, match=r".+"):
            use()


@pytest.mark.parametrize("nonce", [b"", bytes(7)])
def test_a_nonce_that_is_too_short_is_refused(nonce: bytes) -> None:
    for engine in (OWN, SPARE):
        with pytest.raises(ValueError, match=r".+"):
            engine.seal(KEY, nonce, b"", b"")
        with pytest.raises(ValueError, match=r".+"):
            engine.open(KEY, nonce, bytes(16), b"")
    with pytest.raises(ValueError, match="too short"):
        OWN.open(KEY, NONCE, bytes(15), b"")


def test_many_threads_may_use_one_key() -> None:
    key = OWN.signing_key(SEED)
    known = OWN.public_key(key.public)

    def live(number: int) -> bool:
        said = str(number).encode()
        sealed = OWN.seal(KEY, NONCE, said, said)
        return known.verify(said, key.sign(said)) and OWN.open(KEY, NONCE, sealed, said) == said

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(live, range(400)))


def test_an_openssl_that_does_not_compute_what_is_known_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libcrypto, "_KNOWN_SEALED", bytes(32))
    with pytest.raises(NoLibCryptoError, match="does not compute"):
        LibCrypto()
    monkeypatch.setattr(libcrypto, "_KNOWN_SEED", b"")
    with pytest.raises(NoLibCryptoError, match="32 bytes"):
        LibCrypto()


def test_a_hub_at_work_holds_one_openssl_and_no_templates() -> None:
    """Each would be megabytes of the 45 that a hub may take (docs/performance.md)."""
    done = subprocess.run([sys.executable, "-c", WHAT_A_HUB_LOADS], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
