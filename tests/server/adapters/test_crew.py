from __future__ import annotations

import os

import pytest

from server.adapters.crew import crew


def test_every_part_is_done_once_by_others() -> None:
    found = dict(crew(lambda part: (part * part, os.getpid()), 7, 2))
    assert {part: square for part, (square, _) in found.items()} == {part: part * part for part in range(7)}
    assert os.getpid() not in {who for _, who in found.values()}


def test_what_goes_wrong_in_a_part_is_told() -> None:
    def fails(part: int) -> int:
        return 1 // part

    with pytest.raises(ZeroDivisionError):
        list(crew(fails, 2, 2))
