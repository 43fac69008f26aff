"""The life of an episode, as measured (rules 26 to 30)."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from oracle import worsening
from oracle.case import Began, Case, Episode
from oracle.days import first_in
from oracle.judging import Judging
from oracle.story import Asked, Closing
from oracle.truth import Truth
from server.rules.language.combination import Condition
from server.rules.language.condition import Limit, Reference
from server.rules.language.quantity import Period, PeriodUnit
from server.rules.language.repeat import Basis
from server.rules.transition import EpisodeState, Severity

ASKED_WITHIN: Final = timedelta(hours=2)
BINDS: Final = Period(37, PeriodUnit.DAYS)
"""Rule 31: on the thirty-seventh local day after it ended an episode is forgotten."""
_RANK: Final = {each: rank for rank, each in enumerate(reversed(Severity))}


class Machine:
    """One rule and one patient: goes through every instant at which anything can change, in order."""

    def __init__(self, case: Case, now: datetime, ticks: Sequence[datetime] = ()) -> None:
        self.case: Final = case
        self.told: Final[list[Episode]] = []
        self._now = now
        self._ticks = ticks
        self._raising = Judging(case, now, ticks)
        self._clearing: Judging | None = None
        self._is_armed = True
        self._bound_until = now
        self._seen: Sequence[tuple[worsening.Measured, Fraction]] = ()
        self._question: Asked | None = None
        self._to_visit = self._instants()

    def run(self) -> list[Episode]:
        """Tell the whole life up to now."""
        heapq.heapify(self._to_visit)
        last = None
        while self._to_visit:
            t = heapq.heappop(self._to_visit)
            if t == last or not self._raising.starts_at() <= t <= self._now:
                continue
            last = t
            self._settle(t)
            if self._open is not None and Closing(self.case.rule.name, t) in self.case.story.closings:
                self._end(t, "closed")
                self._settle(t)
        return self.told

    def _instants(self) -> list[datetime]:
        rule, story = self.case.rule, self.case.story
        conditions = [each for each in (rule.raise_when, rule.unless, rule.clear_when) if each is not None]
        found = story.instants() | {self._raising.starts_at()}
        for condition in conditions:
            found |= set(self._raising.instants(condition))
        for name in rule.quiet_while:
            for episode in self.case.alerts.get(name, ()):
                found |= episode.instants()
        return sorted(found)

    @property
    def _open(self) -> Episode | None:
        return self.told[-1] if self.told and self.told[-1].end_at is None else None

    def _settle(self, t: datetime) -> None:
        """Go on until nothing changes any more at this instant."""
        while self._is_moved(t):
            pass

    def _is_moved(self, t: datetime) -> bool:
        episode = self._open
        if episode is None:
            return self._may_begin(t)
        if episode.phases[-1][0] is EpisodeState.ASKING:
            return self._is_answered(episode, t)
        return self._may_end(episode, t)

    def _may_begin(self, t: datetime) -> bool:
        rule = self.case.rule
        is_raising = self._raising.truth(rule.raise_when, t)
        last = self.told[-1] if self.told and t < self._bound_until else None
        is_beyond = last is not None and worsening.is_beyond(self.case, self._seen, t)
        if last is None or is_raising is Truth.NO or (is_beyond and last.ends_by == "closed"):
            self._is_armed = True
        is_excused = rule.unless is not None and self._raising.truth(rule.unless, t) is Truth.YES
        is_cooling = last is not None and self._is_cooling(last, t) and not is_beyond
        if is_raising is not Truth.YES or is_excused or is_cooling or not self._is_armed:
            return False
        levels = {name: worsening.level_before(self.case, rule.raise_when, name, t) for name in self._names()}
        self._clearing = Judging(replace(self.case, began=Began(t, levels)), self._now, self._ticks)
        self._begin(t, next(iter(levels.values()), None))
        return True

    def _is_cooling(self, last: Episode, t: datetime) -> bool:
        period = self.case.rule.stays_quiet
        return period is not None and last.end_at is not None and t < self.case.days.passes_at(last.end_at, period)

    def _begin(self, t: datetime, level: Fraction | None) -> None:
        self._question = self._question_of(t)
        asking = [] if self._question is None else [(EpisodeState.ASKING, t)]
        self.told.append(Episode(start_at=t, phases=asking, level_before=level))
        if self._question is None:
            self._raise(self.told[-1], t)

    def _names(self) -> list[str]:
        """List the measures that are measured against something, those that ``clear_when`` names first."""
        clear_when = self.case.rule.clear_when
        ending = [] if clear_when is None else list(worsening.parts_of(clear_when))
        named = [
            sign.measure
            for sign in ending
            if isinstance(sign, Limit) and Reference.LEVEL_BEFORE in {sign.reference, sign.or_else}
        ]
        return list(dict.fromkeys([*named, *(sign.measure for sign in worsening.measured(self.case.rule.raise_when))]))

    def _question_of(self, t: datetime) -> Asked | None:
        """Find the request that was made of the reading at t, which may have come up to two hours later."""
        if self.case.rule.confirm is None:
            return None
        mine = [each for each in self.case.story.asked if each.rule == self.case.rule.name]
        return next((each for each in mine if t <= each.from_at <= t + ASKED_WITHIN), None)

    def _is_answered(self, episode: Episode, t: datetime) -> bool:
        """Judge the first reading after the question, and what no answer means (rule 27)."""
        question = self._question
        if question is None or self.case.rule.confirm is None:
            return False
        came = self._came(question, t)
        if came and not self._came(question, t - timedelta(seconds=1)):
            answer = self._raising.truth(self.case.rule.raise_when, t)
            if answer is not Truth.CANNOT_TELL:
                self._raise(episode, t) if answer is Truth.YES else self._end(t, "dropped")
                return True
        if t < question.until_at:
            return False
        self._raise(episode, t) if self.case.rule.confirm.raises_unanswered else self._end(t, "dropped")
        return True

    def _came(self, question: Asked, t: datetime) -> bool:
        measure = self.case.measure(question.measure)
        basis = Basis.SITTING if measure.basis is Basis.SITTING else Basis.READING
        return first_in(self.case.diary.items(measure, basis, t), question) is not None

    def _raise(self, episode: Episode, t: datetime) -> None:
        state = EpisodeState.INHIBITED if self._is_inhibited(t) else EpisodeState.RAISED
        episode.phases.append((state, t))
        if self.case.rule.lasts is not None:
            heapq.heappush(self._to_visit, self.case.days.passes_at(t, self.case.rule.lasts))

    def _is_inhibited(self, t: datetime) -> bool:
        rules = self.case.rule_set.rules
        return any(
            episode.was_active(t, t)
            for name in self.case.rule.quiet_while
            if name in rules and _RANK[rules[name].severity] >= _RANK[self.case.rule.severity]
            for episode in self.case.alerts.get(name, ())
        )

    def _may_end(self, episode: Episode, t: datetime) -> bool:
        rule = self.case.rule
        raised_at = next(at for state, at in episode.phases if state is not EpisodeState.ASKING)
        if rule.lasts is not None and t >= self.case.days.passes_at(raised_at, rule.lasts):
            self._end(t, "lasts")
            return True
        if rule.clear_when is not None and self._is_clear(rule.clear_when, t):
            self._end(t, "cleared")
            return True
        if episode.phases[-1][0] is EpisodeState.INHIBITED and not self._is_inhibited(t):
            episode.phases.append((EpisodeState.RAISED, t))
            return True
        return False

    def _is_clear(self, clear_when: Condition, t: datetime) -> bool:
        return self._clearing is not None and self._clearing.truth(clear_when, t) is Truth.YES

    def _end(self, t: datetime, how: str) -> None:
        episode = self.told[-1]
        episode.end_at, episode.ends_by = t, how
        self._seen = worsening.seen(self.case, self.case.rule.raise_when, t)
        self._is_armed = False
        self._bound_until = self.case.days.passes_at(t, BINDS)
        heapq.heappush(self._to_visit, self._bound_until)
        if self.case.rule.stays_quiet is not None:
            heapq.heappush(self._to_visit, self.case.days.passes_at(t, self.case.rule.stays_quiet))
