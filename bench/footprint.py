"""(d) What a hub and a server take: memory, and the time until they work.

The hub is ``nara-hub run`` on the server's broker over TLS, measured after its weighings were received; its radio is
not (there is none here). The server is measured when it has started with an empty database and one home.

example: python -m bench.footprint --short
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import psutil

from bench.machine import children, cpu_s, memory_mb
from bench.report import arguments, end_in_order, say, table, tell
from simulator.payload import WEIGHT_MEASUREMENT
from simulator.person import Person
from simulator.premises import Premises, scale_address
from simulator.town import Home

HOME: Final = Home(
    label="lindqvist",
    people=(Person(label="oskar", name="Oskar", personnummer="194303189817", matters="", usual_weight_g=80_000),),
)


def measure(folder: Path, weighings: int) -> dict[str, Any]:
    """Start a server and a hub, let the hub send, and look at both."""
    premises = Premises(folder, [HOME], (datetime.now(UTC) - timedelta(days=30)).date())
    premises.set_up()
    hub = premises.hubs[HOME.label]
    try:
        premises.server.start()
        began_s = time.monotonic()
        hub.start()
        hub.queue_depth()
        answers_s = time.monotonic() - began_s
        hub.indicate(scale_address(HOME), WEIGHT_MEASUREMENT, weight_payload(0))
        hub.wait_until_empty()
        received_s = time.monotonic() - began_s
        assert hub.process.pid is not None
        assert premises.server.pid is not None
        before_s = cpu_s(hub.process.pid)
        for number in range(1, weighings):
            assert hub.indicate(scale_address(HOME), WEIGHT_MEASUREMENT, weight_payload(number)) is not None
        hub.wait_until_empty()
        (broker,) = children(premises.server.pid)
        return {
            "weighings received": weighings,
            "hub, resident MB": memory_mb(hub.process.pid),
            "hub, its own MB": round(psutil.Process(hub.process.pid).memory_full_info().uss / 1e6, 1),
            "hub answers after s": answers_s,
            "first weighing received after s": received_s,
            "hub ms of CPU a weighing": (cpu_s(hub.process.pid) - before_s) * 1e3 / max(weighings - 1, 1),
            "server, resident MB": memory_mb(premises.server.pid),
            "broker, resident MB": memory_mb(broker),
        }
    finally:
        premises.close()


def weight_payload(number: int) -> bytes:
    """Make a Weight Measurement in kilograms, a little different each time (Weight Scale Service 1.0, 3.2.1)."""
    return b"\x00" + (16_000 + number % 100).to_bytes(2, "little")


def main() -> None:
    """Measure and tell."""
    parser = arguments(__doc__ or "", "python -m bench.footprint --short")
    parser.add_argument("--weighings", type=int, help="what the hub sends (default 1000, short 50)")
    parser.add_argument("--runs", type=int, help="how often (default 5, short 1)")
    told = parser.parse_args()
    end_in_order()
    runs = []
    for number in range(told.runs or (1 if told.short else 5)):
        with tempfile.TemporaryDirectory(prefix="nara-bench-") as name:
            say(f"run {number + 1}")
            runs.append(measure(Path(name), told.weighings or (50 if told.short else 1_000)))
    rows = [
        [key, median(run[key] for run in runs), min(run[key] for run in runs), max(run[key] for run in runs)]
        for key in runs[0]
    ]
    tell({"footprint": runs}, as_json=told.json, table=table(["footprint", "median", "lowest", "highest"], rows))


if __name__ == "__main__":
    main()
