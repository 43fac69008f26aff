"""One look at one patient: from which day on, whom to ask, and what has changed by it since what was published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from server.rules.judging.announcement import changed_s, transition_of
from server.rules.judging.beginning import day_of, day_start_s, first_day_of, last_before, start_of
from server.rules.judging.block import Block
from server.rules.judging.chart import Chart, seconds
from server.rules.judging.facts import NOTHING
from server.rules.judging.gate import DAY_S
from server.rules.judging.plan import ALL, Due, Plan
from server.rules.judging.publishing import GONE, Change, Judged, Published, is_free, reconcile
from server.rules.judging.turn import Turn
from server.rules.judging.walk import HORIZON_DAYS, Start
from server.rules.language.rule import Rule, Status
from server.rules.record import Asked
from server.rules.transition import EpisodeState, Severity, Transition
from vitals.identity import PatientId

WHOLE_DAYS: Final = 2 * HORIZON_DAYS
"""So far back everything that any rule looks at is kept: a late record's horizon, and that of an end before it."""
PROMPT_S: Final = 7_200
"""Only what is received within two hours of being measured is asked about."""
MayAsk = Callable[[PatientId, datetime], bool]
"""Whether a patient may be asked now, and answer by an instant."""


def add_due(due: Due, kind: str, at_s: int, chart: Chart) -> None:
    """Add what is due by a record of a kind that may change something from an instant on."""
    # whoever is looked at from an earlier instant is looked at so by every rule
    due.add(at_s, ALL if at_s <= chart.plan_s else kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A patient looked at ``now``, from an instant on (seconds of UTC), as the chart is.

    ``published`` are the patient's episodes by rule, oldest first. ``is_by_time``: nothing was told, time has passed.
    ``oldest_s`` is the oldest instant looked at, None for that of the horizon.
    """

    patient: PatientId
    chart: Chart
    published: Mapping[str, Sequence[Published]]
    from_s: int
    now: datetime
    is_by_time: bool = False
    oldest_s: int | None = None

    def turn(self, rules: Sequence[Rule]) -> Turn:
        """Say from which day on these rules judge the patient, and how each rule stood then."""
        chart = self.chart
        now_s = max(seconds(self.now), chart.newest_s)
        today = day_of(now_s, chart)
        oldest = today - HORIZON_DAYS if self.oldest_s is None else day_of(self.oldest_s, chart)
        from_s = min(self.from_s, now_s)  # what holds later on is judged when it does
        first = first_day_of(from_s, today, oldest, chart)
        known = self.published
        first_s = day_start_s(first, chart)
        if not known:
            return Turn(chart=chart, first_day=first, from_s=first_s, to_s=now_s)
        judged = {rule.name for rule in rules}
        starts, active = dict[str, Start](), dict[str, Sequence[tuple[int, int | None]]]()
        for rule, episodes in known.items():
            start = start_of(last_before(episodes, first_s), first_s, chart) if rule in judged else None
            if start is not None:
                starts[rule] = start
            active[rule] = [
                (each.told.raised_s, each.told.end_s)
                for each in episodes
                if each.told.raised_s is not None
                and each.state not in GONE
                and (rule not in judged or (each.told.end_s is not None and each.told.end_s < first_s))
            ]
        ends = [start.ended.end_s for start in starts.values() if start.ended is not None]
        earliest = min([first, *(day_of(end_s, chart) for end_s in ends if end_s is not None)])
        return Turn(chart=chart, first_day=earliest, from_s=first_s, to_s=now_s, starts=starts, active=active)

    def bound(self, turn: Turn) -> set[str]:
        """Name the rules with an episode that goes on, or that is compared with what is told now."""
        return {name for name, known in self.published.items() if _compared(known, turn.from_s)}

    def stirred(self, rules: Sequence[Rule], turn: Turn, plan: Plan, kinds: frozenset[str]) -> list[Rule]:
        """Leave out the rules of which an open episode just goes on, whatever has come of these kinds.

        Each rule comes after those that it reads: what stands before an open episode may have moved with them.
        """
        told_of = frozenset[str]() if self.is_by_time else kinds
        stirred: dict[str, Rule] = {}
        for rule in rules:
            if not plan.reads(rule).isdisjoint(stirred) or plan.may_end(rule, told_of) or not self._goes_on(rule, turn):
                stirred[rule.name] = rule
        return [*stirred.values()]

    def _goes_on(self, rule: Rule, turn: Turn) -> bool:
        """Tell whether all there is to a rule is one episode, open since before the turn, for which nothing waits."""
        found = _compared(self.published.get(rule.name, ()), turn.from_s)
        return (
            len(found) == 1
            and found[0].told.end_s is None
            and found[0].told.start_s < turn.from_s
            and found[0].state is not EpisodeState.ASKING
        )

    def requests(self, block: Block, who: int, may_ask: MayAsk) -> list[Asked]:
        """Say for which rules of a block the patient is to be asked for a second look now."""
        wanting = (rule for rule in block.rules if rule.confirm is not None)
        return [request for rule in wanting for request in self._request(block, rule, who, may_ask)]

    def _request(self, block: Block, rule: Rule, who: int, may_ask: MayAsk) -> list[Asked]:
        told = block.told[rule.name][who]
        if not told or rule.confirm is None or rule.severity is Severity.HIGH or rule.status is not Status.LIVE:
            return []
        last, now_s = told[-1], seconds(self.now)
        is_new = last.end_s is None and last.raised_s == last.start_s and last.asked_until_s is None
        until = datetime.fromtimestamp(now_s + rule.confirm.answer_within.seconds, UTC)
        if not is_new or self.chart.is_unsteady or not 0 <= now_s - last.start_s <= PROMPT_S:
            return []
        is_known = any(each.is_open for each in self.published.get(rule.name, ()))
        if is_known or not may_ask(self.patient, until):
            return []
        measure = block.asked_for(rule)
        if measure is None:
            return []
        from_at = datetime.fromtimestamp(now_s, UTC)
        return [Asked(patient=self.patient, rule=rule.name, measure=measure, from_at=from_at, until_at=until)]

    def moves(self, block: Block, rule: Rule, who: int, *, is_worded: bool = True) -> list[tuple[Change, Transition]]:
        """Say what brings the published episodes of a rule to what the block tells: each move, and what is said.

        Without words, if nobody reads them: they cost more than the moves.
        """
        told, published = block.told[rule.name][who], self.published.get(rule.name, ())
        if not told and not published:
            return []
        judged = Judged(told=told, from_s=block.turns[who].from_s)
        known_s = seconds(self.now) - WHOLE_DAYS * DAY_S
        moves: list[tuple[Change, Transition]] = []
        for change in reconcile(self.patient, rule.name, published, judged):
            at = datetime.fromtimestamp(changed_s(change.episode), UTC) if self.is_by_time else self.now
            told_now = change.episode.told
            # what began before that may have lost readings that it rests on: what was said then stands
            is_known = (told_now.raised_s or told_now.start_s) >= known_s
            facts = block.facts(rule, who, told_now) if is_known and is_worded else NOTHING
            moves.append((change, transition_of(change, rule, at, facts)))
        return moves


def _compared(known: Sequence[Published], from_s: int) -> list[Published]:
    """Give the episodes that stand, and go on or end at an instant or later."""
    return [each for each in known if is_free(each, from_s) and each.state is not EpisodeState.WITHDRAWN]
