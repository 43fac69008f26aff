"""(c) Who is exact: the broker, then the server, are killed at random, and everything is sent twice.

Every contestant has the same load: 800 of 2,000 patients cross the limit once and return, so 800 episodes, or alerts,
are right. The letters come from one generator with the same times and topics for all. To the peers it is a good MQTT
client: what no PUBACK came for is sent again. To the product it is a hub: what no receipt names is sent again.

example: python -m bench.exactness --short
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final, Protocol

from bench.judge import Judge
from bench.letters import generate, report_of
from bench.load import RULE, Load, yesterday
from bench.peer import NAMES, Peer, write_plain_letters
from bench.product import Product
from bench.report import arguments, end_in_order, say, table, tell
from bench.town import Town

_SETTLES_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one run: crossings that nobody was told of, told of twice, and told of without one."""

    name: str
    right: int
    missing: int
    doubled: int
    false: int
    not_taken: int
    """Letters that were never acknowledged to the sender."""
    killed: str


class Killable(Protocol):
    """What can be killed of a contestant; both are started again at once."""

    def kill_broker(self) -> None:
        """Kill the broker."""

    def kill(self) -> None:
        """Kill the server."""


def kill_both(victim: Killable, lasts_s: float, chance: Random) -> str:
    """Kill the broker in the first half of a run and the server in the second; gives when, for the record."""
    began_s = time.monotonic()
    broker_s, server_s = lasts_s * chance.uniform(0.1, 0.5), lasts_s * chance.uniform(0.5, 0.95)
    time.sleep(broker_s)
    victim.kill_broker()
    time.sleep(max(0.0, began_s + server_s - time.monotonic()))
    victim.kill()
    return f"broker {broker_s:.1f} s, server {server_s:.1f} s"


def try_product(town: Town, load: Load, letters: Path, folder: Path, rate: float, chance: Random) -> Verdict:
    """Let the product live through it, and read its episodes from its database."""
    with Product(town, folder) as product:
        generator = generate(letters, product.mqtt_port, "--rate", str(rate), "--receipts", "--give-up", "300")
        killed = kill_both(product, 2 * load.messages / rate, chance)
        report = report_of(generator)
    with closing(sqlite3.connect(product.database)) as connection:
        told = Counter(who for (who,) in connection.execute("SELECT patient FROM episode WHERE rule = ?", (RULE,)))
    numbers = {patient: number for number, patient in enumerate(town.patients)}
    by_number = Counter({numbers[who]: count for who, count in told.items()})
    return judged("product", load, by_number, report["left"], killed)


def try_peer(name: str, load: Load, letters: Path, folder: Path, rate: float, chance: Random) -> Verdict:
    """Let a peer live through it, and hear its alerts."""
    with Peer(name, folder) as peer, Judge(peer.broker.port) as judge:
        generator = generate(letters, peer.broker.port, "--rate", str(rate), "--give-up", "300")
        killed = kill_both(peer, 2 * load.messages / rate, chance)
        report = report_of(generator)
        judge.ask_for_the_end(_SETTLES_WITHIN_S)
    told = Counter[int]()
    for (patient, _), count in judge.heard.items():
        told[int(patient)] += count
    return judged(name, load, told, report["left"], killed)


def judged(name: str, load: Load, told: Counter[int], left: int, killed: str) -> Verdict:
    """Compare what was told, by patient, with who crossed."""
    return Verdict(
        name=name,
        right=sum(told[who] == 1 for who in load.crossers),
        missing=sum(told[who] == 0 for who in load.crossers),
        doubled=sum(told[who] > 1 for who in load.crossers),
        false=sum(who not in load.crossers for who in told),
        not_taken=left,
        killed=killed,
    )


def main() -> None:
    """Measure and tell."""
    parser = arguments(__doc__ or "", "python -m bench.exactness --short")
    parser.add_argument("--rate", type=float, default=1_000, help="letters a second (default 1000)")
    parser.add_argument("--runs", type=int, help="how often each (default 5, short 1)")
    parser.add_argument("--seed", type=int, default=1, help="which moments to kill at")
    parser.add_argument(
        "--without", nargs="*", default=["naive"], metavar="NAME", help=f"of product, {', '.join(NAMES)}"
    )
    told = parser.parse_args()
    end_in_order()
    load = Load(last_day=yesterday(datetime.now(UTC)), days=12)
    if told.short:
        load = replace(load, patients=500)
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="nara-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        say(f"a town of {load.patients} patients, {2 * load.messages:,} letters, {len(load.crossers)} crossings")
        town = Town(folder / "town", load)
        signed = town.write_letters(folder / "signed", load, twice=True)
        plain = write_plain_letters(load, folder / "plain", twice=True)
        for number in range(told.runs or (1 if told.short else 5)):
            for each in [name for name in ("product", *NAMES) if name not in told.without]:
                chance = Random(told.seed + number)  # noqa: S311  (all are killed at the same moments)
                if each == "product":
                    verdict = try_product(town, load, signed, folder / each, told.rate, chance)
                else:
                    verdict = try_peer(each, load, plain, folder / each, told.rate, chance)
                verdicts.append(verdict)
                say(f"{each}: {verdict.right} of {len(load.crossers)} right ({verdict.killed})")
    heads = ["killed and doubled", "right", "missing", "doubled", "false", "not taken", "killed at"]
    rows = [
        [each.name, each.right, each.missing, each.doubled, each.false, each.not_taken, each.killed]
        for each in verdicts
    ]
    tell({"exactness": [asdict(each) for each in verdicts]}, as_json=told.json, table=table(heads, rows))


if __name__ == "__main__":
    main()
