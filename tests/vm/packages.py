"""The kernel of the guest: Debian's newest 6.12, downloaded once and unpacked without being installed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

_KERNEL: Final = re.compile(r"^linux-image-(6\.12\.\d+)\+deb12-amd64$")
"""Debian 12's own 6.1 ends in a kernel BUG when a device hangs up while it is connected to; *cloud* has no hci_vhci."""


def kernel(folder: Path) -> Path:
    """Give the folder of an unpacked kernel, fetched if there is none; raises ValueError if apt knows of none."""
    unpacked = folder / "kernel"
    if not (unpacked / "boot").exists():
        package = newest(_said("apt-cache", "pkgnames", "linux-image-6.12").split())
        print(f"test-vm: fetching {package} (100 MB; it is not installed)", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "-q", "download", package], cwd=folder, check=True)
        [archive] = folder.glob(f"{package}_*.deb")
        subprocess.run(["dpkg-deb", "-x", archive, unpacked], check=True)
        archive.unlink()
    return unpacked


def newest(names: list[str]) -> str:
    """Choose the newest kernel among packages; raises ValueError if there is none."""
    known = [match for name in names if (match := _KERNEL.match(name))]
    if not known:
        raise ValueError("apt knows no linux-image-6.12.*+deb12-amd64: apt-get update? is this Debian 12 on x86-64?")
    return max(known, key=lambda match: [int(part) for part in match[1].split(".")])[0]


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
