"""When a heartbeat proves life."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from contract_samples import AT, STATUS

from server.patients.contact import hour_of, life_at

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("sent", "alive"), [(-5, -5), (0, 0), (5, 0), (None, 0)])
def test_a_heartbeat_proves_life_when_it_was_sent_and_never_after_it_was_received(sent: int | None, alive: int) -> None:
    status = replace(STATUS, sent_at=None if sent is None else AT + sent * MINUTE)
    assert life_at(status, AT, is_retained=False) == AT + alive * MINUTE


@pytest.mark.decision("A4")
def test_a_retained_one_and_a_last_will_prove_nothing() -> None:
    assert life_at(STATUS, AT, is_retained=True) is None
    assert life_at(replace(STATUS, online=False), AT, is_retained=False) is None


def test_an_hour_begins_with_its_first_instant() -> None:
    hour = hour_of(AT)
    assert (hour.minute, hour.second, hour.microsecond) == (0, 0, 0)
    assert hour_of(hour) == hour
    assert hour_of(hour + 59 * MINUTE) == hour
    assert hour_of(hour + 60 * MINUTE) == hour + 60 * MINUTE
