"""``python -m tests.vm``: the radio's tests in a guest, with the real bluetoothd on a real kernel's Bluetooth.

What is given is given to pytest, in place of what is run otherwise. All it makes lies in ``build/vm``.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.vm import guest, initramfs, packages

ROOT: Final = Path(__file__).resolve().parents[2]
BUILD: Final = ROOT / "build/vm"
WITHIN_S: Final = float(os.environ.get("VM_TIMEOUT", "2400"))
TESTS: Final = ("-v", "-rs", "--color=no", "--tb=short", "tests/ble")
UNPLUGGED: Final = tuple(
    f"-pno:{name}" for name in ("cacheprovider", "xdist", "pytest_cov", "hypothesispytest", "anyio")
)
"""What the radio's tests do not need, and what costs a slow machine seconds."""
WORK: Final = """export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
export PYTHONDONTWRITEBYTECODE=1 NARA_TEST_BLUEZ=system
dbus-daemon --system --fork --nopidfile
read -r up _ < /proc/uptime
echo "guest: Linux $(uname -r), bluetoothd $(/usr/libexec/bluetooth/bluetoothd --version), up after $up s"
cd {root}
{tests} && exit
status=$?
echo "guest: what the last bluetoothds said:"
tail -n 40 /run/bluetoothd.log
exit $status
"""
"""What the guest does once it stands: its exit status is pytest's."""


def main(words: Sequence[str]) -> int:
    """Run the tests in the guest; gives pytest's exit status, or 3 if the guest did not come so far."""
    kernel = packages.kernel(BUILD)
    python = ROOT / ".venv/bin/python"
    tests = shlex.join([str(python), "-u", "-m", "pytest", *UNPLUGGED, *(words or TESTS)])
    work = WORK.format(root=shlex.quote(str(ROOT)), tests=tests)
    initramfs.build(kernel, work, BUILD / "initramfs")
    status = guest.run(kernel, BUILD / "initramfs", BUILD / "console.log", WITHIN_S)
    if status is None:
        print(f"test-vm: the guest ended or hung before its tests were done (VM_TIMEOUT={WITHIN_S:.0f} s)")
        return 3
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
