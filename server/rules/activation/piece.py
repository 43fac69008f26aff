"""A piece of a rule folder: what people approve one by one, a rule or a file that all rules lean on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.rules.language.logic import DIGITS, canonical, logic
from server.rules.language.order import SEEN
from server.rules.language.reading import PROFILES, SEVERITIES, SIGNALS, SYMPTOMS, block_of
from server.rules.language.rule import Status
from server.rules.language.rule_set import RuleSet

NO_VERSION: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A rule by its name, or a shared file by its path; ``logic`` is the hash of all that it decides by.

    ``use`` is how far it has come: its status if it is a rule, live if rules lean on it.
    """

    name: str
    path: str
    version: str
    logic: str
    use: Status

    @property
    def needs_approval(self) -> bool:
        """Tell whether a nurse may see what comes of it: drafts, shadows and the retired need nobody's word."""
        return self.use in SEEN

    def is_as(self, other: Piece) -> bool:
        """Tell whether it decides what another decides, and is used no further than that."""
        return self.logic == other.logic and reaches(other.use, self.use)


def reaches(granted: Status, wanted: Status) -> bool:
    """Tell whether what is good for one use is good for another: what may be live may be tried out.

    >>> reaches(Status.LIVE, Status.PILOT), reaches(Status.PILOT, Status.LIVE)
    (True, False)
    """
    return granted is wanted or (granted is Status.LIVE and wanted is Status.PILOT)


def pieces_of(rule_set: RuleSet, files: Iterable[str]) -> dict[str, Piece]:
    """Divide a folder that was read into its pieces, by their names; ``files`` are its paths."""
    paths = {path.rpartition("/")[2].removesuffix(".yaml"): path for path in files if block_of(path) == "rule"}
    found = [
        Piece(name=name, path=paths[name], version=rule.version, logic=logic(rule), use=rule.status)
        for name, rule in rule_set.rules.items()
    ]
    found += [
        _shared(SIGNALS, rule_set.signals),
        _shared(SEVERITIES, rule_set.severities),
        _shared(SYMPTOMS, rule_set.symptoms),
    ]
    found += [_shared(f"{PROFILES}{name}.yaml", profile) for name, profile in rule_set.profiles.items()]
    return {piece.name: piece for piece in found}


def digest_of(files: Mapping[str, bytes]) -> str:
    """Give one hash of some files, names and bytes: two folders with the same are the same to the letter.

    >>> digest_of({"a": b"1", "b": b"2"}) == digest_of({"b": b"2", "a": b"1"}), digest_of({})[:4]
    (True, 'e3b0')
    """
    parts = [f"{path}\0{hashlib.sha256(text).hexdigest()}\n" for path, text in sorted(files.items())]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _shared(path: str, thing: object) -> Piece:
    text = json.dumps(canonical(thing), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    known = hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
    return Piece(name=path, path=path, version=NO_VERSION, logic=known, use=Status.LIVE)
