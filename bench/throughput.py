"""(a) How many weighings a second become durable and judged, beside what others do with the same load.

*Paced*: the product alone, at a rate, on a database that is not empty: does a backlog grow, and how late is a
transition? *Flooded*: everything at once, product and others in turn: how fast is it worked off?

example: python -m bench.throughput --short
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.judge import Judge
from bench.letters import generate, report_of
from bench.load import Load, yesterday
from bench.machine import cpu_s, memory_mb, percentile, started_by
from bench.mosquitto import Mosquitto
from bench.peer import Peer, write_plain_letters
from bench.product import CommitWatch, Product, lateness_ms
from bench.program import begun
from bench.report import arguments, end_in_order, say, table, tell
from bench.town import Town
from server.adapters.authority import Authority
from server.adapters.broker import BrokerPlace, EmbeddedBroker
from server.adapters.store.database import open_database
from server.adapters.store.ledger import SqlLedger
from server.config import read_config
from simulator.premises import free_ports

_COUNTING: Final = Path(__file__).parent / "peers" / "counting.py"
_STALLED_S: Final = 30.0
_ON_OUR_BROKER: Final = {"product", "counting", "counting, verifying"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One flood: how long it took, and what CPU a message cost where."""

    name: str
    messages: int
    rate: float
    server_us: float
    broker_us: float
    generator_us: float
    memory_mb: float
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every contestant is given: the town, so many letters signed and plain, and a folder to work in."""

    folder: Path
    town: Town
    messages: int
    signed: Path
    plain: Path


def flood_product(ground: Ground) -> Run:
    """Flood the product and wait until all is committed."""
    with Product(ground.town, ground.folder / "product") as product, CommitWatch(product.database) as watch:
        pids = product.pid, product.broker_pid
        before = cpu_s(pids[0]), cpu_s(pids[1])
        report = report_of(generate(ground.signed, product.mqtt_port))
        is_complete = watch.wait_for(ground.messages, _STALLED_S)
        return replace(_run("product", ground, report, watch.committed[-1][0], pids, before), is_complete=is_complete)


def flood_peer(name: str, ground: Ground) -> Run:
    """Flood a peer and wait for the alert behind all others."""
    with Peer(name, ground.folder / name) as peer, Judge(peer.broker.port) as judge:
        pids = peer.pid, peer.broker_pid
        before = cpu_s(pids[0]), cpu_s(pids[1])
        report = report_of(generate(ground.plain, peer.broker.port))
        ended_ns = judge.ask_for_the_end(within_s=_STALLED_S * 4)
        run = _run(name, ground, report, ended_ns or time.monotonic_ns(), pids, before)
        return replace(run, is_complete=ended_ns is not None)


def flood_counting_plain(ground: Ground) -> Run:
    """Flood a subscriber that only counts, on the peers' broker and letters."""
    (port,) = free_ports(1)
    broker = Mosquitto(ground.folder / "counting", port)
    try:
        broker.start()
        assert broker.process.pid is not None
        return _count("counting, plain", ground, ground.plain, port, broker.process.pid, ["w/#"], [])
    finally:
        broker.process.stop()


def flood_counting(ground: Ground, *, verifies: bool = False, keeps: bool = False, rate: float | None = None) -> Run:
    """Send to a subscriber that only counts, on the product's broker and letters, with TLS, at once or at a rate.

    If it ``verifies``, it counts what is signed by the hub it comes from: no program that does what the contract asks
    (signed by the hub, verified before attribution) can be faster in one Python process. If it ``keeps`` too, it
    commits each message before it answers: no program that lets none wait for another can do with less.
    """
    (port,) = free_ports(1)
    config = read_config({"NARA_DATA": str(ground.town.pattern)})
    Authority(config.pki).equip_server(["127.0.0.1", "localhost"])
    engine = open_database(config.database_url)
    place = BrokerPlace(host="127.0.0.1", port=port, data=ground.folder / "counting-tls" / "broker", pki=config.pki)
    broker = EmbeddedBroker(place)
    try:
        hubs = SqlLedger(engine).register().hubs.values()
        pid = started_by(lambda: broker.start(hubs))
        words = [str(config.pki)]
        if verifies:
            keys = ground.folder / "keys.json"
            keys.write_text(json.dumps({hub.record_topic: hub.public.hex() for hub in ground.town.hubs}))
            words.append(str(keys))
        if keeps:
            words.append(str(ground.folder / "counting-tls" / "kept.db"))
        name = ", ".join(["counting", *["verifying"] * verifies, *["keeping"] * keeps])
        return _count(name, ground, ground.signed, port, pid, ["nara/v1/+/+/record"], words, rate)
    finally:
        broker.stop()
        engine.dispose()


