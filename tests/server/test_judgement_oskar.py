"""Oskar, 83, lived through by the real pipeline with all rules that ship: seen early, and never called the heart's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

import pytest
from clinic import Clinic
from databases import SqliteFiles
from knowing import grouping, weight
from nacl.signing import SigningKey
from pages import LONG_AGO
from reader import Page, read
from shipped_rules import shipped_rules
from small_server import FIRST_DAY as SERVERS_FIRST_DAY
from small_server import STOCKHOLM, SmallHome, at

from server.adapters.store.database import open_database
from server.adapters.store.registry import NewPatient
from server.patients.arrival import Arrival
from server.patients.known import AgreedWhat, Known, Tell
from server.rules.language.rule import Status
from server.rules.transition import EpisodeState, Severity, Transition
from server.work import Work
from simulator.happening import Answers, Elsewhere, Happening, Pressure, Weighing, Worries
from simulator.stories.oskar import FIRST_DAY, FOUND_ON, GROWTH, NEW_NURSE_ON, OSKAR, days
from simulator.town import Home, happenings
from vitals.identity import PatientId

CREEP, OTHER_CREEP, OTHER_DISEASE = "weight-creep", "weight-creep-other-disease", "other-disease"
NEW_NURSE: Final = "bo"
TWINS_LAST_DAY: Final = 90
SAYS_IT_IS_THE_HEART: Final = re.compile(r"hjärtsvikt|heart failure", re.IGNORECASE)
HOME: Final = Home(label="hedlund", people=(OSKAR,), has_screen=True)
pytestmark = [pytest.mark.decision("N25"), pytest.mark.slow, pytest.mark.timeout(120)]


class Lived:
    """The story in a clinic: Oskar's, and a twin's of whom another disease was known from the beginning."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.said: list[Transition] = []
        self._homes: dict[PatientId, SmallHome] = {}
        self.oskar, self.twin = self._enrols(OSKAR.personnummer), self._enrols("194302119815")
        self._lives()

    def raised(self, patient: PatientId) -> list[Transition]:
        """Give what nurses were shown of a patient, in order of time."""
        live = {rule.name for rule in shipped_rules().rules.values() if rule.status is Status.LIVE}
        shown = [each for each in self.said if each.to_state is EpisodeState.RAISED and each.rule in live]
        return [each for each in shown if each.patient == patient]

    def raised_by(self, rule: str, patient: PatientId) -> Transition:
        """Give the one time that a rule was raised of a patient."""
        (found,) = (each for each in self.raised(patient) if each.rule == rule)
        return found

    def page(self, staff: str, language: str = "sv") -> Page:
        """Let somebody open Oskar's page, on the day on which the new nurse does."""
        self.clinic.clock.at = at(NEW_NURSE_ON, "09:00")
        with self.clinic.browser(staff, language) as browser:
            return read(browser.get(f"/patients/{self.oskar}"))

    def _enrols(self, personnummer: str) -> PatientId:
        registry = self.clinic.town.registry
        home = registry.add_home("hedlund", STOCKHOLM)
        key = SigningKey(hashlib.sha256(home.encode()).digest())
        hub = registry.add_hub(home, "a hub", bytes(key.verify_key))
        lives = SmallHome(home, hub, registry.add_device(home, "standard-scale", home, "scale"), key)
        new = NewPatient(
            name=OSKAR.name,
            personnummer=personnummer,
            born=OSKAR.born,
            zone=STOCKHOLM,
            care_level=OSKAR.care_level,
            contact="eva",
            matters=OSKAR.matters,
            plan_from=FIRST_DAY,
        )
        patient = registry.add_patient(new, home, LONG_AGO)
        registry.assign(lives.scale, None, patient, LONG_AGO)
        self._homes[patient] = lives
        return patient

    def _lives(self) -> None:
        self.clinic.takes(Work(is_register_changed=True), at(0, "05:00"))
        for patient in self._homes:
            self._tells(patient, weight(AgreedWhat.REFERENCE, OSKAR.usual_weight_g, at(0, "05:00")))
        self._tells(self.twin, grouping(OTHER_DISEASE, at(0, "05:00")))
        for number, on in days():
            who = [self.oskar, self.twin] if number <= TWINS_LAST_DAY else [self.oskar]
            told = happenings(HOME, number, on)
            for part in ([each for each in told if (each.at.hour < 12) is is_morning] for is_morning in (True, False)):
                heard = [arrival for patient in who for each in part for arrival in self._arrivals(patient, each)]
                if heard:
                    self._takes(Work(arrivals=heard), max(each.received_at for each in heard))
            if number == FOUND_ON:
                self._tells(self.oskar, grouping(OTHER_DISEASE, at(number, "21:00")))

    def _tells(self, patient: PatientId, said: Known) -> None:
        told = replace(said, patient=patient, said_at=said.from_at)
        tell = Tell(patient=patient, who="eva", said=(told,), what="known", detail="-")
        self._takes(Work(tells=[tell]), said.from_at)

    def _takes(self, work: Work, now: datetime) -> None:
        self.said += self.clinic.takes(work, now).transitions

    def _arrivals(self, patient: PatientId, happening: Happening) -> list[Arrival]:
        """Give what the home's hub sends; of what happens elsewhere it hears nothing."""
        home = self._homes[patient]
        match happening:
            case Weighing(at=when, kilograms=kilograms):
                return [home.weighs(kilograms, when)]
            case Pressure(at=when):
                mmhg = {"systolic": happening.systolic_mmhg, "diastolic": happening.diastolic_mmhg}
                return [home.measures(when, **mmhg, pulse_rate=happening.pulse_per_min)]
            case Answers(at=when):
                return [home.answers(happening.question, happening.code, patient, when, happening.words or None)]
            case Worries(at=when):
                return [home.presses(patient, when)]
            case Elsewhere():
                return []
            case _:
                raise AssertionError(f"nothing is made of {happening}")


