"""Make .venv and put the locked packages into it, on a machine that has Python and nothing else.

Usage: ``python3 deploy/bootstrap/venv.py dev`` (or another file of ``lock/``). Standard library only. Debian's Python
has venv but not always pip, so pip's own wheel is fetched by hash first. A second run sees that nothing changed.
"""

from __future__ import annotations

import configparser
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
PUBLIC_INDEX = "https://pypi.org/simple"
PYTHON_OLDEST = (3, 11)
SAY_EVERY_S = 2.0
LOOK_EVERY_S = 0.1


class SetUpError(Exception):
    """Set-up cannot go on; the text says whose fault it is and what to do."""


def main(arguments: list[str]) -> int:
    """Set up the environment named by the lock file; returns the exit status."""
    name = arguments[0] if arguments else "dev"
    try:
        if sys.version_info < PYTHON_OLDEST:
            raise SetUpError(
                f"this Python is {sys.version.split()[0]}; install Python 3.11 or newer and run make again"
            )
        with lock_out_others():
            set_up(ROOT / "lock" / f"{name}.txt")
    except SetUpError as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: stopped; run make again and it goes on", file=sys.stderr)
        return 130
    return 0


def lock_out_others() -> TextIO:
    """Let only one set-up run at a time in this folder; the lock ends with the process."""
    handle = (ROOT / ".setup-lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another set-up is running here; waiting for it")
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def set_up(lock: Path) -> None:
    """Bring .venv to what the lock file says, unless it is there already, or all of ``dev``, which holds the others."""
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    wanted = stamp_of(lock)
    if installed in (wanted, stamp_of(lock.with_name("dev.txt"))):
        return
    began = time.monotonic()
    if installed.get("python") != wanted["python"] or not (VENV / "bin" / "pip").exists():
        say(f"making .venv with Python {sys.version.split()[0]}")
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], "making .venv")
        install_pip()
    STAMP.unlink(missing_ok=True)
    count = sum(1 for line in lock.read_text().splitlines() if line[:1].isalnum())
    say(f"installing {count} locked packages (with hashes) from lock/{lock.name}")
    pip("install", "--require-hashes", "--only-binary", ":all:", "-r", str(lock), "-r", str(ROOT / "lock/build.txt"))
    pip("install", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
    STAMP.write_text(json.dumps(wanted))
    say(f"ready after {time.monotonic() - began:.0f} s")


def stamp_of(lock: Path) -> dict[str, str]:
    """Say what .venv holds once it is as the lock file says."""
    return {
        "lock": hashlib.sha256(lock.read_bytes()).hexdigest(),
        "pyproject": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        "python": sys.version,
    }


def install_pip() -> None:
    """Fetch pip's own wheel by its hash and let it install itself."""
    wheel = VENV / PIP_WHEEL
    wheel.write_bytes(fetch_pip())
    run(
        [str(VENV / "bin" / "python"), f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)], "installing pip"
    )
    wheel.unlink()


def fetch_pip() -> bytes:
    """Download the pinned wheel from the configured package index; raises SetUpError."""
    page = index().rstrip("/") + "/pip/"
    request = urllib.request.Request(page, headers={"Accept": "application/vnd.pypi.simple.v1+json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            files = json.load(answer)["files"]
        url = next(entry["url"] for entry in files if entry["filename"] == PIP_WHEEL)
        with urllib.request.urlopen(urllib.parse.urljoin(page, url), timeout=120) as answer:  # noqa: S310
            wheel: bytes = answer.read()
    except (OSError, ValueError, KeyError, StopIteration) as problem:
        raise SetUpError(
            f"could not fetch {PIP_WHEEL} from {page}: {problem}. "
            "Is the network there? Behind a mirror, set PIP_INDEX_URL. If it is the certificate that is not trusted:"
            " apt-get install ca-certificates."
        ) from problem
    if hashlib.sha256(wheel).hexdigest() != PIP_SHA256:
        raise SetUpError(f"{PIP_WHEEL} from {page} does not have the hash we trust; do not use that index")
    return wheel


def index() -> str:
    """Give the package index that pip itself would use."""
    if url := os.environ.get("PIP_INDEX_URL"):
        return url
    for path in (Path.home() / ".config/pip/pip.conf", Path.home() / ".pip/pip.conf", Path("/etc/pip.conf")):
        settings = configparser.RawConfigParser()
        try:
            settings.read(path)
        except configparser.Error:
            continue
        if settings.has_option("global", "index-url"):
            return settings.get("global", "index-url")
    return PUBLIC_INDEX


def pip(*arguments: str) -> None:
    """Run pip, saying every two seconds how far it is; raises SetUpError with its last words."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    began = said = time.monotonic()
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen(command, stdout=words, stderr=subprocess.STDOUT, env=environment) as process:  # noqa: S603
            while process.poll() is None:
                time.sleep(LOOK_EVERY_S)
                if time.monotonic() - said >= SAY_EVERY_S:
                    said = time.monotonic()
                    say(f"  {progress(spoken(words.fileno()))}, {said - began:.0f} s")
        if process.returncode:
            sys.stderr.write("\n".join([*spoken(words.fileno()).splitlines()[-12:], ""]))
            raise SetUpError("pip could not install the packages (its last words stand above). Run make again.")


def spoken(file: int) -> str:
    """Read what pip has said so far, without moving the place at which it goes on writing."""
    return os.pread(file, os.fstat(file).st_size, 0).decode(errors="replace")


def progress(words: str) -> str:
    """Say in a few words how far pip is.

    >>> progress("Collecting attrs==26.1, Collecting bleak==3.1")
    '2 packages fetched'
    """
    return "unpacking" if "Installing collected" in words else f"{words.count('Collecting ')} packages fetched"


def run(command: list[str], doing: str) -> None:
    """Run a short command; raises SetUpError with what it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SetUpError(f"{doing} failed: {(done.stderr or done.stdout).strip()[-500:]}")


def say(sentence: str) -> None:
    """Print one calm line."""
    print(f"setup: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