def _count(
    name: str,
    ground: Ground,
    letters: Path,
    port: int,
    broker_pid: int,
    topic: list[str],
    pki: list[str],
    rate: float | None = None,
) -> Run:
    with begun(str(_COUNTING), str(port), *topic, str(ground.messages), *pki) as counting:
        assert counting.stdout is not None
        assert counting.stdout.readline().strip() == "ready"
        before = cpu_s(counting.pid), cpu_s(broker_pid)
        report = report_of(generate(letters, port, *([] if rate is None else ["--rate", str(rate)])))
        counted_ns = int(counting.stdout.readline())
        return _run(name, ground, report, counted_ns, (counting.pid, broker_pid), before)


def _run(
    name: str,
    ground: Ground,
    report: dict[str, Any],
    ended_ns: int,
    pids: tuple[int, int],
    before: tuple[float, float],
) -> Run:
    each_us = 1e6 / ground.messages
    return Run(
        name=name,
        messages=ground.messages,
        rate=ground.messages * 1e9 / (ended_ns - report["start_ns"]),
        server_us=(cpu_s(pids[0]) - before[0]) * each_us,
        broker_us=(cpu_s(pids[1]) - before[1]) * each_us,
        generator_us=report["cpu_us_per_message"],
        memory_mb=memory_mb(pids[0]),
        is_complete=True,
    )


def pace(ground: Ground, rate: float) -> dict[str, Any]:
    """Send at a rate; tell how far behind the commits fell, and how late the transitions of the crossings came."""
    with Product(ground.town, ground.folder / "paced") as product, CommitWatch(product.database) as watch:
        pids = product.pid, product.broker_pid
        before = cpu_s(pids[0]), cpu_s(pids[1])
        report = report_of(generate(ground.signed, product.mqtt_port, "--rate", str(rate)))
        is_complete = watch.wait_for(ground.messages, _STALLED_S)
        run = _run("paced", ground, report, watch.committed[-1][0], pids, before)
        behind = [
            (at_ns - report["start_ns"]) / 1e9 - (rows - watch.base) / rate
            for at_ns, rows in watch.committed
            if at_ns > report["start_ns"]
        ]
        late = lateness_ms(ground.town, report["marks"], watch.raised_ns)
        return {
            "messages": ground.messages,
            "a second, asked": rate,
            "a second, held": run.rate,
            "behind at the end, s": behind[-1],
            "behind at most, s": max(behind),
            "transitions": len(late),
            "committed, p50 ms": percentile(late, 0.5),
            "committed, p99 ms": percentile(late, 0.99),
            "server us": run.server_us,
            "broker us": run.broker_us,
            "generator us": run.generator_us,
            "messages a commit": ground.messages / max(len(watch.committed), 1),
            "server MB": run.memory_mb,
            "broker MB": memory_mb(product.broker_pid),
            "all done": is_complete,
        }


CONTESTANTS: Final[Mapping[str, Callable[[Ground], Run]]] = {
    "product": flood_product,
    "counting": flood_counting,
    "counting, verifying": lambda ground: flood_counting(ground, verifies=True),
    "node-red": lambda ground: flood_peer("node-red", ground),
    "naive-wal": lambda ground: flood_peer("naive-wal", ground),
    "counting, plain": flood_counting_plain,
}
"""In the order in which they take turns."""


