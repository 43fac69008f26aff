"""Where rules are approved and tried out: the folder is read, a person of the register says it, and it is kept."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import RegistryError
from server.adapters.store.rule_registry import approve, try_out
from server.commands.office import Office, in_office
from server.commands.price_listing import price_line
from server.commands.telling import choose
from server.rules.activation.approval import Given, Part, missing, two_people
from server.rules.activation.piece import Piece, pieces_of
from server.rules.activation.price import NoPrice, kept_burden, price_of
from server.rules.diary.case import DiaryError
from server.rules.diary.play import verdicts_of
from server.rules.diary.script import scripts_of
from server.rules.diary.shelf import cases_of
from server.rules.language.burden import BURDEN, Burden
from server.rules.language.reading import DIARIES, Reading, read_folder
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet

_PARTS: Final[Mapping[Part, str]] = {
    Part.CLINICAL: "somebody who answers for that it is right for patients (--role clinical)",
    Part.SAFETY: "somebody who answers for that it is safe (--role safety)",
}

_MEASURE: Final = "nara rules check FOLDER --log DIR --store measures it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A folder of rules as it is read now: its files, diaries and all, and what they say."""

    files: Mapping[str, bytes]
    reading: Reading
    read_at: datetime

    def rules(self) -> RuleSet:
        """Give its rules; raises RegistryError if it cannot be read."""
        if self.reading.proposed is None:
            raise RegistryError("the folder cannot be read, so nothing in it can be used: nara rules check")
        return self.reading.proposed

    def burden(self) -> Burden | None:
        """Give what its rules were measured to cost; None if nobody has measured."""
        return kept_burden(self.files.get(BURDEN))


def shelf(named: str | None, now: datetime) -> Shelf:
    """Read a folder; raises RegistryError if there is none."""
    try:
        files = read_files(rule_folder(named))
    except RuleFolderError as problem:
        raise RegistryError(str(problem)) from None
    rules = {name: text for name, text in files.items() if not name.endswith(DIARIES)}
    return Shelf(files=files, reading=read_folder(rules, now.date()), read_at=now)


def failing(rules: Iterable[str], rule_set: RuleSet, files: Mapping[str, bytes]) -> list[str]:
    """Name those of some rules whose diaries, beside them in a folder, tell otherwise than the engine."""
    return [name for name in sorted(rules) if not _is_good(rule_set.rules[name], rule_set, files)]


def _is_good(rule: Rule, rule_set: RuleSet, files: Mapping[str, bytes]) -> bool:
    try:
        scripts = scripts_of(cases_of(rule, rule_set, files), rule_set.signals)
    except DiaryError:
        return False
    return all(verdict.is_good for verdict in verdicts_of(scripts, rule, rule_set))


@in_office
def approve_pieces(office: Office, arguments: argparse.Namespace) -> int:
    """Approve pieces of the folder as they are now."""
    registry = office.registry()
    found = shelf(arguments.rules, registry.now)
    pieces = pieces_of(found.rules(), found.files)
    for name in arguments.piece:
        choose(name, pieces, "rule or shared file")
    chosen = [pieces[name] for name in dict.fromkeys(arguments.piece)]
    prices = [*_prices(chosen, found)]
    is_proved = office.prove([arguments.by])
    approve(registry, chosen, arguments.by, Part(arguments.role), is_proved=is_proved, prices=prices)
    given = SqlLedger(office.engine).approvals()
    for piece in chosen:
        print("\n".join(_told(piece, given)))
    for price in prices:
        print(f"costs {price}")
    return 0


@in_office
def pilot_rule(office: Office, arguments: argparse.Namespace) -> int:
    """Say in which units a rule is tried out."""
    registry = office.registry()
    rules = shelf(arguments.rules, registry.now).rules().rules
    choose(arguments.rule, rules, "rule")
    try_out(registry, arguments.rule, arguments.unit, is_in=not arguments.remove)
    what = "no longer tried out in" if arguments.remove else "tried out in"
    print(f"{arguments.rule} is {what} {', '.join(arguments.unit)} from the next nara rules activate on")
    status = rules[arguments.rule].status
    if status is not Status.PILOT:
        print(f"it is {status} in the folder: only a rule whose status is pilot is shown in some units alone")
    return 0


def _prices(chosen: Iterable[Piece], found: Shelf) -> Iterable[str]:
    """Say what pieces that nurses would see cost; raises RegistryError if one has not shown it as it is now."""
    for piece in chosen:
        if piece.needs_approval:
            price = price_of(piece.name, found.rules(), found.burden())
            line = price_line(piece.name, price, "en")
            if isinstance(price, NoPrice):
                raise RegistryError(f"{line}, and nobody stands behind what has shown no price: {_MEASURE}")
            yield line


def _told(piece: Piece, given: Sequence[Given]) -> list[str]:
    """Say who stands behind a piece now, and what is still to be done."""
    head = f"{piece.name} {piece.version}, logic {piece.logic}, as {piece.use}"
    both = two_people(piece, given)
    if both is None:
        lacks = " and ".join(_PARTS[part] for part in missing(piece, given))
        return [head, f"    approved in part; it waits for {lacks}"]
    names = ", ".join(each.who for each in both)
    lines = [head, f"    approved by {names}: nara rules activate lets it run"]
    if not piece.path.endswith(piece.name):
        lines.append(f"    in {piece.path}, for whoever reads it there:")
        lines.append(f"    approved: {{by: [{names}], for: care, logic: {piece.logic}}}")
    return lines
