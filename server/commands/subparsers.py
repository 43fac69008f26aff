"""Groups of commands, each with a help that ends in an example."""

from __future__ import annotations

import argparse
from typing import TypeAlias

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  (argparse gives it no public name)
"""Where commands are added."""


def add_group(subparsers: Subparsers, name: str, about: str, example: str) -> Subparsers:
    """Add a group of commands and give where its members are added."""
    description = f"{about[0].upper()}{about[1:]}."
    group = subparsers.add_parser(name, help=about, description=description, epilog=f"example: {example}")
    return group.add_subparsers(required=True, metavar="COMMAND")
