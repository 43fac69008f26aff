"""``python -m simulator.radio.hub_on_bumble SOCKET run --dir …``: ``nara-hub`` on the virtual chip behind a socket.

The hub's own command runs unchanged, with its own bleak; only the machine under bleak is another.
"""

from __future__ import annotations

import sys
from importlib import metadata

from simulator.radio.bleak_backend import install
from simulator.radio.stack import StackOnSocket


def main(words: list[str]) -> int:
    """Install the stack, and run the hub's command; returns its exit status."""
    socket, *rest = words
    install(StackOnSocket(socket))
    (entry,) = metadata.entry_points(group="console_scripts", name="nara-hub")
    return int(entry.load()(rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
