"""What is held of each hub: new, here again, or in conflict; and what a receipt can name."""

from __future__ import annotations

from itertools import pairwise

import pytest
from contract_samples import sign
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_server import SmallServer, at, held
from sqlalchemy import Engine

from server.adapters.signature import verify
from server.holdings import EPOCHS_NAMED, RANGES_NAMED, Holdings
from server.ledger.page import Page
from server.patients.arrival import Admitted, admit
from vitals.fields import INTEGER_MAX
from vitals.identity import Epoch, HubId
from vitals.receipt import EPOCHS_MAX, RANGES_MAX, Held
from vitals.wire import decode_receipt, encode_receipt


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient."""
    return SmallServer(engine)


def epoch(number: int) -> Epoch:
    """Name an epoch by a number."""
    return Epoch(f"{number:016x}")


def letter(server: SmallServer, number: int, *, of: int = 1, kilograms: float = 80.0) -> Admitted:
    """Have a weighing at the door, under a number of an epoch."""
    weighing = server.home.weighing(kilograms, at(0))
    admitted = admit(
        server.home.sends(weighing, at(0), number=number, epoch=epoch(of)), server.ledger.register(), verify
    )
    assert isinstance(admitted, Admitted)
    return admitted


def numbers(admitted: list[Admitted]) -> list[int]:
    """Give the sequence numbers of records."""
    return [each.envelope.sequence for each in admitted]


def test_what_is_new_is_given_once_in_the_order_in_which_it_came(server: SmallServer) -> None:
    letters = [letter(server, number) for number in (3, 1, 3, 2, 1)]
    fresh, conflicts = Holdings(server.ledger).divide(letters)
    assert (numbers(fresh), conflicts) == ([3, 1, 2], [])


def test_what_is_held_is_left_out_and_other_content_under_its_number_is_a_conflict(server: SmallServer) -> None:
    server.takes(letter(server, 1).arrival, letter(server, 2).arrival)
    fresh, conflicts = Holdings(server.ledger).divide(
        [letter(server, 1), letter(server, 2, kilograms=91.0), letter(server, 3)]
    )
    assert numbers(fresh) == [3]
    assert [(each.why, each.detail) for each in conflicts] == [("conflict", f"epoch {epoch(1)} sequence 2")]


def test_an_epoch_is_asked_for_once_and_remembered(server: SmallServer) -> None:
    server.takes(letter(server, 1).arrival)
    holdings = Holdings(server.ledger)
    assert numbers(holdings.divide([letter(server, 1), letter(server, 2)])[0]) == [2]
    server.takes(letter(server, 2).arrival)
    assert numbers(holdings.divide([letter(server, 2)])[0]) == [2], (
        "only the one writer writes, so it need not ask again"
    )


def test_holding_writes_on_the_page_what_is_held_now(server: SmallServer) -> None:
    holdings, page = Holdings(server.ledger), Page()
    fresh, _ = holdings.divide([letter(server, number, of=of) for number, of in ((1, 1), (2, 1), (4, 1), (1, 2))])
    holdings.hold(fresh, page)
    hub = server.home.hub
    assert page.held == {
        (hub, epoch(1)): Held(epoch=epoch(1), upto=2, above=((4, 4),)),
        (hub, epoch(2)): Held(epoch=epoch(2), upto=1, above=()),
    }
    assert holdings.receipt(hub, [epoch(1)]).held == (page.held[hub, epoch(1)], page.held[hub, epoch(2)])


@pytest.mark.decision("A3")
def test_a_receipt_names_what_it_is_about_first_and_then_the_latest_epochs(server: SmallServer) -> None:
    for number in range(1, 21):
        server.takes(letter(server, 1, of=number).arrival)
    server.restarts()
    done = server.takes(letter(server, 2, of=1).arrival)
    named = list(held(done))
    assert named[0] == epoch(1)
    assert set(named) == {epoch(number) for number in (1, *range(21 - EPOCHS_NAMED + 1, 21))}


@pytest.mark.decision("A3")
def test_every_epoch_of_a_batch_is_named_however_many_there_are(server: SmallServer) -> None:
    done = server.takes(*(letter(server, 1, of=number).arrival for number in range(1, 41)))
    assert {name: part.upto for name, part in held(done).items()} == {epoch(number): 1 for number in range(1, 41)}


def test_a_receipt_of_the_largest_numbers_and_most_gaps_still_fits_a_payload(server: SmallServer) -> None:
    holdings, hub = Holdings(server.ledger), server.home.hub
    far = range(INTEGER_MAX - 2 * 3 * RANGES_MAX, INTEGER_MAX, 2)
    known = {epoch(number): Held(epoch=epoch(number), upto=0, above=()).add(far) for number in range(EPOCHS_MAX + 9)}
    holdings._held[hub] = known
    receipt = holdings.receipt(hub, known)
    assert decode_receipt(encode_receipt(receipt, sign), lambda *_: True) == receipt
    assert len(receipt.held) == EPOCHS_MAX
    assert sum(len(part.above) for part in receipt.held) == RANGES_NAMED


def test_a_hub_that_never_sent_anything_gets_an_empty_receipt(server: SmallServer) -> None:
    assert Holdings(server.ledger).receipt(HubId("b" * 16), []).held == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=8), min_size=1, max_size=5), st.integers(0, 2**32))
def test_a_receipt_names_exactly_what_was_sent(server: SmallServer, batches: list[list[int]], of: int) -> None:
    holdings = Holdings(server.ledger)
    for batch in batches:
        fresh, _ = holdings.divide([letter(server, number, of=of) for number in batch])
        holdings.hold(fresh, Page())
    (part, *_) = holdings.receipt(server.home.hub, [epoch(of)]).held
    sent = {number for batch in batches for number in batch}
    assert {number for number in range(1, 40) if part.holds(number)} == sent
    assert all(first[1] + 1 < second[0] for first, second in pairwise(part.above))
