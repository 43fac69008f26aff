"""Inside a rule the keys come in one order, with their comments; whoever shuffles them changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shipped_diaries import shipped_files, shipped_rules

from server.rules.language.finding import Findings
from server.rules.language.key import Holds
from server.rules.language.key_order import BESIDE, COMBINING, SIGN, ordered_within
from server.rules.language.layout import laid_out
from server.rules.language.logic import logic
from server.rules.language.reading import block_of, read_folder
from server.rules.language.source import Listing, Node, Table, Word, read_source
from server.rules.language.verbs import MODIFIERS, VERBS
from server.rules.language.vocabulary import BLOCKS

FILES = [file for file in shipped_files() if block_of(file) is not None and file != "symptoms.yaml"]
RULES = [file for file in FILES if block_of(file) == "rule"]


@pytest.mark.parametrize(
    ("written", "ordered"),
    [
        ("weight: {within: 3 days, rises_by: gain}", "weight: {rises_by: gain, within: 3 days}"),
        (
            "weight: {on: 2 days in a row, above: baseline, at_least: 1 kg, using: 3-day median}",
            "weight: {using: 3-day median, at_least: 1 kg, above: baseline, on: 2 days in a row}",
        ),
        ("event: {within: 7 days, any: [a, b]}", "event: {any: [a, b], within: 7 days}"),
        ("alert: {within: 7 days, was: active, any: [a, b]}", "alert: {any: [a, b], was: active, within: 7 days}"),
        (
            "pulse_irregular: { on: 2 of last 3 readings ,is: yes }",
            "pulse_irregular: { is: yes ,on: 2 of last 3 readings }",
        ),
        ("weight: {on: a, at_least: 1 kg}  # why", "weight: {at_least: 1 kg, on: a}  # why"),
        (
            "symptom.dizziness: {on: 'a, }b', answered: [\"x,y\"]}",
            "symptom.dizziness: {answered: [\"x,y\"], on: 'a, }b'}",
        ),
        ("within: 1 day\n  all_of:\n    - {}", "all_of:\n    - {}\n  within: 1 day"),
        (
            "within: 5 days\n  then:\n    a: b\n  first:\n    c: d",
            "first:\n    c: d\n  then:\n    a: b\n  within: 5 days",
        ),
        (
            "weight:\n    # of it all\n    within: 3 days\n    # the limit\n    rises_by: gain  # his own",
            "weight:\n    # of it all\n    # the limit\n    rises_by: gain  # his own\n    within: 3 days",
        ),
        (
            "score:\n    from:\n      - when: {hub: {within: 1 day, rises_by: a}}\n        points: 2\n    at_least: 2",
            "score:\n    at_least: 2\n    from:\n      - points: 2\n        when: {hub: {rises_by: a, within: 1 day}}",
        ),
        ("weight: {unknown: 1, rises_by: gain}", "weight: {unknown: 1, rises_by: gain}"),
        (
            "weight: {within: 3 days, # why\n    rises_by: gain}",
            "weight: {within: 3 days, # why\n    rises_by: gain}",
        ),
        ("weight: {within: 3 days,\n    rises_by: gain}", "weight: {rises_by: gain,\n    within: 3 days}"),
        ('weight: {within: "3 \\" { days", rises_by: gain}', 'weight: {within: "3 \\" { days", rises_by: gain}'),
    ],
)
def test_a_condition_stands_as_it_is_read_aloud(written: str, ordered: str) -> None:
    once = ordered_within(f"raise_when:\n  {written}\n", "rule")
    assert once == f"raise_when:\n  {ordered}\n"
    assert ordered_within(once, "rule") == once


def test_settings_keep_the_order_of_their_author_and_each_has_its_own_in_one() -> None:
    text = "settings:\n  slow: {set_by: [nurse], value: 2 kg, allowed: 1 kg to 4 kg}\n  fast: {value: 3 kg}\n"
    assert ordered_within(text, "rule") == (
        "settings:\n  slow: {value: 2 kg, allowed: 1 kg to 4 kg, set_by: [nurse]}\n  fast: {value: 3 kg}\n"
    )


@pytest.mark.parametrize("text", ["raise_when: gain\n", "settings:\n  gain: 2 kg\n", "all_of:\n  - - a: b\n"])
def test_what_stands_where_a_table_should_is_left_as_it_is(text: str) -> None:
    assert ordered_within(text, "rule") == text


def test_every_word_of_a_condition_has_its_place() -> None:
    assert {key.name for key in BLOCKS["combination"]} == set(COMBINING)
    assert {key.name for key in MODIFIERS} == {*BESIDE, "using"}
    assert {verb.name for verb in VERBS} <= set(SIGN)
    assert len(SIGN) == len(set(SIGN))


@pytest.mark.parametrize("file", FILES)
def test_what_ships_is_laid_out(file: str) -> None:
    text = shipped_files()[file].decode()
    assert laid_out(text, block_of(file) or "") == text


@pytest.mark.timeout(120)
@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_shuffled_keys_are_put_back_and_the_logic_is_the_same(file: str, chance: Random) -> None:
    text = shipped_files()[file].decode()
    root = read_source(text.encode(), Findings(""))
    assert root is not None
    shuffled = "\n".join(written(root, chance)) + "\n"
    once = laid_out(shuffled)
    assert once is not None
    assert laid_out(once) == once
    assert all(same_order(*pair) for pair in pairs(root, read_source(once.encode(), Findings(""))))
    found = read_folder({**shipped_files(), file: once.encode()}, date(2026, 11, 27)).rule_set
    assert found is not None
    name = file.rpartition("/")[2].removesuffix(".yaml")
    assert logic(found.rules[name]) == logic(shipped_rules().rules[name])


NAMED = {key.name for keys in BLOCKS.values() for key in keys if key.holds is Holds.NAMED_BLOCKS}


def written(node: Node, chance: Random, indent: str = "") -> Iterator[str]:
    """Write a tree with its keys shuffled, each table in braces or line by line."""
    match node:
        case Table(entries=entries):
            for key, value in chance.sample(entries, len(entries)):
                if isinstance(value, Table) and (chance.random() < 0.5 or not value.entries):
                    yield f"{indent}{quoted(key.text)}: {flow(value, chance)}"
                elif isinstance(value, Word):
                    yield f"{indent}{quoted(key.text)}: {quoted(value.text)}"
                else:
                    yield f"{indent}{quoted(key.text)}:"
                    yield from written(value, chance, f"{indent}  ")
        case Listing(items=items):
            for item in items:
                first, *rest = written(item, chance, f"{indent}  ")
                yield f"{indent}- {first.strip()}"
                yield from rest
        case Word(text=text):
            yield f"{indent}{quoted(text)}"


def flow(node: Node, chance: Random) -> str:
    match node:
        case Table(entries=entries):
            some = chance.sample(entries, len(entries))
            return "{" + ", ".join(f"{quoted(key.text)}: {flow(value, chance)}" for key, value in some) + "}"
        case Listing(items=items):
            return f"[{', '.join(flow(item, chance) for item in items)}]"
        case Word(text=text):
            return quoted(text)


def quoted(text: str) -> str:
    """Write a word so that any YAML reads it as it is."""
    if all(letter.isalnum() or letter in "_-" for letter in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def pairs(one: Node | None, other: Node | None, name: str = "rule") -> Iterator[tuple[str, Node, Node]]:
    """Give the tables that stand in the same place, with the key they stand behind."""
    match one, other:
        case Table(), Table():
            yield name, one, other
            values = {key.text: value for key, value in other.entries}
            for key, value in one.entries:
                yield from pairs(value, values[key.text], key.text)
        case Listing(), Listing():
            for first, second in zip(one.items, other.items, strict=True):
                yield from pairs(first, second, name)
        case _:
            pass


def same_order(name: str, one: Node, other: Node) -> bool:
    """Tell whether the keys of two tables come in one order; those that people name stand as people put them."""
    assert isinstance(one, Table)
    assert isinstance(other, Table)
    return name in NAMED or [key.text for key, _ in one.entries] == [key.text for key, _ in other.entries]
