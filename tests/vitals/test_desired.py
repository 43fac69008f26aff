from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from contract_samples import DESIRED, DESIRED_WITH_SCREEN, HOME, HUB

from vitals.desired import DesiredState
from vitals.fields import Fields, WireError

BARE = DesiredState(home=HOME, hub=HUB, version=1)
ALONE = replace(DESIRED, questions=(replace(DESIRED.questions[0], about=None, refers_to=None),))


@pytest.mark.parametrize("desired", [DESIRED, BARE, ALONE, DESIRED_WITH_SCREEN])
def test_the_document_comes_back_as_it_was_sent(desired: DesiredState) -> None:
    assert DesiredState.from_wire(Fields(desired.to_wire(), "")) == desired


@pytest.mark.decision("A3")
def test_every_text_and_question_carries_an_expiry() -> None:
    for many in ("texts", "questions"):
        wire = DESIRED.to_wire()
        del wire[many][0]["expires_at"]
        with pytest.raises(WireError) as caught:
            DesiredState.from_wire(Fields(wire, ""))
        assert caught.value.field == f"{many}[0].expires_at"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"settings": {"status_every_s": "300"}}, "settings.status_every_s"),
        ({"devices": ["#"]}, "devices.device"),
        ({"version": 0}, "version"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(WireError) as caught:
        DesiredState.from_wire(Fields(DESIRED.to_wire() | change, ""))
    assert caught.value.field == field


@pytest.mark.decision("A3")
def test_a_document_of_a_server_that_knows_of_no_screen_reads_and_is_written_as_it_was() -> None:
    assert "screen" not in DESIRED.to_wire()
    assert DesiredState.from_wire(Fields(DESIRED.to_wire(), "")).screen is None


def test_a_screen_is_left_out_and_never_null() -> None:
    with pytest.raises(WireError) as caught:
        DesiredState.from_wire(Fields(DESIRED.to_wire() | {"screen": None}, ""))
    assert caught.value.field == "screen"
