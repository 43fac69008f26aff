"""``nara serve``: everything of the server: the broker as a child, and one process for pipeline and screens."""

from __future__ import annotations

import argparse
import logging
import sys

from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to ``nara``."""
    serve = subparsers.add_parser(
        "serve",
        help="run the server: broker, pipeline and screens",
        description="Run everything server-side until told to stop. Settings are NARA_… in the environment"
        " (docs/configuration.md); without any, it keeps its data in ~/.local/share/nara.",
        epilog="example: NARA_DATA=/srv/nara nara serve",
    )
    serve.add_argument("--quiet", action="store_true", help="say only what is wrong")
    serve.set_defaults(func=in_office(_serve))


def _serve(office: Office, arguments: argparse.Namespace) -> int:
    from server.adapters.broker import BrokerError
    from server.adapters.store.tenure import TakenError, tenure
    from server.running import Server

    level = logging.WARNING if arguments.quiet else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    try:
        with tenure(office.engine, office.config.data):
            return Server(office.config, office.engine).run()
    except (BrokerError, TakenError) as problem:
        sys.stderr.write(f"nara serve: {problem}\n")
        return 1
