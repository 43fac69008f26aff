from __future__ import annotations

from pathlib import Path

import pytest

from simulator.cohort import spill
from simulator.cohort.chance import Chance
from simulator.cohort.spill import Spill


@pytest.mark.parametrize("in_memory", [1, 7, 100_000])
def test_lines_come_sorted_by_time_then_by_themselves_however_few_fit_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr(spill, "LINES_IN_MEMORY", in_memory)
    chance = Chance(4)
    lines = [
        (f"2025-0{chance.randrange(1, 4)}-01T07:{chance.randrange(10, 60)}:00", f"p{chance.randrange(9)}")
        for _ in range(300)
    ]
    waiting = Spill(tmp_path)
    for key, line in lines:
        waiting.add(key, line)
    assert list(waiting.sorted()) == [f"{line}\n" for _, line in sorted(lines)]


def test_lines_that_say_where_they_belong_need_no_key(tmp_path: Path) -> None:
    waiting = Spill(tmp_path)
    for line in ("b", "a", "c,ä"):
        waiting.add("", line)
    assert list(waiting.sorted()) == ["a\n", "b\n", "c,ä\n"]
