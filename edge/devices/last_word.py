"""Out of all that a scale streams while somebody stands on it, the one frame of each weighing that counts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from edge.devices.capture import Capture
from edge.devices.family import Family
from edge.devices.frame import ScaleFrame
from edge.devices.interpretation import Outcome, interpret_frame
from edge.devices.link import Link, RefusedError, Said
from edge.gatt.octets import DecodeError

_SILENCE_S: Final = 12.0
"""Such scales hang up about 11 s after their last word. One that is hung up on before that advertises again, is called
again, and may say the same weight again: then nothing tells that it is the same."""
_ANOTHER_BODY_G: Final = 2_000
"""Nobody who stands still moves by so much once the scale calls the weight final; two people mostly differ by more."""
_ANOTHER_TIME: Final = timedelta(minutes=2)
_UNREADABLE_AT_MOST: Final = 3
"""Enough to see what is wrong with a scale; a bad link makes hundreds."""


@dataclass(slots=True)
class _Weighing:
    last: Said
    weight_g: int
    at: datetime | None
    is_kept: bool = False

    def is_left_by(self, frame: ScaleFrame) -> bool:
        """Tell whether the plate has been empty since."""
        return frame.is_final is not None and (frame.weight_g or 0) * 2 < self.weight_g

    def is_another(self, weight_g: int, at: datetime | None) -> bool:
        if abs(weight_g - self.weight_g) > _ANOTHER_BODY_G:
            return True
        return self.at is not None and at is not None and abs(at - self.at) > _ANOTHER_TIME


class LastWord:
    """Picks what goes to the card, for scales whose final frame is repeated and has no clock: kept twice is doubled.

    A weight counts once the scale has called the same one final twice; two that are alike come while it still settles,
    but such a scale does not call them final. If the second never comes, what was called final last is kept: when the
    plate is empty, when the scale has been silent, and in whatever way the talk ends. Until the plate was empty, it is
    the same weighing, unless the weight differs by more than 2 kg or the scale's clock by more than two minutes. What
    comes out of a memory is kept at once, the same bytes once; of frames that are the family's own and cannot be read,
    the first three.

    Use it around the whole talk::

        with LastWord(link, YUNMAI, _read) as last_word:
            await last_word.subscribe()
            ...
            await last_word.listen()
    """

    def __init__(
        self,
        link: Link,
        family: Family,
        read: Callable[[Capture], ScaleFrame],
        *,
        records: tuple[bytes, ...] = (),
        **context: int | str,
    ) -> None:
        """Take whom to hear, and how its frames are read.

        ``records`` are beginnings of frames that are out of its memory, whether or not this hub can read them.
        ``context`` goes to the card with each frame.
        """
        self._link, self._family, self._read, self._records = link, family, read, records
        self.context = context
        self._weighing: _Weighing | None = None
        self._seen: set[bytes] = set()
        self._unreadable = 0
        self._is_weighed = False

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Keep what was called final last, in whatever way the talk ended."""
        self._end_weighing()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come that goes to the card."""
        return not self._is_weighed and not self._seen

    async def subscribe(self) -> None:
        """Subscribe to whatever of the family's characteristics the scale has and allows; raises LinkError."""
        for characteristic in self._family.subscribe:
            if self._link.offers(characteristic):
                with suppress(RefusedError):
                    await self._link.subscribe(characteristic, is_talk=True)

    async def listen(self) -> None:
        """Take what comes until somebody was weighed and a short silence followed, or for as long as the radio waits.

        After what comes out of a memory the radio waits as long as ever: whoever stands there is still being weighed.
        """
        while (said := await self.hear()) is not None:
            self.take(said)

    async def hear(self) -> Said | None:
        """Give what comes next, as the link does; for a talk in which something must be answered."""
        return await self._link.hear(_SILENCE_S if self._is_weighed else None)

    def take(self, said: Said) -> None:
        """Judge what the scale said, and keep it if it counts; what is not the family's own frame is passed over."""
        name = self._link.name
        capture = Capture(source=said.characteristic, payloads=(said.payload,), name=name, context=self.context)
        if not self._family.owns(capture):
            return
        if said.payload.startswith(self._records):
            self._keep_record(said)
            return
        try:
            frame = self._read(capture)
        except DecodeError:
            self._keep_unreadable(said)
            return
        if frame.is_stored:
            self._keep_record(said)
        elif frame.weight_g and interpret_frame(frame).outcome is Outcome.MEASUREMENT:
            self._hear_final(said, frame.weight_g, frame.device_time)
        elif self._weighing is not None and self._weighing.is_left_by(frame):
            self._end_weighing()

    def _hear_final(self, said: Said, weight_g: int, at: datetime | None) -> None:
        weighing = self._weighing
        if weighing is not None and weighing.is_another(weight_g, at):
            self._end_weighing()
            weighing = None
        if weighing is None or (weighing.weight_g != weight_g and not weighing.is_kept):
            self._weighing = _Weighing(said, weight_g, at)
            self._is_weighed = True
        elif not weighing.is_kept:
            self._keep(said)
            weighing.is_kept = True

    def _end_weighing(self) -> None:
        weighing, self._weighing = self._weighing, None
        if weighing is not None and not weighing.is_kept:
            self._keep(weighing.last)

    def _keep_record(self, said: Said) -> None:
        if said.payload not in self._seen:
            self._seen.add(said.payload)
            self._keep(said)

    def _keep_unreadable(self, said: Said) -> None:
        if self._unreadable < _UNREADABLE_AT_MOST and said.payload not in self._seen:
            self._unreadable += 1
            self._seen.add(said.payload)
            self._keep(said)

    def _keep(self, said: Said) -> None:
        self._link.keep(said.characteristic, said.payload, **self.context)
