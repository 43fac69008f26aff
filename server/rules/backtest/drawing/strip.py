"""A strip: measurements of one patient under each other on the same days, with what was raised and what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.backtest.drawing.lines import Points, dots, line, specks
from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.plot import Ground
from server.rules.backtest.drawing.scale import Scale, marks
from server.rules.backtest.drawing.shapes import shape
from server.rules.backtest.drawing.size import Size

_LEFT: Final = 44
_RIGHT: Final = 10
_FLAGS: Final = 26
"""The room above for what was raised."""
_BOTTOM: Final = 36
_TITLE: Final = 16
_APART: Final = 8
_ROOM: Final = 0.12
"""How much of a lane's span stays free above and below."""
_BAR: Final = 0.65
"""How much of a day an answer fills."""
_ANSWER: Final = 11
"""How high the worst answer is."""
_BELOW: Final = 3
_MARKS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A measurement with its unit; days and values. ``span_least`` keeps small noise from looking like mountains.

    ``limit`` is a value to compare with, ``refused`` stands outside what was used.
    """

    says: str
    runs: Sequence[Points]
    height: int
    span_least: float
    limit: float | None = None
    refused: Points = ()
    kind: str = "one"

    @property
    def span(self) -> tuple[float, float]:
        """Give from where to where the lane goes; what was refused may lie outside, and stands at the edge."""
        values = [value for run in self.runs for _, value in run] + ([] if self.limit is None else [self.limit])
        low, high = min(values, default=0.0), max(values, default=0.0)
        half = max((high - low) * (1 + 2 * _ROOM), self.span_least) / 2
        return (low + high) / 2 - half, (low + high) / 2 + half


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Questions, one under the other, with the days and scores of their answers; the worse, the higher."""

    rows: Sequence[tuple[str, Points]]
    worst: float = 3.0
    row_height: int = 32


@dataclass(frozen=True, slots=True)
class Flag:
    """What was raised on a day; ``form`` is its shape. What does not count is small."""

    day: float
    form: str
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """All of it, over days from ``first`` to ``last``; ``events`` are the days of what happened."""

    first: float
    last: float
    days: Sequence[tuple[float, str]]
    says: str
    lanes: Sequence[Lane]
    answers: Answers | None = None
    flags: Sequence[Flag] = ()
    window: tuple[float, float] | None = None
    events: Sequence[float] = ()
    write: Callable[[float], str] = "{:g}".format
    """Writes the values at the side as the page's language does."""

    @property
    def height(self) -> int:
        """Give how high a picture of it is."""
        lanes = sum(_TITLE + lane.height + _APART for lane in self.lanes)
        answers = 0 if self.answers is None else self.answers.row_height * len(self.answers.rows) + _APART
        return _FLAGS + lanes + answers + _BOTTOM

    def drawn(self, size: Size) -> Markup:
        """Draw it."""
        across = Scale(self.first, self.last, _LEFT, size.width - _RIGHT)
        bottom = size.height - _BOTTOM
        parts = [self._behind(across, bottom)]
        top = float(_FLAGS)
        for lane in self.lanes:
            parts.append(
                _lane(
                    lane, Ground(size, across, Scale(*lane.span, top + _TITLE + lane.height, top + _TITLE)), self.write
                )
            )
            top += _TITLE + lane.height + _APART
        if self.answers is not None:
            parts.append(_answers(self.answers, across, top))
        parts += [self._flags(across), self._below(across, bottom, size)]
        return joined(parts)

    def _behind(self, across: Scale, bottom: float) -> Markup:
        found = []
        if self.window is not None:
            left, right = (across(each) for each in self.window)
            found.append(element("rect", x=left, y=_FLAGS, width=right - left, height=bottom - _FLAGS, class_="band"))
        for flag in self.flags:
            if flag.counts:
                x = across(flag.day)
                found.append(element("line", x1=x, x2=x, y1=_FLAGS - 6, y2=bottom, class_=f"line faint {flag.form}"))
        for day in self.events:
            x = across(day)
            found.append(element("line", x1=x, x2=x, y1=4, y2=bottom, class_="line event"))
        return joined(found)

    def _flags(self, across: Scale) -> Markup:
        counted = sorted(self.flags, key=lambda flag: flag.counts)
        return joined(shape(flag.form, across(flag.day), 13, scale=1.0 if flag.counts else 0.6) for flag in counted)

    def _below(self, across: Scale, bottom: float, size: Size) -> Markup:
        parts = [element("line", x1=across.start, x2=across.end, y1=bottom, y2=bottom, class_="base")]
        for day, word in self.days:
            x = across(day)
            parts.append(element("line", x1=x, x2=x, y1=bottom, y2=bottom + 4, class_="base"))
            parts.append(element("text", word, x=x, y=bottom + 16, class_="tick middle"))
        parts.append(element("text", self.says, x=size.width - _RIGHT, y=bottom + 31, class_="axis end"))
        return joined(parts)


def _lane(lane: Lane, ground: Ground, write: Callable[[float], str]) -> Markup:
    left, right = ground.across.start, ground.across.end
    top = ground.up.end
    parts = [element("text", lane.says, x=left, y=top - 4, class_="axis")]
    for value in marks(*lane.span, _MARKS):
        y = ground.up(value)
        parts.append(element("line", x1=left, x2=right, y1=y, y2=y, class_="grid"))
        parts.append(element("text", write(value), x=left - 6, y=y + 4, class_="tick end"))
    if lane.limit is not None:
        y = ground.up(lane.limit)
        parts.append(element("line", x1=left, x2=right, y1=y, y2=y, class_="line limit"))
    parts.append(line(lane.runs, f"thin {lane.kind}")(ground))
    parts.append(specks([point for run in lane.runs for point in run], lane.kind)(ground))
    parts.append(dots(lane.refused, "refused", "cross")(ground))
    return joined(parts)


def _answers(answers: Answers, across: Scale, top: float) -> Markup:
    parts = []
    width = round((across(1) - across(0)) * _BAR, 1)
    for place, (says, points) in enumerate(answers.rows):
        bottom = top + answers.row_height * (place + 1) - _BELOW
        parts.append(element("text", says, x=across.start, y=bottom - _ANSWER - 3, class_="axis"))
        parts.append(element("line", x1=across.start, x2=across.end, y1=bottom, y2=bottom, class_="grid"))
        path = ""
        for day, score in points:
            high = round(1 + (_ANSWER - 1) * min(score, answers.worst) / answers.worst, 1)
            path += f"M{across(day) - width / 2:.1f} {bottom}h{width}v-{high}h-{width}z"
        parts.append(element("path", d=path, class_="answer") if path else Markup())
    return joined(parts)
