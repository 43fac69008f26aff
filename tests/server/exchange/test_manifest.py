from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from server.exchange.manifest import RuleRun, Told, manifest, rule_rows
from server.exchange.order import Order

ORDER = Order(decision="1/26", purpose="an evaluation", by="eva", also="bo", unit="rosen", from_day=date(2026, 3, 1))
TOLD = Told(
    made_at=datetime(2026, 3, 20, tzinfo=UTC), patients=3, in_small_cells=3, zones=["Europe/Stockholm"], key="f" * 16,
    left_out={"b": 1, "a": 2}, nobodys={"unclaimed": 4}, files=[("measurements.csv", 7, "00")],
)  # fmt: skip
RULES = [("weight-gain", "1.0", "live", "0123")]
RUNS = [
    RuleRun(1, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), "h1", "1", RULES),
    RuleRun(2, datetime(2026, 2, 1, tzinfo=UTC), None, "h2", "1", RULES),
]


def test_a_manifest_says_what_is_in_it_and_what_is_not() -> None:
    told = manifest(ORDER, TOLD)
    assert (told["by"], told["and"], told["from"], told["made_at"]) == (
        "eva",
        "bo",
        "2026-03-01",
        "2026-03-20T00:00:00Z",
    )
    assert told["files"] == [{"file": "measurements.csv", "rows": 7, "sha256": "00"}]
    assert list(json.dumps(told["left_out"])) == list(json.dumps({"a": 2, "b": 1}))


def test_under_pseudonyms_it_names_nobody_and_no_day() -> None:
    told = manifest(replace(ORDER, is_pseudonymised=True), TOLD)
    assert {"by", "and", "purpose", "unit", "from", "made_at", "zones"} & told.keys() == set()
    assert (told["key"], told["decision"]) == ("f" * 16, "1/26")


def test_the_rules_of_the_period_are_listed_and_when_they_ran_openly_only() -> None:
    assert [*rule_rows(RUNS, ORDER)] == [
        ("2", "2026-02-01T00:00:00Z", "", "h2", "1", "weight-gain", "1.0", "live", "0123")
    ]
    hidden = [*rule_rows(RUNS, replace(ORDER, is_pseudonymised=True, from_day=None))]
    assert [row[:4] for row in hidden] == [("1", "", "", "h1"), ("2", "", "", "h2")]
    assert [row[0] for row in rule_rows(RUNS, replace(ORDER, from_day=None, to_day=date(2026, 1, 15)))] == ["1"]
