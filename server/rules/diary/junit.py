"""Writes verdicts as JUnit XML, for machines that count tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from server.rules.diary.play import Verdict
from server.rules.diary.timeline import draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The diaries of one rule as JUnit counts and writes them."""

    tests: int
    failures: int
    lines: tuple[str, ...]


def suite_of(rule: str, verdicts: Sequence[Verdict], language: str = "en") -> Suite:
    """Write the suite of a rule, one case for each diary, with the drawing of each failure."""
    failures = sum(not verdict.is_good for verdict in verdicts)
    lines = [line for verdict in verdicts for line in _case(verdict, language)]
    head = f'  <testsuite name="{escape(rule)}" tests="{len(verdicts)}" failures="{failures}">'
    return Suite(tests=len(verdicts), failures=failures, lines=(head, *lines, "  </testsuite>"))


def junit(suites: Sequence[Suite]) -> str:
    """Write a file of suites; those without a test are left out."""
    tests, failures = sum(each.tests for each in suites), sum(each.failures for each in suites)
    head = f'<testsuites name="nara rules test" tests="{tests}" failures="{failures}">'
    lines = [line for each in suites if each.tests for line in each.lines]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *lines, "</testsuites>", ""])


def _case(verdict: Verdict, language: str) -> Iterator[str]:
    case = f'    <testcase classname="{escape(verdict.case.rule)}" name="{escape(verdict.case.name)}"'
    if verdict.is_good:
        yield f"{case}/>"
        return
    yield f"{case}>"
    yield f'      <failure message="{escape(_first_line(verdict))}">{escape(draw(verdict, language))}</failure>'
    yield "    </testcase>"


def _first_line(verdict: Verdict) -> str:
    difference = verdict.difference
    if difference is None:
        return "the text is otherwise"
    expected = difference.expected.words if difference.expected else "nothing"
    happened = difference.happened.words if difference.happened else "nothing"
    return f"expected {expected}, happened {happened}"
