"""Receipts on their way out: what is told at once, what is told together, and that nothing stays untold."""

from __future__ import annotations

import pytest
from nacl.signing import SigningKey

from server.receipts import Receipts
from vitals.identity import Epoch, HomeId, HubId
from vitals.receipt import Held, Receipt
from vitals.wire import decode_receipt

HOME = HomeId("h" * 16)
KEY = SigningKey(bytes(32))


class Post:
    """Receipts with a clock that tests set, and what went out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 100.0
        self.sent: list[tuple[str, Receipt]] = []
        monkeypatch.setattr("server.receipts.time.monotonic", lambda: self.now_s)
        self.receipts = Receipts(self._publish, lambda signed: KEY.sign(signed).signature)

    def owe(self, epoch: str, upto: int, hub: str = "a") -> None:
        """Owe a hub a receipt, pay what is due, and let more wait."""
        held = Held(epoch=Epoch(epoch * 8), upto=upto, above=())
        self.receipts.owe(HOME, Receipt(hub=HubId(hub * 16), held=(held,)))
        self.receipts.pay(is_quiet=False)

    def told(self) -> list[tuple[str, str, int]]:
        """Give hub, epoch and number of what went out, by their first letters."""
        return [(receipt.hub[0], held.epoch[:2], held.upto) for _, receipt in self.sent for held in receipt.held]

    def _publish(self, topic: str, payload: bytes) -> None:
        def believes(signed: bytes, signature: bytes) -> bool:
            return bool(KEY.verify_key.verify(signed, signature))

        self.sent.append((topic, decode_receipt(payload, believes)))


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """A post office at an hour of ours."""
    return Post(monkeypatch)


@pytest.mark.decision("A3")
def test_a_receipt_goes_out_at_once_when_nothing_more_waits_and_else_once_a_second(post: Post) -> None:
    for upto in range(1, 11):
        post.owe("aa", upto)
        post.now_s += 0.3
    assert post.told() == [("a", "aa", 1), ("a", "aa", 5), ("a", "aa", 9)]
    post.receipts.pay(is_quiet=True)
    assert post.told()[-1] == ("a", "aa", 10)
    post.receipts.pay(is_quiet=True)
    assert len(post.sent) == 4, "nothing is owed any more"


def test_a_hub_that_streams_keeps_no_other_waiting(post: Post) -> None:
    post.owe("aa", 1)
    post.owe("aa", 2)
    post.owe("bb", 7, hub="b")
    assert post.told() == [("a", "aa", 1), ("b", "bb", 7)]
    assert post.sent[-1][0] == f"nara/v1/{HOME}/{'b' * 16}/receipt"


def test_a_receipt_that_names_another_epoch_replaces_none(post: Post) -> None:
    post.owe("aa", 1)
    post.owe("aa", 2)
    post.owe("bb", 1)
    post.owe("bb", 2)
    post.receipts.pay(is_quiet=True)
    assert post.told() == [("a", "aa", 1), ("a", "aa", 2), ("a", "bb", 2)]
