"""``nara-hub``: the hub's commands."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path

from edge import decode, listing, pair
from vitals.version import __version__

LOG = logging.getLogger("nara.hub")
_FOLDER = "/var/lib/nara-hub"


def main(words: list[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    arguments = _parser().parse_args(words)
    try:
        return int(arguments.func(arguments))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nara-hub",
        description="The hub in a patient's home: reads scales and cuffs, loses nothing, sends to the server.",
        epilog="example: nara-hub decode --characteristic 2a9d 008c3c",
    )
    parser.add_argument("--version", action="version", version=f"nara-hub {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    decode.add_parser(commands)
    listing.add_parser(commands)
    run = commands.add_parser(
        "run",
        help="work as a hub",
        description="Work as a hub until told to stop. SIGHUP says that the network is back: it then tries at once.",
        epilog="example: nara-hub run --dir /var/lib/nara-hub",
    )
    _add_folder(run)
    run.add_argument("--indications", metavar="SOCKET", type=Path, help="take indications from this unix socket too")
    run.add_argument("--no-radio", action="store_true", help="leave the Bluetooth radio alone")
    run.add_argument(
        "--screen", metavar="PORT", type=int, help="show the patient's screen on this port, on loopback only"
    )
    run.add_argument("--quiet", action="store_true", help="say only what is wrong")
    run.set_defaults(func=_run)
    pair.add_parser(commands, _folder())
    provision = commands.add_parser(
        "provision",
        help="make this hub's keys, and take the server's answer",
        description="First --request: make the keys and write what the server needs. Then --bundle: take its answer.",
        epilog="example: nara-hub provision --request hub.request; then, on the server: nara hub add HOME"
        " --request hub.request --bundle hub.bundle; then: nara-hub provision --bundle hub.bundle",
    )
    _add_folder(provision)
    which = provision.add_mutually_exclusive_group(required=True)
    which.add_argument("--request", metavar="FILE", type=Path, help="write the request here")
    which.add_argument("--bundle", metavar="FILE", type=Path, help="the server's answer")
    provision.set_defaults(func=_provision)
    _add_join(commands)
    doctor = commands.add_parser(
        "doctor",
        help="examine this hub, and say what to do",
        description="Examine this hub: card, clock, Bluetooth, what it was told, certificate, broker."
        " A hub that runs goes on undisturbed. Status 1 if something is wrong.",
        epilog="examples: nara-hub doctor    nara-hub doctor --json --no-radio",
    )
    _add_folder(doctor)
    doctor.add_argument("--no-radio", action="store_true", help="leave the Bluetooth radio alone")
    doctor.add_argument("--json", action="store_true", help="print one JSON object per finding")
    doctor.set_defaults(func=_doctor)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    from edge.config import ConfigError, read_config
    from edge.ports import StorageError

    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it means "the network is back", and too early it means nothing
    level = logging.WARNING if arguments.quiet else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    try:
        config = read_config(arguments.dir, f"nara-hub {__version__}")
        if arguments.screen is not None:
            config = config.with_screen(arguments.screen)
        from edge.part import failures
        from edge.running import Doors, run_hub
    except ConfigError as problem:
        return _refuse("run", str(problem))
    except ImportError as problem:
        return _refuse("run", f"{problem.name} is missing: pip install 'hjartnara[edge]'")
    doors = Doors(
        has_radio=not arguments.no_radio,
        indications=arguments.indications,
        demo_clock=os.environ.get("NARA_DEMO_CLOCK"),
    )
    try:
        asyncio.run(_until_told_to_stop(run_hub(config, arguments.dir, doors)))
    except Exception as problem:  # the process ends with a sentence, and whoever started it starts it again
        for part, failure in failures(problem):
            is_ours = not isinstance(failure, OSError | StorageError | ImportError)
            LOG.critical("%s failed: %s", part, failure, exc_info=failure if is_ours else None)
        return 1
    return 0


async def _until_told_to_stop(work: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _provision(arguments: argparse.Namespace) -> int:
    from edge.adapters.keys import KeyRing
    from edge.provisioning import BundleError, install, request_of

    keys = KeyRing(arguments.dir)
    if arguments.request is not None:
        keys.make()
        arguments.request.write_text(json.dumps(request_of(keys)), encoding="utf-8")
        print(f"wrote {arguments.request}: give it to the server (nara hub add --help)")
        return 0
    try:
        install(arguments.dir, json.loads(arguments.bundle.read_text(encoding="utf-8")))
    except (BundleError, OSError, ValueError) as problem:
        return _refuse("provision", f"{arguments.bundle}: {problem}")
    print(f"this hub is provisioned in {arguments.dir}: start it with nara-hub run --dir {arguments.dir}")
    return 0


def _add_join(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    join = commands.add_parser(
        "join",
        help="become a hub of a server by its one-time code",
        description="Make this hub's keys, prove to the server that it knows the one-time code (nara hub invite), and"
        " take its certificate and settings. After a power cut or a lost answer: again, with the same code.",
        epilog="examples: nara-hub join 'https://nara.example/hub/join#...'"
        "    nara-hub join --server https://nara.example --code abcd-efgh-ijkl-mnop",
    )
    _add_folder(join)
    join.add_argument("invitation", nargs="?", metavar="TEXT", help="what the QR code holds, in quotes")
    join.add_argument("--server", metavar="URL", help="the server's address, where the code is typed")
    join.add_argument("--code", help="the one-time code")
    join.add_argument("--json", action="store_true", help="print one JSON object")
    join.set_defaults(func=_join)


def _join(arguments: argparse.Namespace) -> int:
    try:
        from edge.adapters.keys import need_certificates

        need_certificates()
        from edge.joining import run
    except ImportError as problem:
        return _refuse("join", f"{problem.name} is missing: pip install 'hjartnara[edge]'")
    return run(arguments)


def _doctor(arguments: argparse.Namespace) -> int:
    try:
        from edge.adapters.keys import need_certificates

        need_certificates()
        from edge.doctor import run
    except ImportError as problem:
        return _refuse("doctor", f"{problem.name} is missing: pip install 'hjartnara[edge]'")
    return run(arguments)


def _refuse(command: str, why: str) -> int:
    print(f"nara-hub {command}: {why}", file=sys.stderr)
    return 2


def _folder() -> Path:
    return Path(os.environ.get("NARA_HUB_DIR", _FOLDER))


def _add_folder(parser: argparse.ArgumentParser) -> None:
    folder = _folder()
    parser.add_argument("--dir", metavar="DIR", type=Path, default=folder, help=f"the hub's state folder ({folder})")


if __name__ == "__main__":
    sys.exit(main())
