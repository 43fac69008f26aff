from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hub_folder import bundle
from hypothesis import given
from hypothesis import strategies as st
from small_hub import HOME, HUB, SCALE

from edge.adapters.keys import KeyRing
from edge.config import read_config
from edge.provisioning import BundleError, _quoted, install

DEVICE = {"address": SCALE.address, "device": SCALE.device, "family": "standard-scale", "name": None}


def keys_in(folder: Path) -> KeyRing:
    keys = KeyRing(folder)
    keys.make()
    return keys


def answer(folder: Path, **changed: Any) -> dict[str, Any]:
    return bundle(keys_in(folder).certificate_request(), devices=[DEVICE]) | changed


def test_a_bundle_becomes_the_hubs_settings_and_papers(tmp_path: Path) -> None:
    told = answer(tmp_path)
    install(tmp_path, told)
    config = read_config(tmp_path, "")
    assert (config.home, config.settings.hub, config.settings.devices) == (HOME, HUB, (SCALE,))
    assert (config.broker_host, config.broker_port) == (told["broker"]["host"], told["broker"]["port"])
    assert (tmp_path / "ca.crt").read_text() == told["ca"]
    assert (tmp_path / "tls.crt").read_text() == told["certificate"]
    assert (tmp_path / "server.pub").read_bytes().hex() == told["server_key"]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o400}


def test_a_second_bundle_replaces_the_first(tmp_path: Path) -> None:
    install(tmp_path, answer(tmp_path))
    install(tmp_path, answer(tmp_path, devices=[], zone="Europe/Helsinki"))
    config = read_config(tmp_path, "")
    assert (config.settings.devices, str(config.settings.zone)) == ((), "Europe/Helsinki")


@given(name=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_name_can_be_written_as_toml(name: str) -> None:
    assert tomllib.loads(f"name = {_quoted(name)}") == {"name": name}


@pytest.mark.parametrize("name", ["Våg i hallen", "🙂", 'a "quoted" one', "back\\slash", "line\nbreak", "\x7f"])
def test_a_device_may_be_called_anything(tmp_path: Path, name: str) -> None:
    install(tmp_path, answer(tmp_path, devices=[{**DEVICE, "name": name}]))
    assert read_config(tmp_path, "").settings.devices[0].name == name


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hub": "x"}, "hub is missing or wrong"),
        ({"zone": "Mars/Olympus"}, "zone is missing or wrong"),
        ({"broker": {"host": "b"}}, "'port'"),
        ({"broker": None}, "NoneType"),
        ({"devices": [{**DEVICE, "device": "scale"}]}, "device is missing or wrong"),
        ({"devices": [{**DEVICE, "address": "scale"}]}, "address is missing or wrong"),
        ({"devices": None}, "NoneType"),
        ({"server_key": "00"}, "server_key"),
        ({"server_key": "no hex"}, "fromhex"),
        ({"certificate": "no certificate"}, "PEM"),
        ({"ca": None}, "NoneType"),
    ],
)
def test_a_bundle_that_is_wrong_is_refused_whole(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    told = answer(tmp_path, **changed)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(BundleError) as caught:
        install(tmp_path, told)
    assert said in str(caught.value)
    assert "ask the server for a new bundle" in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["ca", "certificate", "server_key", "home", "hub", "zone", "broker", "devices"])
def test_a_bundle_that_lacks_something_is_refused_whole(tmp_path: Path, name: str) -> None:
    told = answer(tmp_path)
    del told[name]
    with pytest.raises(BundleError, match=name):
        install(tmp_path, told)
    assert not (tmp_path / "hub.toml").exists()


def test_another_hubs_bundle_is_refused(tmp_path: Path) -> None:
    keys_in(tmp_path / "mine")
    with pytest.raises(BundleError, match="another hub's request"):
        install(tmp_path / "mine", answer(tmp_path / "other"))
    assert not (tmp_path / "mine" / "hub.toml").exists()


def test_a_hub_that_has_not_asked_is_told_to(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="nara-hub provision --request"):
        install(tmp_path / "mine", answer(tmp_path / "other"))
