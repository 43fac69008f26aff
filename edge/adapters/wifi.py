"""Wi-Fi beside Bluetooth: which interface is in use, at which frequency, and whether both are on one chip.

A Raspberry Pi's Bluetooth shares chip and antenna with its Wi-Fi; at 2.4 GHz they disturb each other for days
(RPi-Distro/bluez-firmware#13). Read from /sys and by the kernel's own wireless extensions: ``iw`` need not be there.
"""

from __future__ import annotations

import fcntl
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ASK_FREQUENCY: Final = 0x8B05
"""``SIOCGIWFREQ`` of Linux's include/uapi/linux/wireless.h."""
_REQUEST: Final = struct.Struct("16sihBB8x")
"""``struct iwreq``: the interface's name, then ``struct iw_freq``: a number and its power of ten, in hertz."""
_CHANNELS_BELOW: Final = 1000
_MHZ: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wifi:
    """A Wi-Fi interface that is in use; ``frequency_mhz`` is None where the kernel does not tell."""

    name: str
    frequency_mhz: int | None
    shares_chip: bool


def frequency_mhz(name: str) -> int | None:
    """Ask the kernel for an interface's frequency; None if it does not say."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            answer = fcntl.ioctl(line, _ASK_FREQUENCY, _REQUEST.pack(name.encode()[:15], 0, 0, 0, 0))
    except OSError:
        return None
    return read_frequency_mhz(answer)


def read_frequency_mhz(answer: bytes) -> int | None:
    """Read the kernel's answer; None if it is a channel, whose frequency is not said.

    >>> read_frequency_mhz(struct.pack("16sihBB8x", b"wlan0", 2_437_000, 3, 0, 0))
    2437
    """
    _, number, power, _, _ = _REQUEST.unpack(answer)
    return None if power == 0 and number < _CHANNELS_BELOW else int(number * 10**power // _MHZ)


def wifis_in_use(
    system: Path = Path("/sys/class"), ask_mhz: Callable[[str], int | None] = frequency_mhz
) -> Iterator[Wifi]:
    """Give the Wi-Fi interfaces that are up."""
    on_board = [adapter for adapter in sorted(system.glob("bluetooth/hci*")) if not _is_on_usb(adapter)]
    for interface in sorted(system.glob("net/*")):
        if (interface / "wireless").exists() and _read(interface / "operstate") == "up":
            shares = bool(on_board) and not _is_on_usb(interface)
            yield Wifi(name=interface.name, frequency_mhz=ask_mhz(interface.name), shares_chip=shares)


def _is_on_usb(place: Path) -> bool:
    return any(part.startswith("usb") for part in (place / "device").resolve().parts)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""
