"""What is said of one patient by a command: by whom, as what, why, from when on; and the rules it is held against."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
from server.adapters.store.known_reading import KnownReader
from server.adapters.store.known_registry import keep_known
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import Registry, RegistryError
from server.commands.office import Office
from server.patients.known import Knowledge, Known, Role, Said
from server.patients.register import PatientEntry
from server.rules.activation.decision import runnable
from server.rules.language.phrase import closest
from server.rules.language.reading import DIARIES, Reading, read_folder
from server.rules.language.rule_set import RuleSet
from vitals.identity import PatientId

WHEN_HELP = "a day or an instant by the patient's own clock, such as 2026-11-20 or '2026-11-20 08:30'; now if not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A patient, what is known of the patient until now, and who says what is new."""

    registry: Registry
    person: PatientEntry
    known: Knowledge
    said: Said

    def keep(self, said: Sequence[Known], what: str, detail: str) -> None:
        """Write it down, audited; raises RegistryError."""
        keep_known(self.registry, said, what, detail)

    def when(self, text: str) -> datetime:
        """Read an instant as the patient's clock shows it; raises ValueError."""
        return read_instant(text, self.person.zone)

    def shown(self, at: datetime) -> str:
        """Write an instant as the patient's clock shows it."""
        return at.astimezone(ZoneInfo(self.person.zone)).strftime("%Y-%m-%d %H:%M")


def begin(office: Office, arguments: argparse.Namespace) -> Telling:
    """Look the patient up, and take who says it; raises RegistryError, ValueError."""
    registry, patient = office.registry(), PatientId(arguments.patient)
    person, known = known_of(office, patient)
    from_at = registry.now if arguments.from_at is None else read_instant(arguments.from_at, person.zone)
    reason = arguments.reason.strip()
    if arguments.needs_reason and not reason:
        raise ValueError("say why, with --reason: who reads it in a year was not there")
    return Telling(
        registry=registry,
        person=person,
        known=known,
        said=Said(
            patient=patient,
            from_at=from_at,
            who=arguments.by or registry.who,
            said_at=registry.now,
            role=getattr(arguments, "role", None) or "",
            reason=reason,
        ),
    )


def known_of(office: Office, patient: PatientId) -> tuple[PatientEntry, Knowledge]:
    """Read all that was said of a patient; raises RegistryError if there is no such patient."""
    found = KnownReader(office.engine).known(patient)
    if found is None:
        raise RegistryError(f"there is no patient {patient}: nara patient list")
    return found


def add_who(parser: argparse.ArgumentParser, *, needs_role: bool = False, needs_reason: bool = False) -> None:
    """Let a command be told who says it, as what, why, and from when on."""
    parser.add_argument("--from", dest="from_at", metavar="WHEN", help=WHEN_HELP)
    parser.add_argument("--by", metavar="NAME", help="who decided it, if not you: a name or a user name")
    parser.add_argument("--reason", required=needs_reason, default="", help="why; it is kept and shown")
    if needs_role:
        parser.add_argument("--role", required=True, choices=[*Role], help="as what it was decided")
    parser.set_defaults(needs_reason=needs_reason)


def read_instant(text: str, zone: str) -> datetime:
    """Read a day or an instant by the clock of a zone; raises ValueError that says how it is written.

    >>> read_instant("2026-11-20 08:30", "Europe/Stockholm").isoformat()
    '2026-11-20T07:30:00+00:00'
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time: write 2026-11-20, or '2026-11-20 08:30'") from None
    return (at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def read_rules() -> Reading:
    """Read the folder of rules that the server would take; raises RegistryError if there is none."""
    try:
        files = read_files(rule_folder())
    except RuleFolderError as problem:
        raise RegistryError(f"NARA_RULES: {problem}") from None
    return read_folder({name: text for name, text in files.items() if not name.endswith(DIARIES)}, _today())


def choose(word: str, known: Iterable[str], thing: str) -> None:
    """Refuse a word that is not of a closed list; raises RegistryError that names what there is, and the nearest."""
    names = sorted(known)
    if word not in names:
        near = closest(word, names)
        meant = f": did you mean {near}?" if near else "."
        raise RegistryError(f"there is no {thing} {word}{meant} There are {', '.join(names)}")


def rules_at_work(office: Office) -> RuleSet | None:
    """Give the rules that run; before any has run, those of the folder, None if they cannot be loaded."""
    running = SqlLedger(office.engine).activation()
    return read_rules().rule_set if running is None else runnable(running.files)


def rule_set(office: Office) -> RuleSet:
    """Give the rules that something is to be held against; raises RegistryError if there are none."""
    found = rules_at_work(office)
    if found is None:
        raise RegistryError("the rules cannot be loaded, so nothing can be held against them: nara rules check")
    return found


def _today() -> date:
    return datetime.now(UTC).date()