def flood(ground: Ground, names: list[str], runs: int) -> list[Run]:
    """Let everybody work off the same flood, in turn, so often."""
    done: list[Run] = []
    for number in range(runs):
        for name in names:
            done.append(CONTESTANTS[name](ground))
            say(f"flood {number + 1} of {runs}: {name} {done[-1].rate:,.0f}/s")
    return done


def table_of_floods(runs: list[Run]) -> str:
    """Set medians and ranges, and the ratio to who only counts."""
    names = list(dict.fromkeys(run.name for run in runs))
    rates = {name: median(run.rate for run in runs if run.name == name) for name in names}
    rows = []
    for name in names:
        own = [run for run in runs if run.name == name]
        spread = f"{min(run.rate for run in own):,.0f} to {max(run.rate for run in own):,.0f}"
        floor = rates.get("counting" if name in _ON_OUR_BROKER else "counting, plain")
        figures = [median(getattr(run, what) for run in own) for what in ("server_us", "broker_us", "generator_us")]
        ratio = "-" if floor is None else f"{rates[name] / floor:.2f}"
        complete = all(run.is_complete for run in own)
        rows.append([name, rates[name], spread, ratio, *figures, median(run.memory_mb for run in own), complete])
    heads = ["flooded", "a second", "range", "of counting", "its us", "broker us", "generator us", "its MB", "all done"]
    return table(heads, rows)


def main() -> None:
    """Measure and tell."""
    parser = arguments(__doc__ or "", "python -m bench.throughput --short")
    parser.add_argument("--runs", type=int, help="floods of each (default 5, short 1)")
    parser.add_argument("--rate", type=float, help="paced messages a second (default 10000, short 2000)")
    parser.add_argument("--seconds", type=int, help="how long at that rate (default 60, short 15)")
    parser.add_argument("--rows", type=int, help="weighings in the database before (default 1000000, short 20000)")
    parser.add_argument("--without", nargs="*", default=[], metavar="NAME", help=f"of {', '.join(CONTESTANTS)}, paced")
    told = parser.parse_args()
    end_in_order()
    rate = told.rate or (2_000 if told.short else 10_000)
    seconds = told.seconds or (15 if told.short else 60)
    usual = Load(last_day=yesterday(datetime.now(UTC)), patients=500 if told.short else 2_000, per_day=2)
    paced = replace(usual, per_day=max(1, round(rate * seconds * usual.per_day / usual.messages)))
    with tempfile.TemporaryDirectory(prefix="nara-bench-") as name:
        folder = Path(name)
        say(f"a town of {usual.patients} patients and {usual.hubs} hubs")
        town = Town(folder / "town", usual)
        town.fill(told.rows or (20_000 if told.short else 1_000_000))
        say(f"writing {usual.messages:,} letters for the floods, {paced.messages:,} for the pace")
        flooded = Ground(
            folder=folder,
            town=town,
            messages=usual.messages,
            signed=town.write_letters(folder / "signed", usual),
            plain=write_plain_letters(usual, folder / "plain"),
        )
        names = [each for each in CONTESTANTS if each not in told.without]
        runs = flood(flooded, names, told.runs or (1 if told.short else 5))
        result: dict[str, Any] = {"flood": [asdict(run) for run in runs]}
        text = table_of_floods(runs)
        if "paced" not in told.without:
            letters = town.write_letters(folder / "paced-letters", paced)
            say(f"pacing {rate:,.0f} a second for {paced.messages / rate:.0f} s")
            result["paced"] = pace(replace(flooded, messages=paced.messages, signed=letters), rate)
            text += "\n\n" + table(["paced", ""], [[key, value] for key, value in result["paced"].items()])
    tell(result, as_json=told.json, table=text)


if __name__ == "__main__":
    main()
