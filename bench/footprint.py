"""(d) What a hub and a server take: memory, CPU and writes while nothing happens, and the time until they work.

The hub is ``nara-hub run`` with bleak on a D-Bus of its own (``bluez.py``) and on the server's broker over TLS, with a
scale and a cuff enrolled; its weighings come through a socket. It is measured after they were received, then left
alone, then started again with the patient's screen. Beside it stands the floor (``floor.py``): one Python that has
imported and connected what a hub cannot do without. The server has an empty database and one home.

example: python -m bench.footprint --short
"""

from __future__ import annotations

import argparse
import compileall
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.request import urlopen

from bench.bluez import Bluez, bluez
from bench.machine import bytes_written, children, cpu_s, memory_mb, own_mb
from bench.program import ROOT, begun
from bench.report import arguments, end_in_order, say, table, tell
from simulator.hub import HomeHub
from simulator.payload import WEIGHT_MEASUREMENT
from simulator.person import Person
from simulator.premises import Premises, free_ports, scale_address
from simulator.process import LongProcess
from simulator.town import Home

HOME: Final = Home(
    label="lindqvist",
    people=(Person(label="oskar", name="Oskar", personnummer="194303189817", matters="", usual_weight_g=80_000),),
)
NEIGHBOURS: Final = 10
_WITHIN_S: Final = 60.0
_SETTLES_S: Final = 3.0


def measure(folder: Path, weighings: int, idle_s: float, neighbours: int) -> dict[str, Any]:
    """Start a server and a hub, let the hub send, leave it alone, and look at both and at the floor."""
    with ExitStack() as at_the_end:
        air = at_the_end.enter_context(bluez(neighbours))
        premises = Premises(folder, [HOME], (datetime.now(UTC) - timedelta(days=30)).date())
        premises.set_up()
        at_the_end.callback(premises.close)
        hub, port = premises.hubs[HOME.label], int(premises.settings["NARA_MQTT_PORT"])
        premises.server.start()
        until(premises.server, "the broker is there")  # a record that nobody hears yet is sent again after ten seconds
        told = {**start(hub, air), **weigh(hub, weighings), **be_idle(pid_of(hub.process), idle_s)}
        told["hub with its screen, resident MB"] = screened_mb(hub)
        hub.stop()
        told["floor, resident MB"] = floor_mb(port, hub.folder)
        told["floor with cryptography, resident MB"] = floor_mb(port, hub.folder, "cryptography")
        server = pid_of(premises.server)
        (broker,) = children(server)
        return told | {"server, resident MB": memory_mb(server), "broker, resident MB": memory_mb(broker)}


def start(hub: HomeHub, air: Bluez) -> dict[str, Any]:
    """Start the hub with its radio, and tell when it has its line, and when it listens for devices."""
    hub.process.words.remove("--no-radio")
    began_s = time.monotonic()
    hub.start()
    up_s = until(hub.process, "the line is up") - began_s
    return {"hub has its line after s": up_s, "hub listens for devices after s": air.discovers_at_s() - began_s}


def weigh(hub: HomeHub, weighings: int) -> dict[str, Any]:
    """Let the scale indicate again and again."""
    pid, began_s = pid_of(hub.process), time.monotonic()
    hub.indicate(scale_address(HOME), WEIGHT_MEASUREMENT, weight_payload(0))
    hub.wait_until_empty()
    received_s, before_s = time.monotonic() - began_s, cpu_s(pid)
    for number in range(1, weighings):
        assert hub.indicate(scale_address(HOME), WEIGHT_MEASUREMENT, weight_payload(number)) is not None
    hub.wait_until_empty()
    return {
        "weighings received": weighings,
        "first weighing received after s": received_s,
        "hub ms of CPU a weighing": (cpu_s(pid) - before_s) * 1e3 / max(weighings - 1, 1),
        "hub, resident MB": memory_mb(pid),
        "hub, its own MB": own_mb(pid),
    }


