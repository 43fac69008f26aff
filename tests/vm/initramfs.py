"""The guest's first files: busybox, modules of the kernel in the order they are loaded in, and what is to be done."""

from __future__ import annotations

import lzma
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

MODULES: Final = (
    *("virtio_pci", "9pnet_virtio", "9p", "overlay"),  # the machine's own files, read-only
    *("hmac", "sha512_generic", "ctr", "drbg"),  # before ecdh_generic, whose self-test needs random numbers
    *("ecdh_generic", "cmac", "ecb", "algif_hash", "algif_skcipher"),  # Secure Connections, in kernel and bluetoothd
    *("uhid", "hci_vhci"),
)
INIT: Final = Path(__file__).with_name("init.sh")


def build(kernel: Path, work: str, to: Path) -> None:
    """Write the archive; ``work`` is the shell script that the guest runs once it stands."""
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        for name in ("bin", "modules", "proc", "sys", "dev", "machine", "memory", "root"):
            (root / name).mkdir()
        shutil.copy("/bin/busybox", root / "bin/busybox")
        shutil.copy(INIT, root / "init")
        (root / "init").chmod(0o755)
        (root / "work.sh").write_text(work, encoding="utf-8")
        files = needed(kernel)
        for file in files:
            (root / "modules" / file.stem).write_bytes(lzma.decompress(file.read_bytes()))
        order = "".join(f"{file.stem}\n" for file in files)
        (root / "modules/order").write_text(order, encoding="utf-8")
        command = f"find . | cpio --quiet -o -H newc | gzip -1 > {to}"
        subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=root, check=True)


def needed(kernel: Path) -> list[Path]:
    """List the files of the modules and of all they need, in the order in which they must be loaded."""
    [version] = [folder.name for folder in (kernel / "lib/modules").iterdir()]
    subprocess.run(["depmod", "-b", str(kernel), version], check=True)
    files: dict[Path, None] = {}
    for module in MODULES:
        command = ["modprobe", "-d", str(kernel), "-S", version, "--show-depends", module]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        files |= dict.fromkeys(Path(line.split()[1]) for line in said.splitlines() if line.startswith("insmod "))
    return list(files)
