"""The diaries that ship beside the rules."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from server.rules.diary.case import Case
from server.rules.diary.script import Script, scripts_of
from server.rules.diary.shelf import cases_of
from server.rules.language.reading import read_folder
from server.rules.language.rule_set import RuleSet

FOLDER: Final = Path(__file__).parents[2] / "alert_rules"


@cache
def shipped_files() -> dict[str, bytes]:
    """Read every file of the folder, by its path in it."""
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(FOLDER.rglob("*.yaml"))}


@cache
def shipped_rules() -> RuleSet:
    """Read the rules, as on the day on which they were written."""
    found = read_folder(shipped_files(), date(2026, 11, 27)).rule_set
    assert found is not None
    return found


def shipped_cases(name: str) -> tuple[Case, ...]:
    """Read the diaries of a rule."""
    return cases_of(shipped_rules().rules[name], shipped_rules(), shipped_files())


def shipped_scripts(name: str) -> list[Script]:
    """Read the diaries of a rule, ready to be played."""
    return scripts_of(shipped_cases(name), shipped_rules().signals)
