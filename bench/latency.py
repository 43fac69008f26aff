"""(b) How late an alert is at an ordinary rate: from publish to the transition committed, and to the row on the page.

A letter's time is when it was due, not when the generator came to it. The commit is seen by a second connection that
looks every millisecond, the page's event by a signed-in nurse who listens as a browser does.

example: python -m bench.latency --short
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.letters import generate, report_of
from bench.load import Load, yesterday
from bench.machine import cpu_s, memory_mb, percentile
from bench.product import CommitWatch, PageWatch, Product, lateness_ms
from bench.report import arguments, end_in_order, say, table, tell
from bench.throughput import Ground, flood_counting
from bench.town import Town


def measure(town: Town, load: Load, letters: Path, folder: Path, rate: float) -> dict[str, Any]:
    """Send one load at a rate and time every crossing."""
    with (
        Product(town, folder) as product,
        CommitWatch(product.database) as watch,
        PageWatch(product.web_port) as page,
    ):
        before = cpu_s(product.pid), cpu_s(product.broker_pid)
        report = report_of(generate(letters, product.mqtt_port, "--rate", str(rate)))
        is_complete = watch.wait_for(load.messages, 30)
        each_us = 1e6 / load.messages
        told: dict[str, Any] = {"a second": rate, "messages": load.messages, "crossings": len(report["marks"])}
        for name, seen_ns in (("committed", watch.raised_ns), ("on the page", page.new_ns)):
            late = lateness_ms(town, report["marks"], seen_ns)
            told[name] = len(late)
            told |= {f"{name}, p{share} ms": percentile(late, share / 100) for share in (50, 90, 99, 100)}
        return told | {
            "server us": (cpu_s(product.pid) - before[0]) * each_us,
            "broker us": (cpu_s(product.broker_pid) - before[1]) * each_us,
            "generator us": report["cpu_us_per_message"],
            "generator late at most, ms": report["longest_late_ms"],
            "messages a commit": load.messages / max(len(watch.committed), 1),
            "server MB": memory_mb(product.pid),
            "broker MB": memory_mb(product.broker_pid),
            "all done": is_complete,
        }


def measure_floor(town: Town, load: Load, letters: Path, folder: Path, rate: float) -> dict[str, Any]:
    """Send the same to who only hears, verifies and commits each message: the floor where none waits for another."""
    ground = Ground(folder=folder, town=town, messages=load.messages, signed=letters, plain=letters)
    run = flood_counting(ground, verifies=True, keeps=True, rate=rate)
    return {"floor: hears, verifies, commits each; us": run.server_us, "floor: its broker us": run.broker_us}


def main() -> None:
    """Measure and tell."""
    parser = arguments(__doc__ or "", "python -m bench.latency --short")
    parser.add_argument("--rate", type=float, default=500, help="messages a second (default 500)")
    parser.add_argument("--patients", type=int, help="how many; 800 cross of 2000 and more (default 2000, short 500)")
    parser.add_argument("--runs", type=int, help="how often (default 3, short 1)")
    parser.add_argument("--rows", type=int, help="weighings in the database before (default 1000000, short 20000)")
    told = parser.parse_args()
    end_in_order()
    patients = told.patients or (500 if told.short else 2_000)
    load = Load(last_day=yesterday(datetime.now(UTC)), patients=patients, two_of=max(5, patients // 400))
    runs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="nara-bench-") as name:
        folder = Path(name)
        say(f"a town of {load.patients} patients and {load.hubs} hubs")
        town = Town(folder / "town", load)
        town.fill(told.rows or (20_000 if told.short else 1_000_000))
        letters = town.write_letters(folder / "letters", load)
        for number in range(told.runs or (1 if told.short else 3)):
            say(f"run {number + 1}: {load.messages:,} letters at {told.rate:,.0f} a second")
            run = measure(town, load, letters, folder / "product", told.rate)
            runs.append(run | measure_floor(town, load, letters, folder / f"floor-{number}", told.rate))
    rows = [[key, *(run[key] for run in runs)] for key in runs[0]]
    heads = ["latency", *(f"run {number + 1}" for number in range(len(runs)))]
    tell({"latency": runs}, as_json=told.json, table=table(heads, rows))


if __name__ == "__main__":
    main()
