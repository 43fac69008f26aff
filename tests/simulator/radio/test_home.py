"""The demo's radio home: a real hub process on a virtual chip, with devices that outlive it."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_folder import provision
from small_hub import CUFF as CUFF_DEVICE
from small_hub import SCALE as SCALE_DEVICE

from simulator.payload import blood_pressure_measurement, weight_measurement
from simulator.radio.home import RadioHome
from simulator.radio.profile import CUFF, SCALE

pytestmark = pytest.mark.timeout(30)

SCALE_ADDRESS, CUFF_ADDRESS = SCALE_DEVICE.address, CUFF_DEVICE.address
DEVICES = [
    {"address": SCALE_ADDRESS, "device": SCALE_DEVICE.device, "family": "standard-scale", "name": None},
    {"address": CUFF_ADDRESS, "device": CUFF_DEVICE.device, "family": "standard-cuff", "name": None},
]


@contextlib.contextmanager
def hub(radio: RadioHome, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = [*radio.command(), "run", "--quiet", "--dir", str(folder), "--indications", str(folder / "s")]
    process = subprocess.Popen(words)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def queue_depth(folder: Path) -> int:
    with socket.socket(socket.AF_UNIX) as talk:
        talk.connect(str(folder / "s"))
        talk.sendall(b'{"query": "queue"}\n')
        return int(json.loads(talk.recv(1000))["queue_depth"])


@pytest.fixture
def radio(tmp_path: Path) -> Iterator[RadioHome]:
    home = RadioHome(tmp_path / "r", {SCALE_ADDRESS: SCALE, CUFF_ADDRESS: CUFF})
    yield home
    home.close()


@pytest.mark.decision("H4")
def test_what_is_confirmed_over_the_air_is_kept_before_the_hub_answers_anything(
    radio: RadioHome, tmp_path: Path
) -> None:
    folder = provision(tmp_path / "hub", devices=DEVICES)
    with hub(radio, folder) as process:
        radio.measure(SCALE_ADDRESS, "2a9d", weight_measurement(68.4))
        assert queue_depth(folder) == 1
        radio.measure(CUFF_ADDRESS, "2a35", blood_pressure_measurement(128, 79, 64))
        assert queue_depth(folder) == 2
        process.terminate()
        assert process.wait(10) == 0


def test_devices_outlive_a_hub_that_is_killed_and_send_what_they_kept_to_the_next(
    radio: RadioHome, tmp_path: Path
) -> None:
    folder = provision(tmp_path / "hub", devices=DEVICES)
    with hub(radio, folder):
        radio.measure(SCALE_ADDRESS, "2a9d", weight_measurement(68.4))
        assert queue_depth(folder) == 1
    for days in range(60):
        radio.store(SCALE_ADDRESS, "2a9d", weight_measurement(68 + days / 100))
    with hub(radio, folder):
        radio.measure(SCALE_ADDRESS, "2a9d", weight_measurement(69))
        assert queue_depth(folder) == 62


def test_a_measurement_that_nobody_reads_is_told_and_kept_by_the_device(radio: RadioHome) -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        radio.measure(SCALE_ADDRESS, "2a9d", weight_measurement(68.4), within_s=0.2)
    assert time.monotonic() - began < 2
    assert len(radio.devices[SCALE_ADDRESS].stored) == 1
