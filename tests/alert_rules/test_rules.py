"""The folder that ships: it loads, each rule has its diaries, and its words are those of the house."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from server.rules.diary.book import Hub
from server.rules.diary.case import Case
from server.rules.diary.closure import hub_of, with_what_it_reads
from server.rules.diary.file import read_diaries
from server.rules.diary.vocabulary import words_of_rule
from server.rules.language.logic import logic
from server.rules.language.read_back import read_back
from server.rules.language.reading import read_folder
from server.rules.language.rule import Kind, Rule, Status
from server.rules.language.rule_set import RuleSet
from server.rules.transition import Severity

FOLDER: Final = Path(__file__).parents[2] / "alert_rules"
FILES: Final = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(FOLDER.rglob("*.yaml"))}
READING: Final = read_folder(FILES, date(2026, 11, 27))
SEEN: Final = frozenset({Status.PILOT, Status.LIVE})
_THE_WORD: Final = re.compile(r"(?i)(?<![a-zåäö])a?l" + "arm")


def rule_set() -> RuleSet:
    """Give the shipped rules."""
    assert [finding.message("en") for finding in READING.findings] == []
    assert READING.rule_set is not None
    return READING.rule_set


RULES: Final[tuple[Rule, ...]] = () if READING.rule_set is None else tuple(READING.rule_set.rules.values())
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def diaries(rule: Rule) -> tuple[Case, ...]:
    """Read a rule's diaries."""
    file = next(name for name in FILES if name.endswith(f"/{rule.name}.test.yaml"))
    played = with_what_it_reads(rule, rule_set())
    return read_diaries(FILES[file], words_of_rule(rule, rule_set()), hub_of(rule, played))


@pytest.mark.decision("E1")
def test_the_folder_loads_and_there_is_nothing_to_correct() -> None:
    assert len(rule_set().rules) == len(RULES) > 30


@every_rule
def test_every_rule_has_diaries_of_what_happens_and_of_what_does_not(rule: Rule) -> None:
    cases = diaries(rule)
    assert all(case.rule == rule.name for case in cases)
    assert len({case.name for case in cases}) == len(cases)
    assert any(case.expected for case in cases)
    assert any(not case.expected for case in cases)


@every_rule
def test_every_rule_that_nurses_see_has_a_text_held_to_the_letter_in_both_languages(rule: Rule) -> None:
    if rule.status in SEEN and rule.kind is not Kind.GOOD_NEWS:
        assert any({"sv", "en"} <= set(texts) for case in diaries(rule) for texts in case.says.values())


@pytest.mark.decision("E2")
@every_rule
def test_every_rule_that_nurses_see_is_approved_by_the_release_alone_for_evaluation(rule: Rule) -> None:
    if rule.status not in SEEN:
        assert rule.approved is None
        return
    assert rule.approved is not None
    assert (rule.approved.by, rule.approved.use) == (("hjartnara release",), "evaluation")
    assert rule.approved.logic == logic(rule)


@every_rule
def test_every_rule_reads_back_in_both_languages_and_never_says_the_word(rule: Rule) -> None:
    for language in ("sv", "en"):
        page = read_back(rule, rule_set(), language)
        assert "{" not in page
        assert len(page.splitlines()) > 3
    texts = [*rule.title.values(), *rule.say.nurse.values(), *rule.say.patient.values(), rule.purpose]
    assert [text for text in texts if _THE_WORD.search(text)] == []
    assert all(len(text) <= 160 for text in rule.say.nurse.values())


@pytest.mark.decision("F1", "F7")
@every_rule
def test_nobody_is_asked_to_measure_first_when_it_is_high(rule: Rule) -> None:
    if rule.severity is Severity.HIGH:
        assert rule.confirm is None


@pytest.mark.decision("F11")
def test_the_gain_overnight_is_only_watched() -> None:
    assert rule_set().rules["weight-gain-overnight"].status is Status.SHADOW


@pytest.mark.decision("F12")
def test_nothing_holds_back_who_is_worried() -> None:
    assert rule_set().rules["worried"].quiet_while == ()
    assert rule_set().rules["worried"].patients.groups == ("everyone",)


def test_a_rule_that_is_only_watched_holds_back_no_rule_that_is_seen() -> None:
    watched = {rule.name for rule in RULES if rule.status not in SEEN}
    assert [rule.name for rule in RULES if rule.status in SEEN and watched & set(rule.quiet_while)] == []


def test_a_rule_of_silence_is_tried_with_a_hub_that_is_heard_each_hour() -> None:
    rules = rule_set().rules
    assert hub_of(rules["hub-offline"], with_what_it_reads(rules["hub-offline"], rule_set())) is Hub.EACH_HOUR
