from __future__ import annotations

import csv
import io

from server.commands.importing_apart import is_used, list_refused
from server.exchange.arriving import LogRow
from server.exchange.history import Outcome

ROW = LogRow(7, "anna", "2026-03-02T07:00:00", "2026-03-02T07:00:05", "weight", "80,0", "kg", "one", "auto")


def test_what_no_rule_will_use_is_listed_with_its_line_and_the_rest_is_not() -> None:
    out = io.StringIO()
    list_refused(out, [Outcome(ROW, "kept"), Outcome(ROW, "no_value"), Outcome(ROW, "here_already")])
    (listed,) = csv.reader(out.getvalue().splitlines())
    assert listed[:3] == ["no_value", "7", "anna"]
    assert listed[6] == "80,0"
    list_refused(None, [Outcome(ROW, "no_value")])


def test_a_row_that_is_here_already_is_not_refused() -> None:
    assert all(map(is_used, ("kept", "kept_questioned", "here_before", "here_already")))
    assert not any(map(is_used, ("unknown_unit", "duplicate", "no_longer_member", "from_the_future")))
