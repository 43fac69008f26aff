"""The premises: a town's server and hubs, each a real process, enrolled by the product's own commands."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

from simulator.clock import SharedClock
from simulator.hub import HomeHub
from simulator.line import HomeLine
from simulator.person import Person
from simulator.process import LongProcess, command, run_command, run_together
from simulator.screen import HomeScreen
from simulator.town import Home

NURSE: Final = "anna"
NURSE_NAME: Final = "Anna Berg"
UNIT: Final[Mapping[str, Any]] = {
    "unit": "nackrosen",
    "name": "Näckrosens vårdcentral",
    "zone": "Europe/Stockholm",
    "reader": NURSE,
    "telephone": "08-465 004 10",
    "hours": ["mon-thu 08:00-16:30", "fri 08:00-15:00"],
    "exceptions": ["2026-12-24 closed", "2026-12-25 closed", "2026-12-31 closed", "2027-01-01 closed"],
    "outside": {"name": "Jourmottagningen", "telephone": "08-465 004 20"},
}
"""The care unit of the invented people; its numbers are of a series that is given to nobody, for films and books."""
_AT_ONCE: Final = os.cpu_count() or 2
_PORTS: Final = (15_000, 32_000)
"""Linux gives callers ports from 32,768 on."""


class Premises:
    """One server and one hub a home. ``set_up`` once, then ``start`` and ``stop`` as often as wanted."""

    def __init__(
        self,
        folder: Path,
        homes: Sequence[Home],
        first_on: date,
        *,
        starts_at: datetime | None = None,
        settings: Mapping[str, str] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take where files go, who lives where and from when, and the server's further NARA_… settings.

        With ``starts_at`` a simulated clock begins there; without, everybody goes by the machine's.
        """
        self.homes = homes
        self.folder = folder
        self.ids: dict[str, dict[str, str]] = {}
        self._first_on = first_on
        self._say = say
        self._sockets = Path(tempfile.mkdtemp(prefix="nara-"))
        self.clock = None if starts_at is None else SharedClock(self._sockets / "clock.sock", starts_at)
        self.web_port, mqtt_port = free_ports(2)
        self.settings = {
            "NARA_DATA": str(folder / "server"),
            "NARA_WEB_PORT": str(self.web_port),
            "NARA_MQTT_PORT": str(mqtt_port),
            **({} if settings is None else settings),
        }
        clock_path = None if self.clock is None else self.clock.path
        clock_setting = {} if clock_path is None else {"NARA_DEMO_CLOCK": str(clock_path)}
        folder.mkdir(parents=True, exist_ok=True)
        serve = [command("nara"), "serve"]
        self.server = LongProcess(serve, {**self.settings, **clock_setting}, folder / "server.log.txt")
        self.hubs = {home.label: self._hub_of(home, clock_path) for home in homes}

    @property
    def url(self) -> str:
        """Where the screens are."""
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def password(self) -> str:
        """The nurse's password, made afresh."""
        return self.ids["password"][NURSE]

    def set_up(self, has_lines: Callable[[Home], bool] = lambda _: False) -> None:
        """Provision the hubs and enrol everybody; homes with a line of their own can be cut off."""
        self._say(f"making keys for {len(self.homes)} hubs")
        requests = {home.label: self.folder / f"{home.label}.request" for home in self.homes}
        self._provision([("--request", label, str(path)) for label, path in requests.items()])
        plan = self._plan({label: json.loads(path.read_text(encoding="utf-8")) for label, path in requests.items()})
        listed, bundles = self.folder / "enrol.json", self.folder / "bundles"
        listed.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
        self._say(f"enrolling {sum(len(home.people) for home in self.homes)} patients")
        words = [command("nara"), "enrol", str(listed), "--bundles", str(bundles), "--demo", "--json"]
        self.ids = json.loads(run_command(words, self.settings))
        for home in self.homes:
            hub, bundle = self.hubs[home.label], bundles / f"{home.label}.bundle"
            hub.hub = self.ids["hub"][home.label]
            if has_lines(home):
                self._lay_line(hub, bundle)
        self._provision([("--bundle", home.label, str(bundles / f"{home.label}.bundle")) for home in self.homes])

    def start(self) -> None:
        """Start the server and every hub, and wait until all follow the clock, where there is one."""
        self._say("starting the server and the hubs")
        self.server.start()
        for hub in self.hubs.values():
            hub.start()
        if self.clock is not None:
            self.clock.wait_for({"server", *(hub.hub for hub in self.hubs.values())})

    def stop(self) -> None:
        """Stop everything, all at the same time."""
        for process in (*(hub.process for hub in self.hubs.values()), self.server):
            process.ask_to_stop()
        for hub in self.hubs.values():
            hub.stop()
        self.server.stop()

    def close(self) -> None:
        """Stop, and take lines and sockets away; the folder stays."""
        self.stop()
        for hub in self.hubs.values():
            hub.close()
        if self.clock is not None:
            self.clock.close()
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _hub_of(self, home: Home, clock: Path | None) -> HomeHub:
        place = (home.label, self.folder / home.label, self._sockets, clock)
        if not home.has_radio:
            return HomeHub(*place, HomeScreen(free_ports(1)[0]) if home.has_screen else None)
        from simulator.radio.profile import CUFF, SCALE  # noqa: PLC0415  (only a home on the air needs bumble)
        from simulator.radio.radio_hub import RadioHub  # noqa: PLC0415

        cuffs = {cuff_address(home, person): CUFF for person in home.people}
        return RadioHub(*place, {scale_address(home): SCALE, **cuffs})

    def _provision(self, asked: Sequence[tuple[str, str, str]]) -> None:
        """Run ``nara-hub provision`` for every hub, as many at a time as there are cores."""
        told = [
            [command("nara-hub"), "provision", "--dir", str(self.folder / label), option, path]
            for option, label, path in asked
        ]
        for place in range(0, len(told), _AT_ONCE):
            run_together(told[place : place + _AT_ONCE], {})

    def _lay_line(self, hub: HomeHub, bundle_file: Path) -> None:
        bundle = json.loads(bundle_file.read_text(encoding="utf-8"))
        hub.line = HomeLine((bundle["broker"]["host"], bundle["broker"]["port"]))
        bundle["broker"]["port"] = hub.line.port
        bundle_file.write_text(json.dumps(bundle), encoding="utf-8")

    def _plan(self, requests: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "from": self._first_on.isoformat(),
            "accounts": [{"staff": NURSE, "full_name": NURSE_NAME, "role": "nurse"}],
            "units": [UNIT],
            "homes": [_plan_of(home, requests[home.label]) for home in self.homes],
        }


