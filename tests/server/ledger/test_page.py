"""One page is one transaction's rows."""

from __future__ import annotations

from dataclasses import fields

import pytest
from contract_samples import AT, EPOCH, HUB
from pages import journal_row

from server.ledger.page import Page, SetApart
from server.patients.arrival import Arrival, Refused
from server.patients.gate import WhyQuarantined


def test_a_new_page_is_empty() -> None:
    assert Page().is_empty()


@pytest.mark.parametrize("part", [field.name for field in fields(Page)])
def test_a_page_with_anything_at_all_on_it_is_not_empty(part: str) -> None:
    page = Page()
    kept = getattr(page, part)
    if isinstance(kept, dict):
        kept["key"] = object()
    else:
        kept.append(object())
    assert not page.is_empty()


@pytest.mark.decision("A2")
def test_the_place_of_a_row_is_hub_epoch_and_sequence() -> None:
    assert journal_row(3, sequence=7).place == (HUB, EPOCH, 7)


def test_a_refused_message_is_set_apart_as_it_came() -> None:
    came = Arrival(topic="nara/v1/x", payload=b"\x00\xff", received_at=AT)
    apart = SetApart.of(Refused(arrival=came, why=WhyQuarantined.UNREADABLE, detail="topic is not ours"))
    assert apart == SetApart(
        arrival=None,
        received_at=AT,
        topic="nara/v1/x",
        payload=b"\x00\xff",
        why=WhyQuarantined.UNREADABLE,
        detail="topic is not ours",
    )
