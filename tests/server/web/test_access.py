from __future__ import annotations

from operator import itemgetter

import pytest
from clinic import Clinic
from reader import read

from server.ledger.audit import AuditRow, Noted, is_whole
from server.web import access

PAGES = {
    "/": "worklist_seen",
    "/worklist": "worklist_seen",
    "/patients": "patients_seen",
    "/quarantine": "quarantine_seen",
    "/hubs": "hubs_seen",
}


@pytest.mark.parametrize(("path", "what"), PAGES.items())
def test_whoever_sees_a_page_is_written_down_first(clinic: Clinic, path: str, what: str) -> None:
    with clinic.browser("bo") as client:
        assert client.get(path).status_code == 200
    assert [row["who"] for row in clinic.rows_of("audit", what=what)] == ["bo"]


@pytest.mark.decision("G6")
def test_a_list_is_one_row_with_everybody_on_it_and_a_patient_one_with_the_patient(clinic: Clinic) -> None:
    other = clinic.town.add_patient("191212121212", name="Tolvan Tolvansson")
    with clinic.browser("bo") as client:
        client.get("/patients")
        client.get(f"/patients/{other}")
    assert clinic.rows_of("audit", what="patients_seen")[0]["patients"] == sorted([clinic.town.patient, other])
    assert clinic.rows_of("audit", what="patient_seen")[0]["patients"] == [other]


def test_a_page_about_nobody_is_not_shown_and_not_written_down(clinic: Clinic) -> None:
    with clinic.browser("bo") as client:
        assert client.get("/patients/aaaaaaaaaaaaaaaa").status_code == 404
    assert clinic.rows_of("audit", what="patient_seen") == []


def test_what_cannot_be_written_down_is_not_shown(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic.gains()
    monkeypatch.setattr(access, "LOGGED_WITHIN_S", 0.05)
    with clinic.browser("bo") as client:
        clinic.worker.stop()
        for path in PAGES:
            page = read(client.get(path))
            assert page.status == 503
            assert "vem som ser den kan inte skrivas upp" in page.text
            assert "Lindqvist" not in page.text


def test_what_people_did_is_an_unbroken_chain(clinic: Clinic) -> None:
    alert = clinic.gains()
    with clinic.browser("bo") as client:
        client.get("/")
        client.post("/take", data={"seen": f"{alert}:1"})
    rows = sorted(clinic.rows_of("audit", chain="pipeline"), key=itemgetter("number"))
    chain = [
        AuditRow(
            number=row["number"],
            at=row["at"],
            noted=Noted(who=row["who"], what=row["what"], patients=tuple(row["patients"]), detail=row["detail"]),
            before=row["before"],
            row_hash=row["row_hash"],
        )
        for row in rows
    ]
    assert [row.noted.what for row in chain] == ["alert_opened", "worklist_seen", "alert_taken"]
    assert is_whole(chain)
