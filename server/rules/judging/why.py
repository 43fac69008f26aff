"""Why a rule says what it says of a patient at an instant: its conditions as a tree, each with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import numpy as np

from server.rules.judging.doubt import Doubt, Refused, doubt_of, refused
from server.rules.judging.exact import Exact
from server.rules.judging.gatherings import held_in
from server.rules.judging.kept import Kept
from server.rules.judging.plan import is_for
from server.rules.judging.proof import Here, Proof, Reading
from server.rules.judging.proof_of_gatherings import moment
from server.rules.judging.proving import here_at
from server.rules.judging.scene import Scene
from server.rules.judging.spoken import Spoken
from server.rules.judging.truth import NO, UNKNOWN, YES
from server.rules.judging.value import Value, numbers_of
from server.rules.judging.walk import Told
from server.rules.language.combination import Condition, Group, Score, Sequence
from server.rules.language.named import NAMES
from server.rules.language.quantity import Period, Quantity
from server.rules.language.rule import Setting
from server.rules.language.rule_set import Profile

ANSWERS: Final = {NO: "no", YES: "yes", UNKNOWN: "cannot tell"}


class Origin(StrEnum):
    """Whence the value of a setting is."""

    PATIENT = "patient"
    PROFILE = "profile"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """The value of a setting that holds for the patient, and whence."""

    name: str
    value: Quantity
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One condition. ``here`` is the look it was judged at: of a part that held in a period, the last such moment.

    ``said`` is the condition in words, by language, without those of its parts.
    """

    condition: Condition
    said: Mapping[str, str]
    answer: int
    here: Here
    proof: Proof
    doubt: Doubt | None = None
    refused: tuple[Refused, ...] = ()
    parts: tuple[Node, ...] = ()

    @property
    def values(self) -> Mapping[str, Value]:
        """The numbers behind it; of what its parts say already nothing."""
        if self.parts and not isinstance(self.condition, Score):
            return {}
        names = [name for name in NAMES if name in self.proof.values and name not in {"reasons", "unknown"}]
        return {name: self.proof.values[name] for name in names}

    @property
    def used(self) -> tuple[Reading, ...]:
        """The readings it rests on, in order of time; of what its parts say already nothing."""
        return () if self.parts else tuple(sorted(self.proof.readings))

    def to_json(self) -> dict[str, object]:
        """Write it for machines; what is empty is left out."""
        found: dict[str, object] = {
            "says": {**self.said},
            "answer": ANSWERS[self.answer],
            "at": _iso(self.here.at_s),
            "because": None if self.doubt is None else self.doubt.value,
            "numbers": numbers_of(self.values),
            "used": [{"arrival": number, "at": _iso(at_s)} for at_s, number in self.used],
            "refused": [
                {"arrival": each.number, "at": _iso(each.at_s), "value": each.value, "why": each.why.value}
                for each in self.refused
            ],
            "parts": [part.to_json() for part in self.parts],
        }
        return {name: value for name, value in found.items() if value not in (None, [], {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A rule and a patient at an instant. ``is_for`` says whether the rule is for the patient at all.

    ``told`` is the episode that is open; only then ``clear_when`` is read.
    """

    here: Here
    at_s: int
    is_for: bool
    told: Told | None
    settings: tuple[Used, ...]
    raise_when: Node
    unless: Node | None = None
    clear_when: Node | None = None

    def to_json(self) -> dict[str, object]:
        """Write it for machines."""
        rule = self.here.scene.rule
        trees = {"raise_when": self.raise_when, "unless": self.unless, "clear_when": self.clear_when}
        return {
            "rule": rule.name,
            "version": rule.version,
            "at": _iso(self.at_s),
            "is_for": self.is_for,
            "open_since": None if self.told is None else _iso(self.told.start_s),
            "settings": [
                {"name": used.name, "value": str(used.value), "origin": used.origin.value} for used in self.settings
            ],
            **{name: tree.to_json() for name, tree in trees.items() if tree is not None},
        }


def why_of(scene: Scene, who: int, at_s: int, told: Told | None = None, profile: Profile | None = None) -> Why:
    """Give the tree of one patient at the last look up to an instant; raises ValueError if the scene begins later.

    ``told`` is the episode that is open then. A setting that is as the patient's ``profile`` says is the profile's.
    """
    alone = scene.alone(who)
    place = int(np.searchsorted(alone.looks.at_s, at_s, side="right")) - 1
    if place < 0:
        raise ValueError(f"nothing is known of {_iso(at_s)} or before")
    here, rule = here_at(alone, place), scene.rule
    settings = tuple(_setting(here, setting, profile) for setting in rule.settings.values())
    tree = _Tree(here, settings)
    ending = None
    if told is not None and rule.clear_when is not None:
        ending = tree.node(here_at(_of_episode(alone, told), place), rule.clear_when)
    return Why(
        here=here,
        at_s=at_s,
        is_for=is_for(rule, alone.frame.charts[0]),
        told=told,
        settings=settings,
        raise_when=tree.node(here, rule.raise_when),
        unless=None if rule.unless is None else tree.node(here, rule.unless),
        clear_when=ending,
    )


def _of_episode(scene: Scene, told: Told) -> Scene:
    """Give the scene on which the end of an episode is judged."""
    rows = scene.frame.shape[0]
    since_s = np.full(rows, told.start_s)
    if told.level is None:
        return replace(scene, since_s=since_s, known={}, own={}, kept=Kept())
    top, known = np.full(rows, told.level.top), np.ones(rows, np.bool_)
    return replace(scene, since_s=since_s, level=Exact(top, told.level.bottom, known), known={}, own={}, kept=Kept())


def _setting(here: Here, setting: Setting, profile: Profile | None) -> Used:
    rule, frame = here.scene.rule, here.scene.frame
    own, is_set = frame.agreed(f"{rule.name}.{setting.name}", np.array([here.row]), np.array([here.at_s]))
    if not is_set[0]:
        return Used(name=setting.name, value=setting.value, origin=Origin.RULE)
    value = Quantity(int(own[0]), setting.value.unit)
    named = None if profile is None else profile.settings.get(rule.name, {}).get(setting.name)
    return Used(name=setting.name, value=value, origin=Origin.PROFILE if value == named else Origin.PATIENT)


class _Tree:
    """Makes the nodes of one rule, said with the settings that hold for the patient."""

    def __init__(self, here: Here, settings: tuple[Used, ...]) -> None:
        scene, values = here.scene, {used.name: used.value for used in settings}
        key = scene.rule.name, *values.values()
        if key not in scene.spoken:
            scene.spoken[key] = Spoken(scene.rule, scene.frame.rule_set, values)
        self._spoken = scene.spoken[key]

    def node(self, here: Here, condition: Condition) -> Node:
        """Judge a condition here, and its parts at the moments that count."""
        answer, said = here.answer(condition), self._spoken.condition(condition)
        node = Node(condition=condition, said=said, answer=answer, here=here, proof=here.proof(condition))
        match condition:
            case Group():
                parts = tuple(self._held(here, part, condition.within) for part in condition.parts)
                return replace(node, parts=parts)
            case Score():
                lines = [(line.points, self._held(here, line.when, condition.look_back)) for line in condition.lines]
                said_so = [replace(part, said=self._spoken.line(points, part.said)) for points, part in lines]
                return replace(node, parts=tuple(said_so))
            case Sequence():
                steps = [self._held(here, step, condition.within) for step in condition.steps]
                told = [replace(part, said=self._spoken.step(place, part.said)) for place, part in enumerate(steps)]
                return replace(node, parts=tuple(told))
            case _:
                doubt = doubt_of(here, condition) if answer == UNKNOWN else None
                return replace(node, doubt=doubt, refused=tuple(refused(here, condition)))

    def _held(self, here: Here, part: Condition, within: Period | None) -> Node:
        """Judge a part at the last moment of a period at which it was so, else now."""
        at = moment(here, part, within)
        node = self.node(here if at is None else at, part)
        if within is None or at is not None:
            return node
        answer = int(held_in(here.scene, here.truth(part), within)[here.place])
        # it may be no now, and have been in doubt at another moment of the period
        doubt = node.doubt or (Doubt.AT_TIMES if answer == UNKNOWN and not node.parts else None)
        return replace(node, answer=answer, doubt=doubt)


def _iso(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat()
