"""What a script of the bench says, to people and as JSON."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bench.machine import describe


def arguments(description: str, example: str) -> argparse.ArgumentParser:
    """Make the arguments that every script has."""
    parser = argparse.ArgumentParser(
        description=description, epilog=f"example: {example}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="a tenth of the load: to see that it works, not to quote")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    return parser


def end_in_order() -> None:
    """Let a SIGTERM stop what we started, as a Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def say(text: str) -> None:
    """Tell what is going on, beside the result."""
    print(text, file=sys.stderr, flush=True)


def tell(result: Mapping[str, Any], *, as_json: bool, table: str) -> None:
    """Print a result for whoever asked."""
    machine = describe()
    if as_json:
        print(json.dumps({"machine": machine, **result}))
    else:
        print(", ".join(f"{name} {value}" for name, value in machine.items()))
        print(table, flush=True)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Set a table: words to the left, numbers to the right.

    >>> print(table(["who", "rate"], [["product", 12_345.6], ["other", 7]]))
    who        rate
    product  12,346
    other         7
    """
    texts = [[_text(cell) for cell in row] for row in [heads, *rows]]
    widths = [max(len(row[place]) for row in texts) for place in range(len(heads))]
    lines = []
    for row in texts:
        first, *others = (
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([first, *others]).rstrip())
    return "\n".join(lines)


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "NO"
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:,.1f}" if abs(cell) >= 1 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
