"""Finds the diaries of a rule among the files of a folder, and reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from server.rules.diary.book import Book
from server.rules.diary.case import Case, DiaryError
from server.rules.diary.closure import hub_of, with_what_it_reads
from server.rules.diary.file import read_diaries
from server.rules.diary.vocabulary import words_of_rule
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet


def cases_of(rule: Rule, rule_set: RuleSet, files: Mapping[str, bytes]) -> tuple[Case, ...]:
    """Read the cases of a rule's diary file, none if there is no such file; raises DiaryError."""
    name = f"{rule.name}.test.yaml"
    found = next((file for file in files if file.rpartition("/")[2] == name), None)
    if found is None:
        return ()
    words, hub = words_of_rule(rule, rule_set), hub_of(rule, with_what_it_reads(rule, rule_set))
    try:
        cases = read_diaries(files[found], words, hub)
    except DiaryError as problem:
        raise DiaryError(problem.line, problem.says, found) from problem
    return tuple(replace(case, file=found) for case in cases)


def read_again(case: Case, diary: str, rule: Rule, rule_set: RuleSet) -> Case:
    """Read another diary in the place of a case's own, until where that ends; raises DiaryError."""
    book = Book(words=words_of_rule(rule, rule_set), zone=ZoneInfo(case.person.zone))
    book.read(diary, case.line)
    book.hear_hub(hub_of(rule, with_what_it_reads(rule, rule_set)))
    return replace(
        case,
        arrivals=tuple(book.arrivals),
        expected=tuple(book.expected),
        written=tuple(book.written),
        until_at=max(book.until_at, case.until_at),
        says={},
        diary=diary,
    )
