"""A file's tree is made once of bytes in which nothing is wrong, and it is the tree that YAML 1.2 gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from server.adapters.rule_folder import read_files, shipped_folder
from server.rules.language.finding import Findings
from server.rules.language.source import Listing, Table, Word, read_source
from server.rules.language.source import Node as Ours

TEXTS = [content.decode() for name, content in sorted(read_files(shipped_folder()).items()) if name.endswith(".yaml")]
MARKS = [
    ": ", ":", "- ", "-", ", ", ",", "#", " #", "'", '"', "{", "}", "[", "]", ">-", ">", "|", "|-", "? ", "?", "&a ",
    "*a", "!", "!!str ", "%", "@", "`", "\\", "\\n", "\\/", "\\u00e5", "~", "<<: ", "---", "...", ": |\n", "\n", "\n  ",
    "\n---\n", "\n...\n", "  ", "{a: b}", "{a:1}", '{"a":1}', "[a:b]", "''", '""', "å", "😀", "\xa0",
]  # fmt: skip
"""What means something in YAML, and what looks as if it did."""


@st.composite
def slips(draw: st.DrawFn) -> str:
    """Take a piece of a file that ships, and put marks into it or take letters away."""
    text = draw(st.sampled_from(TEXTS))
    begin = draw(st.integers(0, len(text) - 1))
    piece = text[begin : begin + draw(st.sampled_from((20, 60, 200, 600)))]
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(piece)))
        piece = piece[:place] + draw(st.sampled_from(MARKS)) + piece[place + draw(st.integers(0, 3)) :]
    return piece


def test_what_is_right_is_read_once_and_what_is_wrong_is_noted_every_time() -> None:
    right, wrong = b"rule: a\nlist: [1, 2]", b"rule: a\nrule: b"
    first, second, third, fourth = (Findings(name) for name in ("a.yaml", "b.yaml", "c.yaml", "d.yaml"))
    assert read_source(right, first) is read_source(right, second)
    assert read_source(wrong, third) == read_source(wrong, fourth)
    assert [[(each.file, each.code) for each in found.found] for found in (first, second, third, fourth)] == [
        [], [], [("c.yaml", "E012")], [("d.yaml", "E012")]
    ]  # fmt: skip


def test_what_yaml_1_1_refuses_is_read_as_yaml_1_2() -> None:
    findings = Findings("a.yaml")
    read = read_source(b"title: {sv: Ny sjukdom?, en: A new illness?}", findings)
    assert (written(read), findings.found) == ([("title", [("sv", "Ny sjukdom?"), ("en", "A new illness?")])], [])


@pytest.mark.timeout(120)
@given(slips())
def test_whatever_is_read_without_a_word_is_what_yaml_1_2_says(text: str) -> None:
    findings = Findings("a.yaml")
    read = read_source(text.encode(), findings)
    said = in_yaml_1_2(text)
    if read is not None and not findings.found and said is not None:
        assert written(read) == meant(said)


def in_yaml_1_2(text: str) -> Node | None:
    """Compose a text by ruamel's own reader; None if it is refused."""
    try:
        found: Node = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError):
        return None
    return found


def written(read: Ours | None) -> object:
    """Give the words of a tree of ours."""
    match read:
        case Word(text=text):
            return text
        case Listing(items=items):
            return [written(each) for each in items]
        case Table(entries=entries):
            return [(written(key), written(value)) for key, value in entries]
        case None:
            return None


def meant(node: Node) -> object:
    """Give the words of a tree of ruamel's."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, MappingNode):
        return [(meant(key), meant(value)) for key, value in node.value]
    return [meant(each) for each in node.value]
