from __future__ import annotations

import json
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from small_hub import SCALE

from edge.adapters.pairing_socket import NAME
from edge.adapters.wifi import Wifi
from edge.finding import Finding, State
from edge.main import main
from edge.radio_doctor import bluez_version, examine_radio, told_by_the_hub


def device(family: str, *, is_bonded: bool | None) -> dict[str, Any]:
    return {
        "address": SCALE.address, "device": SCALE.device, "family": family, "name": None, "is_bonded": is_bonded
    }  # fmt: skip


def found(
    *devices: dict[str, Any],
    version: str = "bluetoothctl: 5.66\n",
    fault: str | None = None,
    wifis: tuple[Wifi, ...] = (),
) -> list[Finding]:
    told = {"agent_fault": fault, "devices": list(devices)}
    return list(examine_radio(Path(), version=lambda: version, told=lambda _: told, wifis=lambda: wifis))


def test_which_model_a_device_says_it_is_stands_with_its_bond() -> None:
    made = device("a-and-d-scale", is_bonded=True) | {"make": "UC-352BLE, BLP008_d016"}
    assert found(made)[-1].seen == f"{SCALE.address} (A&D UC-352BLE, UC-352BLE, BLP008_d016) is paired"


def test_a_radio_that_is_well_is_said_to_be() -> None:
    assert [(each.what, each.state) for each in found(device("a-and-d-scale", is_bonded=True))] == [
        ("bluez", State.WELL),
        ("agent", State.WELL),
        ("bond", State.WELL),
    ]


@pytest.mark.parametrize(
    ("version", "state"), [("", State.DOUBTFUL), ("bluetoothctl: 5.54", State.WRONG), ("5.83", State.WELL)]
)
def test_a_bluez_that_is_too_old_or_unknown_is_told(version: str, state: State) -> None:
    assert found(version=version)[0].state is state


def test_an_agent_that_is_not_registered_is_wrong_with_its_reason() -> None:
    agent = found(fault="bluetoothd does not run: systemctl start bluetooth")[1]
    assert (agent.state, agent.seen) == (
        State.WRONG,
        "no device can be paired: bluetoothd does not run: systemctl start bluetooth",
    )


@pytest.mark.parametrize(
    ("family", "is_bonded", "states"),
    [
        ("a-and-d-scale", False, [State.WRONG]),
        ("a-and-d-scale", None, [State.DOUBTFUL]),
        ("standard-scale", False, [State.WELL]),
        ("xiaomi-1-scale", False, []),
        ("not-known-here", False, []),
    ],
)
def test_a_device_that_sends_nothing_without_a_bond_must_have_one(
    family: str, is_bonded: bool | None, states: list[State]
) -> None:
    bonds = [each for each in found(device(family, is_bonded=is_bonded)) if each.what == "bond"]
    assert [each.state for each in bonds] == states
    assert all(each.do for each in bonds if each.state is State.WRONG)


@pytest.mark.parametrize(
    ("mhz", "shares_chip", "state"),
    [
        (2437, True, State.DOUBTFUL),
        (5180, True, State.WELL),
        (None, True, State.DOUBTFUL),
        (2437, False, State.WELL),
    ],
)
def test_wi_fi_on_the_chip_that_bluetooth_uses_is_told(mhz: int | None, shares_chip: bool, state: State) -> None:
    wifi = found(wifis=(Wifi(name="wlan0", frequency_mhz=mhz, shares_chip=shares_chip),))[-1]
    assert (wifi.what, wifi.state) == ("wi-fi", state)
    assert bool(wifi.do) == (state is State.DOUBTFUL)


def test_without_a_hub_nobody_can_say_who_answers_bluez(tmp_path: Path) -> None:
    assert told_by_the_hub(tmp_path) is None
    [_, agent] = examine_radio(tmp_path, version=lambda: "5.66", told=told_by_the_hub, wifis=tuple)
    assert (agent.what, agent.state) == ("agent", State.DOUBTFUL)


def test_a_running_hub_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def answer() -> None:
        caller, _ = listening.accept()
        with caller:
            assert json.loads(caller.makefile().readline()) == {"do": "tell"}
            caller.sendall(b'{"agent_fault": null, "devices": []}\n')

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(NAME)
        listening.listen()
        thread = threading.Thread(target=answer)
        thread.start()
        assert told_by_the_hub(tmp_path) == {"agent_fault": None, "devices": []}
        thread.join()


def test_a_machine_without_bluez_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert bluez_version() == ""


def test_the_command_tells_it_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--dir", str(tmp_path), "--json"])
    what = [json.loads(line)["what"] for line in capsys.readouterr().out.splitlines()]
    assert {"bluez", "agent"} <= set(what)
    main(["doctor", "--dir", str(tmp_path), "--json", "--no-radio"])
    assert "bluez" not in capsys.readouterr().out
