"""What a technician is told, on a hub with real keys, towards a door that speaks real TLS."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hub_folder import TinyAuthority, provision
from small_hub import SCALE

from edge.doctor import examine
from edge.finding import Finding, State
from edge.main import main

NOW = datetime.now(UTC)
DEVICE = {"address": SCALE.address, "device": SCALE.device, "family": "standard-scale", "name": None}


def found(folder: Path, now: datetime = NOW, **more: Any) -> dict[str, Finding]:
    """Examine; gives the findings by what was examined."""
    return {each.what: each for each in examine(folder, now, is_synchronised=lambda: True, **more)}


@contextlib.contextmanager
def door(folder: Path, authority: TinyAuthority, *, hears: Callable[[ssl.SSLSocket], object]) -> Iterator[int]:
    """Open a door that lets in only whom the authority knows; gives its port."""
    certificate, key = authority.server_papers(folder, "127.0.0.1")
    (folder / "authority.crt").write_text(authority.certificate_pem(), encoding="ascii")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / "authority.crt"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(certificate, key)

    def serve() -> None:
        with contextlib.suppress(OSError):
            plain, _ = listening.accept()
            with plain, context.wrap_socket(plain, server_side=True) as line:
                hears(line)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.close()
        thread.join(5)


@pytest.fixture
def authority() -> TinyAuthority:
    """Whoever signed everything."""
    return TinyAuthority()


def wait_for_a_word(line: ssl.SSLSocket) -> None:
    """Wait as a broker does."""
    line.settimeout(4)
    with contextlib.suppress(OSError):
        line.recv(1)


def test_a_hub_that_is_well_is_told_so(tmp_path: Path, authority: TinyAuthority) -> None:
    with door(tmp_path, authority, hears=wait_for_a_word) as port:
        folder = provision(tmp_path / "hub", devices=[DEVICE], broker=("127.0.0.1", port), authority=authority)
        told = found(folder, radio_fault=lambda: None)
    assert {what: each.state for what, each in told.items()} == {
        "card": State.WELL,
        "clock": State.WELL,
        "radio": State.WELL,
        "provisioning": State.WELL,
        "device": State.WELL,
        "certificate": State.DOUBTFUL,
        "broker": State.WELL,
    }, told
    assert told["certificate"].do == "provision this hub again before then"


def test_a_hub_that_the_broker_does_not_know_is_told_so(tmp_path: Path, authority: TinyAuthority) -> None:
    stranger = TinyAuthority()
    with door(tmp_path, authority, hears=wait_for_a_word) as port:
        folder = provision(tmp_path / "hub", broker=("127.0.0.1", port), authority=stranger)
        (folder / "ca.crt").write_text(authority.certificate_pem(), encoding="ascii")
        broker = found(folder)["broker"]
    assert (broker.state, broker.do) == (State.WRONG, "was it moved? provision it again")
    assert "it refuses this hub" in broker.seen


def test_a_broker_that_is_not_our_servers_is_told(tmp_path: Path, authority: TinyAuthority) -> None:
    with door(tmp_path, authority, hears=wait_for_a_word) as port:
        broker = found(provision(tmp_path / "hub", broker=("127.0.0.1", port)))["broker"]
    assert (broker.state, broker.do) == (State.WRONG, "provision this hub again")
    assert "not our server's broker" in broker.seen


def test_a_door_that_hangs_up_at_once_is_told(tmp_path: Path, authority: TinyAuthority) -> None:
    with door(tmp_path, authority, hears=lambda line: line.unwrap()) as port:
        folder = provision(tmp_path / "hub", broker=("127.0.0.1", port), authority=authority)
        assert "hung up at once" in found(folder)["broker"].seen


@pytest.mark.parametrize(
    ("broker", "seen", "do"),
    [
        (("127.0.0.1", 9), "Connection refused", "is the server up? is the port right?"),
        (("no-such-name.invalid", 8883), "nobody knows the name", "is the network up, and the name right in hub.toml?"),
    ],
)
def test_a_broker_that_is_not_there_is_told_with_what_to_do(
    tmp_path: Path, broker: tuple[str, int], seen: str, do: str
) -> None:
    told = found(provision(tmp_path / "hub", broker=broker))["broker"]
    assert (told.state, told.do) == (State.WRONG, do)
    assert seen in told.seen


def test_a_broker_that_never_answers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.doctor._PATIENCE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        folder = provision(tmp_path / "hub", broker=("127.0.0.1", mute.getsockname()[1]))
        assert "no answer" in found(folder)["broker"].seen


def test_a_hub_that_was_never_provisioned_is_told_and_nothing_more_is_asked(tmp_path: Path) -> None:
    told = found(tmp_path / "hub")
    assert list(told) == ["card", "clock", "provisioning"]
    assert told["provisioning"].do == "let it join a server: nara-hub join --help"


def test_a_certificate_is_told_by_its_end(tmp_path: Path) -> None:
    folder = provision(tmp_path / "hub")
    told = found(folder, NOW + timedelta(days=2))
    assert told["certificate"].seen.startswith("ran out on ")
    assert "broker" not in told
    (folder / "tls.crt").unlink()
    assert found(folder)["certificate"].state is State.WRONG
    other = provision(tmp_path / "other")
    (folder / "tls.crt").write_bytes((other / "tls.crt").read_bytes())
    assert found(folder)["certificate"].seen == "the certificate is not for this hub's key"


@pytest.mark.parametrize(
    ("family", "seen"),
    [
        ("teapot", "unknown here"),
        ("contec-oximeter", "does not talk to yet"),
        ("xiaomi-s400-scale", "has no bind_key"),
    ],
)
def test_a_device_that_this_hub_cannot_fetch_from_is_told(tmp_path: Path, family: str, seen: str) -> None:
    device = found(provision(tmp_path / "hub", devices=[{**DEVICE, "family": family}]))["device"]
    assert device.state is State.WRONG
    assert seen in device.seen


def test_a_hub_without_devices_is_doubtful(tmp_path: Path) -> None:
    assert found(provision(tmp_path / "hub"))["devices"].state is State.DOUBTFUL


def test_a_full_card_and_a_card_that_is_not_there_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.doctor._FREE_AT_LEAST_BYTES", 10**18)
    assert found(tmp_path)["card"].do.startswith("make room")
    assert found(tmp_path / "no" / "such")["card"].do == "is the card mounted?"


def test_a_clock_that_nobody_has_set_is_doubtful(tmp_path: Path) -> None:
    told = {each.what: each for each in examine(tmp_path, NOW, is_synchronised=lambda: False)}
    assert told["clock"].state is State.DOUBTFUL
    assert "timedatectl" in told["clock"].do


def test_the_command_says_it_in_lines_and_for_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    assert main(["doctor", "--dir", str(tmp_path / "hub")]) == 1
    said = capsys.readouterr().out
    assert "wrong    radio        no D-Bus system bus" in said
    assert "                      -> let it join a server: nara-hub join --help\n" in said
    assert main(["doctor", "--dir", str(tmp_path / "hub"), "--json", "--no-radio"]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["what"] for each in told] == ["card", "clock", "provisioning"]
    assert all(set(each) == {"what", "state", "seen", "do"} for each in told)


def test_without_bleak_the_radio_is_told_by_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "edge.adapters.ble_fault", raising=False)
    monkeypatch.setitem(sys.modules, "bleak", None)
    assert main(["doctor", "--dir", str(tmp_path / "hub")]) == 1
    assert "bleak is missing: pip install 'hjartnara[edge]'" in capsys.readouterr().out
