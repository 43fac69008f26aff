"""The numbers behind an episode, the readings they rest on, and the words made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from server.rules.judging.proof import Here
from server.rules.judging.proving import here_at, settings_at
from server.rules.judging.scene import Scene
from server.rules.judging.truth import YES
from server.rules.judging.value import numbers_of
from server.rules.judging.walk import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``numbers`` are whole numbers and local dates, ``arrivals`` the journal's numbers of the readings, in order.

    A number has its unit in its name (``change_g``, ``now_mmhg_tenths``, ``now_g_per_week``); instants are ISO in UTC,
    answers ``question.code``. ``say`` is for the nurse, by language.
    """

    numbers: Mapping[str, int | str] = field(default_factory=dict)
    arrivals: tuple[int, ...] = ()
    say: Mapping[str, str] = field(default_factory=dict)


NOTHING: Final = Facts()


def facts_of(scene: Scene, who: int, told: Told) -> Facts:
    """Give the facts of a patient's episode as it was when it was raised, else when it began.

    Nothing, where the scene does not reach back to that: what was published then stands.
    """
    here = _begun(scene.alone(who), told)
    if here is None:
        return NOTHING
    rule = scene.rule
    proof = here.proof(rule.raise_when)
    values = {**settings_at(here), **proof.values}
    return Facts(
        numbers=numbers_of(values),
        arrivals=proof.arrivals,
        say={language: here.wordings[language].filled(text, values) for language, text in rule.say.nurse.items()},
    )


def _begun(scene: Scene, told: Told) -> Here | None:
    """Find the look at which it was raised or began, and was so: an answer may have run out after the day had ended."""
    for at_s in (told.raised_s, told.start_s):
        if at_s is None:
            continue
        place = int(np.searchsorted(scene.looks.at_s, at_s))
        if place < len(scene.looks.at_s) and scene.looks.at_s[place] == at_s:
            here = here_at(scene, place)
            if here.answer(scene.rule.raise_when) == YES:
                return here
    return None
