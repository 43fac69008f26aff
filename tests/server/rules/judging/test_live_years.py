"""P5 over years: stream and batch end alike, with the shipped rules, a fifth in disorder, and restarts in between."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime

import pytest
from patient_year import YEAR_DAYS, PatientYear
from shipped_rules import shipped_rules
from years_at_once import YearsAtOnce
from years_at_work import YearsAtWork

from server.rules.judging import visit

PATIENTS = 1_000
PORTION = 500
"""So many patients share an engine: what a block costs is nearly the same for one as for all."""


def lived(first: int, count: int, days: int) -> tuple[YearsAtWork, YearsAtOnce, list[str]]:
    """Live some patients' years, tell them again at once, and give what is otherwise."""
    begun, years = time.monotonic(), [PatientYear(first + each, days=days) for each in range(count)]

    def tell(now: datetime) -> None:
        minutes = (time.monotonic() - begun) / 60
        said = f"\n{minutes:.0f} min: patients from {first} on have come to {now:%B %Y}"
        os.write(2, said.encode())  # what a test writes in its own process is kept from whoever waits

    work = YearsAtWork(shipped_rules(), years, first).run(tell)
    once = YearsAtOnce(work)
    return work, once, once.differences()


def portion(first: int) -> tuple[int, int, int, list[str]]:
    """Live a portion; gives how many records there were, episodes and texts that were compared, and what differs."""
    os.nice(10)
    work, once, found = lived(first, PORTION, YEAR_DAYS)
    return sum(map(len, work.told.values())), once.episodes, once.texts, found


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_p5_some_weeks_of_some_patients_end_as_all_at_once() -> None:
    work, once, found = lived(first=5_000, count=2, days=21)
    assert found == []
    assert work.restarts > 0
    assert once.episodes > once.texts > 0
    assert min(work.sizes) == 1 < max(work.sizes)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_engine_that_forgets_what_was_open_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "start_of", lambda *_: None)
    assert lived(first=5_000, count=2, days=21)[2] != []


@pytest.mark.long
@pytest.mark.timeout(86_400)
def test_p5_a_thousand_patient_years_end_as_all_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    begun, records, episodes, texts, wrong = time.monotonic(), 0, 0, 0, list[str]()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        told: Iterable[tuple[int, int, int, list[str]]] = pool.map(portion, range(0, PATIENTS, PORTION))
        for number, (heard, compared, said, found) in enumerate(told, start=1):
            records, episodes, texts, wrong = records + heard, episodes + compared, texts + said, wrong + found
            minutes = (time.monotonic() - begun) / 60
            with capsys.disabled():
                sys.stdout.write(
                    f"\n{number * PORTION} patient-years, {records} records in {minutes:.0f} min: "
                    f"{episodes} episodes and {texts} texts compared, {len(wrong)} differ"
                )
                sys.stdout.flush()
    assert wrong == []
