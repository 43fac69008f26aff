"""Whoever kills hub, broker and server, cuts lines and wipes the broker's storage: all of it from one seed."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from enum import StrEnum, auto
from functools import partial
from itertools import count
from random import Random

from simulator.hub import HomeHub
from tests.journeys.street import Street


class Target(StrEnum):
    """What is killed."""

    HUB = auto()
    BROKER = auto()
    SERVER = auto()


TARGETS = (Target.HUB, Target.HUB, Target.HUB, Target.BROKER, Target.BROKER, Target.SERVER, Target.SERVER)
"""Chosen among by chance; there are more hubs than anything else."""
AWAY_MOST = 6
"""For so many sendings something killed may stay dead: some hours, or a day."""
CUT_MOST = 24
KILL_WITHIN_S = 0.03
"""A record travels from device to receipt in 5 to 20 ms; the blow falls somewhere in it."""


class Saboteur:
    """Kills ``kills`` times while ``sendings`` things happen, and does other harm besides."""

    def __init__(self, street: Street, seed: int, kills: int, sendings: int) -> None:
        """Plan all of it."""
        self.kills: Counter[Target] = Counter()
        self.harms: Counter[str] = Counter()
        self._street = street
        self._chance = Random(f"{seed}/harm")  # noqa: S311  (a story must come again from its seed)
        self._due: dict[int, list[Callable[[], None]]] = defaultdict(list)
        self._blows = set(self._chance.sample(range(2, sendings - 2), kills))
        for _ in range(max(3, kills // 6)):
            self._due[self._chance.randrange(sendings)].append(self._cut_a_line)
        for _ in range(max(1, kills // 12)):
            self._due[self._chance.randrange(sendings)].append(self._wipe_the_broker)
        self._number = 0

    def __str__(self) -> str:
        told = [*self.kills.items(), *self.harms.items()]
        return ", ".join(f"{what} {times} times" for what, times in told)

    def before(self, number: int) -> None:
        """Do what is due before a sending: repair what has been away long enough, cut, wipe."""
        self._number = number
        for what in self._due.pop(number, ()):
            what()

    @contextlib.contextmanager
    def during(self, number: int) -> Iterator[None]:
        """Let the blow of this moment fall while a device speaks, if one is to."""
        if number not in self._blows:
            yield
            return
        falling = threading.Timer(self._chance.uniform(0, KILL_WITHIN_S), self._aim())
        falling.start()
        try:
            yield
        finally:
            falling.join()

    def lets_it_settle(self, number: int) -> bool:
        """Tell whether all may come to rest after this sending."""
        return number % 4 == 0 and self._chance.random() < 0.5

    def _aim(self) -> Callable[[], None]:
        """Choose what to kill, have it alive for that, and plan when it is started again; gives the blow."""
        target = self._chance.choice(TARGETS)
        away = self._chance.choice((0, 0, self._chance.randrange(AWAY_MOST)))
        street = self._street
        if target is Target.HUB:
            hub = self._chance.choice(list(street.hubs.values()))
            return self._blow(target, away, partial(_start, hub), lambda: hub.process.pid is not None, hub.process.kill)
        server = street.premises.server
        if target is Target.SERVER:
            return self._blow(target, away, self._start_the_server, lambda: server.pid is not None, server.kill)
        self._start_the_server()
        broker = street.broker
        return self._blow(target, away, broker.start, lambda: broker.is_alive, broker.kill)

    def _blow(
        self,
        target: Target,
        away: int,
        start: Callable[[], None],
        is_alive: Callable[[], bool],
        kill: Callable[[], object],
    ) -> Callable[[], None]:
        start()
        self._due[self._number + 1 + away].append(start)

        def fall() -> None:
            if is_alive():
                self.kills[target] += 1
            elif target is Target.BROKER:  # its server was starting it again: a later blow makes up for this one
                self._blows.add(next(each for each in count(self._number + 1) if each not in self._blows))
            kill()

        return fall

    def _start_the_server(self) -> None:
        if self._street.premises.server.pid is None:
            self._street.premises.server.start()
            self._street.clock.wait_for({"server"})

    def _cut_a_line(self) -> None:
        hub = self._chance.choice(list(self._street.hubs.values()))
        if hub.line is not None and hub.line.is_up:
            hub.line.cut()
            self.harms["a line"] += 1
            self._due[self._number + self._chance.randrange(2, CUT_MOST)].append(lambda: self._mend(hub.label))

    def _mend(self, label: str) -> None:
        hub = self._street.hubs[label]
        if hub.line is not None:
            hub.line.mend()
            with contextlib.suppress(OSError):
                hub.hurry()

    def _wipe_the_broker(self) -> None:
        self._street.broker.wipe()
        self.harms["the broker's store"] += 1


def _start(hub: HomeHub) -> None:
    """Start a hub, unless it runs."""
    if hub.process.pid is None:
        hub.start()
