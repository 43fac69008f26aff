"""Every file is laid out alike, says the same afterwards, and keeps what people wrote beside it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_folder import GAIN, read, said, small_folder, spoilt

from server.rules.language.layout import laid_out
from server.rules.language.logic import logic_of_all
from server.rules.language.reading import block_of

FILES = sorted(small_folder())
RULES = [file for file in FILES if block_of(file) == "rule"]
TEXT = small_folder()[GAIN].decode()


@pytest.mark.parametrize("file", FILES)
def test_what_is_laid_out_says_the_same_and_stays_as_it_is(file: str) -> None:
    block = block_of(file) or ""
    once = laid_out(small_folder()[file].decode(), block)
    assert once is not None
    assert laid_out(once, block) == once
    before, after = read(small_folder()), read({**small_folder(), file: once.encode()})
    assert before.rule_set is not None
    assert after.rule_set is not None
    assert logic_of_all(after.rule_set) == logic_of_all(before.rule_set)


def test_keys_come_in_one_order_with_the_comments_above_them() -> None:
    text = "# Of the clinic.\n\nseverity: low\n# Once a day.\nrule: a  # the name\n\nowner: b\nstatus: draft\n"
    assert laid_out(text) == (
        "# Of the clinic.\n\n# Once a day.\nrule: a  # the name\nstatus: draft\nseverity: low\n\nowner: b\n"
    )


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("rises_by: 1,5 kg", "rises_by: 1.5 kg"),
        ("rises_by: 1.50 kg", "rises_by: 1.5 kg"),
        ("within: 1 days", "within: 1 day"),
        ("within:   3   day", "within:   3 days"),
        ("on: 2 of  last 3 readings within 1 days", "on: 2 of last 3 readings within 1 day"),
        ("worsens_by: 1 step", "worsens_by: 1 step"),
        ("at_least: 2 x own spread", "at_least: 2 x own spread"),
        ("rises_by: gain", "rises_by: gain"),
        ("rises_by: nothing at all", "rises_by: nothing at all"),
    ],
)
def test_amounts_and_times_have_one_spelling(written: str, spelled: str) -> None:
    assert laid_out(f"raise_when:\n  weight:\n    {written}\n") == f"raise_when:\n  weight:\n    {spelled}\n"


@pytest.mark.parametrize("text", ["a: [", "", "- a\n", "a: &b 1\n"])
def test_what_the_language_does_not_take_is_left_alone(text: str) -> None:
    assert laid_out(text) is None


@pytest.mark.parametrize(
    "text",
    ["nobody_knows: 1,5 kg\n", "raise_when:\n  weight: 1,5 kg\n", "raise_when:\n  weight:\n    nobody_knows: 1,5 kg\n"],
)
def test_what_no_list_has_is_left_as_it_is_written(text: str) -> None:
    assert laid_out(text) == text


def test_text_is_never_spelled_anew() -> None:
    assert laid_out('purpose: "1,50 kg  is  much"  \n') == 'purpose: "1,50 kg  is  much"\n'
    assert laid_out("{severity: low, rule: a}") == "{severity: low, rule: a}\n"


def test_a_comment_right_above_the_first_key_stays_at_the_top() -> None:
    assert laid_out("# Top.\nseverity: low\nrule: a\n") == "# Top.\nrule: a\nseverity: low\n"


def test_what_looks_like_a_comment_in_a_text_is_none() -> None:
    text = 'severity: low\npurpose: "a\n# b"\nrule: a\n'
    assert laid_out(text) in (None, 'rule: a\nseverity: low\npurpose: "a\n# b"\n')


@settings(deadline=None)
@given(st.permutations(range(TEXT.count("\n\n") + 1)), st.sampled_from(["", "\n", "  \n", "# x\n"]))
def test_the_order_of_keys_changes_nothing(order: list[int], between: str) -> None:
    parts = TEXT.rstrip("\n").split("\n\n")
    mixed = "\n".join(f"{parts[index]}\n{between}" for index in order)
    once = laid_out(mixed)
    assert once is not None
    assert laid_out(once) == once
    assert once.count("# x") == mixed.count("# x")


def test_a_spoilt_rule_has_the_same_mistakes_afterwards() -> None:
    files = spoilt(GAIN, ("rises_by: gain", "rises_by: 2"), ("within: 3 days", "within: 3d"))
    once = laid_out(files[GAIN].decode())
    assert once is not None
    assert said(read({**files, GAIN: once.encode()})) == said(read(files))