def be_idle(pid: int, idle_s: float) -> dict[str, Any]:
    """Leave it alone, and tell what it took of a core and wrote to its card meanwhile."""
    time.sleep(_SETTLES_S)
    before_s, before = cpu_s(pid), bytes_written(pid)
    time.sleep(idle_s)
    return {
        "idle for s": idle_s,
        "hub, idle, % of a core": (cpu_s(pid) - before_s) * 100 / idle_s,
        "hub, idle, bytes written": bytes_written(pid) - before,
        "hub, after that, resident MB": memory_mb(pid),
    }


def screened_mb(hub: HomeHub) -> float:
    """Start the hub again with the patient's screen, look at a page, and give its memory."""
    (port,) = free_ports(1)
    hub.stop()
    hub.process.log.unlink()
    hub.process.words += ["--screen", str(port)]
    hub.start()
    until(hub.process, "the line is up")
    until(hub.process, "the screen is at")
    with urlopen(f"http://127.0.0.1:{port}/", timeout=_WITHIN_S) as page:
        page.read()
    return memory_mb(pid_of(hub.process))


def floor_mb(port: int, folder: Path, *more: str) -> float:
    """Give the memory of a Python that has imported and connected what a hub needs, and has nothing of ours."""
    with begun("-m", "bench.floor", str(port), str(folder), *more) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("connected")
            time.sleep(_SETTLES_S)
            return memory_mb(process.pid)
        finally:
            process.terminate()


def until(process: LongProcess, says: str) -> float:
    """Wait until its log says something; gives that instant on the monotonic clock, in seconds."""
    began_s = time.monotonic()
    while says not in process.log.read_text(encoding="utf-8"):
        assert time.monotonic() - began_s < _WITHIN_S, process.last_words()
        time.sleep(0.005)
    return time.monotonic()


def pid_of(process: LongProcess) -> int:
    """Give the number of a process that runs."""
    assert process.pid is not None, process.last_words()
    return process.pid


def weight_payload(number: int) -> bytes:
    """Make a Weight Measurement in kilograms, a little different each time (Weight Scale Service 1.0, 3.2.1)."""
    return b"\x00" + (16_000 + number % 100).to_bytes(2, "little")


def compile_the_product() -> None:
    """Compile it, as pip does when it installs it: a hub that has to do so at its start holds 4 MB more."""
    for package in ("edge", "vitals"):
        compileall.compile_dir(ROOT / package, quiet=1)


def main() -> None:
    """Measure and tell."""
    told = read_arguments()
    end_in_order()
    compile_the_product()
    runs = []
    for number in range(told.runs or (1 if told.short else 5)):
        with tempfile.TemporaryDirectory(prefix="nara-bench-") as name:
            say(f"run {number + 1}")
            weighings, idle_s = (50, 10.0) if told.short else (1_000, 100.0)
            runs.append(measure(Path(name), told.weighings or weighings, told.idle or idle_s, told.neighbours))
    rows = [
        [key, median(run[key] for run in runs), min(run[key] for run in runs), max(run[key] for run in runs)]
        for key in runs[0]
    ]
    tell({"footprint": runs}, as_json=told.json, table=table(["footprint", "median", "lowest", "highest"], rows))


def read_arguments() -> argparse.Namespace:
    """Read what is wanted."""
    parser = arguments(__doc__ or "", "python -m bench.footprint --short")
    parser.add_argument("--weighings", type=int, help="what the hub sends (default 1000, short 50)")
    parser.add_argument("--idle", type=float, metavar="S", help="how long it is left alone (default 100 s, short 10)")
    parser.add_argument(
        "--neighbours",
        type=int,
        default=NEIGHBOURS,
        help=f"Bluetooth devices next door, each of which says something new once a second (default {NEIGHBOURS})",
    )
    parser.add_argument("--runs", type=int, help="how often (default 5, short 1)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
