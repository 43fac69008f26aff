"""Where Python hides its OpenSSL, ``cryptography`` reads the same card and signs with the same keys."""

from __future__ import annotations

import _ssl

import pytest

from edge.adapters import keys
from edge.adapters.keys import BodyCipher, crypto, key_of_seed, verifier_of
from edge.adapters.spare_crypto import SpareCrypto

KEY, SEED = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let Python have its OpenSSL built in: then its module is in no file."""
    monkeypatch.delattr(_ssl, "__file__")
    monkeypatch.setattr(keys, "crypto", crypto.__wrapped__)
    return monkeypatch


def test_what_was_sealed_before_is_opened_and_what_was_signed_is_known(hidden: pytest.MonkeyPatch) -> None:
    spare = BodyCipher(KEY, bytes).seal(b"80100", b"1/1"), *key_of_seed(SEED)
    assert isinstance(keys.crypto(), SpareCrypto)
    hidden.undo()
    assert not isinstance(keys.crypto(), SpareCrypto)
    own = BodyCipher(KEY, bytes).seal(b"80100", b"1/1"), *key_of_seed(SEED)
    assert (spare[:2], spare[2](b"said")) == (own[:2], own[2](b"said"))
    assert BodyCipher(KEY, bytes).open(spare[0], b"1/1") == b"80100"
    assert verifier_of(own[1])(b"said", spare[2](b"said"))


@pytest.mark.usefixtures("hidden")
def test_what_was_not_sealed_or_signed_is_refused() -> None:
    cipher, (public, sign) = BodyCipher(KEY, bytes), key_of_seed(SEED)
    assert cipher.open(cipher.seal(b"80100", b"1/1"), b"1/1") == b"80100"
    for sealed, place in ((cipher.seal(b"80100", b"1/1"), b"1/2"), (b"", b"1/1"), (bytes(12), b"1/1")):
        with pytest.raises(ValueError, match="not sealed with this hub's key"):
            cipher.open(sealed, place)
    assert verifier_of(public)(b"said", sign(b"said"))
    assert not verifier_of(public)(b"another", sign(b"said"))
