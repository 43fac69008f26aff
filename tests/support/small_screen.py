"""A screen small enough to hold in the hand: a small hub behind it, pages as text, and a finger that presses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any, Final

from hand_made import desired, screen
from small_hub import AT, BOOT, EPOCH, SCALE, SETTINGS, STOCKHOLM, SmallHub, weighing

from edge.events import DesiredCame, Event, HubTime, LineDown, Tick
from edge.screen.exchange import Reply, Request
from edge.showing import PairingPlace, Showing
from vitals.fields import Json
from vitals.identity import PatientId
from vitals.receipt import Held, Receipt
from vitals.record import Answer, Button, RecordRef
from vitals.screen import Screen
from vitals.seen import Seen

SETTINGS_WITH_SCREEN: Final = replace(SETTINGS, has_screen=True)


@dataclass
class Form:
    """A form as a browser sees it, and what its button says."""

    action: str
    carries: dict[str, str] = field(default_factory=dict)
    label: str = ""


class Look(HTMLParser):
    """What a page says, and what can be pressed on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.headings: list[str] = []
        self._open: list[str] = []
        self._href: str | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        """Everything that is said, in one line."""
        return " ".join(" ".join(self.said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(told["action"]))
        if tag == "input" and told.get("type") == "hidden":
            self.forms[-1].carries[told["name"]] = told["value"]
        if tag == "a":
            self._href = told["href"]
        if tag not in {"input", "meta", "link", "br"} and "hidden" not in told:
            self._open.append(tag)
        elif "hidden" in told:
            self._open.append("hidden")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._open.pop()
        if tag == "a":
            self._href = None

    def handle_data(self, data: str) -> None:
        """Take text."""
        words = " ".join(data.split())
        if not words or "hidden" in self._open or "title" in self._open:
            return
        self.said.append(words)
        if "h1" in self._open:
            self.headings.append(words)
        if "button" in self._open:
            self.forms[-1].label = f"{self.forms[-1].label} {words}".strip()
        if self._href is not None:
            self.links[words] = self._href


class SmallScreen:
    """The screen of a small hub at ten past seven on a Monday, told of Karin alone unless said otherwise."""

    def __init__(
        self,
        shown: Screen | None = None,
        *,
        at: datetime = AT,
        path: str = ":memory:",
        pairing: PairingPlace | None = None,
        **more: Any,
    ) -> None:
        self.hub = SmallHub(path, settings=SETTINGS_WITH_SCREEN)
        self.now = HubTime(wall_at=at, is_trusted=True, boot_id=BOOT, monotonic_ms=90_000)
        self.version = 0
        self.showing = Showing(
            today=self.hub.conductor.hub.today,
            clock=lambda: self.now,
            hear=self.hear,
            zone=STOCKHOLM,
            has_scale=lambda: True,
            language="sv",
            pairing=pairing,
        )
        self.hub.start(self.now)
        self.tell(shown or screen(), **more)

    def hear(self, event: Event) -> object:
        """Let the hub hear something."""
        return self.hub.conductor.hear(event, self.now)

    def tell(self, shown: Screen, **more: Any) -> None:
        """Let the server tell the hub what its screen needs."""
        self.version += 1
        self.hear(DesiredCame(desired(shown, self.version, **more)))

    def passes(self, **time: float) -> None:
        """Let time pass."""
        by = timedelta(**time)
        passed_ms = self.now.monotonic_ms + round(by.total_seconds() * 1000)
        self.now = replace(self.now, wall_at=self.now.wall_at + by, monotonic_ms=passed_ms)
        self.hear(Tick())

    def loses_time(self) -> None:
        """Let the hub no longer know what time it is."""
        self.now = replace(self.now, is_trusted=False)

    def loses_line(self) -> None:
        """Let the line go down."""
        self.hear(LineDown())

    def weigh(self, payload: str = "00943e") -> RecordRef:
        """Step on the scale; gives the record."""
        key = self.hear(weighing(bytes.fromhex(payload), SCALE.address))
        return RecordRef(epoch=key.epoch, sequence=key.sequence)  # type: ignore[attr-defined]  # a Key, if it was kept

    def settle(self) -> None:
        """Let the server hold all there is."""
        from small_hub import HUB

        from edge.events import ReceiptCame

        highest: dict[Any, int] = {}
        for key in self.hub.conductor.hub.today.items:
            highest[key.epoch] = max(highest.get(key.epoch, 0), key.sequence)
        held = tuple(Held(epoch=epoch, upto=upto, above=()) for epoch, upto in highest.items())
        self.hear(ReceiptCame(Receipt(hub=HUB, held=held)))

    def get(self, path: str = "/") -> Look:
        """Look at a page."""
        return Look(self.reply(path).body.decode())

    def reply(self, path: str) -> Reply:
        """Ask for a page as a browser does."""
        return self.showing.answer(Request(path=path))

    def post(self, form: Form, **more: str) -> Look:
        """Send a form, and follow where it leads."""
        reply = self.showing.answer(Request(path=form.action, form={**form.carries, **more}))
        return self.get(reply.headers["Location"]) if reply.status == 303 else Look(reply.body.decode())

    def form(self, label: str, path: str = "/") -> Form:
        """Find what can be pressed."""
        forms = [form for form in self.get(path).forms if form.label == label]
        assert len(forms) == 1, f"{label} is on {path} {len(forms)} times: {self.get(path).text}"
        return forms[0]

    def press(self, label: str, path: str = "/", **more: str) -> Look:
        """Press a button."""
        return self.post(self.form(label, path), **more)

    def heading(self, path: str = "/") -> str:
        """Give what a page is about."""
        (heading,) = self.get(path).headings
        return heading

    def bodies(self) -> list[Json]:
        """Give everything that is on the card, oldest first."""
        return [recent.body for recent in self.hub.outbox.recent(1_000)]

    def answers(self, about: PatientId | None = None) -> list[tuple[str, str]]:
        """Give the answers on the card, oldest first, of one person or of everybody."""
        records = [item.record for item in self.hub.conductor.hub.today.items.values()]
        return [
            (record.question, record.code)
            for record in records
            if isinstance(record, Answer) and about in {None, record.about}
        ]

    def presses(self) -> list[tuple[str, PatientId | None]]:
        """Give the buttons that were pressed."""
        records = [item.record for item in self.hub.conductor.hub.today.items.values()]
        return [(record.button, record.about) for record in records if isinstance(record, Button)]


def seen(record: RecordRef, by: str | None = "Anna Berg", at: datetime = AT) -> Seen:
    """Let a record be looked at."""
    return Seen(record=record, by=by, at=at)


NEVER: Final = RecordRef(epoch=EPOCH, sequence=99)
"""A record that this hub never had."""
