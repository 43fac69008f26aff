"""``nara audit``: look whether the record of who saw and did what is whole."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy import select

from server.adapters.store import schema
from server.adapters.store.chain import read_chain
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers, add_group
from server.ledger.audit import is_whole


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to ``nara``."""
    audit = add_group(subparsers, "audit", "who saw and did what", "nara audit verify")
    verify = audit.add_parser("verify", help="check that no row of the audit was changed or taken out")
    verify.set_defaults(func=in_office(_verify))


def _verify(office: Office, _: argparse.Namespace) -> int:
    with office.engine.connect() as connection:
        chains = connection.execute(select(schema.AUDIT.c.chain).distinct().order_by(schema.AUDIT.c.chain)).scalars()
        found = {chain: read_chain(connection, chain) for chain in chains}
    broken = [chain for chain, rows in found.items() if rows[0].number != 1 or not is_whole(rows)]
    for chain, rows in found.items():
        print(f"{chain}: {len(rows)} rows, {'BROKEN' if chain in broken else 'whole'}")
    if broken:
        sys.stderr.write("nara audit: somebody has changed the audit; restore it from a backup and find out who\n")
    return 1 if broken else 0
