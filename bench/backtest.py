"""The backtest: a log of 1,000 patient-years read, and judged by all shipped rules, as measured and as received.

One process on one core. Patients send a weight, a sitting of the cuff, an oximeter's value every third day and four
answers every third day, with gaps, duplicates and offline hubs: about two million rows, of people who are well on most
days. ``--log`` takes another log instead, such as one of ``nara simulate cohort``, whose people are ill far more often.
Beside it two peers on some of the same patients, whose time is counted per patient-year and rule: a loop over frames
of pandas (``peers/data_frame.py``, in a virtual environment of its own) and the same in plain Python
(``peers/data_scientist.py``); and the floor: Python that counts to ten million. ``words`` is what the sentences of the
alerts take.

example: python -m bench.backtest --short
"""

from __future__ import annotations

import csv
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from bench.engine import floor_s, rules
from bench.pandas_venv import install
from bench.peers import data_scientist
from bench.program import said_by
from bench.report import arguments, say, table, tell
from server.adapters.log_folder import log_files
from server.rules.backtest.log import Log
from server.rules.backtest.reading import read_log
from server.rules.backtest.trial import Clock, episodes, material
from server.rules.language.rule import Status
from vitals.observation_log import COLUMNS, LogFile

START: Final = datetime(2026, 1, 1)  # noqa: DTZ001  (logs have local time without an offset)
YEAR_S: Final = 365 * 86_400
TIMES: Final = ("read s", "as-measured s", "as-received s", "words s")
PEER_SHARE: Final = 50
"""One patient in so many is judged by the peer."""
LOG_CODES: Final = {
    "breathlessness": "dyspnea",
    "sleeps_sitting_up": "orthopnea",
    "ankle_swelling": "edema",
    "tiredness": "fatigue",
}


def write_log(folder: Path, patients: int, days: int) -> int:
    """Write a log; gives how many rows of measurements it has."""
    rows = sorted((row for number in range(patients) for row in _patient(number, days)), key=lambda row: row[2])
    people = [
        [
            f"p{number}",
            "75",
            "F",
            START.date().isoformat(),
            "",
            "",
            f"{_usual(number):.1f}",
            "40",
            "0",
            "0",
            "1",
            "auto",
        ]
        for number in range(patients)
    ]
    for file, content in ((LogFile.MEASUREMENTS, rows), (LogFile.PATIENTS, people)):
        with (folder / file.file_name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([COLUMNS[file], *content])
    return len(rows)


def _usual(number: int) -> float:
    return 55 + number * 37 % 55


def _patient(number: int, days: int) -> Iterator[list[str]]:
    """Write what one patient sends."""
    chance = Random(number)  # noqa: S311  (a load must come again from its seed)
    offline, drift = chance.randrange(20, max(21, days)), 0.0
    gain = chance.randrange(days) if chance.random() < 0.4 else days
    for day in range(days):
        if chance.random() < 0.08:
            continue
        at = START + timedelta(days=day, minutes=420 + chance.randrange(-60, 90), seconds=chance.randrange(60))
        back = START + timedelta(days=offline + 4, hours=9) if offline <= day < offline + 4 else None
        drift = 0.35 * drift + chance.gauss(0, 0.42)
        weight = _usual(number) + drift + (3 * (day - gain) / 14 if gain <= day < gain + 14 else 0)
        said = [(0, "weight", f"{weight:.1f}", "kg"), (5, "systolic", str(round(chance.gauss(125, 9))), "mmHg")]
        said += [
            (5, "diastolic", str(round(chance.gauss(75, 6))), "mmHg"),
            (5, "pulse", str(round(chance.gauss(72, 5))), "/min"),
        ]
        if day % 3 == 0:
            said.append((7, "spo2", str(min(100, round(chance.gauss(96, 1)))), "%"))
        if day % 3 == 1:
            level = int(gain + 8 <= day < gain + 14)
            said += [(9, kind, str(level if kind == "dyspnea" else 0), "score") for kind in LOG_CODES.values()]
        for minutes, kind, value, unit in said:
            measured = at + timedelta(minutes=minutes)
            received = back or measured + timedelta(seconds=chance.randrange(2, 30))
            row = [
                f"p{number}",
                measured.isoformat(),
                received.isoformat(),
                kind,
                value,
                unit,
                f"{kind[0]}{number}",
                "auto",
            ]
            yield row
            if chance.random() < 0.01:
                yield row


def cpu_s(work: Callable[[], Any]) -> tuple[float, Any]:
    """Tell how many seconds of one core some work takes, and what came of it."""
    before = time.process_time()
    found = work()
    return time.process_time() - before, found


def some_patients(folder: Path) -> set[str]:
    """Name the patients whom the peers judge."""
    with (folder / LogFile.PATIENTS.file_name).open(encoding="utf-8", newline="") as lines:
        return {row["patient_id"] for number, row in enumerate(csv.DictReader(lines)) if number % PEER_SHARE == 0}


def plain_s(folder: Path) -> tuple[float, int]:
    """Tell what the peer in plain Python takes for its share of the patients, and how many they were."""
    names = some_patients(folder)
    with (folder / LogFile.MEASUREMENTS.file_name).open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["patient_id"] in names and row["value"]]
    records = [
        data_scientist.Record(
            row["patient_id"], datetime.fromisoformat(row["measured_at"]), row["kind"], float(row["value"])
        )
        for row in rows
    ]
    return cpu_s(lambda: data_scientist.alerts(records))[0], len({row["patient_id"] for row in rows})


