from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from simulator.demo import _words
from simulator.happening import (
    Answers,
    CuffError,
    Elsewhere,
    Happening,
    LineChange,
    LooksAtScreen,
    Pressure,
    StrangeBytes,
    Weighing,
    Worries,
)
from simulator.town import EXPECTED

AT = datetime(2026, 11, 2, 7, tzinfo=UTC)


@contextmanager
def demo(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the demo as ``nara demo --once`` does, with its files in a folder of ours; nothing outlives the test."""
    words = [sys.executable, "-m", "simulator", "demo", "--once"]
    environment = {**os.environ, "TMPDIR": str(folder)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, env=environment, stdout=pipe, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                for each in [*psutil.Process(process.pid).children(recursive=True), process]:
                    each.kill()


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.decision("H5")
def test_sixty_days_and_ten_are_lived_through_and_the_expected_alerts_and_no_others_stand(tmp_path: Path) -> None:
    with demo(tmp_path) as process:
        said, _ = process.communicate()
        assert process.returncode == 0, said
    assert f"the {len(EXPECTED)} expected alerts, and no others, are on the worklist" in said
    assert "lived through 60 of 60 days" in said
    assert re.search(r"Open http://127\.0\.0\.1:\d+ and sign in as anna with the password \S+", said)
    assert "the hub loses its line, and goes on measuring" in said
    assert re.search(r"Anna Berg has dealt with the \d+ alerts of those days", said)
    asked = re.findall(r"(\w+ \w+) +reads on the hub's screen: please weigh yourself once more", said)
    assert asked == ["Tage Wallin", "Oskar Lindqvist"], "one had his coat on, and nobody heard of it"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("moment", ["making keys", "starting the server"])
def test_ctrl_c_at_any_moment_ends_it_and_leaves_nothing_behind(tmp_path: Path, moment: str) -> None:
    with demo(tmp_path) as process:
        assert process.stdout is not None
        while moment not in process.stdout.readline():
            assert process.poll() is None
        children = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate()
        assert process.returncode == 130, said
        assert "Traceback" not in said
        _, alive = psutil.wait_procs(children, timeout=10)
        assert alive == []
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == []


@pytest.mark.parametrize(
    ("happening", "words"),
    [
        (Weighing(at=AT, who="maj", kilograms=61.25), "weighs 61.2 kg"),
        (
            Pressure(at=AT, who="maj", systolic_mmhg=128, diastolic_mmhg=79, pulse_per_min=64),
            "measures 128/79 mmHg, pulse 64",
        ),
        (CuffError(at=AT, who="maj"), "the cuff gives up; the attempt is kept, and is no value"),
        (LineChange(at=AT, who="maj", is_up=False), "the hub loses its line, and goes on measuring"),
        (LineChange(at=AT, who="maj", is_up=True), "the line is back: the hub catches up"),
        (StrangeBytes(at=AT, who="maj", payload=b"", said="a cat"), "a cat"),
        (
            LooksAtScreen(at=AT, who="maj", kilograms=61.3),
            "reads on the hub's screen: please weigh yourself once more",
        ),
        (
            Answers(at=AT, who="maj", question="sleeps_sitting_up", code="yes"),
            "answers on the hub's screen: sleeps sitting up, yes",
        ),
        (
            Answers(at=AT, who="maj", question="something_else", code="own_words", words="Jag sitter mest."),
            "answers on the hub's screen: Jag sitter mest.",
        ),
        (Elsewhere(at=AT, who="maj", said="rings 1177"), "rings 1177"),
        (Worries(at=AT, who="maj"), "pushes on the hub's screen: I am worried – call me"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_every_happening_is_told_in_words(happening: Happening, words: str) -> None:
    assert _words(happening) == words
