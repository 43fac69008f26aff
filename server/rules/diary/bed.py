"""One diary while it is played: how far it has come, what is published, and which moments lie ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from server.rules.diary.records import SOMEBODY, staff_would_see
from server.rules.diary.script import Script
from server.rules.judging.block import Block
from server.rules.judging.chart import Chart, seconds
from server.rules.judging.heartbeat import is_news
from server.rules.judging.plan import Due, Plan
from server.rules.judging.publishing import Published, keep
from server.rules.judging.schedule import next_change_s
from server.rules.judging.visit import Visit
from server.rules.language.rule import Rule
from server.rules.transition import Transition

SHORT: Final = 8
"""So many steps are looked ahead after a change that the diary did not expect, and twice as many each time after."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A visit that lies ahead, if nothing changes before it; ``rules`` are those that look again.

    ``place`` is the step that it belongs to, ``next_s`` when time alone may change something after it, ``closed_s``
    when a nurse closes what is open.
    """

    place: int
    visit: Visit
    rules: tuple[Rule, ...]
    next_s: int
    closed_s: int | None = None


class Bed:
    """Plays one script by the rules of a plan; ``said`` is all that has changed so far."""

    def __init__(self, script: Script, plan: Plan) -> None:
        """Begin before the first step."""
        self.script = script
        self.said: list[Transition] = []
        self.has_ended = False
        self.published: dict[str, list[Published]] = {}
        self._plan = plan
        self._may_ask = staff_would_see(script.case.person)
        self._place, self._has_passed = 0, False
        self._asked_place: int | None = None
        self._next_s: int | None = None
        self._asked: list[tuple[int, int, str, str]] = []
        self._closed: list[int] = []
        self._expected = sorted({each.at for each in script.case.expected})
        self._tried_until: datetime | None = None
        self._reach = len(script.steps)
        self._after: tuple[int, int | None] = (0, None)

    def look_ahead(self) -> Sequence[Moment]:
        """Give the moments ahead, as they are if none of them changes anything; they end where a change is expected.

        The diary's arrows only save work: what happens elsewhere is met as well.
        """
        moments = list[Moment]()
        next_s, has_passed, end = self._next_s, self._has_passed, self._end()
        for place in range(self._place, end + 1):
            if not self._is_heard_as_ever(place):
                if not has_passed and next_s is not None and next_s <= seconds(self._at(place)):
                    moments.append(self._passed(place, next_s))
                    next_s = moments[-1].next_s
                learned = self._learned(place)
                if learned is not None:
                    moments.append(learned)
                    next_s = learned.next_s
            has_passed = False
        self._after = end + 1, next_s
        return moments

    def go_on(self) -> None:
        """Go to where the moments ahead have ended: none of them has changed anything."""
        self._place, self._next_s = self._after
        self._has_passed = False
        self._reach *= 2
        self.has_ended = self._place > len(self.script.steps)

    def take(self, moment: Moment, block: Block, who: int) -> bool:
        """Take in what a moment brings; tells whether it changes anything, and what lies ahead with it."""
        visit, said = moment.visit, list[Transition]()
        if not visit.is_by_time and self._asked_place != moment.place:
            asked = visit.requests(block, who, self._may_ask)
            if asked:
                self._asked += [
                    (seconds(each.from_at), seconds(each.until_at), each.rule, each.measure) for each in asked
                ]
                self._place, self._has_passed, self._asked_place = moment.place, True, moment.place
                return True
        for rule in moment.rules:
            for change, transition in visit.moves(block, rule, who):
                keep(self.published.setdefault(rule.name, []), change.episode)
                said.append(transition)
        if not said and moment.closed_s is None:
            return False
        self.said += said
        self._closed += [] if moment.closed_s is None else [moment.closed_s]
        self._place, self._has_passed = moment.place + (not visit.is_by_time), visit.is_by_time
        self._next_s, self._tried_until = moment.next_s, None
        self._reach = len(self.script.steps) if self._is_expected(said) else SHORT
        return True

    def chart(self, place: int, closed_s: int | None = None) -> Chart:
        """Give the chart after a step, with what only playing tells: what was asked and closed."""
        chart, rule = self.script.steps[place].chart, self.script.case.rule
        closed = self._closed if closed_s is None else [*self._closed, closed_s]
        if not self._asked and not closed:
            return chart
        return replace(chart, asked=sorted(self._asked), closings={rule: closed} if closed else {})

    def _end(self) -> int:
        """Give the step at which the next change is expected, else the end of the diary."""
        now, tried = self._at(self._place), self._tried_until
        last = min(len(self.script.steps), self._place + self._reach)
        expected = next((at for at in self._expected if at >= now and (tried is None or at > tried)), None)
        steps = self.script.steps[self._place : last]
        end = next((place for place, step in enumerate(steps, self._place) if expected and step.at >= expected), last)
        self._tried_until = expected if end < last else tried
        return end

    def _is_expected(self, said: Sequence[Transition]) -> bool:
        return any(each.at in self._expected for each in said)

    def _at(self, place: int) -> datetime:
        steps = self.script.steps
        return steps[place].at if place < len(steps) else self.script.case.until_at

    def _passed(self, place: int, from_s: int) -> Moment:
        """Give the moment at which time has passed until a step."""
        return self._moment(place, self.chart(place - 1), Due(SOMEBODY, from_s), is_by_time=True)

    def _learned(self, place: int) -> Moment | None:
        """Give the moment of a step's own records, if anything may be otherwise by them."""
        if place == len(self.script.steps):
            return None
        step, closed_s = self.script.steps[place], None
        due = step.due
        if step.closes and any(each.is_open for each in self.published.get(self.script.case.rule, ())):
            closed_s = seconds(step.at)
            due = Due(SOMEBODY, closed_s if due is None else min(due.from_s, closed_s))
        if due is None:
            return None
        return self._moment(place, self.chart(place, closed_s), due, closed_s=closed_s)

    def _moment(
        self, place: int, chart: Chart, due: Due, *, is_by_time: bool = False, closed_s: int | None = None
    ) -> Moment:
        visit = Visit(
            patient=SOMEBODY,
            chart=chart,
            published=self.published,
            from_s=due.from_s,
            now=self._at(place),
            is_by_time=is_by_time,
        )
        to_s = max(seconds(visit.now), chart.newest_s)
        next_s = next_change_s(chart, self._plan.all_needs, to_s)
        rules = self._plan.rules if self._plan.touched(due.kinds) else ()
        return Moment(place, visit, rules, next_s, closed_s)

    def _is_heard_as_ever(self, place: int) -> bool:
        """Tell whether a step is one more contact of many, by which no answer can become another."""
        step = self.script.steps[place] if place < len(self.script.steps) else None
        if step is None or step.heard_since_s is None:
            return False
        return not is_news(step.chart, self._plan.all_needs, step.heard_since_s, seconds(step.at))
