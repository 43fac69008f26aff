"""An alert of every rule that ships, as its own diary raises it, on every page that shows it, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from clinic import Clinic
from databases import SqliteFiles
from raised_rules import Raised, every_rule_raised
from reader import Page, read
from shipped_rules import shipped_rules

from server.adapters.store.database import open_database
from server.adapters.store.known_registry import keep_known
from server.adapters.store.ledger import SqlLedger
from server.alerts.worklist import ON_THE_LIST
from server.patients.known import OTHER_DISEASE, Grouping
from server.rules.transition import Severity
from server.web.words import Language, word
from vitals.identity import PatientId

DRAWN = {
    "breathless-after-gain",
    "weight-creep",
    "weight-creep-other-disease",
    "weight-drift",
    "weight-gain-2kg-3-days",
    "weight-gain-overnight",
    "weight-loss-28-days",
    "weight-over-reference",
    "weight-over-target",
    "weight-trend",
}
"""The rules whose limit can be drawn in a picture of weights."""
LANGUAGES: tuple[Language, ...] = ("sv", "en")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


class Everybody:
    """A clinic in which each rule has raised somebody of its own."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic, numbers = clinic, count(1)
        ledger = SqlLedger(clinic.engine)
        self.who: dict[str, tuple[Raised, PatientId]] = {}
        for place, raised in enumerate(every_rule_raised(), 1):
            patient = clinic.town.add_patient(f"{194000000000 + place * 7_919}", name=f"Person {place:02d}.")
            ledger.write(raised.page(patient, place, next(numbers), shipped_rules()))
            self.who[raised.rule.name] = (raised, patient)

    def shown(self, rule: str, language: Language) -> Page:
        """Look at the page of whom a rule has raised, an hour later."""
        raised, patient = self.who[rule]
        self.clinic.clock.at = raised.transition.at + timedelta(hours=1)
        with self.clinic.browser(language=language) as client:
            return read(client.get(f"/patients/{patient}"))


@pytest.fixture(scope="module")
def everybody(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    """All of it, made once: nobody here changes anything."""
    folder = tmp_path_factory.mktemp("everybody")
    clinic = Clinic(open_database(sqlite_files.new_database(folder / "nara.db")), folder)
    clinic.worker.start()
    yield Everybody(clinic)
    clinic.worker.stop()
    clinic.engine.dispose()


def test_the_lists_show_an_alert_of_every_rule_and_the_hubs_what_is_for_technicians(everybody: Everybody) -> None:
    everybody.clinic.clock.at = max(raised.transition.at for raised, _ in everybody.who.values())
    listed = {name for name, (raised, _) in everybody.who.items() if raised.rule.severity in ON_THE_LIST}
    for language in LANGUAGES:
        with everybody.clinic.browser(language=language) as client:
            rows, names, hubs = (read(client.get(path)) for path in ("/", "/patients", "/hubs"))
        assert {rule for _, rule in rows.alerts} == listed
        for name, (raised, _) in everybody.who.items():
            assert (raised.transition.say[language] in rows.text) == (name in listed), name
            assert (raised.rule.title[language] in names.text) == (name in listed), name
        offline, _ = everybody.who["hub-offline"]
        beside = hubs.row("kitchen")
        assert offline.rule.title[language] in beside
        assert offline.transition.say[language] in beside


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_patients_page_says_why_on_what_and_by_which_rule(everybody: Everybody, language: Language) -> None:
    drawn = set()
    for name, (raised, patient) in everybody.who.items():
        page, says = everybody.shown(name, language), raised.transition.say[language]
        if raised.rule.severity is Severity.TECHNICAL:
            assert (page.alerts, says in page.text) == ([], False)
            continue
        assert says in page.text, name
        assert raised.rule.title[language] in page.text, name
        if raised.rule.severity is Severity.INFO:
            assert (page.alerts, word("told_title", language) in page.text) == ([], True)
            continue
        assert [each for _, each in page.alerts] == [name]
        assert word("read_aloud", language) in page.text
        assert_explained(raised, page, language)
        assert_rests(everybody, raised, patient, page, language)
        (curves,) = [json.loads(given["data-curves"]) for _, given in page.tags if "data-curves" in given]
        drawn |= {name} if curves["limits"] else set()
    assert drawn == DRAWN


def assert_explained(raised: Raised, page: Page, language: Language) -> None:
    """Check that every condition of the tree is said."""
    assert word("conditions", language) in page.text
    assert raised.transition.why is not None
    said = list(conditions(raised.transition.why["raise_when"], language))
    assert said
    assert [each for each in said if each not in page.text] == []


def conditions(node: object, language: Language) -> Iterator[str]:
    assert isinstance(node, dict)
    yield node["says"][language]
    for part in node.get("parts", ()):
        yield from conditions(part, language)


def assert_rests(everybody: Everybody, raised: Raised, patient: PatientId, page: Page, language: Language) -> None:
    """Check that every reading leads to its own page, and that every answer is said."""
    found = everybody.clinic.reader.patient(patient, 30, raised.transition.at)
    assert found is not None
    (alert,) = found.alerts
    assert len(raised.transition.arrivals) == len({point.arrival for point in alert.behind}) + len(alert.said)
    links = {given["href"] for tag, given in page.tags if tag == "a" and "href" in given}
    assert {f"/readings/{point.arrival}" for point in alert.behind} <= links
    assert [said for said in alert.said if said.say[language] not in page.text] == []


@pytest.mark.decision("N25")
def test_whose_other_disease_is_known_is_nowhere_told_that_it_is_the_heart_for_certain(everybody: Everybody) -> None:
    raised, patient = everybody.who["decompensation-score"]
    clinic, at = everybody.clinic, raised.transition.at
    says = {"sv": "eller på den andra sjukdomen", "en": "or of the other disease"}
    for language in LANGUAGES:
        assert says[language] not in everybody.shown("decompensation-score", language).text
    keep_known(clinic.town.registry, [said_to_be_in(OTHER_DISEASE, patient, at)], "told", "")
    for language in LANGUAGES:
        with clinic.browser(language=language) as client:
            pages = [read(client.get(path)).text for path in (f"/patients/{patient}", "/patients")]
        for text in pages:
            assert says[language] in text


def said_to_be_in(group: str, patient: PatientId, at: datetime) -> Grouping:
    return Grouping(patient=patient, group=group, from_at=at, who="eva", said_at=at)
