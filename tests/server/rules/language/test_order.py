"""Rules are judged after those that they read."""

from __future__ import annotations

import pytest
from rule_folder import read, small_folder

from server.rules.language.order import is_clinical, reads


def test_each_rule_stands_after_those_that_it_reads() -> None:
    rule_set = read(small_folder()).rule_set
    assert rule_set is not None
    names = [*rule_set.rules]
    for name, rule in rule_set.rules.items():
        assert all(names.index(other) < names.index(name) for other in reads(rule, rule_set.rules))
    assert reads(rule_set.rules["stable-again"], rule_set.rules) >= {"signs-score", "breathless-after-gain"}


def test_any_clinical_rule_means_those_that_nurses_see_and_that_are_about_health() -> None:
    files = {name: content.replace(b"status: draft", b"status: live") for name, content in small_folder().items()}
    drafts = read(small_folder()).rule_set
    assert drafts is not None
    assert not any(is_clinical(rule) for rule in drafts.rules.values())
    found = read(files).findings
    assert {finding.code for finding in found} == {"E605"}


@pytest.mark.parametrize(
    ("leans", "leant_on", "is_refused"),
    [
        ("live", "live", False),
        ("live", "pilot", True),  # in other units nobody sees what would keep it quiet
        ("live", "shadow", True),
        ("pilot", "live", False),
        ("pilot", "pilot", False),
        ("pilot", "shadow", True),
        ("shadow", "shadow", False),
        ("draft", "shadow", False),
    ],
)
def test_no_rule_leans_on_one_that_fewer_see(leans: str, leant_on: str, *, is_refused: bool) -> None:
    files = small_folder()
    for name, status in (("breathless-after-gain", leans), ("signs-score", leant_on)):
        path = f"symptoms/{name}.yaml"
        files[path] = files[path].replace(b"status: draft", f"status: {status}".encode())
    found = [each.facts["word"] for each in read(files).findings if each.code == "E508"]
    assert found == (["signs-score"] if is_refused else [])
