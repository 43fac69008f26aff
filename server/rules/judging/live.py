"""The engine: records in, transitions out. It asks no clock and keeps no file; told the same, it says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import Final

from server.patients.habit import Weight
from server.rules.judging.announcement import changed_s, transition_of
from server.rules.judging.beginning import day_of, day_start_s, last_before, start_of
from server.rules.judging.block import Block, Turn
from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.facts import NOTHING
from server.rules.judging.gate import DAY_S
from server.rules.judging.heartbeat import is_news
from server.rules.judging.nearby import weights_near
from server.rules.judging.plan import ALL, Plan, kind_of
from server.rules.judging.publishing import OPEN, Change, Judged, Published, left, reconcile
from server.rules.judging.schedule import next_change_s
from server.rules.judging.stretches import ALWAYS
from server.rules.judging.touched import touched_since
from server.rules.judging.walk import ASKED_WITHIN_S, HORIZON_DAYS, Start
from server.rules.judging.why import why_of
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import day_end, local_day
from server.rules.record import Asked, Contact, EngineRecord, Joined, Observed, Withdrawn
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.identity import PatientId
from vitals.vital import Vital

WHOLE_DAYS: Final = 2 * HORIZON_DAYS
"""So far back everything that any rule looks at is kept: a late record's horizon, and that of an end before it."""
RECENT_DAYS: Final = 2
PROMPT_S: Final = 7_200
"""Only what is received within two hours of being measured is asked about."""
Place = tuple[str, bool, int]
"""A zone, whether lately, and about which days."""


