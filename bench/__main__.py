"""All four measurements, short by default; with ``--full`` as docs/performance.md quotes them (half an hour).

example: python -m bench
"""

from __future__ import annotations

import argparse
import sys

from bench.program import begun

SCRIPTS = ("throughput", "latency", "exactness", "footprint")


def main() -> int:
    """Run one script after another, each in its own process; the worst status counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the full loads and runs")
    parser.add_argument("--json", action="store_true", help="one JSON object a script")
    told = parser.parse_args()
    words = [] if told.full else ["--short"]
    words += ["--json"] if told.json else []
    worst = 0
    for name in SCRIPTS:
        if not told.json:
            print(f"\n== {name} {' '.join(words)}", flush=True)
        with begun("-m", f"bench.{name}", *words) as script:
            for line in script.stdout or ():
                print(line, end="", flush=True)
        worst = max(worst, script.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
