from __future__ import annotations

import asyncio

from server.feed import Feed
from server.web.port import News

NEWS = News(patient="p" * 16, alert=1, version=1, is_open=True, is_new=True)


def test_a_page_that_does_not_read_keeps_nobody_waiting() -> None:
    feed = Feed()

    async def sleep_on() -> int:
        news = feed.subscribe()
        feed.tell([NEWS] * 3_000)
        await asyncio.sleep(0.05)
        return news.qsize()

    assert asyncio.run(sleep_on()) == 1_000
    feed.tell([NEWS])  # the web has ended; nobody minds
