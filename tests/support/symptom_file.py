"""The questions as the server reads them, and the rows of the file as they stand."""

from __future__ import annotations

from functools import cache
from typing import Any

from ruamel.yaml import YAML

from server.adapters.symptom_file import read_symptoms, shipped_file
from vitals.symptom import Symptom


def rows() -> list[dict[str, Any]]:
    """Read the file's rows as they stand."""
    read: list[dict[str, Any]] = YAML(typ="safe").load(shipped_file().read_text(encoding="utf-8"))["symptoms"]
    return read


@cache
def symptoms() -> tuple[Symptom, ...]:
    """Read the questions."""
    return read_symptoms()
