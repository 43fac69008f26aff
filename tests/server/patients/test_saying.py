from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contract_samples import PATIENT

from server.patients.saying import Saying

AT = datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_what_was_said_without_the_time_counts_from_when_it_came() -> None:
    said = Saying(
        record=1,
        patient=PATIENT,
        about="worried",
        version=1,
        code=None,
        words=None,
        is_acute=False,
        measured_at=AT,
        received_at=AT + timedelta(hours=1),
        say={},
    )
    assert said.at == AT
    assert replace(said, measured_at=None).at == AT + timedelta(hours=1)
