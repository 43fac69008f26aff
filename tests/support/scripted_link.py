"""A link to a device that answers by a script: what a session says, hears and keeps, without any radio."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from small_hub import SETTINGS, trusted

from edge.devices.link import LinkError, RefusedError, Said, Secrets, Session
from edge.enrolled import EnrolledDevice
from edge.events import Indication
from edge.gatt.uuid import long_form
from edge.recording import Heard, record_of
from vitals.identity import DeviceId

Reaction = Callable[[str, bytes], Iterable[tuple[str, str]]]
"""What a device says, as characteristic and hexadecimal payload, when something is written to it."""
ADDRESS = "C0:00:00:00:00:07"


class ScriptedLink:
    """One call. ``said`` is what the device says by itself once it is subscribed to; ``reacts`` what it answers.

    It says things only on characteristics that are subscribed to by then, and hangs up when ``hangs_up_after`` payloads
    have been heard. ``log`` is all that the session did, in order; ``kept`` is what went to the card.
    """

    def __init__(
        self,
        offered: Iterable[str],
        *,
        said: Iterable[tuple[str, str]] = (),
        reacts: Reaction = lambda _characteristic, _payload: (),
        values: Mapping[str, str] | None = None,
        refuses: Iterable[str] = (),
        secrets: Secrets | None = None,
        local_time: datetime | None = datetime(2026, 3, 2, 7, 10),
        hangs_up_after: int | None = None,
        card_holds: int | None = None,
        name: str | None = None,
    ) -> None:
        self.secrets = Secrets() if secrets is None else secrets
        self.name = name
        self.kept: list[Indication] = []
        self.log: list[str] = []
        self.heard = 0
        self.patience_s: float | None = None
        self._offered = set(offered)
        self._said = deque(said)
        self._reacts = reacts
        self._values = {} if values is None else dict(values)
        self._refuses = set(refuses)
        self._local_time = local_time
        self._hangs_up_after = hangs_up_after
        self._card_holds = card_holds
        self._subscribed: dict[str, bool] = {}

    address = ADDRESS

    def offers(self, characteristic: str) -> bool:
        return characteristic in self._offered

    def local_time(self) -> datetime | None:
        return self._local_time

    def utc_time(self) -> datetime | None:
        return None if self._local_time is None else self._local_time.replace(tzinfo=SETTINGS.zone).astimezone(UTC)

    def random_bytes(self, count: int) -> bytes:
        return bytes(range(count))

    async def subscribe(self, characteristic: str, *, is_talk: bool = False) -> None:
        self._step(characteristic, f"subscribe {characteristic}")
        self._subscribed[characteristic] = is_talk

    async def read(self, characteristic: str) -> bytes:
        self._step(characteristic, f"read {characteristic}")
        return bytes.fromhex(self._values[characteristic])

    async def write(self, characteristic: str, payload: bytes) -> None:
        self._step(characteristic, f"write {characteristic} {payload.hex()}")
        self._said.extend(self._reacts(characteristic, payload))

    async def hear(self, within_s: float | None = None) -> Said | None:
        self.patience_s = within_s
        if self._card_holds is not None and len(self.kept) > self._card_holds:
            return None
        while self._said and not self._is_over():
            characteristic, payload = self._said.popleft()
            if characteristic in self._subscribed:
                self.heard += 1
                said = Said(characteristic, bytes.fromhex(payload))
                if not self._subscribed[characteristic]:
                    self.keep(characteristic, said.payload)
                return said
        return None

    def keep(self, characteristic: str, *payloads: bytes, **context: int | str) -> None:
        *earlier, payload = payloads
        self.log.append(f"keep {characteristic}")
        self.kept.append(
            Indication(
                address=ADDRESS,
                characteristic=long_form(characteristic),
                payload=payload,
                name=self.name,
                earlier=tuple(earlier),
                context=tuple(context.items()),
            )
        )

    def expect_clock(self) -> None:
        self.log.append("expect clock")

    def tell_clock(self, shows: datetime | None) -> None:
        self.log.append(f"clock {shows}")

    def tell_trouble(self, sentence: str) -> None:
        self.log.append(f"trouble {sentence}")

    def tell_battery(self, percent: int) -> None:
        self.log.append(f"battery {percent}")

    def tell_make(self, make: str) -> None:
        self.log.append(f"make {make}")

    def run(self, session: Session) -> None:
        """Let the session talk until it returns; raises what it raises."""
        asyncio.run(self._run(session))

    async def _run(self, session: Session) -> None:
        await session(self)

    def written(self) -> list[str]:
        """Give what was written, as characteristic and hexadecimal payload."""
        return [line.removeprefix("write ") for line in self.log if line.startswith("write ")]

    def records(self, family: str) -> list[Heard]:
        """Give the records that the hub makes of what was kept."""
        device = EnrolledDevice(address=ADDRESS, device=DeviceId("scripteddeviceaa"), name=self.name, family=family)
        found = (record_of(each, device, trusted(), SETTINGS.zone) for each in self.kept)
        return [each for each in found if each is not None]

    def values(self, family: str) -> list[dict[str, Any]]:
        """Give the values of those records, as they stand on the wire; a failed or undecoded one is empty."""
        wires = [record.to_wire() for record in self.records(family)]
        return [{name: value["value"] for name, value in wire.get("values", {}).items()} for wire in wires]

    def _is_over(self) -> bool:
        return self._hangs_up_after is not None and self.heard >= self._hangs_up_after

    def _step(self, characteristic: str, line: str) -> None:
        if self._is_over():
            raise LinkError("the link has ended")
        self.log.append(line)
        if characteristic not in self._offered or line.split(maxsplit=1)[0] + " " + characteristic in self._refuses:
            raise RefusedError(f"the device refused: {line}")
