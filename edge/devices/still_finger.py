"""Out of all that a finger clip streams, one reading for each time that a finger is in it."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from edge.devices.capture import Capture
from edge.devices.frame import OximeterFrame
from edge.devices.interpretation import Outcome, interpret_frame
from edge.devices.link import Link, Said
from edge.gatt.octets import DecodeError

_STILL_FRAMES: Final = 5
"""A clip sends one frame a second: so many in a row make the reading one of a still hand."""
_STILL_PERCENT: Final = 1
"""What the last digit of a clip does while nothing changes."""
_UNREADABLE_AT_MOST: Final = 3
"""Enough to see what is wrong with a clip; a bad link makes hundreds."""


class StillFinger:
    """Picks the reading of a sitting: from when a finger is put in until it is taken out.

    A frame that the clip calls final counts once five in a row were final and within one percent of saturation. If that
    never comes, the last final one is kept: when the finger is out, and in whatever way the talk ends. Of frames that
    cannot be read the first three are kept.
    """

    def __init__(
        self, link: Link, read: Callable[[Capture], OximeterFrame], *, is_judge: bool = False, **context: int | str
    ) -> None:
        """Take the link, and how its frames are read; ``context`` goes to the card with each that is kept.

        ``is_judge``: the clip itself calls nothing final, so only a still hand makes a measurement.
        """
        self._link, self._read, self._is_judge, self._context = link, read, is_judge, context
        self._last: Said | None = None
        self._spo2_percent = 0
        self._still_frames = 0
        self._is_kept = False
        self._unreadable: set[bytes] = set()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Keep the last that was final, in whatever way the talk ended."""
        self._end_sitting()

    def take(self, said: Said) -> None:
        """Judge one frame, and keep it if it counts."""
        try:
            frame = self._read(Capture(source=said.characteristic, payloads=(said.payload,), context=self._context))
        except DecodeError:
            self._keep_unreadable(said)
            return
        if frame.is_finger_present is False:
            self._end_sitting()
        elif frame.spo2_percent is None or interpret_frame(frame).outcome is not Outcome.MEASUREMENT:
            self._still_frames = 0
        elif not self._is_kept:
            self._hear_final(said, frame.spo2_percent)

    def _hear_final(self, said: Said, spo2_percent: int) -> None:
        if self._still_frames == 0 or abs(spo2_percent - self._spo2_percent) > _STILL_PERCENT:
            self._still_frames, self._spo2_percent = 0, spo2_percent
        self._still_frames += 1
        self._last = said
        if self._still_frames == _STILL_FRAMES:
            self._keep(said)
            self._is_kept = True

    def _end_sitting(self) -> None:
        if self._last is not None and not self._is_kept and not self._is_judge:
            self._keep(self._last)
        self._last, self._still_frames, self._is_kept = None, 0, False

    def _keep_unreadable(self, said: Said) -> None:
        if said.payload not in self._unreadable and len(self._unreadable) < _UNREADABLE_AT_MOST:
            self._unreadable.add(said.payload)
            self._keep(said)

    def _keep(self, said: Said) -> None:
        self._link.keep(said.characteristic, said.payload, **self._context)
