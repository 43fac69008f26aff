"""``nara-hub pair``: pairs a scale or a cuff with the hub that runs here, step by step, with people beside it."""

from __future__ import annotations

import argparse
import json
import os
import select
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO

_WORDS: Final = {
    "sv": {
        "choose": "Skriv numret på den som ska paras ihop.",
        "known": "redan ihopparad",
        "unread": "kan inte läsas än",
        "yes_or_no": "Skriv ja eller nej.",
        "left": "{left_s} sekunder kvar.",
        "more": "{left_s} sekunder kvar. Tryck Retur för mer tid.",
        "stop": "Avbryt med Ctrl-C.",
    },
    "en": {
        "choose": "Type the number of the one to pair.",
        "known": "paired already",
        "unread": "cannot be read yet",
        "yes_or_no": "Type yes or no.",
        "left": "{left_s} seconds left.",
        "more": "{left_s} seconds left. Press Return for more time.",
        "stop": "Stop with Ctrl-C.",
    },
}
_YES: Final = frozenset({"j", "ja", "y", "yes"})
_NO: Final = frozenset({"n", "nej", "no"})
_READ_MAX: Final = 65_536
_HURRIES_AT_S: Final = (30, 10)

Progress = dict[str, Any]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], folder: Path) -> None:
    """Add the command to ``nara-hub``; ``folder`` is where its state is if nothing else is said."""
    parser = subparsers.add_parser(
        "pair",
        help="pair a scale or a cuff with the hub that runs here",
        description="Pair a scale, a cuff or another device with the hub that runs here, step by step."
        " A device is read only when it has come back once by itself. Status 1 if it came to nothing.",
        epilog="examples: nara-hub pair    nara-hub pair a-and-d-scale --lang sv    nara-hub pair --json",
    )
    parser.add_argument("family", nargs="?", help="wait for devices of this family only (nara-hub devices lists them)")
    parser.add_argument("--dir", metavar="DIR", type=Path, default=folder, help=f"the hub's state folder ({folder})")
    parser.add_argument("--lang", choices=sorted(_WORDS), default=spoken_here(os.environ), help="Swedish or English")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each step")
    parser.set_defaults(func=run)


