"""A file's tree is made once of bytes in which nothing is wrong."""

from __future__ import annotations

from server.rules.language.finding import Findings
from server.rules.language.source import read_source


def test_what_is_right_is_read_once_and_what_is_wrong_is_noted_every_time() -> None:
    right, wrong = b"rule: a\nlist: [1, 2]", b"rule: a\nrule: b"
    first, second, third, fourth = (Findings(name) for name in ("a.yaml", "b.yaml", "c.yaml", "d.yaml"))
    assert read_source(right, first) is read_source(right, second)
    assert read_source(wrong, third) == read_source(wrong, fourth)
    assert [[(each.file, each.code) for each in found.found] for found in (first, second, third, fourth)] == [
        [], [], [("c.yaml", "E012")], [("d.yaml", "E012")]
    ]  # fmt: skip
