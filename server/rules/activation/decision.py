"""The decision: what of a folder of rules would run, all of it or nothing, and what keeps the rest from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from server.rules.activation.approval import Given, Part, missing, two_people
from server.rules.activation.piece import Piece, pieces_of
from server.rules.activation.release import Listed, is_listed
from server.rules.judging.plan import AWAKE
from server.rules.language.finding import Finding
from server.rules.language.reading import DIARIES, Reading, read_folder
from server.rules.language.rule_set import RuleSet

OVERDUE: Final = "E604"
"""The code of a review date that has passed: the rule runs on, and people are told."""
LETTERS_KEPT: Final = 4
"""What runs, what ships, and what would run in its place."""


class Light(StrEnum):
    """How a folder stands."""

    GREEN = "green"
    """All of it runs."""
    AMBER = "amber"
    """Something of it waits for approval, and what was approved last runs in its place; or a review is overdue."""
    BROKEN = "broken"
    """It cannot be read as a whole: what was approved last runs, all of it."""


class Lot(StrEnum):
    """What becomes of a piece."""

    RUNS = "runs"
    KEPT = "kept"
    """It is not approved as it is now: it runs as it was approved last."""
    WAITS = "waits"
    """It is not approved and never was: it does not run."""
    RETIRED = "retired"
    """It ran, and is not in the folder any more."""


NOT_YET: Final = frozenset({Lot.KEPT, Lot.WAITS})
"""What is not approved as it stands in the folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of one piece, who must still approve it, and by which rule it is replaced."""

    name: str
    lot: Lot
    version: str
    lacks: tuple[Part, ...] = ()
    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What would run: ``files`` to the letter, and the rules they make.

    ``on_release`` names the pieces behind which only the release stands. ``findings`` are what was found in the folder,
    and what keeps approved and kept texts from being mixed.
    """

    light: Light
    files: Mapping[str, bytes]
    rule_set: RuleSet
    verdicts: tuple[Verdict, ...] = ()
    on_release: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def named(self, lot: Lot) -> tuple[str, ...]:
        """Name the pieces of one lot."""
        return tuple(verdict.name for verdict in self.verdicts if verdict.lot is lot)


class NothingRunsError(Exception):
    """Not even what ran before can be read: the program and its stored rules do not belong together."""


def read_stored(files: Mapping[str, bytes]) -> Reading:
    """Read what was approved once: that a review has become due since stops no rule."""
    return _read(tuple(_rules_alone(files).items()))


@lru_cache(LETTERS_KEPT)
def _read(files: tuple[tuple[str, bytes], ...]) -> Reading:
    """Read files to the letter, once: a server that starts asks four times what runs."""
    return read_folder(dict(files), date.min)


def runnable(files: Mapping[str, bytes]) -> RuleSet:
    """Give the rules of files that ran; raises NothingRunsError."""
    reading = read_stored(files)
    if reading.proposed is None:
        raise NothingRunsError("; ".join(f"{each.file}: {each.message('en')}" for each in reading.errors))
    return reading.proposed


def decide(
    files: Mapping[str, bytes], reading: Reading, given: Iterable[Given], listed: Listed, before: Mapping[str, bytes]
) -> Decision:
    """Decide what of a folder would run, now that ``before`` ran: at the very first start, what ships.

    ``given`` are all approvals, ``listed`` is what the release stands behind. Raises NothingRunsError.
    """
    given, before = list(given), _rules_alone(before)
    base = runnable(before)
    running = pieces_of(base, before)
    if reading.proposed is None:
        return _as_before(before, base, (), _on_release(running.values(), given, listed), reading.errors)
    pieces = pieces_of(reading.proposed, files)
    lots = {name: _lot(piece, running.get(name), given, listed) for name, piece in pieces.items()}
    mixed = {pieces[name].path: files[pieces[name].path] for name, lot in lots.items() if lot is Lot.RUNS}
    mixed |= {running[name].path: before[running[name].path] for name, lot in lots.items() if lot is Lot.KEPT}
    verdicts = (*_verdicts(pieces, lots, given), *_retired(running, pieces, reading.proposed))
    result = read_stored(mixed)
    if result.proposed is None:
        found = (*reading.findings, *result.errors)
        waiting = tuple(verdict for verdict in verdicts if verdict.lot in NOT_YET)
        return _as_before(before, base, waiting, _on_release(running.values(), given, listed), found)
    waits = any(verdict.lot in NOT_YET for verdict in verdicts)
    is_overdue = any(finding.code == OVERDUE for finding in reading.findings)
    return Decision(
        light=Light.AMBER if waits or is_overdue else Light.GREEN,
        files=mixed,
        rule_set=result.proposed,
        verdicts=verdicts,
        on_release=_on_release(pieces_of(result.proposed, mixed).values(), given, listed),
        findings=reading.findings,
    )


def _lot(piece: Piece, ran: Piece | None, given: list[Given], listed: Listed) -> Lot:
    is_approved = not piece.needs_approval or is_listed(piece, listed) or two_people(piece, given) is not None
    if is_approved or (ran is not None and piece.is_as(ran)):
        return Lot.RUNS
    return Lot.WAITS if ran is None else Lot.KEPT


def _verdicts(pieces: Mapping[str, Piece], lots: Mapping[str, Lot], given: list[Given]) -> Iterable[Verdict]:
    for name, lot in lots.items():
        if pieces[name].use in AWAKE:
            lacks = missing(pieces[name], given) if lot in NOT_YET else ()
            yield Verdict(name=name, lot=lot, version=pieces[name].version, lacks=lacks)


def _retired(running: Mapping[str, Piece], pieces: Mapping[str, Piece], proposed: RuleSet) -> Iterable[Verdict]:
    """List what ran and is gone, or is there and runs no more."""
    for name, piece in running.items():
        rests = name in pieces and piece.use in AWAKE and pieces[name].use not in AWAKE
        if (name not in pieces and piece.use in AWAKE) or rests:
            heir = next((rule.name for rule in proposed.rules.values() if name in rule.replaces), "")
            yield Verdict(name=name, lot=Lot.RETIRED, version=piece.version, replaced_by=heir)


def _on_release(pieces: Iterable[Piece], given: list[Given], listed: Listed) -> tuple[str, ...]:
    return tuple(
        piece.name
        for piece in pieces
        if piece.needs_approval and two_people(piece, given) is None and is_listed(piece, listed)
    )


def _as_before(
    before: Mapping[str, bytes],
    base: RuleSet,
    verdicts: tuple[Verdict, ...],
    on_release: tuple[str, ...],
    findings: tuple[Finding, ...],
) -> Decision:
    return Decision(
        light=Light.BROKEN,
        files=before,
        rule_set=base,
        verdicts=verdicts,
        on_release=on_release,
        findings=findings,
    )


def _rules_alone(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out the diaries: they run nothing."""
    return {path: text for path, text in files.items() if not path.endswith(DIARIES)}
