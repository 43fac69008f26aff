"""``nara patient event``: what has happened to a patient, or goes on; ended or voided, and never erased."""

from __future__ import annotations

import argparse

from server.adapters.store.registry import RegistryError
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers
from server.commands.telling import WHEN_HELP, Telling, add_who, begin, choose, read_rules
from server.patients.known import LASTING, Happening, as_told_last, ended_by, retold


def add_parsers(patient: Subparsers) -> None:
    """Add the command to ``nara patient``."""
    event = patient.add_parser(
        "event",
        help="note what happened to a patient, end what goes on, or say that it never was",
        description="Note an event of signals.yaml. admitted, travelling and plan_paused go on until they are ended,"
        " and no weight is planned meanwhile; a discharge ends a stay.",
        epilog="example: nara patient event PATIENT travelling --from 2026-12-20 --until 2027-01-06",
    )
    event.add_argument("patient", help="the patient's id")
    event.add_argument("kind", nargs="?", help="what happened; nara patient event PATIENT ? lists what there is")
    event.add_argument("--until", metavar="WHEN", help=f"when it ends or ended: {WHEN_HELP.partition(';')[0]}")
    event.add_argument("--end", type=int, metavar="NUMBER", help="end this one, now or --until")
    event.add_argument("--void", type=int, metavar="NUMBER", help="this one never was; needs --reason")
    add_who(event)
    event.set_defaults(func=in_office(_event))


def _event(office: Office, arguments: argparse.Namespace) -> int:
    asked = [each for each in (arguments.kind, arguments.end, arguments.void) if each is not None]
    if len(asked) != 1:
        raise RegistryError("say one thing: what happened, or --end NUMBER, or --void NUMBER (nara patient show)")
    telling = begin(office, arguments)
    if arguments.end is not None:
        return _end(telling, arguments)
    if arguments.void is not None:
        return _void(telling, arguments)
    return _note(telling, arguments)


def _note(telling: Telling, arguments: argparse.Namespace) -> int:
    kind = arguments.kind
    choose(kind, read_rules().signals.events, "event")
    until_at = None if arguments.until is None else telling.when(arguments.until)
    new = Happening(**telling.said, kind=kind, until_at=until_at)
    if until_at is not None and until_at <= new.from_at:
        raise RegistryError("it ends before it begins: --until must be later than --from")
    ended = ended_by(new, telling.known.happenings)
    telling.keep([*ended, new], "event_noted", kind)
    lasts = "" if kind not in LASTING else "; it goes on" if until_at is None else f", until {telling.shown(until_at)}"
    print(f"{kind} from {telling.shown(new.from_at)}{lasts}")
    if ended:
        print("and with it the stay in hospital has ended")
    return 0


def _end(telling: Telling, arguments: argparse.Namespace) -> int:
    found = _find(telling, arguments.end)
    at = telling.said["from_at"] if arguments.until is None else telling.when(arguments.until)
    if at <= found.from_at:
        raise RegistryError(f"it began {telling.shown(found.from_at)} and cannot end before; if it never was: --void")
    if found.kind not in LASTING and found.until_at is None:
        raise RegistryError(f"{found.kind} has no length and cannot be ended; if it never was: --void")
    telling.keep([retold(found, telling.said, at)], "event_ended", f"{found.event} {found.kind}")
    print(f"{found.kind} ended {telling.shown(at)}")
    return 0


def _void(telling: Telling, arguments: argparse.Namespace) -> int:
    if not telling.said["reason"]:
        raise RegistryError("say why it never was, with --reason: the row stays, and somebody may have acted on it")
    found = _find(telling, arguments.void)
    telling.keep(
        [retold(found, telling.said, found.until_at, is_void=True)], "event_voided", f"{found.event} {found.kind}"
    )
    print(f"{found.kind} of {telling.shown(found.from_at)} never was; the row stays")
    return 0


def _find(telling: Telling, number: int) -> Happening:
    told = {each.event: each for each in as_told_last(telling.known.happenings)}
    found = told.get(number)
    if found is None or found.is_void:
        there = ", ".join(f"{each.event} {each.kind}" for each in told.values() if not each.is_void) or "none"
        raise RegistryError(f"the patient has no event {number}; there are: {there}")
    return found
