"""``nara``: the server's commands. Each imports only what it needs: an extra that is not there harms no other."""

from __future__ import annotations

import argparse
import importlib
import sys

from vitals.version import __version__

_COMMANDS = {
    "serve": ("serve", "server"),
    "enrol": ("enrolment", "server"),
    "account": ("people", "server"),
    "patient": ("people", "server"),
    "home": ("homes", "server"),
    "hub": ("homes", "server"),
    "device": ("homes", "server"),
    "unit": ("units", "server"),
    "audit": ("audit", "server"),
    "export": ("exporting", "server"),
    "import": ("importing", "server"),
    "rules": ("rules", "rules"),
    "demo": ("demo", "demo"),
    "simulate": ("simulate", "demo"),
}
"""Which file of ``server/commands`` holds a command, and which extra it needs."""
_OURS = frozenset({"server", "vitals"})
_ABOUT = {
    "serve": "run the server: broker, pipeline and screens",
    "enrol": "take in a list of homes, hubs, devices and people",
    "account": "who may sign in",
    "patient": "enrol patients and assign devices",
    "home": "groups of people who share devices",
    "hub": "the small computers in the homes",
    "device": "scales and cuffs",
    "unit": "care units: who reads, when, and how each is reached",
    "audit": "who saw and did what",
    "export": "write the observation log of the people in care",
    "import": "take an observation log in as history",
    "rules": "what the rules are",
    "demo": "show what the product is for, with invented people",
    "simulate": "write a log of invented patients, to try rules on",
}


def main(words: list[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    words = sys.argv[1:] if words is None else words
    name = words[0] if words else ""
    if name not in _COMMANDS:
        _overview().parse_args(words or ["--help"])
        return 2
    file, extra = _COMMANDS[name]
    try:
        module = importlib.import_module(f"server.commands.{file}")
    except ImportError as problem:
        if (problem.name or "").partition(".")[0] in _OURS:
            raise
        sys.stderr.write(f"nara {name}: {problem.name} is missing: pip install 'hjartnara[{extra}]'\n")
        return 2
    parser = argparse.ArgumentParser(prog="nara")
    module.add_parsers(parser.add_subparsers(required=True, metavar="COMMAND"))
    arguments = parser.parse_args(words)
    try:
        return int(arguments.func(arguments))
    except KeyboardInterrupt:
        return 130


def _overview() -> argparse.ArgumentParser:
    """Make the help that names every command without importing any."""
    parser = argparse.ArgumentParser(
        prog="nara",
        description="The server of Hjärtnära: takes in what hubs send, judges it, shows nurses who needs them.",
        epilog="\n".join(
            [*(f"  {name:<9}{about}" for name, about in _ABOUT.items()), "", "example: nara rules --help"]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"nara {__version__}")
    parser.add_argument("command", choices=sorted(_COMMANDS), metavar="COMMAND", help="one of those below")
    return parser


if __name__ == "__main__":
    sys.exit(main())
