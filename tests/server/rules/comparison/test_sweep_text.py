from __future__ import annotations

import csv
from functools import cache

import pytest

from server.rules.backtest.trial import Clock
from server.rules.comparison.sweep import Sweep, Sweeper
from server.rules.comparison.sweep_text import COLUMNS, definition, sweep_lines, sweep_rows, sweep_values
from tests.server.rules.comparison.test_sweep import GAIN, a_log
from tests.server.rules.comparison.test_variants import everything

pytestmark = pytest.mark.timeout(120)


@cache
def swept(rule: str = GAIN, setting: str = "gain") -> Sweep:
    made = a_log().material(everything())
    sweeper = Sweeper(everything(), rule, setting, Clock.AS_MEASURED)
    return sweeper.swept(sweeper.judged(made.load.cases, made.load.codes), made.watched)


def test_a_table_has_a_line_for_each_value_and_marks_the_one_that_holds() -> None:
    lines = "\n".join(sweep_lines(swept(), Clock.AS_MEASURED, "en")).splitlines()
    assert lines[0].endswith("never of clinical performance.")
    assert lines[1] == f"{GAIN}, gain: 1 kg to 4 kg in steps of 0.1 kg, 31 values. Now 2 kg."
    marked = [line for line in lines if line.startswith("> ")]
    assert (len(marked), marked[0].split()[1:3]) == (2, ["2", "kg"])
    assert sum(" kg " in line and "|" in line for line in lines) == 31
    assert max(map(len, lines)) <= 132, "it fits a wide terminal"


def test_swedish_has_its_own_words_and_commas() -> None:
    said = "\n".join(sweep_lines(swept(), Clock.AS_MEASURED, "sv"))
    assert "av en slump" in said
    assert "1,1 kg" in said
    assert "50 ombyten" in definition("sv")


def test_a_rule_in_shadow_is_judged_as_if_it_were_live_and_says_so_and_one_that_is_low_says_that_it_is_not_scored() -> (
    None
):
    said = "\n".join(sweep_lines(swept("weight-trend", "gap"), Clock.AS_MEASURED, "en"))
    assert "The rule is shadow in the folder; here it is judged as if it were live." in said
    assert "only medium and high signs are" in said
    assert swept("weight-trend", "gap").points[0].rule.alerts > 0


def test_the_rows_are_plain_numbers() -> None:
    rows = [*csv.DictReader([",".join(COLUMNS), *(",".join(row) for row in sweep_rows(swept()))])]
    assert [row["value"] for row in rows[:2]] == ["1", "1.1"]
    assert [row["value"] for row in rows if row["is_now"] == "1"] == ["2"]
    now = sweep_values(swept(), Clock.AS_MEASURED)["values"][swept().tried.now]
    assert float(rows[swept().tried.now]["all_unexplained"]) == pytest.approx(now["all"]["unexplained"], rel=1e-4)
