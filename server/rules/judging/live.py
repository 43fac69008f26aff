"""The engine: records in, transitions out. It asks no clock and keeps no file; told the same, it says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush
from typing import Final

import numpy as np

from server.patients.habit import Weight
from server.rules.judging.announcement import transition_of
from server.rules.judging.block import Block
from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.explaining import why_of_change
from server.rules.judging.facts import NOTHING
from server.rules.judging.gate import DAY_S
from server.rules.judging.heartbeat import is_news
from server.rules.judging.looking import Looking, together
from server.rules.judging.nearby import weights_near
from server.rules.judging.outlook import Outlook
from server.rules.judging.plan import Due, Plan, kind_of
from server.rules.judging.publishing import Published, keep, left
from server.rules.judging.schedule import changed_kinds, later_changes_s, next_change_s
from server.rules.judging.series import Readings
from server.rules.judging.stretches import ALWAYS
from server.rules.judging.touched import since_of
from server.rules.judging.turn import Turn
from server.rules.judging.visit import WHOLE_DAYS, MayAsk, Visit, add_due
from server.rules.judging.walk import ASKED_WITHIN_S
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.record import Asked, Contact, EngineRecord, Joined
from server.rules.transition import Cause, Transition
from vitals.identity import PatientId
from vitals.vital import Vital

BLOCK: Final = 512
"""How many patients are judged at once: more are no faster each, and take more memory."""


class Live:
    """Judges all patients it is told of, by one set of rules.

    What is true is computed anew from the first instant that a record touches, within the horizon, and compared with
    what was published: so records may come late, doubled or in any order, and the end is the same.
    """

    def __init__(self, rule_set: RuleSet, may_ask: MayAsk | None = None) -> None:
        """Take the rules, and who says whether a patient may be asked now and answer by an instant."""
        self._rule_set = rule_set
        self._rules = Plan(rule_set)
        self._may_ask = may_ask or (lambda _patient, _until: True)
        self._needs = self._rules.all_needs
        self._memory_s = self.memory_days * DAY_S
        self._codes: dict[str, int] = {}
        self._charts: dict[PatientId, Chart] = {}
        self._published: dict[PatientId, dict[str, list[Published]]] = {}
        self._touched: dict[PatientId, Due] = {}
        self._deadlines: list[tuple[int, PatientId]] = []
        self._next_s: dict[PatientId, int] = {}
        self._asked: list[Asked] = []
        self._replayed: set[PatientId] = set()
        """Of whom it is still to be found when time alone may change something."""

    @property
    def memory_days(self) -> int:
        """Tell how far back readings are kept: older ones need not be replayed after a restart."""
        return WHOLE_DAYS + self._rules.reach_days

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
            if at_s is not None:
                chart = self._charts[record.patient]
                if not isinstance(record, Contact) or is_news(chart, self._needs, at_s, seconds(record.heard_at)):
                    self._touch(record, at_s, chart)

    def _touch(self, record: EngineRecord, at_s: int, chart: Chart) -> None:
        """Remember that a patient is to be judged, because of a record that may change something from an instant on."""
        due = self._touched.get(record.patient)
        if due is None:
            due = self._touched[record.patient] = Due(record.patient, at_s, set(), [])
        name, since_s = kind_of(record), since_of(record, at_s, chart, self._rules.touches)
        if isinstance(record, Asked):
            since_s -= ASKED_WITHIN_S
        add_due(due, name, since_s, chart)
        if due.later_s is not None:
            later_s = later_changes_s(chart, self._needs, name, at_s)
            due.later_s = None if later_s is None else due.later_s + later_s

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
            self._plan(Due(patient, chart.newest_s), chart, max(chart.newest_s, chart.first_s))
        now_s, due = seconds(now), dict[PatientId, int]()
        while self._deadlines and self._deadlines[0][0] <= now_s:
            at_s, patient = heappop(self._deadlines)
            if self._next_s.get(patient) == at_s and patient in self._charts:
                due[patient] = at_s
        changed = ((who, at_s, changed_kinds(self._charts[who], self._needs, at_s, now_s)) for who, at_s in due.items())
        return self._judge([Due(who, at_s, kinds) for who, at_s, kinds in changed], now, by_time=True)

    def judge_all(self, now: datetime) -> list[Transition]:
        """Judge everybody as things are now, what was replayed too: of what came from elsewhere nobody has yet."""
        said = self.advance(now)
        return said + self._judge([Due(patient, seconds(now)) for patient in self._charts], now, by_time=True)

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

    def published(self) -> Iterator[Published]:
        """Give every published episode, also of rules that are no longer in the set."""
        for rules in self._published.values():
            for episodes in rules.values():
                yield from episodes

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
        watched = [due for due in watched if self._charts[due.patient].is_watched]
        for found in together(self._looking(due, now, by_time=by_time) for due in watched):
            for first in range(0, len(found), BLOCK):
                said += self._judge_some(found[first : first + BLOCK])
        now_s = seconds(now)
        for due in watched:
            chart = self._charts[due.patient]
            if by_time:  # so at least once a day
                chart.forget_before(now_s - self._memory_s)
            self._plan(due, chart, max(now_s, chart.newest_s))
        return said

    def _looking(self, due: Due, now: datetime, *, by_time: bool) -> Looking:
        kinds, visit = frozenset(due.kinds), self._visit(due, now, by_time=by_time)
        return Looking(visit, visit.turn(self._rules.touched(kinds)), kinds)

    def _judge_some(self, found: Sequence[Looking]) -> list[Transition]:
        """Judge those of some patients of whom anything may be said, by the rules that may say it."""
        kinds = frozenset[str]().union(*(each.kinds for each in found))
        rules = self._rules.touched(kinds)
        outlook = Outlook(self._rules, [each.turn for each in found], self._codes, self._rules.back_days(rules))
        bound = [each.visit.bound(each.turn) for each in found]
        blocks: dict[int, list[tuple[Visit, list[Rule]]]] = {}
        for each, chosen in zip(found, outlook.rules(rules, bound), strict=True):
            mine = each.wanted(chosen, self._rules)
            if mine:
                blocks.setdefault(each.some_days, []).append((each.visit, mine))
        said: list[Transition] = []
        for block in blocks.values():
            asked = {rule.name for _, mine in block for rule in mine}
            wanted, visits = tuple(rule for rule in rules if rule.name in asked), [visit for visit, _ in block]
            said += self._judge_block(wanted, visits, [visit.turn(wanted) for visit in visits])
        return said

    def _visit(self, due: Due, now: datetime, *, by_time: bool) -> Visit:
        return Visit(
            patient=due.patient,
            chart=self._charts[due.patient],
            published=self._published.setdefault(due.patient, {}),
            from_s=due.from_s,
            now=now,
            is_by_time=by_time,
        )

    def _judge_block(self, rules: Sequence[Rule], visits: Sequence[Visit], turns: Sequence[Turn]) -> list[Transition]:
        block = Block(self._rules, rules, turns, self._codes)
        if not visits[0].is_by_time:
            block = self._after_asking(block, visits)
        said: list[Transition] = []
        telling = [(rule.name, block.told[rule.name]) for rule in rules if any(block.told[rule.name])]
        for who, visit in enumerate(visits):
            names = {*visit.published, *(name for name, told in telling if told[who])}
            for rule in rules if names else ():
                for change, transition in visit.moves(block, rule, who) if rule.name in names else ():
                    keep(self._of(visit.patient, rule.name), change.episode)
                    is_moved = change.cause is Cause.MOVED
                    why = None if is_moved else why_of_change(block, rule, who, change)
                    said.append(replace(transition, why=why))
        return said

    def _after_asking(self, block: Block, visits: Sequence[Visit]) -> Block:
        """Ask patients for a second look, where rules want one; judge anew those who are asked."""
        asked = [request for who, visit in enumerate(visits) for request in visit.requests(block, who, self._may_ask)]
        for request in asked:
            self._charts[request.patient].learn(request, self._codes)
            self._next_s.pop(request.patient, None)  # time alone may change something sooner
        self._asked += asked
        return Block(self._rules, block.rules, block.turns, self._codes) if asked else block

    def _leave(self, patient: PatientId, now: datetime) -> list[Transition]:
        """End what is open of a patient who is no longer watched."""
        said: list[Transition] = []
        for rule in self._rule_set.rules.values():
            known = self._of(patient, rule.name)
            for change in left(known, seconds(now)):
                keep(known, change.episode)
                said.append(transition_of(change, rule, now, NOTHING))
        return said

    def _plan(self, due: Due, chart: Chart, after_s: int) -> None:
        """Remember when time alone may change something for a patient."""
        known_s = self._next_s.get(due.patient)
        if due.later_s is None or known_s is None or known_s <= after_s:
            at_s = next_change_s(chart, self._needs, after_s)
        else:
            at_s = min([known_s, *(each for each in due.later_s if each > after_s)])
        if known_s != at_s:
            self._next_s[due.patient] = at_s
            heappush(self._deadlines, (at_s, due.patient))
