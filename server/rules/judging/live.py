"""The engine: records in, transitions out. It asks no clock and keeps no file; told the same, it says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import Final

import numpy as np

from server.patients.habit import Weight
from server.rules.judging.announcement import changed_s, transition_of
from server.rules.judging.beginning import day_of, day_start_s, first_day_of, first_judged, last_before, reopened
from server.rules.judging.block import Block, Turn
from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.explaining import why_of_change
from server.rules.judging.facts import NOTHING
from server.rules.judging.gate import DAY_S
from server.rules.judging.heartbeat import is_news
from server.rules.judging.nearby import weights_near
from server.rules.judging.plan import ALL, Due, Plan, kind_of
from server.rules.judging.publishing import Change, Judged, Published, keep, left, reconcile
from server.rules.judging.schedule import next_change_s
from server.rules.judging.series import Readings
from server.rules.judging.stretches import ALWAYS
from server.rules.judging.walk import Start
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import local_day
from server.rules.record import Asked, Contact, EngineRecord, Joined
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.identity import PatientId
from vitals.vital import Vital

HORIZON_DAYS: Final = 36
"""How far back a late record may change what is true; what is older is charted only."""
RECENT_DAYS: Final = 2
BLOCK: Final = 512
"""How many patients are judged at once: more are no faster each, and take more memory."""
PROMPT_S: Final = 7_200
"""Only what is received within two hours of being measured is asked about."""
Place = tuple[str, bool, int]
"""A zone, whether lately, and about which days."""


class Live:
    """Judges all patients it is told of, by one set of rules.

    What is true is computed anew from the first instant that a record touches, within the horizon, and compared with
    what was published: so records may come late, doubled or in any order, and the end is the same.
    """

    def __init__(self, rule_set: RuleSet, may_ask: Callable[[PatientId, datetime], bool] | None = None) -> None:
        """Take the rules, and who says whether a patient may be asked now and answer by an instant."""
        self._rule_set = rule_set
        self._rules = Plan(rule_set)
        self._may_ask = may_ask or (lambda _patient, _until: True)
        self._codes: dict[str, int] = {}
        self._charts: dict[PatientId, Chart] = {}
        self._published: dict[PatientId, dict[str, list[Published]]] = {}
        self._touched: dict[PatientId, Due] = {}
        self._deadlines: list[tuple[int, PatientId]] = []
        self._next_s: dict[PatientId, int] = {}
        self._asked: list[Asked] = []
        self._replayed: set[PatientId] = set()
        """Of whom it is still to be found when time alone may change something."""

    def restore(self, episodes: Iterable[Published]) -> None:
        """Take over stored episodes: those that are open, and those of the horizon."""
        for episode in sorted(episodes, key=lambda each: each.ordinal):
            self._of(episode.patient, episode.rule).append(episode)

    def replay(self, records: Sequence[EngineRecord]) -> None:
        """Learn again what was known before a restart: nothing is judged, nothing is said.

        What time alone has changed since the newest of it is judged when time passes next.
        """
        for record in records:
            self._learn(record)
        self._replayed |= {record.patient for record in records} & self._charts.keys()

    def replay_readings(self, vital: Vital, patients: Sequence[PatientId], readings: Readings) -> None:
        """Learn again, many at once, the readings of one vital sign that stand: as ``replay`` would, one by one."""
        found = readings.in_order()
        rows, ends = found.rows(), np.searchsorted(found.who, np.arange(len(patients)), side="right").tolist()
        begin = 0
        for patient, end in zip(patients, ends, strict=True):
            chart = self._charts.get(patient)
            if chart is not None and end > begin:
                chart.take(vital.value.name, rows[begin:end])
                self._replayed.add(patient)
            begin = end

    def hear(self, records: Sequence[EngineRecord]) -> None:
        """Learn these records now, and judge what has changed by them in the next step."""
        for record in records:
            at_s = self._learn(record)
            if at_s is not None and self._is_news(record, at_s):
                due = self._touched.get(record.patient)
                if due is None:
                    due = self._touched[record.patient] = Due(record.patient, at_s, set())
                # whoever is looked at from an earlier instant is looked at so by every rule
                due.add(at_s, ALL if at_s <= self._charts[record.patient].plan_s else kind_of(record))

    def step(self, records: Sequence[EngineRecord], now: datetime) -> list[Transition]:
        """Learn these records, and give what has changed by them and by what was heard since the last step."""
        said = self.advance(now)
        self.hear(records)
        touched, self._touched = self._touched, {}
        return said + self._judge(list(touched.values()), now, by_time=False)

    def advance(self, now: datetime) -> list[Transition]:
        """Let time pass: give what has become so, or ceased, without anything being told."""
        replayed, self._replayed = self._replayed, set()
        for patient in replayed:
            chart = self._charts[patient]
            self._plan(patient, chart, max(chart.newest_s, chart.first_s))
        now_s, due = seconds(now), dict[PatientId, int]()
        while self._deadlines and self._deadlines[0][0] <= now_s:
            at_s, patient = heappop(self._deadlines)
            if self._next_s.get(patient) == at_s and patient in self._charts:
                due[patient] = at_s
        return self._judge([Due(patient, at_s) for patient, at_s in due.items()], now, by_time=True)

    def take_asked(self) -> list[Asked]:
        """Give what patients are to be asked, once; each is a record already, to be stored and told to their hubs."""
        asked, self._asked = self._asked, []
        return asked

    def episodes(self, patient: PatientId, rule: str) -> Sequence[Published]:
        """Give the published episodes of a patient and a rule, oldest first."""
        return self._published.get(patient, {}).get(rule, ())

    def weights_near(self, patient: PatientId, at: datetime) -> Sequence[Weight]:
        """Give the weights of somebody around an instant, the nearest among them, as far as they are remembered."""
        chart = self._charts.get(patient)
        series = None if chart is None else chart.series.get(Vital.BODY_WEIGHT.value.name)
        return () if series is None else weights_near(series, seconds(at))

    def contact(self, patient: PatientId) -> tuple[int, int | None, int] | None:
        """Give the first, second and last contact (seconds of UTC) of the latest stretch in which the hub was heard."""
        chart = self._charts.get(patient)
        return chart.contact.known[-1] if chart is not None and chart.contact.known else None

    def _is_news(self, record: EngineRecord, at_s: int) -> bool:
        """Tell whether a record may change what is true; ``at_s`` is from when on."""
        if not isinstance(record, Contact):
            return True
        return is_news(self._charts[record.patient], self._rules.all_needs, at_s, seconds(record.heard_at))

    def _of(self, patient: PatientId, rule: str) -> list[Published]:
        return self._published.setdefault(patient, {}).setdefault(rule, [])

    def _learn(self, record: EngineRecord) -> int | None:
        chart = self._charts.get(record.patient)
        if chart is not None:
            return chart.learn(record, self._codes)
        if isinstance(record, Joined):
            self._charts[record.patient] = new_chart(record)
            return ALWAYS
        return None

    def _judge(self, dues: Sequence[Due], now: datetime, *, by_time: bool) -> list[Transition]:
        """Judge patients, in blocks of one zone and about the same days, and publish what has changed."""
        said: list[Transition] = []
        watched = [due for due in dues if due.patient in self._charts]
        for due in [due for due in watched if not self._charts[due.patient].is_watched]:
            said += self._leave(due.patient, now)
        groups: dict[Place, dict[frozenset[str], list[tuple[PatientId, Turn]]]] = {}
        for due in watched:
            if self._charts[due.patient].is_watched:
                kinds = frozenset(due.kinds)
                turn = self._turn(due, self._rules.touched(kinds), now)
                groups.setdefault(_group(turn, now), {}).setdefault(kinds, []).append((due.patient, turn))
        for by_kinds in groups.values():
            for kinds, turns in by_kinds.items():
                rules = self._rules.touched(kinds)
                for first in range(0, len(turns), BLOCK):
                    said += self._judge_block(rules, turns[first : first + BLOCK], now, by_time=by_time)
        return said

    def _judge_block(
        self, rules: Sequence[Rule], turns: list[tuple[PatientId, Turn]], now: datetime, *, by_time: bool
    ) -> list[Transition]:
        block = self._block(rules, turns)
        if not by_time:
            block = self._after_asking(block, turns, now)
        said: list[Transition] = []
        telling = [(rule.name, block.told[rule.name]) for rule in rules if any(block.told[rule.name])]
        for who, (patient, turn) in enumerate(turns):
            names = {*self._published.get(patient, ()), *(name for name, told in telling if told[who])}
            for rule in rules if names else ():
                if rule.name in names:
                    said += self._publish(block, rule, who, patient, turn, now, by_time=by_time)
            self._plan(patient, turn.chart, turn.to_s)
        return said

    def _block(self, rules: Sequence[Rule], turns: list[tuple[PatientId, Turn]]) -> Block:
        return Block(self._rules, rules, [turn for _, turn in turns], self._codes)

    def _after_asking(self, block: Block, turns: list[tuple[PatientId, Turn]], now: datetime) -> Block:
        """Ask patients for a second look, where rules want one; judge anew those who are asked."""
        asked = [
            request
            for rule in block.rules
            if rule.confirm is not None
            for who, (patient, turn) in enumerate(turns)
            for request in self._requests(block, rule, who, patient, turn, now)
        ]
        for request in asked:
            self._charts[request.patient].learn(request, self._codes)
        self._asked += asked
        return self._block(block.rules, turns) if asked else block

    def _requests(
        self, block: Block, rule: Rule, who: int, patient: PatientId, turn: Turn, now: datetime
    ) -> list[Asked]:
        told = block.told[rule.name][who]
        if not told or rule.confirm is None or rule.severity is Severity.HIGH or rule.status is not Status.LIVE:
            return []
        last, now_s = told[-1], seconds(now)
        is_new = last.end_s is None and last.raised_s == last.start_s and last.asked_until_s is None
        until = datetime.fromtimestamp(now_s + rule.confirm.answer_within.seconds, UTC)
        if not is_new or turn.chart.is_unsteady or not 0 <= now_s - last.start_s <= PROMPT_S:
            return []
        known = self.episodes(patient, rule.name)
        if any(each.is_open for each in known) or not self._may_ask(patient, until):
            return []
        measure = block.asked_for(rule)
        if measure is None:
            return []
        return [
            Asked(
                patient=patient,
                rule=rule.name,
                measure=measure,
                from_at=datetime.fromtimestamp(now_s, UTC),
                until_at=until,
            )
        ]

    def _turn(self, due: Due, rules: Sequence[Rule], now: datetime) -> Turn:
        """Say from which day on a patient is judged, and how each rule stood then."""
        chart = self._charts[due.patient]
        now_s = max(seconds(now), chart.newest_s)
        today = day_of(now_s, chart)
        oldest, from_s = today - HORIZON_DAYS, min(due.from_s, now_s)  # what holds later on is judged when it does
        first = first_day_of(from_s, today, oldest, chart)
        known, judged = self._published.get(due.patient, {}), {rule.name for rule in rules}
        first = first_judged(first, oldest, [known[rule] for rule in known if rule in judged], chart)
        start_s = day_start_s(first, chart)
        starts, active = dict[str, Start](), dict[str, Sequence[tuple[int, int | None]]]()
        for rule, episodes in known.items():
            before = last_before(episodes, start_s) if rule in judged else None
            is_open = before is not None and (before.told.end_s is None or before.told.end_s >= start_s)
            if before is not None and is_open:
                starts[rule] = Start(open=reopened(before.told, start_s))
            active[rule] = [
                (each.told.raised_s, each.told.end_s)
                for each in episodes
                if each.told.raised_s is not None
                and each.state is not EpisodeState.WITHDRAWN
                and (rule not in judged or (each.told.end_s is not None and each.told.end_s < start_s))
            ]
        return Turn(chart=chart, first_day=first, to_s=now_s, starts=starts, active=active)

    def _publish(
        self, block: Block, rule: Rule, who: int, patient: PatientId, turn: Turn, now: datetime, *, by_time: bool
    ) -> list[Transition]:
        """Bring what was published of a rule to what the values tell."""
        told = block.told[rule.name][who]
        published = self.episodes(patient, rule.name)
        from_s = day_start_s(turn.first_day, turn.chart)
        judged = Judged(told=told, from_s=from_s)
        changes = reconcile(patient, rule.name, published, judged)
        return [self._said(block, rule, who, change, now, by_time=by_time) for change in changes]

    def _said(self, block: Block, rule: Rule, who: int, change: Change, now: datetime, *, by_time: bool) -> Transition:
        episode = change.episode
        keep(self._of(episode.patient, rule.name), episode)
        at = datetime.fromtimestamp(changed_s(episode), UTC) if by_time else now
        said = transition_of(change, rule, at, block.facts(rule, who, episode.told))
        return said if change.cause is Cause.MOVED else replace(said, why=why_of_change(block, rule, who, change))

    def _leave(self, patient: PatientId, now: datetime) -> list[Transition]:
        """End what is open of a patient who is no longer watched."""
        said: list[Transition] = []
        for rule in self._rule_set.rules.values():
            known = self._of(patient, rule.name)
            for change in left(known, seconds(now)):
                keep(known, change.episode)
                said.append(transition_of(change, rule, now, NOTHING))
        return said

    def _plan(self, patient: PatientId, chart: Chart, after_s: int) -> None:
        """Remember when time alone may change something for a patient."""
        at_s = next_change_s(chart, self._rules.all_needs, after_s)
        if self._next_s.get(patient) != at_s:
            self._next_s[patient] = at_s
            heappush(self._deadlines, (at_s, patient))
        reach_days = HORIZON_DAYS + self._rules.reach_days
        chart.forget_before(after_s - reach_days * DAY_S)


def _group(turn: Turn, now: datetime) -> Place:
    """Say which patients are judged together: of one zone, and about the same days."""
    today = local_day(now, turn.chart.zone)
    is_recent = turn.first_day >= today - RECENT_DAYS
    return (turn.chart.zone.key, is_recent, 0 if is_recent else turn.first_day // 8)
