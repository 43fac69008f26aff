from __future__ import annotations

import re
from string import Formatter

import pytest

from server.rules.backtest.episode import AlertClass
from server.rules.backtest.refusal import Mended, Refusal
from server.rules.backtest.report.english import ENGLISH
from server.rules.backtest.report.operating import LEVELS
from server.rules.backtest.report.swedish import SWEDISH
from server.rules.backtest.report.tongue import LANGUAGES, Tongue
from server.rules.backtest.trial import Clock
from server.rules.transition import Severity
from vitals.observation_log import LogContext


def named(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    assert SWEDISH.keys() == ENGLISH.keys()
    assert [key for key in SWEDISH if named(SWEDISH[key]) != named(ENGLISH[key])] == []
    same = [key for key, text in SWEDISH.items() if text == ENGLISH[key] and re.search(r"[a-z]{6}", text)]
    assert same == ["patient", "strip_title"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_can_be_found_has_words(language: str) -> None:
    say = Tongue(language)
    keys = [each.value for kind in (Refusal, Mended, Severity, AlertClass, Clock) for each in kind]
    keys += [f"from_{level.value}" for level in LEVELS] + [f"told_{each.value}" for each in LogContext]
    assert [key for key in keys if not say.knows(key)] == []


def test_days_before_and_after_are_told_apart() -> None:
    assert [Tongue("en").day_from(each) for each in (-1.25, 0.0, 2)] == ["−1.2", "0.0", "+2.0"]
