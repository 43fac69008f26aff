"""Why something cannot be told, and which readings were there and did not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from server.rules.judging.answers import answers_to, reached_answers
from server.rules.judging.chart import FLAG_BITS
from server.rules.judging.limits import is_on_days
from server.rules.judging.needs import ANSWER_COUNTS_S
from server.rules.judging.proof import Here
from server.rules.judging.proof_of_measures import AGREED, newest_day
from server.rules.judging.truth import Ints
from server.rules.judging.value import Span
from server.rules.language.combination import Condition
from server.rules.language.condition import (
    Answered,
    Arrives,
    Averages,
    Change,
    Drift,
    Flagged,
    Level,
    Limit,
    Missing,
    Reference,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.repeat import OfTheLast
from server.rules.language.signal import Measure

MEASURED: Final = (Limit, Change, Trend, Averages, Drift, Flagged)
Measured = Limit | Change | Trend | Averages | Drift | Flagged


class Doubt(StrEnum):
    """Why nobody can tell."""

    NO_DATA = "no_data"
    NOT_SINCE = "not_since"
    TOO_OLD = "too_old"
    TOO_FEW = "too_few"
    GATE = "gate"
    UNSETTLED = "unsettled"
    """A weight of the day may be the patient's or another's, and nobody has said whose."""
    NOT_MORNING = "not_morning"
    NOT_AGREED = "not_agreed"
    HUB_SILENT = "hub_silent"
    NEVER_HEARD = "never_heard"
    NO_EPISODE = "no_episode"
    AT_TIMES = "at_times"


class Refusal(StrEnum):
    """Why a reading did not count."""

    IMPLAUSIBLE = "implausible"
    QUESTIONED = "questioned"
    MARKED = "marked"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A reading that was there and did not count; ``value`` is in the vital's steps, ``number`` the journal's."""

    number: int
    at_s: int
    value: int
    why: Refusal


def doubt_of(here: Here, sign: Condition) -> Doubt | None:
    """Say why a sign cannot be told here; of a combination its parts say."""
    doubt = _doubt(here, sign)
    # what ends an episode is judged by what came after it began, and by nothing else
    return Doubt.NOT_SINCE if doubt is Doubt.NO_DATA and here.scene.since_s is not None else doubt


def _doubt(here: Here, sign: Condition) -> Doubt | None:
    match sign:
        case Limit() | Change() | Trend() | Averages() | Drift() | Flagged():
            return _of_measure(here, sign)
        case Answered() | Worsens() | Level():
            return _of_answers(here, sign)
        case Missing():
            return _of_absence(here, sign)
        case Silent():
            return Doubt.NEVER_HEARD
        case Arrives():
            return Doubt.NO_EPISODE
        case _:
            return None


def _of_measure(here: Here, sign: Measured) -> Doubt:
    measure, values = here.scene.measure(sign.measure), here.proof(sign).values
    missing = _missing(here, sign, measure)
    if missing is not None:
        return missing
    if isinstance(sign, Change) and sign.within_days is None and "now" not in values:
        return Doubt.NOT_MORNING
    if isinstance(sign, Limit) and sign.reference is not None and "earlier" not in values:
        if sign.reference == Reference.LEVEL_BEFORE:
            return Doubt.NO_EPISODE
        if sign.reference in AGREED:
            return Doubt.NOT_AGREED
    return Doubt.TOO_FEW


def _missing(here: Here, sign: Measured, measure: Measure) -> Doubt | None:
    """Say whether there is nothing new enough to look at, and why."""
    if isinstance(sign, Change | Trend | Averages | Drift) or (isinstance(sign, Limit) and is_on_days(sign, measure)):
        if newest_day(here, measure) is not None:
            return None
        if here.scene.frame.days(measure).is_open(np.array(here.row), np.array(here.day), np.array(here.at_s)):
            return Doubt.UNSETTLED
        return Doubt.GATE if _is_questioned(here, sign) else Doubt.NO_DATA
    column = here.scene.frame.skipping(measure, sign.skips)
    at_s = column.at_s[(column.who == here.row) & (column.at_s <= here.at_s)]
    if not len(at_s):
        return Doubt.GATE if _is_questioned(here, sign) else Doubt.NO_DATA
    is_old = here.at_s - int(at_s.max()) >= measure.counts_for.seconds
    return Doubt.TOO_OLD if is_old and not isinstance(sign.on, OfTheLast) else None


def _of_absence(here: Here, sign: Missing) -> Doubt:
    gone = here.proof(sign).values["missing_days"]
    is_gone = isinstance(gone, Span) and gone.days >= sign.days
    return Doubt.HUB_SILENT if is_gone else Doubt.TOO_FEW


def _is_questioned(here: Here, sign: Measured) -> bool:
    return any(each.why is Refusal.QUESTIONED for each in refused(here, sign))


def _of_answers(here: Here, sign: Answered | Worsens | Level) -> Doubt:
    found = answers_to(here.scene.frame, sign.question)
    first, end = (int(each[here.place]) for each in reached_answers(here.scene, found, None))
    if first == end:
        return Doubt.NO_DATA
    return Doubt.TOO_OLD if here.at_s - int(found.column.at_s[end - 1]) >= ANSWER_COUNTS_S else Doubt.TOO_FEW


def refused(here: Here, sign: Condition) -> list[Refused]:
    """List the readings that did not count: since the day before, or since the first that did."""
    if not isinstance(sign, MEASURED):
        return []
    frame, measure = here.scene.frame, here.scene.measure(sign.measure)
    raw = frame.raw(measure.vital.value.name)
    skips = sign.skips if isinstance(sign, Limit | Flagged) else frozenset[str]()
    if not skips and not frame.is_anything_unsettled and len(frame.readings(measure).who) == len(raw.who):
        return []  # every one counts
    day = min([max(here.day - 1, 0), *(int(frame.day_of(np.array(at_s))) for at_s, _ in here.proof(sign).readings)])
    since_s = int(frame.starts_s[max(day, 0)])
    if here.scene.since_s is not None:
        since_s = max(since_s, int(here.scene.since_s[here.row]) + 1)
    mine = raw.only((raw.who == here.row) & (raw.at_s >= since_s) & (raw.at_s <= here.at_s))
    why = _Why(here, measure, skips)
    found = [
        Refused(number=number, at_s=at_s, value=value, why=reason)
        for number, at_s, value, marks in _rows(mine.numbers, mine.at_s, mine.values, mine.marks)
        if (reason := why(number, marks)) is not None
    ]
    found += [
        Refused(number=number, at_s=at_s, value=value, why=Refusal.UNSETTLED)
        for at_s, number, name, value in frame.charts[here.row].unsettled
        if name == measure.vital.value.name and since_s <= at_s <= here.at_s
    ]
    return sorted(found, key=lambda each: each.at_s)


def _rows(*columns: Ints) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)


class _Why:
    """Says of a reading why it does not count, None if it does."""

    def __init__(self, here: Here, measure: Measure, skips: frozenset[str]) -> None:
        frame = here.scene.frame
        self._plausible = set(frame.plausible(measure).numbers.tolist())
        self._own = set(frame.readings(measure).numbers.tolist())
        self._mask = sum(bit for flag, bit in FLAG_BITS.items() if flag.value in skips)

    def __call__(self, number: int, marks: int) -> Refusal | None:
        if number not in self._plausible:
            return Refusal.IMPLAUSIBLE
        if number not in self._own:
            return Refusal.QUESTIONED
        return Refusal.MARKED if marks & self._mask else None
