"""A ward for the browser's tests: one home with many people, a real hub, a real server, and two nurses."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from playwright._impl._api_structures import SetCookieParam

from simulator.happening import CuffError, Pressure, StrangeBytes, Weighing
from simulator.onlooker import Onlooker
from simulator.person import Person
from simulator.play import Player, at_local
from simulator.premises import NURSE, Premises
from simulator.town import Home

FIRST_DAY = date(2026, 11, 19)
TODAY = FIRST_DAY + timedelta(days=2)
BOS_PASSWORD = "Bo has a password too"
PEOPLE = {
    "Astrid Ek": "193601019866",
    "Bengt Dal": "193701019873",
    "Cilla Fors": "193801019880",
    "David Ström": "193901019897",
    "Elin Sjö": "194001019803",
    "Folke Åman": "194101019810",
    "Greta Holm": "194201019827",
    "Hans Berg": "194301019834",
    "Inga Lind": "194401019841",
    "Jonas Falk": "194501019857",
}


class Ward:
    """Everybody weighed 80 kg two days ago; whoever weighs more than 82 today becomes an alert."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(
            label="ward",
            people=tuple(
                Person(
                    label=name.split()[0].lower(),
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

    def open(self) -> None:
        """Enrol everybody, start everything, and live through the first morning."""
        self.premises.set_up()
        self._nara("account", "add", "bo", "--name", "Bo Ek", "--password-stdin", said=BOS_PASSWORD)
        self.premises.start()
        self.player = Player(self.premises)
        for minute, name in enumerate(PEOPLE):
            self._weigh(name, 80.0, at_local(FIRST_DAY, 7, minute))
        self.measure(CuffError, "Astrid Ek", at_local(FIRST_DAY, 8))
        self._play(
            Pressure(
                at=at_local(FIRST_DAY, 8, 5),
                who="astrid",
                systolic_mmhg=128,
                diastolic_mmhg=79,
                pulse_per_min=64,
            )
        )
        self._play(StrangeBytes(at=at_local(FIRST_DAY, 9), who="astrid", payload=b"\x02\x74", said="half a frame"))

    def close(self) -> None:
        """Stop everything."""
        self.premises.close()

    @property
    def url(self) -> str:
        """Where the screens are."""
        return self.premises.url

    def gains(self, name: str, kilograms: float = 83.0) -> None:
        """Let somebody step on the scale today, a minute after whoever did last."""
        self._weigh(name, kilograms, at_local(TODAY, 7) + timedelta(minutes=next(self._minutes)))

    def measure(self, what: type[CuffError], name: str, at: datetime) -> None:
        """Let a device of somebody fail."""
        self._play(what(at=at, who=name.split(maxsplit=1)[0].lower()))

    def page_of(self, name: str) -> str:
        """Give the address of somebody's page."""
        return f"/patients/{self.premises.ids['patient'][name.split(maxsplit=1)[0].lower()]}"

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
        self._play(Weighing(at=at, who=name.split(maxsplit=1)[0].lower(), kilograms=kilograms))

    def _play(self, happening: Weighing | Pressure | CuffError | StrangeBytes) -> None:
        assert self.premises.clock is not None
        self.premises.clock.step(happening.at)
        self.player.play(self.home, happening)
        self.premises.hubs[self.home.label].wait_until_empty()

    def _nara(self, *words: str, said: str) -> None:
        nara = Path(sys.executable).parent / "nara"
        environment = {**os.environ, **self.premises.settings}
        subprocess.run([nara, *words], env=environment, input=said, check=True, capture_output=True, text=True)
