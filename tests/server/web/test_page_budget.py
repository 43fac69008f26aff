"""What a page may weigh, gzipped, as a nurse on a slow line would get it."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from clinic import DAY, Browser, Clinic
from pages import AT, LONG_AGO
from reader import read

from server.adapters.mqtt import Letter
from vitals.measurement import Measurement
from vitals.wire import decode_record

SCRIPTS_MAX_BYTES = 60 * 1024
HTML_MAX_BYTES = 40 * 1024
PATIENTS, DAYS = 200, 29
WORDS = [
    "gå",
    "till",
    "bryggan",
    "se",
    "barnbarnen",
    "bada",
    "sjunga",
    "i",
    "kören",
    "läsa",
    "varje",
    "morgon",
    "själv",
]


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def crowd(clinic: Clinic) -> None:
    """Let two hundred people be followed for a month: all gain weight on the last two days, most miss a day."""
    chance, letters = Random(4), clinic.town.letters  # noqa: S311  (the same crowd in every run)
    for slot in range(1, PATIENTS + 1):
        matters = " ".join(["Att", *chance.choices(WORDS, k=7)])
        name = f"{chance.choice(['Astrid', 'Bengt', 'Cilla', 'David'])} {chance.choice(['Ek', 'Lindqvist', 'Norén'])}"
        patient = clinic.town.add_patient(f"{194000000000 + slot * 7_919}", name=name, matters=matters)
        clinic.town.registry.assign(clinic.town.scale, slot, patient, LONG_AGO)
    clinic.looks_at_the_register()
    weighings = [(day, slot) for day in range(DAYS, -1, -1) for slot in range(1, PATIENTS + 1)]
    for day, slot in weighings:
        if day > 3 and chance.random() < 0.1:
            continue
        grams = 60_000 + 200 * slot + chance.randrange(-400, 400) + (4_000 if day < 2 else 0)
        record = decode_record(letters.weighing(grams, AT - day * DAY - timedelta(minutes=chance.randrange(90)))).record
        assert isinstance(record, Measurement)
        payload = letters.record(replace(record, user_slot=slot))
        clinic.worker.heard(Letter(topic=letters.topic, payload=payload, is_retained=False, acknowledge=lambda: None))
    clinic.weighs(80_000, AT)


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_list_of_two_hundred_patients_fits_a_slow_line(clinic: Clinic) -> None:
    crowd(clinic)
    with clinic.browser() as client:
        page = read(client.get("/"))
    assert page.count("tr", "patient-") == PATIENTS
    assert page.html.count('class="spark"') == PATIENTS
    assert weight(page.html.encode()) <= HTML_MAX_BYTES


@pytest.mark.decision("H2")
def test_scripts_and_pages_fit_a_slow_line(clinic: Clinic) -> None:
    for day in range(90, 0, -1):
        clinic.weighs(80_000 + 100 * (day % 4), AT - day * DAY)
    clinic.weighs(84_000, AT)
    with clinic.browser() as client:
        for path in ("/", f"/patients/{clinic.town.patient}?days=90"):
            page = read(client.get(path))
            assert weight(page.html.encode()) <= HTML_MAX_BYTES
            loaded = [content_of(client, given["src"]) for tag, given in page.tags if tag == "script"]
            assert len(loaded) >= 2
            assert sum(map(weight, loaded)) <= SCRIPTS_MAX_BYTES


def content_of(client: Browser, path: str) -> bytes:
    content: bytes = client.get(path).content
    return content
