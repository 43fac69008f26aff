from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge.adapters.keys import KeyRing
from edge.config import read_config
from edge.provisioning import install
from tests.server.commands.conftest import Run


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
