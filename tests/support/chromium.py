"""Debian's Chromium, sandboxed, as a user who owns nothing: also when the tests run as root."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from databases import unprivileged_user
from playwright.sync_api import Browser, Error, Playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""No graphics card is asked for, and nothing but our own server is talked to."""
_LAUNCHER = """#!/bin/sh
# Started by root: give the profile to {user}, and be {user} from here on.
for word in "$@"; do
  case "$word" in --user-data-dir=*) chown -R {user}: "${{word#--user-data-dir=}}" ;; esac
done
export HOME={home}
exec setpriv --reuid {user} --regid {user} --clear-groups --pdeathsig KILL -- {chromium} "$@"
"""


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start a browser; where the kernel allows no sandbox to anybody, without."""
    assert CHROMIUM.exists(), "apt-get install --no-install-recommends chromium fonts-dejavu-core"
    place = Path(tempfile.mkdtemp(prefix="nara-chromium-"))
    try:
        path = launcher(place) if os.geteuid() == 0 else CHROMIUM
        try:
            browser = playwright.chromium.launch(executable_path=path, args=QUIET, chromium_sandbox=True)
        except Error:
            browser = playwright.chromium.launch(executable_path=path, args=QUIET, chromium_sandbox=False)
        yield browser
        browser.close()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def launcher(place: Path) -> Path:
    """Write a script that starts Chromium as an unprivileged user made for it."""
    user = unprivileged_user()
    home = place / "home"
    home.mkdir()
    shutil.chown(home, user, user)
    place.chmod(0o755)
    script = place / "chromium"
    script.write_text(_LAUNCHER.format(user=user, home=home, chromium=CHROMIUM), encoding="utf-8")
    script.chmod(0o755)
    return script
