"""A small folder of rules that may be live, and words for what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from pages import AT
from rule_folder import TODAY, small_folder

from server.rules.activation.approval import Given, Part
from server.rules.activation.decision import Decision, decide
from server.rules.activation.piece import Piece, pieces_of
from server.rules.activation.release import Listed
from server.rules.language.burden import BURDEN, Burden, Cost, logic_of_cost, logic_of_costs
from server.rules.language.reading import read_folder

GAIN: Final = "weight-gain-2kg-3-days"
CURVE: Final = "weight-curve"
PATH: Final = f"weight/{GAIN}.yaml"
EVA, BO = "eva", "bo"


def with_status(files: Mapping[str, bytes], path: str, status: str) -> dict[str, bytes]:
    """Give the folder with one rule as far as this."""
    return edited(files, path, f"status: {status_in(files, path)}", f"status: {status}")


def status_in(files: Mapping[str, bytes], path: str) -> str:
    """Read how far a rule is."""
    return files[path].decode().partition("\nstatus: ")[2].partition("\n")[0]


def edited(files: Mapping[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """Give the folder with some words of one file replaced, which stand there once."""
    text = files[path].decode()
    assert text.count(old) == 1, (path, old)
    return {**files, path: text.replace(old, new).encode()}


def live_folder() -> dict[str, bytes]:
    """Give two rules with what they lean on: one is live, with all that a live rule needs but an approval."""
    return with_status({path: text for path, text in small_folder().items() if _is_here(path)}, PATH, "live")


def _is_here(path: str) -> bool:
    return "/" not in path or path in {PATH, f"weight/{CURVE}.yaml", "profiles/frail-elderly.yaml"}


def pieces(files: Mapping[str, bytes]) -> dict[str, Piece]:
    """Divide a folder."""
    return dict(_pieces(tuple(sorted(files.items()))))


def priced(files: Mapping[str, bytes], years: float = 10.0) -> dict[str, bytes]:
    """Give the folder with the burden of its rules kept beside them, as ``nara rules check --store`` binds it."""
    rules = read_folder(files, TODAY).proposed
    if rules is None:
        return dict(files)
    costs = {name: Cost(logic_of_cost(name, rules), 0.25, 0.125, 0.5) for name in rules.rules}
    burden = Burden(
        log="cohort", patients=10, patient_years=years, folder=Cost(logic_of_costs(rules), 2.0, 1.0, 3.0), rules=costs
    )
    return {**files, BURDEN: burden.to_bytes()}


@cache
def _pieces(files: tuple[tuple[str, bytes], ...]) -> dict[str, Piece]:
    reading = read_folder(dict(files), TODAY)
    assert reading.proposed is not None, [each.message("en") for each in reading.errors]
    return pieces_of(reading.proposed, dict(files))


def given(piece: Piece, who: str, part: Part, **more: Any) -> Given:
    """Let somebody approve a piece."""
    made = Given(piece=piece.name, version=piece.version, logic=piece.logic, use=piece.use, who=who, part=part, at=AT)
    return replace(made, **more)


def both(piece: Piece) -> list[Given]:
    """Let two people approve a piece, an hour apart."""
    return [given(piece, EVA, Part.CLINICAL), given(piece, BO, Part.SAFETY, at=AT + timedelta(hours=1))]


def listed(files: Mapping[str, bytes]) -> Listed:
    """Let the release stand behind every piece of a folder that somebody must stand behind."""
    return frozenset((each.logic, each.use.value, each.name) for each in pieces(files).values() if each.needs_approval)


def decided(
    files: Mapping[str, bytes],
    before: Mapping[str, bytes],
    *approvals: Given,
    release: Listed | None = None,
    today: date = TODAY,
) -> Decision:
    """Decide; the release stands behind what ran before unless said otherwise."""
    known = listed(before) if release is None else release
    return decide(files, read_folder(files, today), approvals, known, before)
