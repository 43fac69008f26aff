"""What combinations rest on: the parts that were so, each at the moment that counts, and those that cannot be told."""

from __future__ import annotations

from collections.abc import Sequence as Ordered
from fractions import Fraction

import numpy as np

from server.rules.judging.amounts import amount
from server.rules.judging.gatherings import held_in, is_of_days, points, start_s_of
from server.rules.judging.proof import Here, Proof, first_of
from server.rules.judging.reasons import reason, steps_in_words, subject_of
from server.rules.judging.truth import UNKNOWN, YES
from server.rules.judging.value import Count, Figure, Listed, Value
from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.quantity import Period, Unit


def group(here: Here, condition: Group) -> Proof:
    """Give the values of the parts that were so, and name them."""
    at = [moment(here, part, condition.within) for part in condition.parts]
    doubtful = [part for part in condition.parts if _is_unknown(here, part, condition.within)]
    unknown = listed_unknown(here, condition.parts, doubtful)
    if condition.gathering is Gathering.NONE:
        return Proof({"unknown": unknown})
    so = [(part, look) for part, look in zip(condition.parts, at, strict=True) if look is not None]
    proofs = [look.proof(part) for part, look in so]
    said = {
        language: tuple(reason(wording, part, proof) for (part, _), proof in zip(so, proofs, strict=True))
        for language, wording in here.wordings.items()
    }
    places = tuple(place for place, look in enumerate(at, 1) if look is not None)
    values: dict[str, Value] = {"reasons": Listed(places, said), "unknown": unknown}
    return Proof({**first_of(proofs), **values}, frozenset().union(*(proof.readings for proof in proofs)))


def moment(here: Here, part: Condition, within: Period | None) -> Here | None:
    """Give the look at which a part was last yes in the period: here, if it has none; None if at none."""
    if within is None:
        return here if here.answer(part) == YES else None
    first = int(here.scene.looks.at_or_before(start_s_of(here.scene, within))[here.place])
    places = np.flatnonzero(here.truth(part)[first : here.place + 1] == YES)
    return here.at(first + int(places[-1])) if len(places) else None


def _is_unknown(here: Here, part: Condition, within: Period | None) -> bool:
    truth = here.truth(part)
    if within is not None:
        truth = held_in(here.scene, truth, within)
    return bool(truth[here.place] == UNKNOWN)


def listed_unknown(here: Here, parts: Ordered[Condition], doubtful: Ordered[Condition]) -> Listed:
    """Name the parts that cannot be told, each thing once."""
    said = {
        language: tuple(dict.fromkeys(subject_of(wording, part) for part in doubtful))
        for language, wording in here.wordings.items()
    }
    return Listed(tuple(place for place, part in enumerate(parts, 1) if part in doubtful), said)


def score(here: Here, condition: Score) -> Proof:
    """Give the sum, the most there is, the limit, and the lines that made it (rule 24)."""
    sure, _ = points(here.scene, condition)
    lines, parts = condition.lines, [line.when for line in condition.lines]
    at = [moment(here, part, condition.look_back) for part in parts]
    proofs = [None if look is None else look.proof(part) for part, look in zip(parts, at, strict=True)]
    said = {
        language: tuple(
            f"{reason(wording, line.when, proof)} ({line.points})"
            for line, proof in zip(lines, proofs, strict=True)
            if proof is not None
        )
        for language, wording in here.wordings.items()
    }
    bound = amount(here.scene, condition.amount, 1, np.array([here.row]), np.array([here.at_s]))
    limit = Fraction(int(bound.top.reshape(-1)[0]), int(np.reshape(bound.bottom, -1)[0]))
    values: dict[str, Value] = {
        "now": Count(int(sure[here.place])),
        "limit": Figure(amount=limit, unit=Unit.POINTS, is_written=True),
        "of": Count(sum(line.points for line in lines)),
        "reasons": Listed(tuple(place for place, proof in enumerate(proofs, 1) if proof is not None), said),
        "unknown": listed_unknown(
            here, parts, [part for part in parts if _is_unknown(here, part, condition.look_back)]
        ),
    }
    return Proof(values, frozenset().union(*(proof.readings for proof in proofs if proof is not None)))


def sequence(here: Here, condition: Sequence) -> Proof:
    """Give each step at the moment it became so, the last ones that fit (rule 25)."""
    looks, place = here.scene.looks, here.place
    at: list[Here] = []
    for number in range(len(condition.steps) - 1, -1, -1):
        onsets = np.flatnonzero(looks.onsets(here.truth(condition.steps[number]), YES)[: place + 1])
        if not len(onsets):
            break
        found = int(onsets[-1])
        at.insert(0, here.at(found))
        place = _before(here, condition, number, found) - 1
    steps = condition.steps[len(condition.steps) - len(at) :]
    proofs = [look.proof(step) for look, step in zip(at, steps, strict=True)]
    said = {
        language: (
            steps_in_words(wording, [reason(wording, step, proof) for step, proof in zip(steps, proofs, strict=True)]),
        )
        for language, wording in here.wordings.items()
    }
    listed = Listed(tuple(range(len(condition.steps) - len(at) + 1, len(condition.steps) + 1)), said)
    return Proof({**first_of(proofs), "reasons": listed}, frozenset().union(*(proof.readings for proof in proofs)))


def _before(here: Here, condition: Sequence, number: int, place: int) -> int:
    """Give the look before which the step before must have begun: this one, or the first of its day."""
    signals = here.scene.frame.rule_set.signals
    if number == 0 or not any(is_of_days(step, signals) for step in condition.steps[number - 1 : number + 1]):
        return place
    looks, frame = here.scene.looks, here.scene.frame
    return int(np.searchsorted(looks.at_s, frame.starts_s[looks.day[place]]))
