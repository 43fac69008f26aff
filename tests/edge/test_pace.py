from __future__ import annotations

from dataclasses import fields

import pytest

from edge.pace import Pace, nth


@pytest.mark.parametrize(("failures", "wait_s"), [(0, 0.1), (1, 0.25), (4, 4.0), (5, 4.0), (1000, 4.0)])
def test_the_last_wait_serves_for_all_further_failures(failures: int, wait_s: float) -> None:
    assert nth(Pace().retry_s, failures) == wait_s


@pytest.mark.parametrize("name", [field.name for field in fields(Pace)])
def test_every_wait_is_positive_and_none_in_a_row_is_shorter_than_the_one_before(name: str) -> None:
    value = getattr(Pace(), name)
    waits = value if isinstance(value, tuple) else (value,)
    assert all(wait > 0 for wait in waits)
    assert list(waits) == sorted(waits)
