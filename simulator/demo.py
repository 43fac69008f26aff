"""The demo: sixty days of the town in seconds, then ten days that a visitor can follow, line by line."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Final, assert_never

from simulator.happening import (
    Answers,
    CuffError,
    Elsewhere,
    Happening,
    LineChange,
    LooksAtScreen,
    Pressure,
    StrangeBytes,
    Weighing,
    Worries,
)
from simulator.hub import HubSilentError
from simulator.onlooker import Onlooker, Row
from simulator.play import Player, at_local
from simulator.premises import NURSE, NURSE_NAME, Premises
from simulator.process import CommandError
from simulator.stories.change import LineBreaks
from simulator.stories.ordinary import STOCKHOLM
from simulator.stories.replay import HISTORY_DAYS
from simulator.town import EXPECTED, FIRST_LIVE_DAY, HOMES, Expected, Home, days

_PAUSE_S: Final = 0.6
_NIGHT_S: Final = 2.0
_TRIES_FOR_S: Final = 20.0


class StoppedError(Exception):
    """Somebody pressed Ctrl-C, or the machine is being shut down."""


class Demo:
    """One showing. ``is_hasty``: without pauses, to its end, with a check of what stands on the page."""

    def __init__(self, *, is_hasty: bool, speed: float) -> None:
        """Take whether to hurry, and how fast a visitor wants it."""
        self._is_hasty = is_hasty
        self._pace = 0.0 if is_hasty else 1.0 / speed
        self._seen: set[Row] = set()

    def run(self) -> int:
        """Show everything; gives the exit status."""
        began = time.monotonic()
        folder = Path(tempfile.mkdtemp(prefix="nara-demo-"))
        first_on = FIRST_LIVE_DAY - timedelta(days=HISTORY_DAYS)
        premises = Premises(folder, HOMES, first_on, starts_at=at_local(first_on, 5), say=_say)
        try:
            with _stoppable():
                return self._show(premises, began)
        except StoppedError:
            _say("stopping")
            return 130
        except (CommandError, HubSilentError, TimeoutError) as problem:
            _say(f"the demo cannot go on: {problem}\n{premises.server.last_words()}")
            return 1
        finally:
            premises.close()
            shutil.rmtree(folder, ignore_errors=True)

    def _show(self, premises: Premises, began: float) -> int:
        premises.set_up(has_lines=_may_lose_its_line)
        premises.start()
        self._onlooker = Onlooker(premises.web_port)
        self._player = Player(premises)
        self._live_through_history()
        self._onlooker.sign_in(NURSE, premises.password)
        _say(f"{NURSE_NAME} has dealt with the {self._onlooker.deal_with_all()} alerts of those days")
        _say(f"ready after {time.monotonic() - began:.0f} s\n")
        print(f"  Open {premises.url} and sign in as {NURSE} with the password {premises.password}")
        print("  Everybody is invented, and so is the time. Ctrl-C ends it and leaves nothing behind.\n", flush=True)
        for number, on in days():
            if number >= 0:
                self._player.live_through(number, on, self._happened)
                self._pass_the_rest(at_local(on, 12, 35))
                self._pass_the_rest(at_local(on, 22))
                self._pause(_NIGHT_S)
        if self._is_hasty:
            return self._judge()
        _say("the story is told; the pages stay open until you press Ctrl-C")
        while True:
            time.sleep(3600)

    def _live_through_history(self) -> None:
        for number, on in days():
            if number < 0:
                self._player.skip_through(number, on)
                lived = number + HISTORY_DAYS + 1
                if lived % 10 == 0:
                    _say(f"lived through {lived} of {HISTORY_DAYS} days")

    def _happened(self, home: Home, happening: Happening) -> None:
        name = next(person.name for person in home.people if person.label == happening.who)
        _tell(happening.at, name, _words(happening))
        self._look(happening.at)
        self._pause(_PAUSE_S)

    def _pass_the_rest(self, to: datetime) -> None:
        self._player.pass_time(to)
        self._look(to)

    def _look(self, at: datetime) -> None:
        """Tell what is new on the worklist, and what has left it."""
        rows = set(self._onlooker.worklist())
        known = {row.alert: row for row in self._seen}
        for row in sorted(rows - self._seen):
            if row.alert not in known:
                _tell(at, row.name, f"ALERT {row.why}")
        for row in sorted(self._seen - rows):
            if row.alert not in {each.alert for each in rows}:
                _tell(at, row.name, "the alert has ended by itself")
        self._seen = rows

    def _judge(self) -> int:
        """Compare what stands on the page with what must; gives the exit status."""
        found = {Expected(row.name, row.rule) for row in self._onlooker.worklist()}
        for missing in sorted(EXPECTED - found):
            _say(f"MISSING on the worklist: {missing.name}, {missing.rule}")
        for unexpected in sorted(found - EXPECTED):
            _say(f"NOT EXPECTED on the worklist: {unexpected.name}, {unexpected.rule}")
        if found != EXPECTED:
            return 1
        _say(f"the {len(EXPECTED)} expected alerts, and no others, are on the worklist")
        return 0

    def _pause(self, seconds: float) -> None:
        time.sleep(seconds * self._pace)


def _may_lose_its_line(home: Home) -> bool:
    return any(isinstance(story, LineBreaks) for person in home.people for story in person.stories)


def _words(happening: Happening) -> str:
    match happening:
        case Weighing():
            words = f"weighs {happening.kilograms:.1f} kg"
        case Pressure():
            pressure = f"{happening.systolic_mmhg}/{happening.diastolic_mmhg}"
            words = f"measures {pressure} mmHg, pulse {happening.pulse_per_min}"
        case CuffError():
            words = "the cuff gives up; the attempt is kept, and is no value"
        case LineChange():
            back, lost = "the line is back: the hub catches up", "the hub loses its line, and goes on measuring"
            words = back if happening.is_up else lost
        case LooksAtScreen():
            words = "reads on the hub's screen: please weigh yourself once more"
        case Answers():
            said = happening.words or f"{happening.question}, {happening.code}".replace("_", " ")
            words = f"answers on the hub's screen: {said}"
        case Worries():
            words = "pushes on the hub's screen: I am worried – call me"
        case StrangeBytes() | Elsewhere():
            words = happening.said
        case _:  # pragma: no cover
            assert_never(happening)
    return words


def _tell(at: datetime, name: str, words: str) -> None:
    print(f"  {at.astimezone(STOCKHOLM):%a %e %b %H:%M}  {name:<18} {words}", flush=True)


def _say(sentence: str) -> None:
    print(f"demo: {sentence}", flush=True)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end what runs inside, in order."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise StoppedError

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
