"""What one condition's answer rests on at one look: which verb tells it."""

from __future__ import annotations

from typing import Final

import numpy as np

from server.patients.known import OTHER_DISEASE
from server.rules.judging.proof import Here, Proof
from server.rules.judging.proof_of_answers import answered, worsens
from server.rules.judging.proof_of_curves import averages, drift, trend
from server.rules.judging.proof_of_gatherings import group, score, sequence
from server.rules.judging.proof_of_happenings import arrives, happened, missing, other_alert, pressed, silent
from server.rules.judging.proof_of_measures import change, flagged, limit
from server.rules.judging.scene import Scene
from server.rules.judging.value import Value, figure_of
from server.rules.judging.wording import LANGUAGES, Wording
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
from server.rules.language.named import produced
from server.rules.language.quantity import Quantity
from server.rules.language.read_back import voice_of

_VERBS: Final = {
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
    Level: answered,
    Happened: happened,
    Pressed: pressed,
    OtherAlert: other_alert,
    Group: group,
    Sequence: sequence,
    Score: score,
}


def prove(here: Here, condition: Condition) -> Proof:
    """Give what an answer rests on: of a yes every name that ``named.py`` promises, and no other."""
    found: Proof = _VERBS[type(condition)](here, condition)  # type: ignore[operator]  # each verb with its own noun
    names = produced(condition)
    return Proof({name: value for name, value in found.values.items() if name in names}, found.readings)


def settings_at(here: Here) -> dict[str, Value]:
    """Give the rule's settings, as they hold for the patient here."""
    scene, values = here.scene, dict[str, Value]()
    for name, setting in scene.rule.settings.items():
        own, is_set = scene.frame.agreed(f"{scene.rule.name}.{name}", np.array([here.row]), np.array([here.at_s]))
        thousandths = int(own[0]) if is_set[0] else setting.value.thousandths
        values[name] = figure_of(Quantity(thousandths, setting.value.unit))
    return values


def here_at(scene: Scene, place: int) -> Here:
    """Stand at one look of a scene of one patient."""
    return scene.kept.once(("here", place), lambda: _here_at(scene, place))


def _here_at(scene: Scene, place: int) -> Here:
    looks, frame = scene.looks, scene.frame
    today, at_s = frame.first + int(looks.day[place]), int(looks.at_s[place])
    wordings = {
        language: Wording(
            voice=voice_of(scene.rule, language),
            rule_set=frame.rule_set,
            zone=frame.zone,
            today=today,
            at_s=at_s,
            has_other_disease=OTHER_DISEASE in frame.charts[0].groups,
        )
        for language in LANGUAGES
    }
    return Here(scene=scene, place=place, wordings=wordings, prove=prove)
