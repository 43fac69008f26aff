"""The rule engine alone, on one core: records a second live at several batch sizes, beside the slow oracle.

All shipped rules that are awake, patients with a history of 36 days: a weight a day, a sitting of two pressure readings
every third day, answers every third, a heartbeat an hour of the last day. *Live* are today's weights, and sittings of
seven records; one record in fifty comes days late. The *floor* is Python itself, counting to ten million: machines
differ, and so does one machine from hour to hour. *Idle* is a tick with nothing due, *morning* the instant at which a
new day begins for everybody. The *restart* learns 36 days of every vital sign again, in columns, and judges what time
has changed; reading them from a database is not counted. The oracle judges one patient once, from the same records.

example: python -m bench.engine --short
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from bench.machine import memory_mb
from bench.report import arguments, say, table, tell
from server.adapters.rule_folder import read_files, rule_folder
from server.rules.judging.live import Live
from server.rules.judging.series import Readings
from server.rules.language.reading import read_folder
from server.rules.language.rule_set import RuleSet
from server.rules.record import Answer, Contact, EngineRecord, Joined, Observed
from vitals.identity import PatientId
from vitals.vital import Vital

DAYS: Final = 36
BATCHES: Final = (1, 100, 1_000, 10_000)
BEGIN: Final = datetime(2026, 9, 1, tzinfo=ZoneInfo("Europe/Stockholm"))
TODAY: Final = BEGIN + timedelta(days=DAYS)
LATE_SHARE: Final = 0.02
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_USUAL: Final = (
    (Vital.BODY_WEIGHT, 80_000),
    (Vital.SYSTOLIC, 1_250),
    (Vital.DIASTOLIC, 750),
    (Vital.MEAN_PRESSURE, 900),
    (Vital.PULSE_RATE, 700),
    (Vital.SPO2, 960),
    (Vital.BODY_TEMPERATURE, 368),
)
"""Every vital sign there is, and its usual value in its step."""
_PRESSURE: Final = ((Vital.SYSTOLIC, 1_250), (Vital.DIASTOLIC, 750), (Vital.PULSE_RATE, 700))


class Ward:
    """Patients who live: their history, and what they send today."""

    def __init__(self, patients: int, seed: int = 1) -> None:
        """Take how many they are."""
        self.names = [_name(number) for number in range(patients)]
        self._chance = Random(seed)  # noqa: S311  (a load must come again from its seed)
        self._usual_g = {name: self._chance.randrange(55_000, 110_000) for name in self.names}
        self._number = 0

    def history(self) -> Iterator[EngineRecord]:
        """Give what is known before today."""
        for name, joined in zip(self.names, self.joined(), strict=True):
            yield joined
            for day in range(DAYS):
                yield self._weight(name, self._morning(day))
                if day % 3 == 0:
                    yield from self._sitting(name, self._morning(day) + timedelta(minutes=5))
                    yield self._answer(name, self._morning(day) + timedelta(minutes=9))
            for hour in range(24):
                yield Contact(patient=name, heard_at=self._at(TODAY - timedelta(hours=hour + 1)))

    def joined(self) -> Iterator[Joined]:
        """Give who they are."""
        groups = frozenset({"heart-failure"})
        for name in self.names:
            yield Joined(patient=name, zone="Europe/Stockholm", plan_from=date(2026, 8, 1), groups=groups)

    def weights(self, count: int) -> list[EngineRecord]:
        """Give today's weights of so many patients, a few of them late by days."""
        chosen = self._chance.sample(self.names, min(count, len(self.names)))
        return [self._weight(name, self._morning(self._day())) for name in chosen]

    def sittings(self, count: int) -> list[EngineRecord]:
        """Give so many records in sittings of seven: a weight and two readings of the cuff."""
        found: list[EngineRecord] = []
        while len(found) < count:
            name, day = self._chance.choice(self.names), self._day()
            found += [self._weight(name, self._morning(day)), *self._sitting(name, self._morning(day))]
        return found[:count]

    def _day(self) -> int:
        return DAYS - self._chance.randrange(1, 7) if self._chance.random() < LATE_SHARE else DAYS

    def _morning(self, day: int) -> datetime:
        return self._at(BEGIN + timedelta(days=day, hours=7, minutes=self._chance.randrange(100)))

    @staticmethod
    def _at(local: datetime) -> datetime:
        return local.astimezone(UTC)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _weight(self, name: PatientId, at: datetime) -> Observed:
        grams = self._usual_g[name] + self._chance.randrange(-600, 600)
        return Observed(arrival=self._next(), patient=name, vital=Vital.BODY_WEIGHT, value=grams, measured_at=at)

    def _sitting(self, name: PatientId, at: datetime) -> Iterator[Observed]:
        for place in range(2):
            for vital, value in _PRESSURE:
                yield Observed(
                    arrival=self._next(),
                    patient=name,
                    vital=vital,
                    value=value + self._chance.randrange(-80, 80),
                    measured_at=at + timedelta(minutes=place),
                )

    def _answer(self, name: PatientId, at: datetime) -> Answer:
        code = self._chance.choice(["never", "stairs"])
        return Answer(arrival=self._next(), patient=name, question="breathlessness", code=code, measured_at=at)


