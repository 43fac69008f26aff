"""A broker and lines that lose, double, delay and forget."""

from __future__ import annotations

from collections.abc import Callable

from tests.simulation.clockwork import DAY, HOUR, MINUTE, SECOND, Clockwork
from vitals.topics import PUBLISHED_BY_HUB, Topic


class Broker:
    """Passes what hubs publish on to the server, keeps retained receipts, and now and then forgets everything."""

    def __init__(self, clockwork: Clockwork, to_server: Callable[[str, bytes], None]) -> None:
        self._clockwork = clockwork
        self._to_server = to_server
        self._retained: dict[str, bytes] = {}
        self._hubs: dict[str, Callable[[str, bytes], None]] = {}
        self._life = 0
        self.is_kind = False

    def forget(self) -> None:
        """Lose everything: what is on its way, and what is retained."""
        self._life += 1
        self._retained.clear()

    def subscribe(self, topic: str, hear: Callable[[str, bytes], None]) -> None:
        """Let a hub hear a topic, at once if something is retained on it."""
        self._hubs[topic] = hear
        if topic in self._retained:
            self._deliver(topic, self._retained[topic])

    def unsubscribe(self, topic: str) -> None:
        """Let a hub hear it no more."""
        self._hubs.pop(topic, None)

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Take a message from anybody."""
        if retain:
            self._retained[topic] = payload
        chance, life = self._clockwork.chance, self._life
        if Topic.parse(topic).leaf not in PUBLISHED_BY_HUB:
            self._deliver(topic, payload)
            return
        if not self.is_kind and chance.random() < 0.05:
            return
        for _ in range(1 if self.is_kind or chance.random() > 0.05 else 2):
            self._clockwork.after(self._delay_ms(), lambda: self._pass_on(life, topic, payload))

    def _pass_on(self, life: int, topic: str, payload: bytes) -> None:
        if life == self._life:
            self._to_server(topic, payload)

    def _deliver(self, topic: str, payload: bytes) -> None:
        life = self._life

        def arrive() -> None:
            if life == self._life and topic in self._hubs:
                self._hubs[topic](topic, payload)

        if self.is_kind or self._clockwork.chance.random() > 0.05:
            self._clockwork.after(self._delay_ms(), arrive)

    def _delay_ms(self) -> float:
        chance = self._clockwork.chance
        if not self.is_kind and chance.random() < 0.03:
            return chance.uniform(SECOND, 20 * MINUTE)
        return chance.uniform(5, 200)


class Line:
    """A home's line: up or down, for minutes or for days."""

    def __init__(self, clockwork: Clockwork, broker: Broker, changed: Callable[[bool], None]) -> None:
        self._clockwork = clockwork
        self._broker = broker
        self._changed = changed
        self.is_up = True
        self.is_kind = False
        self._plan()

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Send, or lose it if the line is down."""
        if self.is_up:
            self._broker.publish(topic, payload, retain=retain)

    def mend(self) -> None:
        """Be up from now on."""
        self.is_kind = True
        self._turn(is_up=True)

    def _plan(self) -> None:
        chance = self._clockwork.chance
        up_ms = chance.expovariate(1 / (3 * DAY))
        down_ms = chance.choice([chance.uniform(SECOND, 10 * MINUTE), chance.uniform(HOUR, 4 * DAY)])
        self._clockwork.after(up_ms, lambda: self._turn(is_up=False))
        self._clockwork.after(up_ms + down_ms, self._come_back)

    def _come_back(self) -> None:
        self._turn(is_up=True)
        self._plan()

    def _turn(self, *, is_up: bool) -> None:
        if self.is_up == is_up or (self.is_kind and not is_up):
            return
        self.is_up = is_up
        self._changed(is_up)
