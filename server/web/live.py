"""Server-sent events: an open page hears of news at once, and every few seconds that the rules are running."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from server.web import form
from server.web.port import Desk, Live
from server.web.worklist import Nurse

router = APIRouter()
HEARTBEAT_S: Final = 5.0


@router.get("/live")
async def listen(request: Request, who: Nurse) -> StreamingResponse:  # noqa: ARG001  (only for who is signed in)
    """Stream events until the page goes away."""
    state = request.app.state
    return StreamingResponse(
        events(state.live, state.desk, state.closing),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def events(live: Live, desk: Desk, closing: asyncio.Event) -> AsyncGenerator[str, None]:
    """Give one event for each piece of news; after it and in silence a heartbeat, that says when the rules last ran."""
    queue = live.subscribe()
    end = asyncio.ensure_future(closing.wait())
    news = asyncio.ensure_future(queue.get())
    try:
        yield heartbeat(desk, datetime.now(UTC))
        while not closing.is_set():
            await asyncio.wait({news, end}, timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED)
            if news.done():
                yield f"event: alert\ndata: {json.dumps(asdict(news.result()))}\n\n"
                news = asyncio.ensure_future(queue.get())
            yield heartbeat(desk, datetime.now(UTC))
    finally:
        end.cancel()
        news.cancel()
        live.unsubscribe(queue)


def heartbeat(desk: Desk, real_now: datetime) -> str:
    """Say what clinical time it is, and how long ago, in real time, the rules last ran."""
    now, ran_at = desk.now(), desk.last_run_at()
    said = {
        "clock": form.clock(now),
        "now": form.local_time(now),
        "ran_at": ran_at.isoformat(),
        "ran_s_ago": max(0.0, (real_now - ran_at).total_seconds()),
    }
    return f"event: heartbeat\ndata: {json.dumps(said)}\n\n"