def _name(number: int) -> PatientId:
    return PatientId("".join(_LETTERS[(number >> (5 * place)) & 31] for place in range(16)))


def rules() -> RuleSet:
    """Read the rules that ship."""
    found = read_folder(read_files(rule_folder()), date(2026, 11, 27)).rule_set
    assert found is not None
    return found


def cpu_of(records: Sequence[EngineRecord], engine: Live, now: datetime) -> float:
    """Tell how many seconds of one core a step takes."""
    before = time.process_time()
    engine.step(records, now)
    return time.process_time() - before


def measure(ward: Ward, rule_set: RuleSet, batches: Sequence[int]) -> list[dict[str, Any]]:
    """Step batches of weights and of sittings, each three times; the best counts, for a machine is never alone."""
    engine, now = Live(rule_set), TODAY.astimezone(UTC) + timedelta(hours=10)
    resident, count, replay_s = memory_mb_of_self(), 0, 0.0
    history = ward.history()
    while chunk := list(islice(history, 10_000)):
        before = time.process_time()
        engine.replay(chunk)
        replay_s += time.process_time() - before
        count += len(chunk)
    told: list[dict[str, Any]] = [
        {
            "what": "history",
            "records": count,
            "us a record": replay_s / count * 1e6,
            "kB a patient": (memory_mb_of_self() - resident) * 1_000 / len(ward.names),
        }
    ]
    engine.step([], now)
    for kind, made in (("weights", ward.weights), ("sittings", ward.sittings)):
        for batch in batches:
            best = min(cpu_of(made(batch), engine, now) for _ in range(3))
            told.append({"what": kind, "records": batch, "us a record": best / batch * 1e6, "a second": batch / best})
    return told + ticks(engine, len(ward.names))


def floor_s() -> float:
    """Tell how long Python takes to count to ten million, in seconds."""
    before, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - before


def ticks(engine: Live, patients: int) -> list[dict[str, Any]]:
    """Let time pass: a thousand times with nothing due, then until all patients have a new day."""
    now = TODAY.astimezone(UTC) + timedelta(hours=10)
    engine.advance(now)
    before = time.process_time()
    for _ in range(1_000):
        engine.advance(now)
    idle = (time.process_time() - before) / 1_000
    morning = TODAY.astimezone(UTC) + timedelta(hours=27)
    before = time.process_time()
    engine.advance(morning)
    taken = time.process_time() - before
    return [
        {"what": "idle", "records": 0, "us a record": idle * 1e6},
        {"what": "morning", "records": patients, "us a record": taken / patients * 1e6, "seconds": taken},
    ]


