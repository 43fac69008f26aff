"""What is said of a move: the transition that is stored, with when it became so in the patient's life."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from server.rules.judging.chart import seconds
from server.rules.judging.facts import Facts
from server.rules.judging.publishing import Change, Published
from server.rules.judging.walk import FOREVER
from server.rules.language.rule import Rule
from server.rules.transition import EpisodeState, Transition

LATE_S: Final = 3_600


def transition_of(change: Change, rule: Rule, at: datetime, facts: Facts) -> Transition:
    """Make the transition of a move, said at an instant, with the facts of the episode."""
    episode, measured_s = change.episode, changed_s(change.episode)
    return Transition(
        patient=episode.patient,
        rule=rule.name,
        rule_version=rule.version,
        episode=episode.name,
        number=episode.number,
        from_state=change.before,
        to_state=episode.state,
        cause=change.cause,
        severity=rule.severity,
        at=at,
        measured_at=datetime.fromtimestamp(measured_s, UTC),
        is_late=seconds(at) - measured_s > LATE_S,
        facts=facts.numbers,
        arrivals=facts.arrivals,
        say=facts.say,
    )


def changed_s(episode: Published) -> int:
    """Give the instant in the patient's life at which an episode came to where it is."""
    told = episode.told
    if episode.state is EpisodeState.CLEARED and told.end_s is not None:
        return told.end_s
    if told.raised_s is None:
        return told.start_s
    is_freed = episode.state is EpisodeState.RAISED and told.covered_until_s not in {None, FOREVER}
    return told.covered_until_s or 0 if is_freed else told.raised_s