@dataclass(frozen=True, slots=True)
class Due:
    """A patient to judge from an instant on, because of records of these kinds."""

    patient: PatientId
    from_s: int
    kinds: frozenset[str] = frozenset({ALL})

    def and_then(self, from_s: int, kind: str) -> Due:
        """Add another record's instant and kind."""
        return Due(self.patient, min(self.from_s, from_s), self.kinds | {kind})


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
        for patient in {record.patient for record in records} & {*self._charts}:
            chart = self._charts[patient]
            self._plan(patient, chart, max(chart.newest_s, chart.first_s))

    def hear(self, records: Sequence[EngineRecord]) -> None:
        """Learn these records now, and judge what has changed by them in the next step."""
        for record in records:
            at_s = self._learn(record)
            if at_s is not None and self._is_news(record, at_s):
                at_s = self._since(record, at_s)
                due = self._touched.get(record.patient) or Due(record.patient, at_s, frozenset())
                # whoever is looked at from an earlier instant is looked at so by every rule
                kind = ALL if at_s <= self._charts[record.patient].plan_s else kind_of(record)
                self._touched[record.patient] = due.and_then(at_s, kind)

    def step(self, records: Sequence[EngineRecord], now: datetime) -> list[Transition]:
        """Learn these records, and give what has changed by them and by what was heard since the last step."""
        said = self.advance(now)
        self.hear(records)
        touched, self._touched = self._touched, {}
        return said + self._judge(list(touched.values()), now, by_time=False)

    def advance(self, now: datetime) -> list[Transition]:
        """Let time pass: give what has become so, or ceased, without anything being told."""
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

    def _since(self, record: EngineRecord, at_s: int) -> int:
        """Give the first instant at which something may be otherwise, also by what is said of what came before."""
        if isinstance(record, Asked):
            return at_s - ASKED_WITHIN_S
        if not isinstance(record, Observed | Withdrawn):
            return at_s
        name = record.vital.value.name
        return touched_since(self._charts[record.patient].series[name], at_s, self._rules.measures_of(name))

    def _judge(self, dues: Sequence[Due], now: datetime, *, by_time: bool) -> list[Transition]:
        """Judge patients, in blocks of one zone and about the same days, and publish what has changed."""
        said: list[Transition] = []
        watched = [due for due in dues if due.patient in self._charts]
        for due in [due for due in watched if not self._charts[due.patient].is_watched]:
            said += self._leave(due.patient, now)
        groups: dict[tuple[frozenset[str], Place], list[tuple[PatientId, Turn]]] = {}
        for due in watched:
            if self._charts[due.patient].is_watched:
                turn = self._turn(due, self._rules.touched(due.kinds), now)
                groups.setdefault((due.kinds, _group(turn, now)), []).append((due.patient, turn))
        for (kinds, _), turns in groups.items():
            said += self._judge_block(self._rules.touched(kinds), turns, now, by_time=by_time)
        return said

    def _judge_block(
        self, rules: Sequence[Rule], turns: list[tuple[PatientId, Turn]], now: datetime, *, by_time: bool
    ) -> list[Transition]:
        block = self._block(rules, turns)
        if not by_time:
            block = self._after_asking(block, turns, now)
        said: list[Transition] = []
        for who, (patient, turn) in enumerate(turns):
            known = self._published.get(patient, {})
            for rule in rules:
                if block.told[rule.name][who] or rule.name in known:
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
        today = local_day(datetime.fromtimestamp(now_s, UTC), chart.zone)
        oldest, from_s = today - HORIZON_DAYS, min(due.from_s, now_s)  # what holds later on is judged when it does
        first = oldest if from_s < seconds(day_end(oldest, chart.zone)) else day_of(from_s, chart)
        known, judged = self._published.get(due.patient, {}), {rule.name for rule in rules}
        first_s = day_start_s(first, chart)
        starts, active = dict[str, Start](), dict[str, Sequence[tuple[int, int | None]]]()
        for rule, episodes in known.items():
            start = start_of(last_before(episodes, first_s), first_s, chart) if rule in judged else None
            if start is not None:
                starts[rule] = start
            active[rule] = [
                (each.told.raised_s, each.told.end_s)
                for each in episodes
                if each.told.raised_s is not None
                and each.state is not EpisodeState.WITHDRAWN
                and (rule not in judged or (each.told.end_s is not None and each.told.end_s < first_s))
            ]
        ends = [start.ended.end_s for start in starts.values() if start.ended is not None]
        earliest = min([first, *(day_of(end_s, chart) for end_s in ends if end_s is not None)])
        return Turn(chart=chart, first_day=earliest, from_s=first_s, to_s=now_s, starts=starts, active=active)

    def _publish(
        self, block: Block, rule: Rule, who: int, patient: PatientId, turn: Turn, now: datetime, *, by_time: bool
    ) -> list[Transition]:
        """Bring what was published of a rule to what the values tell."""
        told = block.told[rule.name][who]
        published = self.episodes(patient, rule.name)
        judged = Judged(told=told, from_s=turn.from_s)
        changes = reconcile(patient, rule.name, published, judged)
        return [self._said(block, rule, who, change, now, by_time=by_time) for change in changes]

    def _said(self, block: Block, rule: Rule, who: int, change: Change, now: datetime, *, by_time: bool) -> Transition:
        episode = change.episode
        _keep(self._of(episode.patient, rule.name), episode)
        at = datetime.fromtimestamp(changed_s(episode), UTC) if by_time else now
        told, known_s = episode.told, seconds(now) - WHOLE_DAYS * DAY_S
        # what began before that may have lost readings that it rests on: what was said then stands
        facts = block.facts(rule, who, told) if (told.raised_s or told.start_s) >= known_s else NOTHING
        said = transition_of(change, rule, at, facts)
        return said if change.cause is Cause.MOVED else replace(said, why=_why(block, rule, who, change))

    def _leave(self, patient: PatientId, now: datetime) -> list[Transition]:
        """End what is open of a patient who is no longer watched."""
        said: list[Transition] = []
        for rule in self._rule_set.rules.values():
            known = self._of(patient, rule.name)
            for change in left(known, seconds(now)):
                _keep(known, change.episode)
                said.append(transition_of(change, rule, now, NOTHING))
        return said

    def _plan(self, patient: PatientId, chart: Chart, after_s: int) -> None:
        """Remember when time alone may change something for a patient."""
        at_s = next_change_s(chart, self._rules.all_needs, after_s)
        self._next_s[patient] = at_s
        heappush(self._deadlines, (at_s, patient))
        chart.forget_before(after_s - self.memory_days * DAY_S)


def _why(block: Block, rule: Rule, who: int, change: Change) -> Mapping[str, object] | None:
    """Give the tree of what was so when an episode began or was raised, if it is told now that it was."""
    told = change.episode.told
    if change.episode.state not in OPEN:
        return None
    at_s = told.start_s if told.raised_s is None else told.raised_s
    scene = block.scene(rule)
    if scene.looks.at_s[scene.looks.begins[who]] > at_s:
        return None
    return why_of(scene, who, at_s).to_json()


def _keep(known: list[Published], episode: Published) -> None:
    """Put an episode in its place among the patient's of the rule."""
    known[:] = sorted([*(each for each in known if each.ordinal != episode.ordinal), episode], key=lambda e: e.ordinal)


def _group(turn: Turn, now: datetime) -> Place:
    """Say which patients are judged together: of one zone, and about the same days."""
    today = local_day(now, turn.chart.zone)
    is_recent = turn.first_day >= today - RECENT_DAYS
    return (turn.chart.zone.key, is_recent, 0 if is_recent else turn.first_day // 8)
