from __future__ import annotations

import io
import json
import sys

import pytest

from tests.server.commands.conftest import Run

PATIENT = ("--name", "Oskar Lindqvist", "--personnummer", "19430318-9817", "--contact", "anna")


def enrolled(run: Run) -> tuple[str, str]:
    """Have a home with a patient; gives both ids."""
    run("account", "add", "anna", "--name", "Anna Berg")
    home = run("home", "add", "Lindqvist")[1].strip()
    return home, run("patient", "add", "--home", home, *PATIENT)[1].strip()


def test_an_account_gets_a_fresh_password_that_is_never_the_same(run: Run) -> None:
    _, first, _ = run("account", "add", "anna", "--name", "Anna Berg")
    _, second, _ = run("account", "add", "bo", "--name", "Bo Ek")
    passwords = {text.split("password ")[1].split()[0] for text in (first, second)}
    assert len(passwords) == 2
    assert all(len(password) >= 12 for password in passwords)


def test_a_password_from_standard_input_is_never_printed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\n"))
    status, said, _ = run("account", "add", "anna", "--name", "Anna Berg", "--password-stdin")
    assert status == 0
    assert "correct horse" not in said


def test_a_short_password_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert run("account", "add", "anna", "--name", "Anna Berg", "--password-stdin")[0] == 2


def test_a_patient_is_enrolled_and_listed(run: Run) -> None:
    _, patient = enrolled(run)
    _, listed, _ = run("patient", "list", "--json")
    assert json.loads(listed) == {
        "patient": patient,
        "name": "Oskar Lindqvist",
        "care_level": 2,
        "contact": "Anna Berg",
    }
    assert "Oskar Lindqvist" in run("patient", "list")[1]


def test_an_empty_list_says_what_to_do(run: Run) -> None:
    assert "nara patient add" in run("patient", "list")[1]
    assert run("patient", "list", "--json")[1] == ""


def test_nobody_is_enrolled_without_a_contact_who_has_an_account(run: Run) -> None:
    home = run("home", "add", "Lindqvist")[1].strip()
    status, _, complaint = run("patient", "add", "--home", home, *PATIENT)
    assert status == 2
    assert complaint == "nara: there is no account anna\n"


def test_a_wrong_personnummer_is_said_in_words(run: Run) -> None:
    home, _ = enrolled(run)
    words = ("--name", "X", "--personnummer", "19430318-9818", "--contact", "anna")
    status, _, complaint = run("patient", "add", "--home", home, *words)
    assert status == 2
    assert "check digit" in complaint


def test_a_device_is_assigned_and_it_is_audited_from_the_first_row(run: Run) -> None:
    home, patient = enrolled(run)
    device = run("device", "add", home, "--family", "standard-scale", "--address", "aa:bb:cc:00:11:22")[1].strip()
    status, said, _ = run("patient", "assign", patient, device, "--slot", "2")
    assert status == 0
    assert patient in said
    assert run("audit", "verify")[1] == "commands: 5 rows, whole\n"


def test_a_device_of_another_home_cannot_be_assigned(run: Run) -> None:
    _, patient = enrolled(run)
    elsewhere = run("home", "add", "Holm")[1].strip()
    device = run("device", "add", elsewhere, "--family", "standard-scale", "--address", "aa:bb:cc:00:11:22")[1].strip()
    status, _, complaint = run("patient", "assign", patient, device)
    assert status == 2
    assert "does not belong to the home" in complaint
