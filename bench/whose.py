"""How often two people on one scale are asked whose a weight is, and how often one gets the other's, on real series.

Every two series are made a couple: the second is moved so that the medians lie so many kilograms apart, both begin on
one day, and every question is answered truly. Series are CSV as in simulator/series.

example: python -m bench.whose --series simulator/series
"""

from __future__ import annotations

import argparse
import csv
import itertools
import statistics
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from server.patients.attribution import Claimed, choose
from server.patients.habit import NEAREST, Weight, habit_of
from vitals.identity import PatientId

APART_KG = (3, 5, 6, 7, 8, 10, 15)
LONGEST = timedelta(days=400)


def main() -> int:
    """Print one line for each difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=Path, default=Path("simulator/series"), metavar="DIR")
    series = [found for path in sorted(parser.parse_args().series.glob("w*.csv")) if len(found := read(path)) > 30]
    print(
        f"{len(series)} series; apart kg | weights | asked, both known % | asked, one not known % | given to the other"
    )
    for apart_kg in APART_KG:
        told: Counter[str] = Counter()
        for one, other in itertools.permutations(series, 2):
            told += live(couple(one, other, apart_kg * 1_000))
        shares = [100 * told[name] / told["weights"] for name in ("asked", "asked of the unknown")]
        print(f"{apart_kg:>4} | {told['weights']:>7} | {shares[0]:5.1f} | {shares[1]:5.1f} | {told['wrong']}")
    return 0


def read(path: Path) -> list[Weight]:
    """Read the weights of a series, the seconds counted from its first."""
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "weight"]
    times = [datetime.fromisoformat(row["timestamp"]) for row in rows]
    times = [at if at.tzinfo else at.replace(tzinfo=UTC) for at in times]
    kilograms = [float(row["value"]) * (0.45359237 if row["unit"].startswith("lb") else 1.0) for row in rows]
    since = [int((at - times[0]).total_seconds()) for at in times]
    return sorted((at_s, round(kg * 1_000)) for at_s, kg in zip(since, kilograms, strict=True))


def couple(one: Sequence[Weight], other: Sequence[Weight], apart_g: int) -> list[tuple[int, int, str]]:
    """Let two live together for a while: (second, grams, who), in order of time."""
    shift = round(middle(one) + apart_g - middle(other))
    both = [(at_s, grams, "one") for at_s, grams in one]
    both += [(at_s + 600, grams + shift, "other") for at_s, grams in other]
    return sorted(each for each in both if each[0] < LONGEST.total_seconds())


def middle(series: Sequence[Weight]) -> float:
    """Give the median of what both live through."""
    return statistics.median(grams for at_s, grams in series if at_s < LONGEST.total_seconds())


def live(weighings: Sequence[tuple[int, int, str]]) -> Counter[str]:
    """Decide weight by weight, with true answers; counts what was asked and what went wrong."""
    told: Counter[str] = Counter()
    known: dict[PatientId, list[Weight]] = {PatientId("one"): [], PatientId("other"): []}
    for at_s, grams, who in weighings:
        at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=at_s)
        weight = (int(at.timestamp()), grams)
        habits = {patient: habit_of(weights[-NEAREST:], at) for patient, weights in known.items()}
        found = choose(grams, habits)
        told["weights"] += 1
        if not isinstance(found, Claimed):
            told["asked of the unknown" if None in habits.values() else "asked"] += 1
        elif found.patient != who:
            told["wrong"] += 1
        whose = found.patient if isinstance(found, Claimed) else PatientId(who)
        known[whose].insert(bisect_left(known[whose], weight), weight)
    return told


if __name__ == "__main__":
    sys.exit(main())
