"""The diaries of a folder of 50 rules, 8 each, as ``nara rules test`` plays them: together, beside reading them only.

The folder is the shipped one and copies of its rules, each with eight of its diaries. *As people wait* is what a clock
on the wall says of the command, which uses every core. All else are CPU seconds of one core, from the same run:
*reading* is the floor, the same process, which reads rules and diaries and judges nothing; *alone* is each diary line
by line through the live engine, every twentieth of them, times twenty.

example: python -m bench.diaries --short
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.program import said_by
from bench.report import arguments, say, table, tell
from server.adapters.rule_folder import read_files, rule_folder
from server.rules.diary.case import Case
from server.rules.diary.closure import with_what_it_reads
from server.rules.diary.records import Records, agreed_before, joined, staff_would_see
from server.rules.diary.shelf import cases_of
from server.rules.judging.live import Live
from server.rules.language.reading import DIARIES, block_of, read_folder
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet

RULES: Final = 50
EACH: Final = 8
SHARE: Final = 20
"""One diary of so many is played alone."""
_TODAY: Final = date(2026, 11, 27)
_NAME: Final = "\n  - name: "
_READ_ONLY: Final = (
    "import sys; from bench.diaries import read_only; print(read_only(sys.argv[1]))"  # the same imports, nothing judged
)


def synthetic(rules: int) -> dict[str, bytes]:
    """Write the folder: shipped rules, then copies that are only watched, with eight diaries each."""
    files = read_files(rule_folder(None))
    shipped = [name for name in sorted(files) if block_of(name) == "rule"]
    made = {name: text for name, text in files.items() if not name.endswith(DIARIES)}
    for number in range(rules):
        name = shipped[number % len(shipped)]
        tests = name.replace(".yaml", DIARIES)
        suffix = f"-{number}" if number >= len(shipped) else ""
        stem, file = name.rpartition("/")[2].removesuffix(".yaml"), name.replace(".yaml", f"{suffix}.yaml")
        if suffix:
            made[file] = _renamed(files[name].decode(), "rule", stem, suffix).encode()
        diaries = _renamed(files[tests].decode(), "test", stem, suffix)
        made[file.replace(".yaml", DIARIES)] = _of_eight(diaries).encode()
    return made


def _renamed(text: str, key: str, name: str, suffix: str) -> str:
    """Give a rule or its diaries another name; a copy of a rule is watched, for nobody has approved it."""
    lines = text.replace(f"{key}: {name}\n", f"{key}: {name}{suffix}\n", 1).split("\n")
    if suffix and key == "rule":
        lines = [line for line in lines if not line.startswith("approved:")]
        lines = ["status: shadow" if line.startswith("status:") else line for line in lines]
    return "\n".join(lines)


def _of_eight(text: str) -> str:
    """Give a diary file eight cases: the first of its own, then those again."""
    head, *cases = text.rstrip("\n").split(_NAME)
    chosen = [cases[place % len(cases)].split("\n", 1) for place in range(EACH)]
    return head + "".join(f"{_NAME}{place}\n{rest}" for place, (_, rest) in enumerate(chosen)) + "\n"


def read_only(folder: str) -> int:
    """Read rules and diaries, and judge nothing; gives how many diaries there are."""
    files = read_files(Path(folder))
    rule_set = read_folder(files, _TODAY).rule_set
    assert rule_set is not None
    return sum(len(cases_of(rule, rule_set, files)) for rule in rule_set.rules.values())


def cpu_s(*words: str) -> float:
    """Run a program and give the CPU seconds it took; it must end well."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said_by([sys.executable, *words])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def wall_s(*words: str) -> float:
    """Run a program and give the seconds one waits for it, the shorter of two runs; it must end well."""
    waited = list[float]()
    for _ in range(2):
        begin = time.perf_counter()
        said_by([sys.executable, *words])
        waited.append(time.perf_counter() - begin)
    return min(waited)


def alone_s(folder: Path) -> float:
    """Play one diary of twenty line by line, and give what all would take."""
    files = read_files(folder)
    rule_set = read_folder(files, _TODAY).rule_set
    assert rule_set is not None
    chosen = list(_chosen(rule_set, files))
    begin = time.process_time()
    for rule, case in chosen:
        _play_alone(case, rule, rule_set)
    return (time.process_time() - begin) * SHARE


def _chosen(rule_set: RuleSet, files: Mapping[str, bytes]) -> Iterator[tuple[Rule, Case]]:
    every = [(rule, case) for rule in rule_set.rules.values() for case in cases_of(rule, rule_set, files)]
    yield from every[SHARE // 2 :: SHARE]


def _play_alone(case: Case, rule: Rule, rule_set: RuleSet) -> None:
    engine = Live(with_what_it_reads(rule, rule_set), staff_would_see(case.person))
    records = Records(rule_set.signals, case.rule)
    engine.hear([joined(case.person), *agreed_before(case.person, case.rule)])
    for arrival in case.arrivals:
        engine.step([record for fact in arrival.facts for record in records.of(fact)], arrival.at)
    engine.advance(case.until_at)


def main() -> int:
    """Measure and print."""
    told = arguments(__doc__ or "", "python -m bench.diaries --short").parse_args()
    rules = RULES // 5 if told.short else RULES
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, text in synthetic(rules).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text)
        say(f"{rules} rules with {EACH} diaries each: reading, together, alone")
        floor_s = cpu_s("-c", _READ_ONLY, place)
        waited_s = wall_s("-m", "server.main", "rules", "test", "--rules", place)
        together_s = cpu_s("-m", "server.main", "rules", "test", "--rules", place, "--jobs", "1")
        each_s = alone_s(folder)
    judged_s = max(together_s - floor_s, 0.001)
    rows = [
        (f"nara rules test, as people wait, {os.cpu_count()} cores", waited_s, waited_s / floor_s),
        ("reading, the floor", floor_s, 1.0),
        ("nara rules test, one core", together_s, together_s / floor_s),
        ("of it judging", judged_s, judged_s / floor_s),
        ("judging alone, line by line", each_s, each_s / judged_s),
    ]
    result = {
        "rules": rules, "diaries": rules * EACH, "waited_s": waited_s, "reading_s": floor_s,
        "together_s": together_s, "alone_s": each_s,
        "together_to_floor": together_s / floor_s, "alone_to_together": each_s / judged_s,
    }  # fmt: skip
    tell(result, as_json=told.json, table=table(("what", "s", "ratio"), rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
