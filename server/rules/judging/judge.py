"""One condition's answers at every look: which verb answers, and each answer only once."""

from __future__ import annotations

from server.rules.judging.absence import arrives, missing, silent
from server.rules.judging.answers import answered, level, worsens
from server.rules.judging.changes import averages, change, drift, trend
from server.rules.judging.gatherings import group, score, sequence
from server.rules.judging.happenings import happened, other_alert, pressed
from server.rules.judging.limits import flagged, limit
from server.rules.judging.needs import every_part
from server.rules.judging.scene import Scene
from server.rules.judging.truth import Truth
from server.rules.language.combination import Condition, Group, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Arrives,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Reference,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import FromSetting, SettingName

_VERBS = {
    Limit: limit,
    Change: change,
    Trend: trend,
    Averages: averages,
    Drift: drift,
    Flagged: flagged,
    Missing: missing,
    Silent: silent,
    Arrives: arrives,
    Answered: answered,
    Worsens: worsens,
    Level: level,
    Happened: happened,
    Pressed: pressed,
    OtherAlert: other_alert,
    Group: group,
    Sequence: sequence,
    Score: score,
}


def judge(condition: Condition, scene: Scene) -> Truth:
    """Answer a condition at every look of a scene.

    What speaks of the open episode or of the rule's own settings is answered anew; the rest is kept for other rules.
    """
    known = scene.known.get(condition)
    if known is None:
        known = _VERBS[type(condition)](scene, condition)  # type: ignore[operator]  # each verb with its own noun
        if not is_own(condition):
            scene.known[condition] = known
    return known


def is_own(condition: Condition) -> bool:
    """Tell whether an answer holds for one rule, or one episode, only."""
    return any(_speaks_of_episode(part) or _speaks_of_rule(part) for part in every_part(condition))


def _speaks_of_episode(part: Condition) -> bool:
    return isinstance(part, Arrives) or (
        isinstance(part, Limit) and Reference.LEVEL_BEFORE in {part.reference, part.or_else}
    )


def _speaks_of_rule(part: Condition) -> bool:
    match part:
        case OtherAlert():
            return True
        case Limit() | Averages() | Score():
            return isinstance(part.amount, SettingName | FromSetting)
        case Change() | Drift():
            return isinstance(part.by, SettingName | FromSetting)
        case _:
            return False
