"""See that Debian has what Python packages cannot bring; as root install it, else say what is missing, why and how.

Usage: ``python3 deploy/bootstrap/debian.py test`` (or ``demo``, which needs nothing). Standard library only. What is
installed is only installed: no service is started. A second run looks for a few files and is done.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

POLICY: Final = Path("/usr/sbin/policy-rc.d")
POLICY_TEXT: Final = "#!/bin/sh\n# hjartnara: while the tests' packages are installed, no service starts\nexit 101\n"
"""Debian's own way to say *no service now*: invoke-rc.d(8) asks this file, and 101 is *forbidden*."""
SAY_EVERY_S: Final = 2.0
_APT: Final = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "-o", "APT::Status-Fd=2")


@dataclass(frozen=True)
class Need:
    """A Debian package, the files of which any one proves that it is there (patterns from the root), and why."""

    package: str
    proofs: tuple[str, ...]
    why: str


NEEDS: Final[Mapping[str, tuple[Need, ...]]] = {
    "demo": (),
    "test": (
        Need(
            package="chromium",
            proofs=("usr/bin/chromium", "usr/local/bin/chromium"),
            why="the tests of the screens drive a real browser",
        ),
        Need(
            package="libatomic1",
            proofs=("usr/lib/*/libatomic.so.1",),
            why="the Node.js inside Playwright, which drives the browser, is linked to it",
        ),
        Need(
            package="fonts-dejavu-core",
            proofs=("usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",),
            why="what the browser shows must have letters, also in pictures of it",
        ),
        Need(
            package="mosquitto",
            proofs=("usr/sbin/mosquitto", "usr/local/sbin/mosquitto"),
            why="hub and server must work with this broker too",
        ),
        Need(
            package="postgresql",
            proofs=("usr/lib/postgresql/*/bin/initdb",),
            why="the store's tests run on it as well as on SQLite",
        ),
        Need(
            package="victoria-metrics",
            proofs=("usr/bin/victoria-metrics", "usr/local/bin/victoria-metrics"),
            why="a real server that speaks InfluxDB's write API, for the sink's tests",
        ),
        Need(
            package="dbus-daemon",
            proofs=("usr/bin/dbus-daemon",),
            why="the radio's tests talk to virtual devices over a private D-Bus",
        ),
    ),
    "test-vm": (
        Need(
            package="qemu-system-x86",
            proofs=("usr/bin/qemu-system-x86_64",),
            why="a machine inside this one, whose kernel has Bluetooth",
        ),
        Need(
            package="bluez",
            proofs=("usr/libexec/bluetooth/bluetoothd",),
            why="the real bluetoothd, which runs in that machine only",
        ),
        Need(
            package="dbus-system-bus-common",
            proofs=("usr/share/dbus-1/system.conf",),
            why="the real D-Bus with its policy, in that machine only",
        ),
        Need(package="busybox-static", proofs=("bin/busybox",), why="that machine's first program"),
        Need(package="kmod", proofs=("sbin/modprobe",), why="tells which modules of the kernel need which"),
        Need(package="cpio", proofs=("bin/cpio",), why="packs that machine's first files"),
    ),
}


class SetUpError(Exception):
    """Set-up cannot go on; the text says what to do."""


def main(arguments: Sequence[str]) -> int:
    """See to what a target needs; returns the exit status."""
    try:
        see_to(NEEDS[arguments[0] if arguments else "test"])
    except SetUpError as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: stopped; run make again and it goes on", file=sys.stderr)
        return 130
    return 0


def see_to(needs: Sequence[Need], root: Path = Path("/")) -> None:
    """Install what is missing, or raise SetUpError that says what it is."""
    absent = missing(needs, root)
    if not absent:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetUpError(explain(absent))
    install(absent)
    if still := missing(absent, root):
        raise SetUpError(f"{names(still)} is installed but not where it should be; is this Debian 12?")


def missing(needs: Sequence[Need], root: Path) -> list[Need]:
    """List the needs of which no proof is under ``root``."""
    return [need for need in needs if not any(any(root.glob(proof)) for proof in need.proofs)]


def explain(absent: Sequence[Need]) -> str:
    """Say what is missing, why it is needed, and the command that brings it."""
    width = max(len(need.package) for need in absent)
    reasons = "\n".join(f"  {need.package:<{width}}  {need.why}" for need in absent)
    return (
        f"the tests need Debian packages that are not here:\n{reasons}\n"
        "Installing them needs root, so nothing was done. Run make as root, or run this and then make again:\n"
        f"  sudo apt-get update && sudo apt-get install --no-install-recommends {names(absent)}\n"
        "(make demo needs none of them.)"
    )


def names(needs: Sequence[Need]) -> str:
    """Name the packages as apt takes them."""
    return " ".join(need.package for need in needs)


def install(absent: Sequence[Need]) -> None:
    """Install packages, showing how far it has come; raises SetUpError with apt's last words."""
    began = time.monotonic()
    for need in absent:
        say(f"{need.package} is missing: {need.why}")
    say(f"installing with apt-get: {names(absent)} (no service is started)")
    with no_service_starts():
        apt(["update"], "reading the lists of packages")
        apt(["install", "--yes", "--no-install-recommends", *(need.package for need in absent)], "installing")
    say(f"Debian's packages are there after {time.monotonic() - began:.0f} s")


@contextlib.contextmanager
def no_service_starts(policy: Path = POLICY) -> Iterator[None]:
    """Forbid every start of a service for a while; a policy of the machine's own stays as it is."""
    is_ours = not policy.exists() or policy.read_text(encoding="utf-8") == POLICY_TEXT
    if is_ours:
        policy.parent.mkdir(parents=True, exist_ok=True)
        policy.write_text(POLICY_TEXT, encoding="utf-8")
        policy.chmod(0o755)
    try:
        yield
    finally:
        if is_ours:
            policy.unlink(missing_ok=True)


def apt(arguments: Sequence[str], doing: str) -> None:
    """Run apt-get, one calm line every two seconds; raises SetUpError with its last words."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as words:
        with subprocess.Popen(  # noqa: S603  (the words are ours)
            [*_APT, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        ) as process:
            assert process.stderr is not None  # noqa: S101  (for the type checker: it is a pipe)
            complaints = follow(process.stderr, doing)
        if process.returncode:
            words.seek(0)
            sys.stderr.writelines([*words.readlines()[-8:], *complaints[-8:]])
            raise SetUpError(f"apt-get {arguments[0]} failed (its last words stand above). Is the network there?")


def follow(lines: Iterable[str], doing: str) -> list[str]:
    """Say how far apt has come, at most every two seconds; gives the lines that were no progress.

    Source: apt's ``README.progress-reporting``: ``pmstatus:package:percent:text`` and ``dlstatus:number:percent:text``.
    """
    began, said, others = time.monotonic(), time.monotonic(), []
    for line in lines:
        kind, _, rest = line.partition(":")
        if kind not in {"pmstatus", "dlstatus"}:
            others.append(line)
        elif time.monotonic() - said >= SAY_EVERY_S:
            said = time.monotonic()
            _, percent, what = rest.strip().split(":", 2)
            say(f"  {doing}: {float(percent):.0f} %, {said - began:.0f} s ({what[:60]})")
    return others


def say(sentence: str) -> None:
    """Print one calm line."""
    print(f"setup: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
