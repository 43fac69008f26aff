"""What was asked for and decided is held by a test, or stands in docs/mission.md as later, with the reason."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from mission import mission
from source import kept, text, tree

HOW_MANY = {"N": 27, "A": 8, "B": 2, "C": 4, "D": 7, "E": 7, "F": 16, "G": 10, "H": 11}
"""Needs and decisions by letter: a line taken off the list is noticed."""


def test_the_list_is_complete() -> None:
    names = [line.name for line in mission()]
    assert sorted(names) == sorted(f"{letter}{number + 1}" for letter in HOW_MANY for number in range(HOW_MANY[letter]))


@pytest.mark.decision("H11")
def test_what_is_said_to_be_held_has_a_test_that_says_so() -> None:
    untested = [line.name for line in mission() if line.stands != "later" and line.name not in marked()]
    assert " ".join(untested) == ""


def test_what_is_said_to_be_later_has_a_reason_and_no_test_yet() -> None:
    for line in mission():
        assert line.stands == "held" or line.reason, f"{line.name} does not say why it is later"
        assert line.stands != "later" or line.name not in marked(), f"{line.name} is tested in {marked()[line.name]}"


def test_no_test_names_a_decision_that_nobody_made() -> None:
    assert set(marked()) - {line.name for line in mission()} == set()


@cache
def marked() -> dict[str, Path]:
    """Find the names that tests carry, on a function or on a whole file, and a file in which each stands."""
    found: dict[str, Path] = {}
    for path in kept(".py"):
        if path.parts[0] == "tests" and ".decision(" in text(path):
            found |= {name: path for node in ast.walk(tree(path)) for name in names_in(node)}
    return found


def names_in(mark: ast.AST) -> list[str]:
    """Read the names out of a mark.

    >>> names_in(ast.parse('pytest.mark.decision("A1", "A2")', mode="eval").body)
    ['A1', 'A2']
    """
    if not isinstance(mark, ast.Call) or ast.unparse(mark.func) != "pytest.mark.decision":
        return []
    return [word.value for word in mark.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
