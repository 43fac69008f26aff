"""A patient on the way through a log, from moment to moment: what was published, and what nurses saw of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from server.rules.backtest.asking import Ask
from server.rules.backtest.case import Case
from server.rules.backtest.episode import Ending, Episode, class_of
from server.rules.backtest.happenings import day_begins_s
from server.rules.backtest.knowing import Moment, known_by
from server.rules.backtest.people import Person, Times, shown_s
from server.rules.judging.beginning import day_of, first_judged, last_before, reopened
from server.rules.judging.plan import Plan
from server.rules.judging.publishing import Change, Judged, Published, reconcile
from server.rules.judging.visit import HORIZON_DAYS
from server.rules.judging.walk import Start
from server.rules.knowledge import NEWLY_HOME
from server.rules.language.order import SEEN
from server.rules.language.rule import Rule
from server.rules.transition import EpisodeState
from vitals.identity import PatientId


class Stay:
    """One patient; ``moments`` are those to come, ``seen`` the episodes that nurses saw."""

    def __init__(self, case: Case, moments: Sequence[Moment], plan: Plan) -> None:
        """Begin before the first moment."""
        self.moments = [*moments]
        self.seen: list[Episode] = []
        self._case = case
        self._plan = plan
        self._now = Moment(case.first_s - 1)
        self._before_s = case.first_s - 1
        self._published: dict[str, list[Published]] = {}
        self._asked: list[Ask] = []
        self._open: dict[str, int] = {}

    def next_person(self) -> Person:
        """Go on to the next moment, and say what is to be judged there: as live would."""
        self._before_s, self._now = self._now.at_s, self.moments.pop(0)
        known = known_by(self._case, self._now.at_s)
        chart = known.chart(frozenset({NEWLY_HOME}) if known.newly_home else frozenset())
        chart.asked = [*self._asked]
        first = day_of(max(self._before_s, self._case.first_s), chart)
        oldest = day_of(self._now.at_s, chart) - HORIZON_DAYS
        if self._now.from_s is not None:
            first = min(first, max(day_of(self._now.from_s, chart), oldest))
        first = first_judged(first, min(oldest, first), self._published.values(), chart)
        start_s = day_begins_s(first, self._case.zone)
        starts, before = dict[str, Start](), dict[str, Times]()
        for rule, episodes in self._published.items():
            last = last_before(episodes, start_s)
            if last is not None and (last.told.end_s is None or last.told.end_s >= start_s):
                starts[rule] = Start(open=reopened(last.told, start_s))
            before[rule] = [
                (each.told.raised_s, each.told.end_s)
                for each in episodes
                if each.told.raised_s is not None
                and each.state is not EpisodeState.WITHDRAWN
                and each.told.end_s is not None
                and each.told.end_s < start_s
            ]
        return Person(
            case=known, chart=chart, first_day=first, to_s=self._now.at_s, starts=starts, before=before
        )  # fmt: skip

    def hear(self, person: Person, *, explain: bool) -> None:
        """Bring what was published to what was found."""
        self._asked = [*person.chart.asked]
        start_s = day_begins_s(person.first_day, self._case.zone)
        for rule in self._plan.rules:
            told = person.told[rule.name]
            known = self._published.setdefault(rule.name, [])
            judged = Judged(told=told, from_s=start_s)
            for change in reconcile(PatientId(self._case.name), rule.name, known, judged):
                kept = [each for each in known if each.ordinal != change.episode.ordinal]
                known[:] = sorted([*kept, change.episode], key=lambda each: each.ordinal)
                if rule.status in SEEN:
                    self._tell(rule, change, person, explain=explain)

    def _tell(self, rule: Rule, change: Change, person: Person, *, explain: bool) -> None:
        """Let nurses see a move, if there is anything to see."""
        episode = change.episode
        raised_s = shown_s(episode.told)
        is_told = episode.name in self._open
        is_missed = change.before is EpisodeState.QUIET and episode.state is EpisodeState.CLEARED
        passed = is_missed and raised_s is not None and raised_s > self._before_s
        if not is_told and raised_s is not None and (episode.state is EpisodeState.RAISED or passed):
            self._open[episode.name] = len(self.seen)
            self.seen.append(
                Episode(
                    patient=self._case.name,
                    rule=rule.name,
                    severity=rule.severity,
                    alert_class=class_of(rule),
                    raised_s=self._learned_s(raised_s),
                    explanation=person.says(rule, episode.told) if explain else {},
                )
            )
        if episode.state in {EpisodeState.CLEARED, EpisodeState.WITHDRAWN} and episode.name in self._open:
            place = self._open.pop(episode.name)
            is_withdrawn = episode.state is EpisodeState.WITHDRAWN
            ended_s = (
                self._now.at_s if is_withdrawn or episode.told.end_s is None else self._learned_s(episode.told.end_s)
            )
            self.seen[place] = replace(
                self.seen[place],
                ended_s=max(ended_s, self.seen[place].raised_s),
                ending=Ending.WITHDRAWN if is_withdrawn else Ending.CLEARED,
            )

    def _learned_s(self, at_s: int) -> int:
        """Say when the server knew of an instant: now, if it is past; else when what was measured then was received."""
        if at_s <= self._before_s:
            return self._now.at_s
        found = at_s
        for column in self._case.columns.values():
            part = slice(*np.searchsorted(column.at_s, [at_s, at_s + 1]))
            received_s = column.received_s[part]
            prompt = received_s[received_s <= self._now.at_s]
            found = max(found, int(prompt.min(initial=self._now.at_s)) if len(prompt) else at_s)
        return found
