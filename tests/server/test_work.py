from __future__ import annotations

from pages import episode, transition

from server.ledger.page import Page
from server.work import Done

NOTHING = Done(receipts=(), answers=(), alert_events=(), transitions=(), moved=(), glanced=(), told=(), desired=())


def test_what_was_written_before_comes_first() -> None:
    said = [transition(episode(number)) for number in (1, 2, 3)]
    done = Done(**{name: getattr(NOTHING, name) for name in NOTHING.__slots__} | {"transitions": (said[2],)})
    pages = [Page(transitions=[said[0]]), Page(transitions=[said[1]])]
    assert done.after(pages).transitions == tuple(said)
    assert done.after([]) == done
