"""One diary while it is played: how far it has come, what is published, and what lies ahead in its passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from server.rules.diary.forecast import Chronicle, Forecast
from server.rules.diary.missed import missed_s
from server.rules.diary.moment import Ahead, Moment, Past
from server.rules.diary.records import SOMEBODY, staff_would_see
from server.rules.diary.script import Script
from server.rules.diary.timing import Timing
from server.rules.judging.block import Block
from server.rules.judging.chart import Chart, seconds
from server.rules.judging.gate import DAY_S
from server.rules.judging.plan import CONTACT, Plan
from server.rules.judging.publishing import Published, keep
from server.rules.judging.visit import Visit
from server.rules.judging.walk import HORIZON_DAYS
from server.rules.transition import Transition

SHORT: Final = 8
"""So many steps are looked at one by one after a change that was not foreseen."""
FEW: Final = 2
"""So few are always looked at one by one: to look ahead first saves nothing."""


class Bed:
    """Plays one script by the rules of a plan; ``said`` is all that has changed so far."""

    def __init__(self, script: Script, plan: Plan, *, is_worded: bool = True) -> None:
        """Begin before the first step; ``is_worded``: also what the diary does not look at is said with its words."""
        self.script = script
        self.said: list[Transition] = []
        self.has_ended = False
        self.published: dict[str, list[Published]] = {}
        self._plan = plan
        self._timing = Timing(script, plan.all_needs)
        self._is_worded = is_worded
        self._may_ask = staff_would_see(script.case.person)
        self._begins = [place for place, step in enumerate(script.steps) if step.begins]
        self._place, self._has_passed = 0, False
        self._asked_place: int | None = None
        self._past: Past | None = None
        self._asked: list[tuple[int, int, str, str]] = []
        self._closed: list[int] = []
        self._is_surprised = False
        self._moments: list[Moment] | None = None
        self._end = 0
        self._over: Past | None = None

    def look_ahead(self) -> Sequence[Moment]:
        """Give what is to be judged now: a passage as a whole, then those of its moments that may change something."""
        if self._moments is None:
            self._end = self._passage_end()
            if self._end - self._place > FEW and self._timing.is_foreseeable and not self._is_surprised:
                return [self._whole()]
            self._moments = [*self._judged(None)]
        return self._moments

    def hear(self, seats: Sequence[tuple[Block, int]]) -> None:
        """Take in what was judged, each in a block and at a place in it."""
        if self._moments is None:
            self._moments = [*self._judged(seats[0])]
            if self._moments:
                return
        elif not all(self._take(moment, *seat) for moment, seat in zip(self._moments, seats, strict=True)):
            self._moments = None
            return
        self._place, self._has_passed, self._past = self._end, True, self._over
        self._moments, self._is_surprised = None, False
        self.has_ended = self._end == len(self.script.steps)

    def chart(self, place: int, closed_s: int | None = None) -> Chart:
        """Give the chart after a step, with what only playing tells: what was asked and closed."""
        chart, rule = self.script.steps[place].chart, self.script.case.rule
        closed = self._closed if closed_s is None else [*self._closed, closed_s]
        if not self._asked and not closed:
            return chart
        return replace(chart, asked=sorted(self._asked), closings={rule: closed} if closed else {})

    def _passage_end(self) -> int:
        """Give the step before which what lies ahead ends: where the next passage begins, or the diary is over."""
        steps, place = self.script.steps, self._place
        if 0 < place < len(steps) and steps[place].begins and not self._has_passed:
            return place
        following = self._begins[bisect_right(self._begins, place) :]
        end = following[0] if following else len(steps)
        return min(end, place + SHORT) if self._is_surprised else end

    def _whole(self) -> Moment:
        """Give the passage as if it were one moment, at its end."""
        steps = self.script.steps[self._place : self._end]
        now_s = seconds(steps[0].at)
        since = [step.due.from_s for step in steps if step.due is not None]
        from_s = min([now_s, *since] if self._past is None else [now_s, self._past[1], *since])
        from_s = max(from_s, now_s - (HORIZON_DAYS + 1) * DAY_S)
        visit = Visit(
            patient=SOMEBODY,
            chart=self.chart(self._end - 1),
            published=self.published,
            from_s=from_s,
            now=self._timing.at(self._end),
            oldest_s=from_s,
        )
        return Moment(self._end, visit, self._plan.rules, (self._end - 1, seconds(visit.now)))

    def _judged(self, whole: tuple[Block, int] | None) -> Iterator[Moment]:
        """Give the moments that are judged one by one: all, unless it was judged how the whole of them goes."""
        told, from_s, missed = {}, 0, list[tuple[int, int]]()
        if whole is not None:
            block, who = whole
            told = {name: mine[who] for name, mine in block.told.items()}
            from_s, missed = block.turns[who].from_s, missed_s(block, who, self._plan)
        forecast, is_first = Forecast(self.published, told, from_s), True
        struck_s = forecast.later(self._plan.all_needs.alert_hours_s)
        for ahead in self._all_ahead():
            is_whole = True
            if not (whole is None or is_first or forecast.is_stirred(ahead.at_s)):
                chart = self.chart(ahead.place - ahead.is_by_time)
                is_whole = not self._timing.is_plain(ahead, chart, struck_s)
                if not is_whole and not self._timing.is_blind(ahead, chart, missed):
                    continue
            moment = self._moment(ahead, forecast.published)
            if moment is not None and not is_whole:
                # nobody but who asks for the hub can be told anything else
                asking = {rule.name for rule in self._plan.touched({CONTACT})}
                moment = replace(moment, rules=tuple(rule for rule in moment.rules if rule.name in asking))
            if moment is not None and moment.rules:
                if whole is not None:
                    # what comes just then is told only after time has passed until then
                    forecast.go_to(ahead.at_s - (ahead.is_by_time and ahead.place < self._end))
                    moment = replace(moment, after=forecast.published)
                is_first = False
                yield moment

    def _all_ahead(self) -> Iterator[Ahead]:
        """Go through what may be moments until the end of what lies ahead, if nothing changes; a few are none."""
        past, has_passed = self._past, self._has_passed
        for place in range(self._place, self._end + 1):
            if not self._timing.is_heard_as_ever(place):
                at_s = seconds(self._timing.at(place))
                if not has_passed and past is not None:
                    yield Ahead(place, at_s, past, is_by_time=True)
                if place < self._end and self._is_due(place):
                    yield Ahead(place, at_s, past)
                    past = place, at_s
                elif not has_passed and past is not None and self._next_s(past) <= at_s:
                    past = place - 1, at_s
            has_passed = False
        self._over = past

    def _is_due(self, place: int) -> bool:
        """Tell whether anything may be otherwise by a step's own records."""
        step = self.script.steps[place]
        return step.due is not None or (step.closes and self._is_open())

    def _is_open(self) -> bool:
        return any(each.is_open for each in self.published.get(self.script.case.rule, ()))

    def _next_s(self, past: Past) -> int:
        return self._timing.next_s(self.chart(past[0]), past[1])

    def _moment(self, ahead: Ahead, published: Chronicle) -> Moment | None:
        """Make a moment of what may be one, if it is."""
        place, closed_s = ahead.place, None
        if ahead.is_by_time:
            past = place - 1, ahead.at_s
            from_s = ahead.at_s + 1 if ahead.past is None else self._next_s(ahead.past)
            if from_s > ahead.at_s:
                return None
            rules = self._plan.rules
        else:
            past, step = (place, ahead.at_s), self.script.steps[place]
            if step.closes and self._is_open():
                closed_s = ahead.at_s
            due_s = [] if step.due is None else [step.due.from_s]
            from_s = min(due_s if closed_s is None else [*due_s, closed_s])
            rules = (
                self._plan.touched(step.due.kinds) if step.due is not None and closed_s is None else self._plan.rules
            )
        visit = Visit(
            patient=SOMEBODY,
            chart=self.chart(past[0], closed_s),
            published=published,
            from_s=from_s,
            now=self._timing.at(place),
            is_by_time=ahead.is_by_time,
        )
        return Moment(place, visit, rules, past, closed_s)

    def _take(self, moment: Moment, block: Block, who: int) -> bool:
        """Take in what a moment brings; tells whether that is what was foreseen."""
        visit, said = moment.visit, list[Transition]()
        if not visit.is_by_time and self._asked_place != moment.place:
            asked = visit.requests(block, who, self._may_ask)
            if asked:
                self._asked += [
                    (seconds(each.from_at), seconds(each.until_at), each.rule, each.measure) for each in asked
                ]
                self._place, self._has_passed, self._asked_place = moment.place, True, moment.place
                return False
        case = self.script.case
        is_said = bool(case.says) if visit.is_by_time else visit.now in case.says
        for rule in moment.rules:
            is_worded = self._is_worded or (is_said and rule.name == case.rule)
            for change, transition in visit.moves(block, rule, who, is_worded=is_worded):
                keep(self.published.setdefault(rule.name, []), change.episode)
                said.append(transition)
        self.said += said
        is_foreseen = self._is_foreseen(moment) if moment.after is not None else not said and moment.closed_s is None
        if not is_foreseen:
            self._closed += [] if moment.closed_s is None else [moment.closed_s]
            self._place, self._has_passed = moment.place + (not visit.is_by_time), visit.is_by_time
            self._past, self._is_surprised = moment.past, moment.after is not None
        return is_foreseen

    def _is_foreseen(self, moment: Moment) -> bool:
        """Tell whether what is published after a moment is what was foreseen."""
        return {name: known for name, known in self.published.items() if known} == moment.after