@pytest.fixture(scope="module")
def lived(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """All of it, lived once: nobody here changes anything."""
    folder = tmp_path_factory.mktemp("oskar")
    clinic = Clinic(open_database(sqlite_files.new_database(folder / "nara.db")), folder, shipped_rules())
    story = Lived(clinic)
    clinic.worker.start()
    yield story
    clinic.worker.stop()
    clinic.engine.dispose()


def grown_kg_at(raised: Transition) -> float:
    """Tell how much had truly grown when an alert was raised."""
    assert SERVERS_FIRST_DAY == FIRST_DAY
    return GROWTH.grown_kg((raised.at - at(0, "00:00")).days)


def test_the_creep_is_told_before_three_kilograms_and_months_before_the_tumour_is_found(lived: Lived) -> None:
    alert = lived.raised_by(CREEP, lived.oskar)
    assert 1.5 < grown_kg_at(alert) < 3.0
    assert alert.severity in {Severity.LOW, Severity.MEDIUM}
    assert (at(FOUND_ON) - alert.at).days > 90


def test_it_says_that_it_need_not_be_the_heart(lived: Lived) -> None:
    say = lived.raised_by(CREEP, lived.oskar).say
    assert say["sv"].endswith("Det behöver inte vara hjärtat.")
    assert say["en"].endswith("It need not be the heart.")


def test_no_alert_of_the_whole_story_says_that_it_is_heart_failure(lived: Lived) -> None:
    shown = lived.raised(lived.oskar) + lived.raised(lived.twin)
    texts = [text for each in shown for text in each.say.values()]
    assert len(texts) > 8
    assert [text for text in texts if SAYS_IT_IS_THE_HEART.search(text)] == []


def test_where_another_disease_is_known_the_same_gain_on_the_same_day_has_other_words(lived: Lived) -> None:
    common, other = lived.raised_by(CREEP, lived.oskar), lived.raised_by(OTHER_CREEP, lived.twin)
    assert (other.measured_at, other.severity) == (common.measured_at, common.severity)
    assert "En annan sjukdom är känd: tänk först på den, och även på hjärtat." in other.say["sv"]
    assert "Another disease is known: think of it first, and of the heart too." in other.say["en"]
    assert other.rule not in {each.rule for each in lived.raised(lived.oskar) if each.at < at(FOUND_ON)}
    assert CREEP not in {each.rule for each in lived.raised(lived.twin)}


def test_nothing_is_taken_off_the_list_when_somebody_tells_of_the_tumour(lived: Lived) -> None:
    since = [each for each in lived.said if each.patient == lived.oskar and each.at >= at(FOUND_ON, "21:00")]
    creeps = [(each.rule, each.to_state) for each in since if each.rule in {CREEP, OTHER_CREEP}]
    assert creeps == [(OTHER_CREEP, EpisodeState.INHIBITED)], "fifteen kilograms too many stand before it, as medium"


def test_a_nurse_who_has_never_met_him_finds_on_his_page_what_the_product_knows(lived: Lived) -> None:
    assert lived.clinic.rows_of("audit", who=NEW_NURSE) == []
    page = lived.page(NEW_NURSE).text
    for said in (
        OSKAR.matters,
        "annan känd sjukdom",
        "Det behöver inte vara hjärtat.",
        "Långt över överenskommen vikt",
        "Inget är roligt längre.",
        "Det är hans dotter som skriver.",
        "Tryckte på Jag är orolig",
    ):
        assert said in page
    assert {row["what"] for row in lived.clinic.rows_of("audit", who=NEW_NURSE)} == {"patient_seen"}
