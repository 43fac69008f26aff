"""Turns the lines of a diary into arrivals and outcomes: local times into UTC, days into lines, the hub's hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from server.rules.diary.case import Arrival, DiaryError, Outcome, Written
from server.rules.diary.fact import (
    Agreed,
    Answered,
    Began,
    Closed,
    Ended,
    Fact,
    Heard,
    Measured,
    Pressed,
    Retracted,
)
from server.rules.diary.line import Line, read_line
from server.rules.diary.phrase import (
    AgreedSaid,
    AnswerSaid,
    ChangeSaid,
    CloseSaid,
    EventSaid,
    HubSaid,
    PressSaid,
    ReadingSaid,
    Said,
    read_phrase,
)
from server.rules.diary.vocabulary import WRITING_STEP, Vocabulary
from server.rules.language.quantity import Quantity

_HOUR = timedelta(hours=1)
_NOON = 12


class Hub(Enum):
    """How often the hub is heard in a diary: each time costs the engine a look."""

    UNHEARD = "unheard"
    EACH_NOON = "each noon"
    EACH_HOUR = "each hour"


@dataclass(slots=True)
class Book:
    """A diary as it is read: what has arrived, what must happen, and where each reading stands."""

    words: Vocabulary
    zone: ZoneInfo
    arrivals: list[Arrival] = field(default_factory=list)
    expected: list[Outcome] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    silences: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    _readings: dict[tuple[datetime, str], Measured] = field(default_factory=dict)
    _begun: dict[str, datetime] = field(default_factory=dict)
    _next: int = 1

    def read(self, diary: str, first_line: int) -> None:
        """Read every line; ``first_line`` is the number of the first in its file; raises DiaryError."""
        for number, text in enumerate(diary.splitlines(), first_line):
            line = read_line(text, number)
            if line is not None:
                self._take(line)
        if not self.written:
            raise DiaryError(first_line, "the diary is empty")
        self.arrivals.sort(key=lambda arrival: arrival.at)
        self.expected.sort(key=lambda outcome: outcome.at)
        self.written.sort(key=lambda written: written.at)

    @property
    def from_at(self) -> datetime:
        """The first instant that is written."""
        return self.written[0].at

    @property
    def until_at(self) -> datetime:
        """The last instant that is written, on either side of the arrow."""
        ends = [*(each.at for each in self.arrivals), *(each.at for each in self.expected), self.written[-1].at]
        return max(ends)

    def hear_hub(self, hub: Hub) -> None:
        """Let the hub be heard so often, and at the end, but not where the diary says that it is silent."""
        if hub is Hub.UNHEARD:
            return
        at, until_at = self.from_at.replace(minute=0, second=0), self.until_at
        heard = [until_at]
        while at < until_at:
            if hub is Hub.EACH_HOUR or at.astimezone(self.zone).hour == _NOON:
                heard.append(at)
            at += _HOUR
        self.arrivals += [Arrival(at=at, facts=(Heard(at=at),)) for at in heard if not self._is_silent(at)]
        self.arrivals.sort(key=lambda arrival: arrival.at)

    def instant(self, local: datetime, number: int) -> datetime:
        """Give the UTC of a local time, the first of two in the autumn; raises DiaryError for one that is skipped."""
        at = local.replace(tzinfo=self.zone).astimezone(UTC)
        if at.astimezone(self.zone).replace(tzinfo=None) != local:
            raise DiaryError(number, f"there is no {local:%Y-%m-%d %H:%M}: the clocks went forward")
        return at

    def _is_silent(self, at: datetime) -> bool:
        return any(start <= at and (end is None or at < end) for start, end in self.silences)

    def _take(self, line: Line) -> None:
        said = [each for phrase in line.phrases for each in read_phrase(phrase, line.number, self.words)]
        for place, day in enumerate(_days(line)):
            at = self.instant(datetime.combine(day, line.at), line.number)
            arrives = self.instant(line.arrives, line.number) if line.arrives else at
            if arrives < at:
                raise DiaryError(line.number, "nothing arrives before it was measured")
            facts = tuple(fact for each in said for fact in self._facts(each, at, line, place))
            self._begin(facts, arrives, line.number)
            if facts:
                self.arrivals.append(Arrival(at=arrives, facts=facts))
            self.expected += [Outcome(at=arrives, words=words) for words in line.outcomes]
            if place == 0:
                self.written.append(Written(at=at, words=_shown(line)))
            elif day == line.last:
                self.written.append(Written(at=at, words="… until here"))

    def _begin(self, facts: Sequence[Fact], at: datetime, number: int) -> None:
        """Note since when an event is known of; raises DiaryError where one ends that nobody knows of."""
        for fact in facts:
            if isinstance(fact, Began):
                self._begun.setdefault(fact.event, at)
            elif isinstance(fact, Ended) and (fact.event not in self._begun or self._begun[fact.event] > at):
                raise DiaryError(number, f"{fact.event} ends, and has not begun: write event {fact.event} before it")

    def _facts(self, said: Said, at: datetime, line: Line, place: int) -> Iterator[Fact]:
        """Give the facts of one phrase on one day."""
        match said:
            case ReadingSaid():
                yield self._measured(said.measure, self._steps(said, line, place), at, said.flags)
            case ChangeSaid():
                yield from self._changed(said, line.number)
            case EventSaid(has_ended=True):
                yield Ended(event=said.event, at=at)
            case EventSaid():
                until_at = self.instant(said.until, line.number) if said.until else None
                yield Began(event=said.event, from_at=at, until_at=until_at)
            case HubSaid(is_heard=False):
                self.silences.append((at, None))
            case HubSaid():
                self.silences = [(start, end or at) for start, end in self.silences]
                yield Heard(at=at)
            case _:
                yield _plain(said, at)

    def _steps(self, said: ReadingSaid, line: Line, place: int) -> int:
        """Count a reading's value in its measure's steps."""
        value = said.value if said.to is None else _between(said.value, said.to, line, place)
        return value.in_steps(self.words.steps[said.measure])

    def _measured(self, measure: str, value: int, at: datetime, flags: frozenset[str]) -> Measured:
        reading = Measured(number=self._next, measure=measure, value=value, measured_at=at, flags=flags)
        self._next += 1
        self._readings[at, measure] = reading
        return reading

    def _changed(self, said: ChangeSaid, number: int) -> Iterator[Fact]:
        at = self.instant(said.measured, number)
        there = [key for key in self._readings if key[0] == at and said.measure in {None, key[1]}]
        if len(there) != 1:
            raise DiaryError(number, f"{len(there)} readings of {said.measured:%Y-%m-%d %H:%M}; write which measure")
        old = self._readings.pop(there[0])
        yield Retracted(number=old.number)
        if said.value is not None:
            yield self._measured(old.measure, said.value.in_steps(self.words.steps[old.measure]), at, old.flags)


def _days(line: Line) -> Sequence[date]:
    return [line.first + timedelta(days=count) for count in range((line.last - line.first).days + 1)]


def _plain(said: AnswerSaid | PressSaid | AgreedSaid | CloseSaid, at: datetime) -> Fact:
    """Give the fact of a phrase that needs no more than its instant."""
    match said:
        case AnswerSaid():
            return Answered(question=said.question, code=said.code, at=at)
        case PressSaid():
            return Pressed(button=said.button, at=at)
        case AgreedSaid():
            return Agreed(name=said.name, is_setting=said.is_setting, value=said.value, from_at=at)
        case CloseSaid():
            return Closed(at=at)


def _between(first: Quantity, last: Quantity, line: Line, place: int) -> Quantity:
    """Give the value of one of many days: evenly from the first to the last, to the step that people write."""
    if not line.is_repeated:
        raise DiaryError(line.number, "a value that goes from one to another needs many days: 2026-01-01..2026-01-31")
    step, whole = WRITING_STEP[first.unit], (line.last - line.first).days
    exact = first.thousandths * whole + (last.thousandths - first.thousandths) * place
    return Quantity((2 * exact + step * whole) // (2 * step * whole) * step, first.unit)


def _shown(line: Line) -> str:
    return f"{line.words}  (each day to {line.last})" if line.is_repeated else line.words
