"""``nara audit``: look whether the record of who saw and did what is whole."""

from __future__ import annotations

import argparse
import sys

from server.adapters.store.chain import read_chains
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers, add_group
from server.ledger.audit import is_whole


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to ``nara``."""
    audit = add_group(subparsers, "audit", "who saw and did what", "nara audit verify")
    verify = audit.add_parser("verify", help="check that no row of the audit was changed or taken out")
    verify.set_defaults(func=in_office(_verify))


def _verify(office: Office, _: argparse.Namespace) -> int:
    found = read_chains(office.engine)
    broken = [chain for chain, rows in found.items() if rows[0].number != 1 or not is_whole(rows)]
    for chain, rows in found.items():
        print(f"{chain}: {len(rows)} rows, {'BROKEN' if chain in broken else 'whole'}")
    if broken:
        sys.stderr.write("nara audit: somebody has changed the audit; restore it from a backup and find out who\n")
    return 1 if broken else 0
