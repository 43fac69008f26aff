"""An activation: that these rules, to the letter, run from an instant on; and the request for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from server.rules.activation.decision import Decision
from server.rules.activation.effect import Effect
from server.rules.activation.piece import digest_of
from server.rules.activation.release import RELEASE
from server.rules.language.logic import logic_of_all
from server.rules.language.rule_set import RuleSet
from vitals.fields import Json

ENGINE: Final = "1"
"""The version of the engine's meaning: raised when the same rules and records may tell something else than before."""
Pilots = Mapping[str, frozenset[str]]
"""By rule, the units in which it is tried out."""


class Answer(StrEnum):
    """What became of a request."""

    DONE = "done"
    WAITS = "waits"
    """What it does is more than may happen by itself, and no person has said yes to it."""
    STALE = "stale"
    """Other rules have come to run since its effect was shown: look again."""
    UNFIT = "unfit"
    """Patients' own settings would not be allowed."""
    UNAPPROVED = "unapproved"
    """Not all of it is approved, or it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """These ``files`` run from ``at`` on. ``effect`` is what was shown to ``who`` let it happen; never changed.

    ``rules_hash`` is of all that the rules decide by. ``number`` is None until it is kept.
    """

    files: Mapping[str, bytes]
    rules_hash: str
    who: str
    at: datetime
    pilots: Pilots = field(default_factory=dict)
    effect: Json = field(default_factory=dict)
    engine_version: str = ENGINE
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationRequest:
    """A command asks that these files run instead of those of the activation ``instead_of`` (None: nothing runs).

    ``is_accepted`` tells that a person has seen the effect and said yes. ``answer`` is None while it waits.
    """

    files: Mapping[str, bytes]
    who: str
    asked_at: datetime
    instead_of: int | None
    is_accepted: bool
    pilots: Pilots = field(default_factory=dict)
    answer: Answer | None = None
    done_at: datetime | None = None
    number: int | None = None


def activation(request: ActivationRequest, rule_set: RuleSet, effect: Effect, at: datetime) -> Activation:
    """Write down that what was asked for has come to run."""
    return Activation(
        files=request.files,
        rules_hash=logic_of_all(rule_set),
        who=request.who,
        at=at,
        pilots=request.pilots,
        effect=effect_json(effect),
    )


def adoption(decision: Decision, pilots: Pilots, at: datetime) -> Activation:
    """Write down the very first rules, which take the place of none: what of the folder is approved, or what ships."""
    return Activation(
        files=decision.files, rules_hash=logic_of_all(decision.rule_set), who=RELEASE, at=at, pilots=pilots
    )


def runs_already(files: Mapping[str, bytes], pilots: Pilots, running: Activation | None) -> bool:
    """Tell whether these files run now, to the letter, for the same units."""
    return running is not None and digest_of(files) == digest_of(running.files) and pilots == running.pilots


def effect_json(effect: Effect) -> Json:
    """Write an effect as it is kept and printed."""
    return {
        "patients": effect.patients,
        "raised": effect.raised,
        "raised_high": effect.raised_high,
        "cleared": effect.cleared,
        "touched": len(effect.touched),
        "retired": list(effect.retired),
        "waits_for": [guard.value for guard in effect.waits_for],
        "rules": [
            {
                "rule": line.rule,
                "severity": line.severity.value,
                "raised": list(line.raised),
                "asked": list(line.asked),
                "cleared": list(line.cleared),
                "kept": list(line.kept),
            }
            for line in effect.lines
        ],
    }
