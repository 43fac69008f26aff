"""What ``nara-hub doctor`` says of Bluetooth beside the adapter: BlueZ, who answers it, bonds, Wi-Fi on its chip.

Who answers BlueZ, and which bonds there are, the running hub is asked: it has the agent and the card.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from edge.adapters.pairing_socket import NAME, in_folder
from edge.adapters.wifi import Wifi, wifis_in_use
from edge.devices.catalogue import family_named
from edge.devices.family import Bonding
from edge.finding import Finding, State

_OLDEST: Final = (5, 55)
"""bleak takes no older BlueZ."""
_BELOW_5_GHZ_MHZ: Final = 3_000
_PATIENCE_S: Final = 5.0

Told = dict[str, Any]


def examine_radio(
    folder: Path,
    *,
    version: Callable[[], str],
    told: Callable[[Path], Told | None],
    wifis: Callable[[], Iterable[Wifi]] = wifis_in_use,
) -> Iterator[Finding]:
    """Examine what Bluetooth needs beside an adapter, one thing after another."""
    yield _bluez(version())
    state = told(folder)
    if state is None:
        yield Finding(
            what="agent",
            state=State.DOUBTFUL,
            seen="no hub with a radio runs here, so BlueZ has nobody to ask and bonds cannot be looked at",
            do="start it: systemctl start nara-hub",
        )
    else:
        yield _agent(state["agent_fault"])
        yield from _bonds(state["devices"])
    yield from map(_wifi, wifis())


def bluez_version() -> str:
    """Ask BlueZ for its version; empty if it does not say."""
    command = shutil.which("bluetoothctl")
    if command is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603  (BlueZ's own, and nothing is typed into it)
            [command, "--version"], capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def told_by_the_hub(folder: Path) -> Told | None:
    """Ask the hub that runs in a folder; None if none does."""
    try:
        with in_folder(folder) as short, socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_PATIENCE_S)
            line.connect(str(short / NAME))
            line.sendall(b'{"do": "tell"}\n')
            with line.makefile("r", encoding="utf-8") as answer:
                state: Told = json.loads(answer.readline())
    except (OSError, ValueError):
        return None
    return state


def _bluez(said: str) -> Finding:
    found = re.search(r"(\d+)\.(\d+)", said)
    if found is None:
        return Finding(
            what="bluez", state=State.DOUBTFUL, seen="its version cannot be told", do="is it there? see: bluetoothctl"
        )
    if (int(found[1]), int(found[2])) < _OLDEST:
        return Finding(what="bluez", state=State.WRONG, seen=f"version {found[0]}", do="5.55 is needed: update it")
    return Finding(what="bluez", state=State.WELL, seen=f"version {found[0]}")


def _agent(fault: str | None) -> Finding:
    if fault is None:
        return Finding(what="agent", state=State.WELL, seen="the hub answers when a device is to be paired")
    return Finding(
        what="agent", state=State.WRONG, seen=f"no device can be paired: {fault}", do="see: systemctl status bluetooth"
    )


def _bonds(devices: Iterable[Told]) -> Iterator[Finding]:
    """Look whether devices that must be bonded with are."""
    for device in devices:
        family = family_named(device["family"])
        if family is None or family.bonding is Bonding.NEVER:
            continue
        name = ", ".join(filter(None, (device["name"] or family.label, device.get("make"))))
        if device["is_bonded"]:
            yield Finding(what="bond", state=State.WELL, seen=f"{device['address']} ({name}) is paired")
        elif device["is_bonded"] is None:
            yield Finding(what="bond", state=State.DOUBTFUL, seen=f"{device['address']} ({name}): BlueZ does not say")
        elif family.bonding is Bonding.ALWAYS:
            yield Finding(
                what="bond",
                state=State.WRONG,
                seen=f"{device['address']} ({name}) is not paired, and sends nothing until it is",
                do=f"pair it: nara-hub pair {family.name}",
            )
        else:
            yield Finding(
                what="bond", state=State.WELL, seen=f"{device['address']} ({name}) is read without being paired"
            )


def _wifi(wifi: Wifi) -> Finding:
    if not wifi.shares_chip:
        return Finding(what="wi-fi", state=State.WELL, seen=f"{wifi.name} and Bluetooth are on chips of their own")
    if wifi.frequency_mhz is None:
        return Finding(
            what="wi-fi",
            state=State.DOUBTFUL,
            seen=f"{wifi.name} shares its chip with Bluetooth; whether at 2.4 or 5 GHz cannot be told here",
            do="at 2.4 GHz they disturb each other: use 5 GHz, or a cable",
        )
    at = f"{wifi.name} shares its chip with Bluetooth, at {wifi.frequency_mhz / 1000:.1f} GHz"
    if wifi.frequency_mhz < _BELOW_5_GHZ_MHZ:
        return Finding(
            what="wi-fi",
            state=State.DOUBTFUL,
            seen=at,
            do="they disturb each other: use 5 GHz, a cable, or a Bluetooth adapter on an extension lead",
        )
    return Finding(what="wi-fi", state=State.WELL, seen=at)
