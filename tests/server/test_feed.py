from __future__ import annotations

import asyncio

from server.feed import Feed


def test_a_page_that_does_not_read_keeps_nobody_waiting() -> None:
    feed = Feed()

    async def sleep_on() -> int:
        news = feed.subscribe()
        feed.tell([object()] * 3_000)  # type: ignore[list-item]  # whatever it is, it is only passed on
        await asyncio.sleep(0.05)
        return news.qsize()

    assert asyncio.run(sleep_on()) == 1_000
    feed.tell([object()])  # type: ignore[list-item]  # the web has ended; nobody minds
