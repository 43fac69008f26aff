from __future__ import annotations

import json

from tests.server.commands.conftest import Run


def test_the_rules_are_listed_for_people_and_for_machines(run: Run) -> None:
    rows = [json.loads(line) for line in run("rules", "list", "--json")[1].splitlines()]
    assert rows == [
        {"rule": "weight-gain-2kg-3-days", "version": "1", "severity": "medium"},
        {"rule": "missing-weight", "version": "1", "severity": "low"},
    ]
    assert "missing-weight" in run("rules", "list")[1]
