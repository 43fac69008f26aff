"""Writes verdicts as JUnit XML, for machines that count tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from server.rules.diary.play import Verdict
from server.rules.diary.timeline import draw


def junit(verdicts: Sequence[Verdict], language: str = "en") -> str:
    """Write one suite for each rule, one case for each diary, with the drawing of each failure."""
    failed = sum(not verdict.is_good for verdict in verdicts)
    suites = [
        line
        for rule, group in groupby(verdicts, key=lambda verdict: verdict.case.rule)
        for line in _suite(rule, list(group), language)
    ]
    head = f'<testsuites name="nara rules test" tests="{len(verdicts)}" failures="{failed}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>", ""])


def _suite(rule: str, verdicts: Sequence[Verdict], language: str) -> Iterator[str]:
    failed = sum(not verdict.is_good for verdict in verdicts)
    yield f'  <testsuite name="{escape(rule)}" tests="{len(verdicts)}" failures="{failed}">'
    for verdict in verdicts:
        case = f'    <testcase classname="{escape(rule)}" name="{escape(verdict.case.name)}"'
        if verdict.is_good:
            yield f"{case}/>"
            continue
        yield f"{case}>"
        yield f'      <failure message="{escape(_first_line(verdict))}">{escape(draw(verdict, language))}</failure>'
        yield "    </testcase>"
    yield "  </testsuite>"


def _first_line(verdict: Verdict) -> str:
    difference = verdict.difference
    if difference is None:
        return "the text is otherwise"
    expected = difference.expected.words if difference.expected else "nothing"
    happened = difference.happened.words if difference.happened else "nothing"
    return f"expected {expected}, happened {happened}"