def restart(patients: int, rule_set: RuleSet) -> dict[str, Any]:
    """Learn 36 days of every vital sign again, in columns, and judge what time has changed since."""
    ward, engine = Ward(patients), Live(rule_set)
    day_s, begin_s = np.arange(DAYS) * 86_400, int(TODAY.timestamp()) - DAYS * 86_400
    size, chance = patients * DAYS, np.random.default_rng(1)
    resident, before = memory_mb_of_self(), time.process_time()
    engine.replay(list(ward.joined()))
    for place, (vital, usual) in enumerate(_USUAL):
        columns = Readings(
            who=np.repeat(np.arange(patients), DAYS),
            at_s=np.tile(begin_s + day_s + 7 * 3_600, patients) + chance.integers(0, 6_000, size),
            numbers=np.arange(size) + place * size,
            values=usual + chance.integers(-usual // 100, usual // 100, size),
            marks=np.zeros(size, np.int64),
        )
        engine.replay_readings(vital, ward.names, columns)
    learned = time.process_time()
    engine.advance(TODAY.astimezone(UTC) + timedelta(hours=3))
    judged = time.process_time()
    return {
        "what": "restart",
        "records": size * len(_USUAL),
        "us a record": (learned - before) / (size * len(_USUAL)) * 1e6,
        "seconds": judged - before,
        "kB a patient": (memory_mb_of_self() - resident) * 1_000 / patients,
        "peak MB": getrusage(RUSAGE_SELF).ru_maxrss / 1_000,
    }


def memory_mb_of_self() -> float:
    """Tell what this process holds."""
    return memory_mb(int(Path("/proc/self").resolve().name))


def oracle_us(ward: Ward, rule_set: RuleSet) -> float:
    """Tell what the oracle takes to judge one patient once, in microseconds."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
    from oracle.oracle import episodes  # noqa: PLC0415  (the tests' own; only the bench and they know where)
    from oracle.story import Reading, Story  # noqa: PLC0415  (as above)

    mine = [each for each in ward.history() if isinstance(each, Observed) and each.patient == ward.names[0]]
    readings = [
        Reading(each.arrival, each.vital.value.name, each.value, each.measured_at, each.measured_at) for each in mine
    ]
    story = Story(plan_from=date(2026, 8, 25), readings=tuple(readings))
    before = time.process_time()
    episodes(rule_set, story, TODAY.astimezone(UTC) + timedelta(hours=10))
    return (time.process_time() - before) * 1e6


def main() -> None:
    """Measure and tell."""
    parser = arguments(__doc__ or "", "python -m bench.engine --short")
    parser.add_argument("--patients", type=int, help="how many (default 10000, short 500)")
    parser.add_argument("--restart", type=int, help="how many start again (default 100000, short 1000)")
    told = parser.parse_args()
    patients = told.patients or (500 if told.short else 10_000)
    rule_set = rules()
    awake = sum(1 for rule in rule_set.rules.values() if rule.status in {"live", "pilot", "shadow"})
    say(f"{patients:,} patients with {DAYS} days of history, {awake} rules")
    ward = Ward(patients)
    rows = measure(ward, rule_set, [batch for batch in BATCHES if batch <= patients])
    rows.append(restart(told.restart or (1_000 if told.short else 100_000), rule_set))
    floor = floor_s()
    rows.append({"what": "floor", "records": 10_000_000, "us a record": floor / 10, "seconds": floor})
    say("the oracle, one patient")
    slow = oracle_us(Ward(1), rule_set)
    heads = [
        "what",
        "records",
        "us a record",
        "a second",
        "seconds",
        "kB a patient",
        "peak MB",
        "oracle: times as long",
    ]
    cells = [
        [
            row["what"],
            row["records"],
            row["us a record"],
            row.get("a second", ""),
            row.get("seconds", ""),
            row.get("kB a patient", ""),
            row.get("peak MB", ""),
            slow / row["us a record"] if "a second" in row else "",
        ]
        for row in rows
    ]
    tell({"engine": rows, "rules": awake, "oracle us": slow}, as_json=told.json, table=table(heads, cells))


if __name__ == "__main__":
    main()
