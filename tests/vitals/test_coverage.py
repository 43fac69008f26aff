from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from contract_samples import AT, LATER

from vitals.coverage import Coverage, Staffed
from vitals.fields import Fields, WireError, format_instant

DAY = timedelta(days=1)
FIRST = Staffed(opens_at=AT, closes_at=AT + timedelta(hours=8))
SECOND = Staffed(opens_at=AT + DAY, closes_at=AT + DAY + timedelta(hours=8))
COVERAGE = Coverage(staffed=(SECOND, FIRST), expires_at=AT + 3 * DAY)


def test_coverage_comes_back_as_it_was_sent() -> None:
    assert Coverage.from_wire(Fields(COVERAGE.to_wire(), "")) == COVERAGE


def test_the_next_look_is_the_one_going_on_or_the_first_that_comes_and_none_once_it_expired() -> None:
    assert COVERAGE.next_look(AT - DAY) == FIRST
    assert COVERAGE.next_look(AT) == FIRST
    assert COVERAGE.next_look(FIRST.closes_at) == SECOND
    assert COVERAGE.next_look(SECOND.closes_at) is None
    assert replace(COVERAGE, expires_at=LATER).next_look(LATER) is None


def test_hours_that_end_before_they_begin_are_refused() -> None:
    wire = FIRST.to_wire() | {"closes_at": format_instant(AT)}
    with pytest.raises(WireError, match="closes_at is not after opens_at"):
        Staffed.from_wire(Fields(wire, ""))


@pytest.mark.decision("A3")
def test_coverage_is_a_promise_and_carries_an_expiry() -> None:
    wire = COVERAGE.to_wire()
    del wire["expires_at"]
    with pytest.raises(WireError, match="expires_at is missing"):
        Coverage.from_wire(Fields(wire, ""))