def scale_address(home: Home) -> str:
    """Give the Bluetooth address of a home's scale: a random static one, as battery-powered devices have."""
    return f"C0:5C:{_octets(home.label)}:01"


def cuff_address(home: Home, person: Person) -> str:
    """Give the Bluetooth address of a person's own cuff."""
    return f"C0:5C:{_octets(home.label)}:{2 + home.people.index(person):02X}"


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on, below those that the kernel gives to whoever calls.

    Who calls such a port again and again while nobody listens would one day be given that very port, and keep it.
    """
    found: list[int] = []
    while len(found) < count:
        port = SystemRandom().randrange(*_PORTS)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            found += [] if port in found else [port]
    return found


def _plan_of(home: Home, request: Any) -> dict[str, Any]:  # noqa: ANN401  (JSON of a hub's own making)
    return {
        "label": home.label,
        "zone": "Europe/Stockholm",
        "devices": list(_devices(home)),
        "hubs": [{"label": home.label, "request": request}],
        "patients": [
            {
                "label": person.label,
                "name": person.name,
                "personnummer": person.personnummer,
                "contact": NURSE,
                "care_level": person.care_level,
                "matters": person.matters,
                "uses": [
                    {"device": "scale", "slot": person.user_slot},
                    {"device": f"cuff-{person.label}", "slot": None},
                ],
            }
            for person in home.people
        ],
    }


def _devices(home: Home) -> Iterator[dict[str, str]]:
    yield {"label": "scale", "family": "standard-scale", "address": scale_address(home)}
    for person in home.people:
        yield {"label": f"cuff-{person.label}", "family": "standard-cuff", "address": cuff_address(home, person)}


def _octets(label: str) -> str:
    """Give three octets that belong to a label.

    >>> _octets("holm")
    '6F:6C:D5'
    """
    number = int.from_bytes(label.encode(), "big") % 0xFFFFFF
    return ":".join(f"{octet:02X}" for octet in number.to_bytes(3, "big"))
