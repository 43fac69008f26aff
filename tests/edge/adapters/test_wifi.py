from __future__ import annotations

import struct
from pathlib import Path

from edge.adapters.wifi import Wifi, frequency_mhz, read_frequency_mhz, wifis_in_use


def machine(folder: Path, **where: str) -> Path:
    """Give a /sys/class in which interfaces and adapters hang on devices: ``wlan0="mmc1"``."""
    for name, device in where.items():
        kind = "bluetooth" if name.startswith("hci") else "net"
        place = folder / "class" / kind / name
        (folder / "devices" / device).mkdir(parents=True, exist_ok=True)
        place.mkdir(parents=True)
        (place / "device").symlink_to(folder / "devices" / device)
        (place / "operstate").write_text("up\n", encoding="ascii")
        if name.startswith("wlan"):
            (place / "wireless").mkdir()
    return folder / "class"


def test_wi_fi_and_bluetooth_of_a_raspberry_pi_share_their_chip(tmp_path: Path) -> None:
    system = machine(tmp_path, wlan0="platform/soc/mmc1", hci0="platform/soc/serial0", eth0="platform/soc/eth")
    assert list(wifis_in_use(system, lambda _: 2437)) == [Wifi(name="wlan0", frequency_mhz=2437, shares_chip=True)]


def test_a_bluetooth_adapter_on_usb_has_a_chip_of_its_own(tmp_path: Path) -> None:
    system = machine(tmp_path, wlan0="platform/soc/mmc1", hci0="pci0/usb1/1-1")
    [wifi] = wifis_in_use(system, lambda _: None)
    assert not wifi.shares_chip


def test_wi_fi_on_usb_disturbs_no_bluetooth_on_the_board(tmp_path: Path) -> None:
    [wifi] = wifis_in_use(machine(tmp_path, wlan1="pci0/usb1/1-2", hci0="platform/soc/serial0"), lambda _: 2437)
    assert not wifi.shares_chip


def test_wi_fi_that_is_not_in_use_is_none(tmp_path: Path) -> None:
    system = machine(tmp_path, wlan0="platform/soc/mmc1", hci0="platform/soc/serial0", wlan1="platform/soc/mmc2")
    (system / "net" / "wlan0" / "operstate").write_text("down\n", encoding="ascii")
    (system / "net" / "wlan1" / "operstate").unlink()
    assert list(wifis_in_use(system, lambda _: 2437)) == []


def test_a_machine_without_radio_has_no_wi_fi() -> None:
    assert frequency_mhz("nosuchinterface0") is None
    assert list(wifis_in_use(Path("/nowhere"))) == []


def test_frequencies_are_read_as_the_kernel_writes_them() -> None:
    def answer(number: int, power: int) -> bytes:
        return struct.pack("16sihBB8x", b"wlan0", number, power, 0, 0)

    assert read_frequency_mhz(answer(5180, 6)) == 5180
    assert read_frequency_mhz(answer(2_412_000, 3)) == 2412
    assert read_frequency_mhz(answer(6, 0)) is None, "a channel"
