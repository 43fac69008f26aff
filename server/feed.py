"""The feed: tells every open page what changes."""

from __future__ import annotations

import asyncio
import contextlib

from server.web.port import News


class Feed:
    """Tells every open page what changes. Lives in the web's event loop; the pipeline's thread only throws into it."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: set[asyncio.Queue[News]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def subscribe(self) -> asyncio.Queue[News]:
        """Begin to hear."""
        self._loop = asyncio.get_running_loop()
        listener: asyncio.Queue[News] = asyncio.Queue(maxsize=1_000)
        self._listeners.add(listener)
        return listener

    def unsubscribe(self, queue: asyncio.Queue[News]) -> None:
        """Hear no more."""
        self._listeners.discard(queue)

    def tell(self, news: list[News]) -> None:
        """Tell everybody, from any thread."""
        if news and self._loop is not None and self._listeners:
            with contextlib.suppress(RuntimeError):  # the web has ended
                self._loop.call_soon_threadsafe(self._spread, news)

    def _spread(self, news: list[News]) -> None:
        for listener in self._listeners:
            for each in news:
                if not listener.full():  # a page that does not read will ask for the whole list when it wakes up
                    listener.put_nowait(each)
