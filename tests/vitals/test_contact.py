from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from contract_samples import CONTACT

from vitals.contact import Contact
from vitals.fields import Fields, WireError


@pytest.mark.parametrize(
    "contact", [CONTACT, replace(CONTACT, about=None), replace(CONTACT, telephone="+46 10 1234567")]
)
def test_a_contact_comes_back_as_it_was_sent(contact: Contact) -> None:
    assert Contact.from_wire(Fields(contact.to_wire(), "")) == contact


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"telephone": "010/1"}, "telephone"),
        ({"telephone": "call me"}, "telephone"),
        ({"role": "neighbour"}, "role"),
        ({"name": "A" * 61}, "name"),
        ({"personnummer": "194303189817"}, "personnummer"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(WireError) as caught:
        Contact.from_wire(Fields(CONTACT.to_wire() | change, ""))
    assert caught.value.field == field


@pytest.mark.decision("A3")
def test_a_contact_is_a_promise_and_carries_an_expiry() -> None:
    wire = CONTACT.to_wire()
    del wire["expires_at"]
    with pytest.raises(WireError, match="expires_at is missing"):
        Contact.from_wire(Fields(wire, ""))
