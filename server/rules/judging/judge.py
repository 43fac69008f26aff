"""One condition's answers at every look: which verb answers, and each answer only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from server.rules.judging.absence import arrives, missing, silent
from server.rules.judging.answers import answered, level, worsens
from server.rules.judging.changes import averages, change, drift, trend
from server.rules.judging.gatherings import group, score, sequence
from server.rules.judging.happenings import happened, other_alert, pressed
from server.rules.judging.limits import flagged, limit
from server.rules.judging.needs import holds_alone
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
    Silent,
    Trend,
    Worsens,
)

_VERBS: Final[Mapping[type, Callable[[Scene, Any], Truth]]] = {
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

    What speaks of the open episode or of the rule's own settings is kept for this scene; the rest for other rules too.
    """
    key, is_own = scene.numbers.get(id(condition)) or (condition, holds_alone(condition))
    known = scene.own if is_own else scene.known
    found = known.get(key)
    if found is None:
        verb = _VERBS[type(condition)]
        found = known[key] = verb(scene, condition)
    return found
