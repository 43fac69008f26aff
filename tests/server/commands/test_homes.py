from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from contract_samples import STATUS
from sqlalchemy import insert

from edge.adapters.keys import KeyRing
from edge.config import read_config
from edge.provisioning import install
from server.adapters.store import schema
from server.adapters.store.database import open_database
from tests.server.commands.conftest import Run
from vitals.identity import HubId


def request_in(folder: Path) -> Path:
    """Write the request of a hub whose keys are in the folder, as ``nara-hub provision --request`` does."""
    keys = KeyRing(folder)
    keys.make()
    request = {"csr": keys.certificate_request().decode(), "signing_key": keys.public_signing_key().hex()}
    path = folder / "hub.request"
    path.write_text(json.dumps(request), encoding="utf-8")
    return path


def test_a_hub_is_added_and_its_bundle_is_what_the_hub_takes(run: Run, tmp_path: Path) -> None:
    home = run("home", "add", "Lindqvist", "--zone", "Europe/Helsinki")[1].strip()
    run("device", "add", home, "--family", "standard-scale", "--address", "aa:bb:cc:00:11:22", "--label", "scale")
    request, bundle = request_in(tmp_path / "hub"), tmp_path / "hub.bundle"
    status, said, _ = run("hub", "add", home, "--label", "hall", "--request", str(request), "--bundle", str(bundle))
    assert status == 0
    install(tmp_path / "hub", json.loads(bundle.read_text(encoding="utf-8")))
    taken = read_config(tmp_path / "hub", "test")
    assert (taken.home, taken.settings.hub) == (home, said.split()[0])
    assert str(taken.settings.zone) == "Europe/Helsinki"
    assert [device.address for device in taken.settings.devices] == ["AA:BB:CC:00:11:22"]
    listed = json.loads(run("hub", "list", "--json")[1])
    assert listed == {"hub": taken.settings.hub, "home": home, "label": "hall", "heard_at": None}
    assert "never heard" in run("hub", "list")[1]
    assert f"topic write nara/v1/{home}/{taken.settings.hub}/record" in run("hub", "acl")[1]


@pytest.mark.parametrize(
    "request_text",
    ['{"csr": "x", "signing_key": "00"}', '{"signing_key": "00"}', "[]", '{"csr": "x", "signing_key": "zz"}'],
)
def test_what_is_no_request_adds_nobody(run: Run, tmp_path: Path, request_text: str) -> None:
    home = run("home", "add", "Lindqvist")[1].strip()
    (tmp_path / "request").write_text(request_text, encoding="utf-8")
    words = ("--request", str(tmp_path / "request"), "--bundle", str(tmp_path / "bundle"))
    status, _, complaint = run("hub", "add", home, *words)
    assert status == 2
    assert "nara-hub provision" in complaint
    assert run("hub", "list", "--json")[1] == ""
    assert not (tmp_path / "bundle").exists()


def test_a_signing_key_of_another_length_is_refused(run: Run, tmp_path: Path) -> None:
    home = run("home", "add", "Lindqvist")[1].strip()
    request = request_in(tmp_path / "hub")
    told = json.loads(request.read_text(encoding="utf-8"))
    request.write_text(json.dumps({**told, "signing_key": "00" * 31}), encoding="utf-8")
    status, _, complaint = run("hub", "add", home, "--request", str(request), "--bundle", str(tmp_path / "bundle"))
    assert status == 2
    assert "32 bytes" in complaint


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    home = run("home", "add", "Lindqvist")[1].strip()
    status, _, complaint = run("hub", "add", home, "--request", "nowhere", "--bundle", str(tmp_path / "b"))
    assert status == 2
    assert "nowhere" in complaint


class Handover:
    """A hub in one home, another home it is to go to, and the words of the command that moves it."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run = run
        self.database = folder / "data" / "nara.db"
        self.old, self.new = run("home", "add", "Old")[1].strip(), run("home", "add", "New")[1].strip()
        run("device", "add", self.new, "--family", "standard-scale", "--address", "aa:bb:cc:00:11:22", "--label", "s")
        words = ("--request", str(request_in(folder / "hub")), "--bundle", str(folder / "hub.bundle"))
        self.hub = run("hub", "add", self.old, "--label", "hall", *words)[1].split()[0]
        self.bundle = folder / "new.bundle"

    def move(self, request: Path, *more: str) -> tuple[int, str, str]:
        words = ("--request", str(request), "--bundle", str(self.bundle), *more)
        return self.run("hub", "move", self.hub, self.new, *words)

    def last_word(self, waiting: int) -> None:
        """Let the hub's last heartbeat say how many records wait."""
        status = replace(STATUS, hub=HubId(self.hub), queue_depth=waiting)
        engine = open_database(f"sqlite:///{self.database}")
        with engine.begin() as connection:
            row = {"hub": self.hub, "heard_at": datetime(2026, 11, 1, 6, tzinfo=UTC), "empty_at": None}
            connection.execute(insert(schema.HUB_STATUS).values(**row, status=status.to_wire()))
        engine.dispose()


@pytest.mark.decision("C3")
def test_an_emptied_hub_goes_to_another_home_and_its_old_card_may_still_speak(run: Run, tmp_path: Path) -> None:
    handover = Handover(run, tmp_path)
    handover.last_word(waiting=0)
    status, said, _ = handover.move(request_in(tmp_path / "emptied"))
    assert status == 0
    assert said.split()[0] == handover.hub
    bundle = json.loads(handover.bundle.read_text(encoding="utf-8"))
    assert (bundle["hub"], bundle["home"]) == (handover.hub, handover.new)
    assert [device["address"] for device in bundle["devices"]] == ["AA:BB:CC:00:11:22"]
    assert json.loads(run("hub", "list", "--json")[1])["home"] == handover.new
    for home in (handover.old, handover.new):
        assert f"topic write nara/v1/{home}/{handover.hub}/record" in run("hub", "acl")[1]


@pytest.mark.decision("C3")
def test_a_hub_with_unsettled_records_stays_where_it_is_unless_somebody_insists(run: Run, tmp_path: Path) -> None:
    handover = Handover(run, tmp_path)
    handover.last_word(waiting=3)
    request = request_in(tmp_path / "emptied")
    status, _, complaint = handover.move(request)
    assert status == 2
    assert "said at 2026-11-01 06:00 UTC that 3 records wait to be sent" in complaint
    assert not handover.bundle.exists()
    assert json.loads(run("hub", "list", "--json")[1])["home"] == handover.old
    status, _, complaint = handover.move(request, "--force")
    assert status == 0
    assert "3 records wait to be sent" in complaint


@pytest.mark.decision("C3")
def test_a_hub_that_was_not_emptied_is_not_handed_over(run: Run, tmp_path: Path) -> None:
    handover = Handover(run, tmp_path)
    status, _, complaint = handover.move(request_in(tmp_path / "hub"), "--force")
    assert status == 2
    assert "still has the keys of another home" in complaint
    assert json.loads(run("hub", "list", "--json")[1])["home"] == handover.old


def test_a_hub_is_not_handed_to_the_home_it_stands_in_nor_to_none(run: Run, tmp_path: Path) -> None:
    handover = Handover(run, tmp_path)
    request = request_in(tmp_path / "emptied")
    words = ("--request", str(request), "--bundle", str(handover.bundle))
    for home, why in ((handover.old, "already"), ("a" * 16, "there is no home")):
        status, _, complaint = run("hub", "move", handover.hub, home, *words)
        assert status == 2
        assert why in complaint
    assert not handover.bundle.exists()
