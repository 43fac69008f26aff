"""The schema takes every good rule and refuses what is not in the vocabulary, in the way that editors can tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from rule_folder import GAIN, read, small_folder, spoilt

from server.rules.language.reading import block_of
from server.rules.language.schema import schema

READING: Final = read(small_folder())


def validator(block: str) -> Draft7Validator:
    made = schema(READING.signals, [*READING.symptoms], block)
    Draft7Validator.check_schema(made)
    return Draft7Validator(made)


@pytest.mark.parametrize("file", sorted(small_folder()))
def test_every_good_file_fits_its_schema(file: str) -> None:
    tree = YAML(typ="safe", pure=True).load(small_folder()[file].decode())
    assert [error.message for error in validator(block_of(file) or "").iter_errors(tree)] == []


@pytest.mark.parametrize(
    "edit",
    [
        ("settings:\n", "setings:\n"),
        ("    rises_by: gain", "    rises_bye: gain"),
        ("status: draft", "status: drafted"),
        ("raise_when:\n  weight:", "raise_when:\n  wieght:"),
        ("    rises_by: gain", "    answered: [a]"),
    ],
)
def test_a_word_that_is_not_in_the_vocabulary_is_refused(edit: tuple[str, str]) -> None:
    tree = YAML(typ="safe", pure=True).load(spoilt(GAIN, edit)[GAIN].decode())
    assert list(validator("rule").iter_errors(tree))


def test_no_choice_is_left_to_guessing() -> None:
    assert not words(schema(READING.signals, [*READING.symptoms])) & {"oneOf", "anyOf", "if"}


def words(node: Any) -> set[str]:
    """List every key of a document that is no name of a property."""
    if isinstance(node, dict):
        return {*node} | {word for value in node.values() for word in words(value)}
    return {word for value in node for word in words(value)} if isinstance(node, list) else set()


SHIPPED: Final = Path(__file__).parents[4] / "alert_rules"


def test_every_shipped_rule_fits_the_shipped_schema() -> None:
    made = Draft7Validator(json.loads((SHIPPED / "schema.json").read_text(encoding="utf-8")))
    files = [path for path in SHIPPED.rglob("*.yaml") if block_of(path.relative_to(SHIPPED).as_posix()) == "rule"]
    assert len(files) >= 15
    for file in files:
        tree = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        assert [f"{file.name}: {error.message}" for error in made.iter_errors(tree)] == []
