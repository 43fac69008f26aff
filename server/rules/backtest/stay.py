"""A patient on the way through a log, from moment to moment: what was published, and what nurses saw of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from server.rules.backtest.asking import Ask
from server.rules.backtest.case import Case
from server.rules.backtest.episode import Ending, Episode, class_of
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.knowing import Moment, known_by
from server.rules.backtest.people import Person, shown_s
from server.rules.judging.beginning import day_of, day_start_s
from server.rules.judging.plan import Plan
from server.rules.judging.publishing import Change, Judged, Published, keep, reconcile
from server.rules.judging.visit import WHOLE_DAYS, Visit
from server.rules.judging.walk import HORIZON_DAYS
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
        self._case = replace(case, columns={name: column.laid_out() for name, column in case.columns.items()})
        self._memory_s = (WHOLE_DAYS + plan.reach_days) * DAY_S
        self._plan = plan
        self._now = Moment(case.first_s - 1)
        self._before_s = case.first_s - 1
        self._published: dict[str, list[Published]] = {}
        self._asked: list[Ask] = []
        self._open: dict[str, int] = {}

    def next_person(self) -> Person:
        """Go on to the next moment, and say what is to be judged there: as live would."""
        self._before_s, self._now = self._now.at_s, self.moments.pop(0)
        since_s = max(self._before_s, self._case.first_s)
        known = known_by(self._case, since_s - self._memory_s, self._now.at_s)
        chart = known.chart(frozenset({NEWLY_HOME}) if known.newly_home else frozenset())
        chart.asked = [*self._asked]
        if self._now.from_s is not None:
            horizon_s = day_start_s(day_of(self._now.at_s, chart) - HORIZON_DAYS, chart)
            since_s = min(since_s, max(self._now.from_s, horizon_s))
        visit = Visit(
            patient=PatientId(self._case.name),
            chart=chart,
            published=self._published,
            from_s=since_s,
            now=datetime.fromtimestamp(self._now.at_s, UTC),
            oldest_s=since_s,
        )
        turn = visit.turn(self._plan.rules)
        return Person(
            case=known,
            chart=chart,
            first_day=turn.first_day,
            from_s=turn.from_s,
            to_s=self._now.at_s,
            starts=turn.starts,
            before=turn.active,
        )

    def hear(self, person: Person, *, explain: bool) -> None:
        """Bring what was published to what was found."""
        self._asked = [*person.chart.asked]
        for rule in self._plan.rules:
            told, known = person.told[rule.name], self._published.get(rule.name)
            if known is None and not told:
                continue
            known = self._published.setdefault(rule.name, [])
            judged = Judged(told=told, from_s=person.from_s)
            for change in reconcile(PatientId(self._case.name), rule.name, known, judged):
                keep(known, change.episode)
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
