"""One hub in the simulation: the product's own conductor, hub and outbox, on a card and a line that fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from edge.adapters.outbox import Outbox
from edge.conductor import Conductor
from edge.enrolled import EnrolledDevice
from edge.events import DesiredCame, HubTime, Indication, Key, LineDown, LineUp, ReceiptCame, Tick
from edge.hub import HubSettings
from edge.ports import Chance
from edge.said import Answered
from tests.simulation.card import Card, PlainCipher, PowerCut
from tests.simulation.clockwork import DAY, HOUR, MINUTE, SECOND, Clockwork
from tests.simulation.network import Broker, Line
from vitals.desired import Question
from vitals.hub_status import Machine
from vitals.identity import HomeId, HubId
from vitals.topics import Leaf, Topic
from vitals.wire import decode_desired, decode_receipt

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _nobody_looks(_hub: SimHub, _question: Question) -> None:
    """Leave a question unanswered."""


class SimHub:
    """A hub that is switched off, loses its line, does not know the time, and is restored from old images."""

    def __init__(
        self,
        clockwork: Clockwork,
        broker: Broker,
        home: HomeId,
        hub: HubId,
        devices: tuple[EnrolledDevice, ...],
        server_key: VerifyKey,
        signing: SigningKey,
        *,
        is_clock_trusted_blindly: bool = False,
    ) -> None:
        self._clockwork = clockwork
        self._broker = broker
        self.home, self.hub = home, hub
        self._server_key = server_key
        self._is_blind = is_clock_trusted_blindly
        self._signing = signing
        self._settings = HubSettings(
            hub=hub, zone=STOCKHOLM, software="simulated", status_every_s=43_200, devices=devices
        )
        self.card = Card()
        self.line = Line(clockwork, broker, self._line_changed)
        self.conductor: Conductor | None = None
        self.asked: Callable[[SimHub, Question], None] = _nobody_looks
        self.last_key: Key | None = None
        self.is_kind = False
        self._life = 0
        self._boot_id, self._boot_ms, self._trusted_ms, self._error = "", 0, 0, timedelta()
        self.boot()

    def measure(self, address: str, payload: bytes) -> tuple[bool, bool]:
        """Let a device send; tells whether the record is certainly kept, and whether it may be."""
        self.last_key = None
        if self.conductor is None:
            return False, False
        if not self.is_kind and self._clockwork.chance.random() < 0.02:
            self.card.fuse = self._clockwork.chance.randrange(12)
        kept = self._hear(lambda conductor, now: conductor.hear(Indication(
            address=address, characteristic="2a9d", payload=payload, name=None), now))  # fmt: skip
        self.last_key = kept
        return kept is not None, True

    def answer(self, answered: Answered) -> bool:
        """Let somebody answer on the hub's screen; tells whether the record is certainly kept."""
        if self.conductor is None:
            return False
        return self._hear(lambda conductor, now: conductor.hear(answered, now)) is not None

    def boot(self) -> None:
        """Have power: open the outbox, begin an epoch, find the line and perhaps the time."""
        chance = self._clockwork.chance
        self._life += 1
        self.card.power_up()
        self._boot_id = self._clockwork.random_bytes(8).hex()
        self._boot_ms = self._clockwork.now_ms
        self._error = (
            timedelta() if self.is_kind else chance.choice([timedelta(), timedelta(days=-9), timedelta(days=3)])
        )
        wait_ms = 0 if self._error == timedelta() else chance.choice([MINUTE, 30 * MINUTE, 2 * DAY])
        self._trusted_ms = self._clockwork.now_ms + wait_ms
        self._hear(self._start)
        if self.line.is_up:
            self._clockwork.after(SECOND, self._connect)

    def cut_power(self) -> None:
        """Lose power between two events."""
        self._die()

    def restore(self, image: bytes) -> None:
        """Put an old image of the card in, and start from it."""
        self.conductor = None
        self.card.restore(image)
        self.boot()

    @property
    def queue_depth(self) -> int | None:
        """How many records wait; None while it is switched off."""
        return None if self.conductor is None else self.conductor.hub.queue_depth

    def _start(self, _: Conductor, now: HubTime) -> Key | None:
        outbox = Outbox(self.card, PlainCipher())
        self.conductor = Conductor(
            settings=self._settings,
            home=self.home,
            outbox=outbox,
            line=self.line,
            sign=lambda signed: self._signing.sign(signed).signature,
            chance=Chance(jitter=self._clockwork.chance.random, random_bytes=self._clockwork.random_bytes),
            machine=lambda: Machine(
                uptime_s=now.monotonic_ms // SECOND, disk_free_bytes=None, temperature_celsius=None
            ),
        )
        self.conductor.start(now)
        return None

    def _hear(self, do: Callable[[Conductor, HubTime], Key | None]) -> Key | None:
        try:
            key = do(self.conductor, self._time())  # type: ignore[arg-type]
        except PowerCut:
            self._die()
            return None
        self._plan_tick()
        return key

    def _die(self) -> None:
        self.conductor = None
        self._life += 1
        self._silence()
        off_ms = MINUTE if self.is_kind else self._clockwork.chance.choice([5 * SECOND, 20 * MINUTE, 15 * HOUR])
        self._clockwork.after(off_ms, self.boot)

    def _time(self) -> HubTime:
        is_trusted = self._clockwork.now_ms >= self._trusted_ms
        wall: datetime = self._clockwork.now if is_trusted else self._clockwork.now + self._error
        return HubTime(
            wall_at=wall,
            is_trusted=is_trusted or self._is_blind,
            boot_id=self._boot_id,
            monotonic_ms=self._clockwork.now_ms - self._boot_ms,
        )

    def _plan_tick(self) -> None:
        assert self.conductor is not None
        due_ms = self.conductor.hub.next_due_ms()
        if due_ms is None:
            return
        life, at_ms = self._life, self._boot_ms + due_ms
        self._planned_ms = at_ms

        def tick() -> None:
            if life == self._life and self._planned_ms == at_ms:
                self._hear(lambda conductor, now: conductor.hear(Tick(), now))

        self._clockwork.at(max(at_ms, self._clockwork.now_ms + 1), tick)

    def _line_changed(self, is_up: bool) -> None:
        if self.conductor is None:
            return
        if is_up:
            self._clockwork.after(SECOND, self._connect)
        else:
            self._silence()
            self._hear(lambda conductor, now: conductor.hear(LineDown(), now))

    def _connect(self) -> None:
        if self.conductor is None or not self.line.is_up:
            return
        self._broker.subscribe(self._topic(Leaf.RECEIPT), self._receipt_came)
        self._broker.subscribe(self._topic(Leaf.DESIRED), self._desired_came)
        self._hear(lambda conductor, now: conductor.hear(LineUp(), now))

    def _receipt_came(self, _: str, payload: bytes) -> None:
        if self.conductor is None or not self.line.is_up:
            return
        receipt = decode_receipt(payload, self._is_the_servers)
        self._hear(lambda conductor, now: conductor.hear(ReceiptCame(receipt), now))

    def _desired_came(self, _: str, payload: bytes) -> None:
        if self.conductor is None or not self.line.is_up:
            return
        desired = decode_desired(payload, self._is_the_servers)
        self._hear(lambda conductor, now: conductor.hear(DesiredCame(desired), now))
        for question in desired.questions:
            self.asked(self, question)

    def _is_the_servers(self, signed: bytes, signature: bytes) -> bool:
        try:
            self._server_key.verify(signed, signature)
        except BadSignatureError:
            return False
        return True

    def _silence(self) -> None:
        for leaf in (Leaf.RECEIPT, Leaf.DESIRED):
            self._broker.unsubscribe(self._topic(leaf))

    def _topic(self, leaf: Leaf) -> str:
        return str(Topic(self.home, self.hub, leaf))
