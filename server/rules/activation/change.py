"""A change of rules, worked out on what is known of the patients: what begins, what ends, and what a nurse must see.

Only what is so now is said. What was so in the past stays as it was told; what the new logic tells of the past is kept
in the episodes, so that it goes on as if it had always run, and no transition speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.rules.activation.ruling import Ruling, changed_rules
from server.rules.activation.saying import closing
from server.rules.judging.live import Live
from server.rules.judging.publishing import Published
from server.rules.judging.walk import HORIZON_DAYS
from server.rules.language.order import reads
from server.rules.language.rule_set import RuleSet
from server.rules.record import Asked, EngineRecord
from server.rules.transition import Cause, EpisodeState, Transition
from vitals.identity import PatientId

MayAsk = Callable[[PatientId, datetime], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known now: the records of the horizon as at a restart, each patient's unit, and who may be asked."""

    records: Sequence[EngineRecord]
    now: datetime
    unit_of: Callable[[PatientId], str | None] = lambda _: None
    may_ask: MayAsk | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a change of rules does.

    ``transitions`` are to be stored, ``shown`` those of them that people see. ``episodes`` are all that stand now, the
    engine's memory; ``moved`` those of them that are otherwise than before. ``beyond`` are open episodes that began
    before anything the new logic looks at: they stay, and a nurse looks at them. ``asked`` is what patients are asked.
    """

    transitions: tuple[Transition, ...] = ()
    shown: tuple[Transition, ...] = ()
    episodes: tuple[Published, ...] = ()
    moved: tuple[Published, ...] = ()
    beyond: tuple[Published, ...] = ()
    asked: tuple[Asked, ...] = ()


def change(before: Ruling, after: Ruling, episodes: Iterable[Published], situation: Situation) -> Changed:
    """Work out what comes of running other rules from now on, given the episodes as they are published."""
    episodes = list(episodes)
    touched = changed_rules(before, after)
    gone = {*before.awake} - {*after.awake}
    if not touched and not gone:
        return Changed(episodes=tuple(episodes))
    work = _Work(before, after, touched, gone, situation)
    for episode in episodes:
        work.take(episode)
    work.judge()
    return work.result()


class _Work:
    """A change while it is worked out."""

    def __init__(
        self, before: Ruling, after: Ruling, touched: frozenset[str], gone: set[str], situation: Situation
    ) -> None:
        self._before, self._after, self._touched, self._gone = before, after, touched, gone
        self._situation = situation
        self._was: dict[str, Published] = {}
        self._now: dict[str, Published] = {}
        self._said: list[tuple[Transition, bool]] = []
        self._beyond: list[Published] = []
        self._asked: list[Asked] = []

    def take(self, episode: Published) -> None:
        """Take in an episode; one that cannot go on under the new rules ends, and is said to have."""
        self._was[episode.name] = self._now[episode.name] = episode
        if episode.rule in self._gone and episode.is_open:
            self._end(episode)
        elif episode.rule in self._touched and self._begins_anew(episode):
            self._end(episode) if episode.is_open else self._settle(episode)

    def _begins_anew(self, episode: Published) -> bool:
        """Tell whether others see it than before, or whether the patient is only asked: then it begins from nothing."""
        unit = self._situation.unit_of(episode.patient)
        is_shown_alike = self._before.shows(episode.rule, unit) == self._after.shows(episode.rule, unit)
        return not is_shown_alike or episode.state is EpisodeState.ASKING

    def judge(self) -> None:
        """Judge the touched rules on all that is known, and take over what they tell."""
        situation = self._situation
        scratch = Live(_part(self._after.rule_set, self._touched), situation.may_ask)
        scratch.restore(self._now.values())
        said: dict[str, Transition] = {}
        for transition in scratch.step(situation.records, situation.now):
            if transition.rule in self._touched and transition.from_state is not transition.to_state:
                said[transition.episode] = transition
        self._asked = [each for each in scratch.take_asked() if each.rule in self._touched]
        for episode in scratch.published():
            if episode.rule in self._touched:
                self._follow(self._now.get(episode.name), episode, said)

    def _follow(self, known: Published | None, told: Published, said: Mapping[str, Transition]) -> None:
        """Bring one episode to what the new logic tells of it."""
        number = 0 if known is None else known.number
        if known is not None and known.is_open and self._is_beyond(known):
            self._beyond.append(known)
        elif known is not None and known.is_open and not told.is_open:
            self._end(known)
        elif told.is_open and (known is None or known.state is not told.state):
            before = EpisodeState.QUIET if known is None else known.state
            self._now[told.name] = replace(told, number=number + 1)
            self._say(replace(said[told.name], number=number + 1, from_state=before))
        elif known is not None and told.state is EpisodeState.WITHDRAWN is not known.state:
            self._settle(known)
        else:
            self._now[told.name] = replace(told, number=number)

    def _is_beyond(self, episode: Published) -> bool:
        oldest_at = self._situation.now - timedelta(days=HORIZON_DAYS)
        return episode.told.start_s < oldest_at.timestamp()

    def _end(self, episode: Published) -> None:
        """End an open episode with its rule."""
        at_s = max(int(self._situation.now.timestamp()), episode.told.start_s)
        ended = episode.moved(Cause.RULE_CHANGED, replace(episode.told, end_s=at_s))
        self._now[episode.name] = ended
        rules = self._before.rule_set.rules, self._after.rule_set.rules
        self._say(closing(ended, episode.state, rules[0][episode.rule], rules[1], self._situation.now))

    def _settle(self, episode: Published) -> None:
        """Leave an ended episode to the logic that told it: no other may say anything of it any more."""
        self._now[episode.name] = replace(episode, state=EpisodeState.RULE_CHANGED)

    def _say(self, transition: Transition) -> None:
        unit = self._situation.unit_of(transition.patient)
        ruling = self._before if transition.to_state is EpisodeState.RULE_CHANGED else self._after
        self._said.append((transition, ruling.shows(transition.rule, unit)))

    def result(self) -> Changed:
        """Give what came of it."""
        return Changed(
            transitions=tuple(transition for transition, _ in self._said),
            shown=tuple(transition for transition, is_shown in self._said if is_shown),
            episodes=tuple(self._now.values()),
            moved=tuple(each for name, each in self._now.items() if self._was.get(name) != each),
            beyond=tuple(self._beyond),
            asked=tuple(self._asked),
        )


def _part(rule_set: RuleSet, names: Iterable[str]) -> RuleSet:
    """Give the part of a rule set that some rules need: themselves, and what they look at, in its order."""
    wanted: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += reads(rule_set.rules[name], rule_set.rules)
    return replace(rule_set, rules={name: rule for name, rule in rule_set.rules.items() if name in wanted})
