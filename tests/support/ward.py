"""A ward for the browser's tests: one home with many people, a real hub, a real server, and two nurses."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from playwright._impl._api_structures import SetCookieParam

from simulator.happening import CuffError, Pressure, StrangeBytes, Weighing
from simulator.onlooker import Onlooker
from simulator.person import Person
from simulator.play import Player, at_local
from simulator.premises import NURSE, Premises
from simulator.stories.ordinary import STOCKHOLM
from simulator.town import Home

FIRST_DAY = date(2026, 11, 19)
TODAY = FIRST_DAY + timedelta(days=2)
BOS_PASSWORD = "Bo has a password too"
PEOPLE = {
    "Astrid Ek": "193301019836",
    "Bengt Dal": "193401019843",
    "Cilla Fors": "193501019859",
    "David Ström": "193601019866",
    "Elin Sjö": "193701019873",
    "Folke Åman": "193801019880",
    "Greta Holm": "193901019897",
    "Hans Berg": "194001019803",
    "Inga Lind": "194101019810",
    "Jonas Falk": "194201019827",
    "Karin Öst": "194301019834",
    "Lars Ny": "194401019841",
    "Maja Rask": "194501019857",
    "Nils Vik": "194601019864",
    "Olga Stål": "194701019871",
    "Per Gren": "194801019888",
    "Rut Ask": "194901019895",
    "Siv Horn": "195001019800",
    "Tove Alm": "195101019817",
    "Ulf Sten": "195201019824",
}


class Ward:
    """Everybody weighed 80 kg two days ago; whoever weighs more than 82 today becomes an alert."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(
            label="ward",
            people=tuple(
                Person(
                    label=label(name),
                    name=name,
                    personnummer=personnummer,
                    matters="Att kunna gå till bryggan själv.",
                    usual_weight_g=80_000,
                    user_slot=slot,
                )
                for slot, (name, personnummer) in enumerate(PEOPLE.items(), 1)
            ),
        )
        self.premises = Premises(folder, [self.home], FIRST_DAY, starts_at=at_local(FIRST_DAY, 5))
        self._minutes = count(1)
        self._gained: set[str] = set()

    def open(self) -> None:
        """Enrol everybody, start everything, and live through the first morning."""
        self.premises.set_up()
        self._nara("account", "add", "bo", "--name", "Bo Ek", "--password-stdin", said=BOS_PASSWORD)
        self.premises.start()
        self.player = Player(self.premises)
        for minute, name in enumerate(PEOPLE):
            self._weigh(name, 80.0, on_the_wall(FIRST_DAY, 7, minute))
        self.measure(CuffError, "Astrid Ek", on_the_wall(FIRST_DAY, 8))
        self._play(
            Pressure(
                at=on_the_wall(FIRST_DAY, 8, 5),
                who="astrid",
                systolic_mmhg=128,
                diastolic_mmhg=79,
                pulse_per_min=64,
            )
        )
        self._play(StrangeBytes(at=on_the_wall(FIRST_DAY, 9), who="astrid", payload=b"\x02\x74", said="half a frame"))

    def close(self) -> None:
        """Stop everything."""
        self.premises.close()

    @property
    def url(self) -> str:
        """Where the screens are."""
        return self.premises.url

    def gains(self, name: str, kilograms: float = 83.0) -> None:
        """Let somebody step on the scale today, a minute after whoever did last."""
        self._gained.add(name)
        self._weigh(name, kilograms, on_the_wall(TODAY, 7) + timedelta(minutes=next(self._minutes)))

    def keep_on_the_list(self, name: str) -> None:
        """Let somebody gain weight if they have not today: a second weighing of a day is not the day's."""
        if name not in self._gained:
            self.gains(name)

    def send(self, name: str) -> None:
        """Let somebody step on the scale, and do not wait until the server has it."""
        assert self.premises.clock is not None
        at = on_the_wall(TODAY, 7) + timedelta(minutes=next(self._minutes))
        self.premises.clock.step(at.astimezone(UTC), only={self.premises.hubs[self.home.label].hub})
        self.player.play(self.home, Weighing(at=at, who=label(name), kilograms=83.0))

    def restart(self) -> None:
        """Stop the server in order and start it again; the hub is told that its line is back."""
        assert self.premises.clock is not None
        self.premises.server.stop()
        self.premises.server.start()
        self.premises.clock.wait_for({"server"})
        self.premises.hubs[self.home.label].hurry()

    def measure(self, what: type[CuffError], name: str, at: datetime) -> None:
        """Let a device of somebody fail."""
        self._play(what(at=at, who=label(name)))

    def page_of(self, name: str) -> str:
        """Give the address of somebody's page."""
        return f"/patients/{self.premises.ids['patient'][label(name)]}"

    def signed_in(self, staff: str = NURSE) -> SetCookieParam:
        """Sign in over HTTP and give the session's cookie."""
        onlooker = Onlooker(self.premises.web_port)
        onlooker.sign_in(staff, self.premises.password if staff == NURSE else BOS_PASSWORD)
        name, _, value = onlooker._cookies.rpartition("; ")[2].partition("=")
        return {"name": name, "value": value, "url": self.url, "httpOnly": True, "sameSite": "Strict"}

    def rows(self, sentence: str, *values: object) -> list[dict[str, Any]]:
        """Read the server's own database."""
        with closing(self._database()) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sentence, values)]

    def lock(self) -> sqlite3.Connection:
        """Hold the database, as a runaway backup would, until the connection is closed."""
        database = self._database()
        database.execute("BEGIN IMMEDIATE")
        return database

    def freeze(self) -> None:
        """Let the server stand still, as a machine that swaps does."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.premises.server.pid is not None
        os.kill(self.premises.server.pid, number)

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.premises.folder / "server" / "nara.db", isolation_level=None, timeout=10)

    def _weigh(self, name: str, kilograms: float, at: datetime) -> None:
        self._play(Weighing(at=at, who=label(name), kilograms=kilograms))

    def _play(self, happening: Weighing | Pressure | CuffError | StrangeBytes) -> None:
        assert self.premises.clock is not None
        self.premises.clock.step(happening.at.astimezone(UTC))
        self.player.play(self.home, happening)
        self.player.settle()

    def _nara(self, *words: str, said: str) -> None:
        nara = Path(sys.executable).parent / "nara"
        environment = {**os.environ, **self.premises.settings}
        subprocess.run([nara, *words], env=environment, input=said, check=True, capture_output=True, text=True)


def on_the_wall(on: date, hour: int, minute: int = 0) -> datetime:
    """Give an instant by the clock on the wall of the home, as devices there keep it."""
    return at_local(on, hour, minute).astimezone(STOCKHOLM)


def label(name: str) -> str:
    """Give what the simulator calls somebody.

    >>> label("Astrid Ek")
    'astrid'
    """
    return name.partition(" ")[0].lower()
