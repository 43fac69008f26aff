"""The questions as the server reads them, and the rows of the file as they stand."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from ruamel.yaml import YAML
from source import ROOT

from server.symptoms import parse_symptoms
from vitals.symptom import Symptom

FILE: Final = ROOT / "alert_rules" / "symptoms.yaml"


def rows() -> list[dict[str, Any]]:
    """Read the file's rows as they stand."""
    read: list[dict[str, Any]] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))["symptoms"]
    return read


@cache
def symptoms() -> tuple[Symptom, ...]:
    """Read the questions."""
    return parse_symptoms(FILE.read_bytes())
