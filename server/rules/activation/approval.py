"""An approval: a named person stands behind one piece of the rules, as it decides now; two of them let it be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.rules.activation.piece import Piece, reaches
from server.rules.language.rule import Status


class Part(StrEnum):
    """What somebody answers for: that it is right for patients, or that it cannot harm them by how it is made."""

    CLINICAL = "clinical"
    SAFETY = "safety"


class WhyNot(StrEnum):
    """Why somebody cannot approve."""

    NEEDS_NONE = "needs_none"
    """No nurse sees what comes of it."""
    ALREADY = "already"
    """It was approved so by the same person."""
    SAME_PERSON = "same_person"
    """The same person has taken the other part: two people must look."""
    WRONG_ROLE = "wrong_role"
    """A technician does not answer for what is right for patients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One person's approval of a piece, for a use, bound to the hash of its logic. It is never taken back or changed.

    ``who`` is a user name of the register.
    """

    piece: str
    version: str
    logic: str
    use: Status
    who: str
    part: Part
    at: datetime


def two_people(piece: Piece, given: Iterable[Given]) -> tuple[Given, Given] | None:
    """Find who stands behind a piece: one for the patients, another for safety; None unless there are both."""
    mine = sorted(_of(piece, given), key=lambda each: each.at)
    clinical = [each for each in mine if each.part is Part.CLINICAL]
    safety = [each for each in mine if each.part is Part.SAFETY]
    return next(((one, other) for one in clinical for other in safety if one.who != other.who), None)


def missing(piece: Piece, given: Iterable[Given]) -> tuple[Part, ...]:
    """Name the parts that nobody has taken yet."""
    taken = {each.part for each in _of(piece, given)}
    return tuple(part for part in Part if part not in taken)


def why_not(piece: Piece, given: Iterable[Given], who: str, role: str, part: Part) -> WhyNot | None:
    """Tell why a person of a role cannot take a part for a piece; None: the person can."""
    if not piece.needs_approval:
        return WhyNot.NEEDS_NONE
    if part is Part.CLINICAL and role == "technician":
        return WhyNot.WRONG_ROLE
    mine = {each.part for each in given if (each.piece, each.logic, each.who) == (piece.name, piece.logic, who)}
    if mine - {part}:
        return WhyNot.SAME_PERSON
    has_taken = any(each.who == who and each.part is part for each in _of(piece, given))
    return WhyNot.ALREADY if has_taken else None


def _of(piece: Piece, given: Iterable[Given]) -> list[Given]:
    """Give the approvals that hold for a piece: of the same logic, for this use or a wider one."""
    return [
        each
        for each in given
        if each.piece == piece.name and each.logic == piece.logic and reaches(each.use, piece.use)
    ]
