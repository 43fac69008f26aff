"""``nara patient move-reading`` and ``assign --shared``: what a technician says, and what becomes of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pages import AT
from small_server import SmallServer, at

from server.adapters.store.database import open_database
from server.work import Work
from tests.server.commands.conftest import Run
from tests.server.commands.test_people import PATIENT, enrolled


@pytest.fixture
def server(data: Path) -> SmallServer:
    """A server on the database of the commands, with one weighing of Anna's in it."""
    engine = open_database(f"sqlite:///{data / 'nara.db'}")
    made = SmallServer(engine)
    made.takes(made.home.weighs(80.0, at(0)))
    return made


@contextmanager
def looking(server: SmallServer) -> Iterator[None]:
    """Let the server look at the register again and again, as it does once a second."""
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(0.1):
            server.pipeline.take(Work(is_register_changed=True), AT)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def test_a_reading_is_moved_by_a_server_that_runs(run: Run, server: SmallServer) -> None:
    with looking(server):
        status, said, _ = run("patient", "move-reading", "1", "--nobody", "--reason", "a guest", "--wait", "5")
    assert (status, said) == (0, "record 1 is nobody's\n")
    assert server.rows("attribution", "reason", "patient") == [("a guest", None)]
    assert server.rows("attribution", "who")[0].startswith("command:")


def test_a_reading_that_cannot_be_moved_says_why(run: Run, server: SmallServer) -> None:
    stranger = server.add_patient(server.add_home())
    words = ("--to", stranger, "--reason", "a guess", "--wait", "5")
    with looking(server):
        status, _, complaint = run("patient", "move-reading", "1", *words)
    assert status == 2
    assert "did not belong to the home when it was measured" in complaint
    assert server.rows("attribution") == []


def test_without_a_server_it_waits_for_one(run: Run, server: SmallServer) -> None:
    status, said, _ = run("patient", "move-reading", "1", "--nobody", "--reason", "a guest", "--wait", "0")
    assert (status, said) == (0, "asked: the server does it when it runs next\n")
    server.restarts()
    server.takes()
    assert server.rows("move_request", "said") == ["moved"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("9", "--nobody", "--reason", "a guest"), "there is no journal 9"),
        (("1", "--to", "a" * 16, "--reason", "a guess"), "there is no patient"),
        (("1", "--nobody", "--reason", "  "), "say why"),
        (("1", "--reason", "a guess"), "one of the arguments --to --nobody is required"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(
    run: Run, server: SmallServer, words: tuple[str, ...], complaint: str
) -> None:
    status, _, said = run("patient", "move-reading", *words)
    assert status == 2
    assert complaint in said
    assert server.rows("move_request") == []


def test_a_shared_device_is_both_peoples(run: Run) -> None:
    home, first = enrolled(run)
    number = ("--name", "Elsa Lindqvist", "--personnummer", "19121212-1212", "--contact", "anna")
    second = run("patient", "add", "--home", home, *number)[1].strip()
    device = run("device", "add", home, "--family", "standard-scale", "--address", "aa:bb:cc:00:11:22")[1].strip()
    for patient in (first, second):
        status, said, _ = run("patient", "assign", patient, device, "--shared")
        assert status == 0
        assert f"may be {patient}'s" in said
    status, _, complaint = run("patient", "assign", first, device, "--shared", "--slot", "1")
    assert status == 2
    assert "one slot of a device is one person's" in complaint
    assert PATIENT[1] == "Oskar Lindqvist"
