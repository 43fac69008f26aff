"""The captured payloads, and how a decoded value is held against a published one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Case = dict[str, Any]
FILE = Path(__file__).parents[1] / "captures" / "captured.jsonl"
CASES: list[Case] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def of_family(*families: str) -> list[Case]:
    """Give the cases of these families; there must be some of each."""
    found = [case for case in CASES if case["family"] in families]
    assert {case["family"] for case in found} == set(families)
    return found


def differences(case: Case, result: dict[str, Any]) -> list[str]:
    """Say where a decoded result differs from what was published."""
    told = []
    for field, value in case["expected"].items():
        exact = isinstance(value, int | float) and not isinstance(value, bool)
        wanted = pytest.approx(value, abs=case.get("tolerance", {}).get(field, 0.001)) if exact else value
        if field not in {"reject", "reason", "notes"} and (field not in result or result[field] != wanted):
            told.append(f"{field}: {result.get(field)!r} instead of {value!r}")
    return told
