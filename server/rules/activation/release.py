"""The release's own list: what of the shipped rules it stands behind, for evaluation only, until local people do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from server.rules.activation.piece import Piece, pieces_of
from server.rules.language.rule_set import RuleSet

RELEASE: Final = "hjartnara release"
"""How the release is named in a rule's ``approved``. It is no person, and its word is for evaluation."""
_LEAD: Final = """\
# What this release stands behind, for evaluation only: logic, use, and the name of the rule or the shared file.
# Made by `make docs`; docs/rules-live.md says what it is for.
"""

Listed = frozenset[tuple[str, str, str]]
"""(logic, use, name)."""


def release_list(rule_set: RuleSet, files: Iterable[str]) -> str:
    """Write the list of a folder: the files that rules lean on, and the rules whose approval is the release's."""
    lines = [
        f"{piece.logic} {piece.use} {piece.name}\n"
        for piece in pieces_of(rule_set, files).values()
        if piece.needs_approval and _is_of_release(piece, rule_set)
    ]
    return _LEAD + "".join(sorted(lines, key=lambda line: line.split()[2]))


def read_release(text: str) -> Listed:
    """Read the list; raises ValueError if a line is none of ours.

    >>> sorted(read_release("552053d3cbc1c883 live weight-gain-2kg-3-days"))
    [('552053d3cbc1c883', 'live', 'weight-gain-2kg-3-days')]
    """
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            logic, use, name = line.split()
            found.append((logic, use, name))
    return frozenset(found)


def is_listed(piece: Piece, listed: Listed) -> bool:
    """Tell whether the release stands behind a piece, as it is used."""
    return (piece.logic, piece.use.value, piece.name) in listed


def _is_of_release(piece: Piece, rule_set: RuleSet) -> bool:
    rule = rule_set.rules.get(piece.name)
    if rule is None:
        return True
    approved = rule.approved
    return approved is not None and approved.by == (RELEASE,) and approved.logic == piece.logic
