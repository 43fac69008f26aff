"""A machine inside this one, with a kernel that has Bluetooth: QEMU, without a disk and without KVM."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from pathlib import Path
from typing import Final

MEMORY_MB: Final = 768
_END: Final = re.compile(r"guest: exit (\d+)")
_KERNEL_WORDS: Final = (
    "console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off nokaslr random.trust_cpu=on no_timer_check tsc=unstable"
)


def run(kernel: Path, initramfs: Path, log: Path, within_s: float) -> int | None:
    """Boot, repeat what the guest says, and give its exit status; None if it ended or hung before it gave one.

    The guest is ended as soon as it has given its status: without KVM it takes ten seconds to switch itself off.
    """
    [image] = (kernel / "boot").glob("vmlinuz-*")
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(command(image, initramfs), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as machine,
    ):
        clock = threading.Timer(within_s, machine.kill)  # a kernel BUG leaves it hanging
        clock.start()
        try:
            assert machine.stdout is not None
            for raw in machine.stdout:
                line = raw.decode("utf-8", "replace").replace("\r", "").rstrip("\n")
                kept.write(f"{line}\n")
                kept.flush()
                if end := _END.search(line):
                    return int(end[1])
                print(line, flush=True)
        finally:
            clock.cancel()
            machine.kill()
    return None


def command(image: Path, initramfs: Path) -> list[str]:
    """Give the words that start QEMU, behind everything else that this machine has to do."""
    return [
        *("nice", "-n", "15", "qemu-system-x86_64"),
        *("-accel", "tcg,thread=multi", "-cpu", "max", "-M", "pc", "-m", str(MEMORY_MB), "-smp", str(_processors())),
        *("-nodefaults", "-no-reboot", "-nographic", "-serial", "stdio", "-monitor", "none", "-net", "none"),
        *("-kernel", str(image), "-initrd", str(initramfs), "-append", _KERNEL_WORDS),
        *("-fsdev", "local,id=machine,path=/,security_model=none,readonly=on,multidevs=remap"),
        *("-device", "virtio-9p-pci,fsdev=machine,mount_tag=machine"),
    ]


def _processors() -> int:
    return min(2, os.cpu_count() or 1)
