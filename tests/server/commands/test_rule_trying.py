"""One rule tried by its diaries: what is said of it, what is counted, and what another process can tell of it."""

from __future__ import annotations

import pytest
from rule_folder import GAIN, read, small_folder

from server.adapters.crew import crew
from server.commands.rule_trying import Slips, Trier

NAME = "weight-gain-2kg-3-days"
DIARIES = b"""test: weight-gain-2kg-3-days
cases:
  - name: 1.9 kg is not enough
    diary: |
      2026-03-02 07:10  weight 80.1 kg
      2026-03-05 07:00  weight 82.0 kg
  - name: 2.1 kg is
    diary: |
      2026-03-02 07:10  weight 80.0 kg
      2026-03-05 07:00  weight 82.1 kg
"""


def trier(diaries: bytes, *, mutates: bool = False) -> Trier:
    files = {**small_folder(), GAIN.replace(".yaml", ".test.yaml"): diaries}
    rule_set = read(files).proposed
    assert rule_set is not None
    return Trier(rule_set=rule_set, files=files, language="en", as_json=False, mutates=mutates, suggests=False)


def test_what_goes_otherwise_is_drawn_and_counted_and_the_rest_only_counted() -> None:
    one = trier(DIARIES)
    found = one.tried(one.rule_set.rules[NAME], print)
    assert (found.suite.tests, found.suite.failures, found.slips, found.problem) == (2, 1, Slips(), "")
    assert len(found.said) == 1
    assert "But what happened is" in found.said[0]
    assert [*crew(lambda _: one.tried(one.rule_set.rules[NAME], print), 1, 1)] == [(0, found)], (
        "from another process too"
    )


@pytest.mark.timeout(60)
def test_slips_are_counted_and_told_as_they_are_tried() -> None:
    told: list[str] = []
    one = trier(DIARIES.partition(b"  - name: 2.1")[0], mutates=True)
    found = one.tried(one.rule_set.rules[NAME], told.append)
    assert told[0].startswith(f"{NAME}: 0/")
    assert found.slips.survived > 0
    assert found.said[0] == (
        f"{NAME}: {found.slips.caught} slips noticed, {found.slips.survived} not, {found.slips.equal} change nothing"
    )
    assert found.slips + found.slips == Slips(
        caught=2 * found.slips.caught, survived=2 * found.slips.survived, equal=2 * found.slips.equal
    )


def test_a_diary_that_cannot_be_read_is_told_with_its_line() -> None:
    one = trier(DIARIES.replace(b"07:10", b"7:10"))
    found = one.tried(one.rule_set.rules[NAME], print)
    assert found.problem.startswith("weight/weight-gain-2kg-3-days.test.yaml:5: begins with a day and a time")
