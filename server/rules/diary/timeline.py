"""Draws a case that failed: what was written, what had to happen and what did, side by side, few lines around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.diary.play import Verdict

_BEFORE: Final = 5
_AFTER: Final = 3
_HEADS: Final[Mapping[str, tuple[str, str, str, str, str, str]]] = {
    "sv": ("när", "dagboken", "väntat", "hände", "<- här skiljer det", "texten"),
    "en": ("when", "diary", "expected", "happened", "<- first difference", "text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the drawing."""

    at: datetime
    words: str
    expected: str
    happened: str


def draw(verdict: Verdict, language: str = "en") -> str:
    """Draw the rows around the first difference, with that row marked; then each text that is otherwise."""
    when, diary, expected, happened, mark, text = _HEADS[language]
    case, zone = verdict.case, ZoneInfo(verdict.case.person.zone)
    out = [f"{case.rule}: {case.name}"]
    if verdict.difference is not None:
        rows = list(_rows(verdict))
        here = next(place for place, row in enumerate(rows) if row.at >= verdict.difference.at)
        shown = rows[max(0, here - _BEFORE) : here + _AFTER + 1]
        wide = max(len(diary), *(len(row.words) for row in shown))
        middle = max(len(expected), *(len(row.expected) for row in shown))
        out.append(f"  {when:<16}  {diary:<{wide}}  {expected:<{middle}}  {happened}")
        for row in shown:
            nothing = "–" if row is rows[here] else ""
            did, was_to = row.happened or nothing, row.expected or nothing
            line = f"  {_local(row.at, zone)}  {row.words:<{wide}}  {was_to:<{middle}}  {did}"
            out.append(f"{line.rstrip()}  {mark}" if row is rows[here] else line.rstrip())
    for wrong in verdict.misworded:
        out.append(f"  {_local(wrong.at, zone)}  {text} {wrong.language}")
        out += [f"    {expected}: {wrong.expected}", f"    {happened}: {wrong.said or '–'}"]
    return "\n".join(out)


def _rows(verdict: Verdict) -> Iterator[Row]:
    """Give one row for each instant at which something is written, had to happen, or did."""
    case = verdict.case
    instants = {each.at for each in case.written} | {each.at for each in (*case.expected, *verdict.happened)}
    for at in sorted(instants):
        yield Row(
            at=at,
            words="; ".join(each.words for each in case.written if each.at == at),
            expected=", ".join(each.words for each in case.expected if each.at == at),
            happened=", ".join(each.words for each in verdict.happened if each.at == at),
        )


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
