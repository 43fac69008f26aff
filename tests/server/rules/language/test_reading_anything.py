"""Whatever stands in the files, the reader answers with findings, and loads only what has none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_folder import GAIN, TODAY, read, small_folder

from server.rules.language.checks import check_rule
from server.rules.language.finding import Finding, Findings
from server.rules.language.order import check_order
from server.rules.language.rule_reader import read_rule
from server.rules.language.scope import Scope
from server.rules.language.source import read_source

SHARED = read(small_folder())
SEVERITIES = {} if SHARED.rule_set is None else SHARED.rule_set.severities
FILES = sorted(small_folder())
WORDS = st.sampled_from(
    sorted({word for content in small_folder().values() for word in content.decode().replace("\n", " ").split(" ")})
)
PIECES = st.one_of(
    WORDS,
    st.sampled_from(["{", "}", "[", "]", ":", ",", "- ", "\n", "\n  ", "#", '"', "'", "|", "&a", "*a", "!t", "%"]),
)
LINES = [
    (file, index)
    for file in FILES
    if b"raise_when" in small_folder()[file]
    for index in range(small_folder()[file].count(b"\n"))
]


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_findings_or_a_tree(text: str) -> None:
    findings = Findings("a.yaml")
    tree = read_source(text.encode("utf-8", "surrogatepass"), findings)
    assert (tree is None) <= bool(findings.found)
    total = text.count("\n") + text.count("\r") + 2
    assert all(1 <= each.line <= total and each.column >= 1 for each in findings.found)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_as_a_rule_give_findings(content: bytes) -> None:
    assert read_one(content)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_words_of_the_language_in_any_order_give_findings(text: str) -> None:
    assert read_one(text.encode())


@settings(deadline=None)
@given(st.sampled_from(LINES), st.one_of(st.none(), WORDS), st.integers(0, 3))
def test_a_line_taken_out_or_changed_never_breaks_the_reader(line: tuple[str, int], word: str | None, at: int) -> None:
    file, index = line
    lines = small_folder()[file].decode().split("\n")
    parts = lines[index].split(" ")
    lines[index] = "" if word is None else " ".join([*parts[:at], word, *parts[at + 1 :]])
    for finding in read_one("\n".join(lines).encode()):
        assert finding.message("sv")
        assert finding.message("en")
        finding.suggestion("sv")


def read_one(content: bytes) -> list[Finding]:
    """Read one rule beside the shared files, which are read once."""
    findings = Findings(GAIN)
    node = read_source(content, findings)
    scope = Scope(findings=findings, signals=SHARED.signals, questions=SHARED.symptoms)
    draft = None if node is None else read_rule(node, scope)
    if draft is not None:
        check_rule(draft, SEVERITIES, TODAY)
        check_order({draft.rule.name: draft}, are_all_read=True)
    return findings.found


@pytest.mark.parametrize("file", FILES)
def test_a_file_taken_out_is_told_or_not_missed(file: str) -> None:
    files = {name: content for name, content in small_folder().items() if name != file}
    reading = read(files)
    assert (reading.rule_set is None) == bool(reading.errors)