def pandas_s(folder: Path) -> tuple[float, int]:
    """Tell what the peer with pandas takes for the same patients, and how many they were."""
    script, log = Path(data_scientist.__file__).with_name("data_frame.py"), folder / LogFile.MEASUREMENTS.file_name
    words = [str(install()), str(script), str(log), *sorted(some_patients(folder))]
    told = json.loads(said_by(words))
    return float(told["seconds"]), int(told["patients"])


def measure(folder: Path) -> dict[str, Any]:
    """Read the log and judge it by both clocks; the peer judges some of it."""
    rule_set = rules()
    awake = sum(rule.status in {Status.LIVE, Status.PILOT, Status.SHADOW} for rule in rule_set.rules.values())

    def read() -> Log:
        with log_files(folder) as files:
            return read_log(files, ZoneInfo("Europe/Stockholm"))

    say("reading")
    floor = floor_s()
    read_s, log = cpu_s(read)
    ready_s, made = cpu_s(lambda: material(log, rule_set, LOG_CODES))
    years = sum(each.end_s - each.first_s for each in made.load.cases) / YEAR_S
    told: dict[str, Any] = {"rules": awake, "patient-years": years, "rows": len(log.rows)}
    told |= {"floor s": floor, "read s": read_s, "made ready s": ready_s}
    for clock in reversed(Clock):
        say(clock.value)
        judged_s, found = cpu_s(partial(episodes, made, rule_set, clock, explain=False))
        told[f"{clock.value} s"] = read_s + ready_s + judged_s
        told[f"{clock.value} episodes"] = len(found)
    say("the words, as measured")
    told["words s"] = cpu_s(partial(episodes, made, rule_set, Clock.AS_MEASURED))[0] - (
        told["as-measured s"] - read_s - ready_s
    )
    ours = (told["as-measured s"] - read_s) / years / awake
    for name, peer_s in (("pandas", pandas_s), ("plain Python", plain_s)):
        say(f"the peer: {name}")
        slow_s, some = peer_s(folder)
        peer = slow_s / (some * years / len(made.load.cases)) / data_scientist.RULES
        told[f"{name}: ms a patient-year and rule"] = 1_000 * peer
        told[f"{name}: times as long as we, as measured"] = peer / ours
    told |= {f"{name} for 1,000": told[name] / years * 1_000 for name in TIMES}
    told["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    return told


def main() -> None:
    """Measure and tell."""
    parser = arguments(__doc__ or "", "python -m bench.backtest --short")
    parser.add_argument("--patients", type=int, help="how many (default 1000, short 50)")
    parser.add_argument("--days", type=int, default=365, help="of how many days (%(default)s)")
    parser.add_argument("--log", type=Path, help="a log that is there already, instead of one written for this")
    said = parser.parse_args()
    patients = said.patients or (50 if said.short else 1_000)
    with tempfile.TemporaryDirectory() as name:
        if said.log is None:
            say(f"writing a log of {patients} patients and {said.days} days")
            write_log(Path(name), patients, said.days)
        told = measure(said.log or Path(name))
    aims = {f"{name} for 1,000": aim for name, aim in zip(TIMES, (6, 10, 60), strict=False)}
    aims |= {"pandas: times as long as we, as measured": 50, "peak MB": 1_500}
    cells = [[name, value, aims.get(name, "")] for name, value in told.items()]
    tell({"backtest": told}, as_json=said.json, table=table(["CPU of one core", "measured", "aim"], cells))


if __name__ == "__main__":
    main()
