"""Writes the diary that is missing: a small change of one that there is, on which a mutant and the rule part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.diary.case import Case, DiaryError, Outcome
from server.rules.diary.play import verdict_of
from server.rules.diary.script import Script, scripts_of
from server.rules.diary.ward import play
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet

ReadAgain = Callable[[Case, str], Case]
"""Reads another diary in the place of a case's own; raises DiaryError."""
TOGETHER: Final = 16
"""So many changed diaries are played at a time."""
_AMOUNT: Final = re.compile(r"(\d+)(?:\.(\d))? (kg|mmHg|bpm|%)")
_WHEN: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
_SHIFTS: Final = (timedelta(days=1), timedelta(days=-1), timedelta(minutes=1), timedelta(minutes=-1))


def suggest(
    scripts: Sequence[Script], read_again: ReadAgain, rule: Rule, mutant: Rule, rule_set: RuleSet
) -> str | None:
    """Find the smallest change of a diary that tells a mutant from the rule, and write it with what the rule does.

    None if no single change does: then a person must think.
    """
    for case in (script.case for script in scripts):
        others = [*_others(case, read_again)]
        for first in range(0, len(others), TOGETHER):
            played = scripts_of(others[first : first + TOGETHER], rule_set.signals)
            pairs = zip(*(play(played, each, rule_set, is_worded=False) for each in (rule, mutant)), strict=True)
            for done, slipped in pairs:
                happened = verdict_of(done.script.case, done.said).happened
                if happened != verdict_of(done.script.case, slipped.said).happened:
                    return written(done.script.case.diary, happened, ZoneInfo(case.person.zone))
    return None


def _others(case: Case, read_again: ReadAgain) -> Iterator[Case]:
    """Give the cases that a case becomes by one change; what cannot be read is none."""
    for diary in changed(without_outcomes(case.diary)):
        with suppress(DiaryError):
            yield read_again(case, diary)


def without_outcomes(diary: str) -> str:
    """Take the arrows away.

    >>> without_outcomes("2026-03-05 07:00  weight 82.1 kg   -> asks patient")
    '2026-03-05 07:00  weight 82.1 kg'
    """
    return "\n".join(line.partition("->")[0].rstrip() for line in diary.splitlines())


def changed(diary: str) -> Iterator[str]:
    """Give the diary with one thing changed: a value a step up or down, a line moved or left out; the last first."""
    lines = diary.splitlines()
    for place in range(len(lines) - 1, -1, -1):
        for line in _other_lines(lines[place]):
            yield "\n".join([*lines[:place], *line, *lines[place + 1 :]])


def written(diary: str, happened: Sequence[Outcome], zone: ZoneInfo) -> str:
    """Write a diary with what happened, each outcome on a line of its own."""
    outcomes = [f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}  -> {each.words}" for each in happened]
    return "\n".join([*(line for line in diary.splitlines() if line.strip()), *outcomes])


def _other_lines(line: str) -> Iterator[list[str]]:
    for found in _AMOUNT.finditer(line):
        tenths = int(found[1]) * 10 + int(found[2] or 0)
        for nudged in (tenths + _step(found), tenths - _step(found)):
            amount = f"{nudged // 10}.{nudged % 10}" if found[2] else f"{nudged // 10}"
            yield [f"{line[: found.start()]}{amount} {found[3]}{line[found.end() :]}"]
    when = _WHEN.match(line)
    if when is not None:
        at = datetime.fromisoformat(when[0])
        yield from ([f"{at + shift:%Y-%m-%d %H:%M}{line[when.end() :]}"] for shift in _SHIFTS)
        yield [line, f"{at + timedelta(days=1):%Y-%m-%d %H:%M}{line[when.end() :]}"]
    yield []


def _step(amount: re.Match[str]) -> int:
    """Give the step that people write, in tenths: kilograms have one, all else is whole."""
    return 1 if amount[3] == "kg" and amount[2] else 10