def spoken_here(environment: os._Environ[str] | dict[str, str]) -> str:
    """Tell which language this machine speaks.

    >>> spoken_here({"LANG": "sv_SE.UTF-8"}), spoken_here({"LC_ALL": "C", "LANG": "sv_SE.UTF-8"}), spoken_here({})
    ('sv', 'en', 'en')
    """
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "sv" if next((name for name in names if name), "").startswith("sv") else "en"


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns 0 when a device was paired, 1 when not, 2 when there is no hub to pair it with."""
    from edge.adapters.pairing_socket import NAME, in_folder  # noqa: PLC0415  (other commands need not wait for it)

    try:
        with in_folder(arguments.dir) as short, socket.socket(socket.AF_UNIX) as line:
            line.connect(str(short / NAME))
            _send(line, {"do": "open", "family": arguments.family})
            return Talk(line, sys.stdin, sys.stdout, arguments.lang, as_json=arguments.json).hold()
    except (FileNotFoundError, ConnectionError):
        sys.stderr.write(
            f"nara-hub pair: no hub with a radio runs in {arguments.dir}. Start it: systemctl start nara-hub,"
            f" or: nara-hub run --dir {arguments.dir}\n"
        )
    except OSError as problem:
        sys.stderr.write(f"nara-hub pair: {arguments.dir}: {problem.strerror}: run this as the hub's own user\n")
    return 2


class Talk:
    """The talk between people at a keyboard and the hub."""

    def __init__(self, line: socket.socket, keyboard: TextIO, screen: TextIO, lang: str, *, as_json: bool) -> None:
        """Take the line to the hub, where people type and read, and in which language."""
        self._line = line
        self._keyboard = keyboard
        self._screen = screen
        self._lang = lang
        self._words = _WORDS[lang]
        self._label = "label_sv" if lang == "sv" else "label"
        self._as_json = as_json
        self._now: Progress = {}
        self._left_s = _HURRIES_AT_S[0] + 1
        self._begun = b""

    def hold(self) -> int:
        """Talk until the pairing has ended; returns the exit status."""
        ears: list[Any] = [self._line, self._keyboard]
        while True:
            heard, _, _ = select.select(ears, [], [])
            if self._line in heard:
                for progress in self._hear():
                    if (status := self._take(progress)) is not None:
                        return status
            if self._keyboard in heard:
                if typed := self._keyboard.readline():
                    self._answer(typed.strip())
                else:
                    ears.remove(self._keyboard)  # nobody types any more; what was begun goes on

    def _hear(self) -> Iterator[Progress]:
        received = self._line.recv(_READ_MAX)
        if not received:
            raise ConnectionResetError
        *lines, self._begun = (self._begun + received).split(b"\n")
        for line in lines:
            yield json.loads(line)

    def _take(self, progress: Progress) -> int | None:
        """Show how it stands; gives the exit status when it has ended."""
        if self._as_json:
            self._write(json.dumps(progress, ensure_ascii=False))
        if "refused" in progress:
            sys.stderr.write(f"nara-hub pair: {progress['refused']}\n")
            return 1 if not self._now else None
        before, self._now = self._now, progress
        if not self._as_json:
            self._show(before)
        return {"done": 0, "closed": 1}.get(progress["step"])

    def _show(self, before: Progress) -> None:
        """Say what is new since the last word, and how long people have, each time that gets short."""
        now = self._now
        if any(before.get(name) != now[name] for name in ("step", self._lang, "ask", "choices")):
            self._write(f"\n{now[self._lang]}")
            for number, choice in enumerate(now["choices"], 1):
                self._write(f"  {number}  {choice[self._label]}: {choice['name']}{self._marks(choice)}")
            if now["ask"] in {"choice", "yes_or_no"}:
                self._write(self._words["choose" if now["ask"] == "choice" else "yes_or_no"])
            if not before:
                self._write(self._words["stop"])
        left_s = now["left_s"]
        if left_s is None:
            self._left_s = _HURRIES_AT_S[0] + 1
        elif any(left_s <= limit_s < self._left_s for limit_s in _HURRIES_AT_S):
            self._left_s = left_s
            self._write(self._words["more" if now["can_have_more_time"] else "left"].format(left_s=left_s))

    def _marks(self, choice: Progress) -> str:
        marks = [] if choice["can_be_read"] else [self._words["unread"]]
        marks += [self._words["known"]] if choice["is_known"] else []
        return f" ({', '.join(marks)})" if marks else ""

    def _answer(self, typed: str) -> None:
        """Pass on what people typed, as what they were asked for."""
        ask, choices = self._now.get("ask"), self._now.get("choices", ())
        if not typed:
            _send(self._line, {"do": "more"})
        elif ask == "choice" and typed.isdecimal() and 1 <= int(typed) <= len(choices):
            _send(self._line, {"do": "choose", "key": choices[int(typed) - 1]["key"]})
        elif ask == "yes_or_no" and typed.lower() in _YES | _NO:
            _send(self._line, {"do": "say", "yes": typed.lower() in _YES})
        elif ask in {"passkey", "consent_code", "bind_key"}:
            _send(self._line, {"do": "type", "text": typed})
        elif ask in {"choice", "yes_or_no"} and not self._as_json:
            self._write(self._words["choose" if ask == "choice" else "yes_or_no"])

    def _write(self, text: str) -> None:
        self._screen.write(f"{text}\n")
        self._screen.flush()


def _send(line: socket.socket, asked: dict[str, object]) -> None:
    line.sendall(json.dumps(asked).encode() + b"\n")
