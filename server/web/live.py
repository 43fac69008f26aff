"""Server-sent events: an open page hears of news at once, and every few seconds that the rules are running."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from server.web.port import Desk, Live, News
from server.web.worklist import Nurse

router = APIRouter()
HEARTBEAT_S: Final = 10.0


@router.get("/live")
async def listen(request: Request, who: Nurse) -> StreamingResponse:  # noqa: ARG001  (only for who is signed in)
    """Stream events until the page goes away."""
    state = request.app.state
    return StreamingResponse(
        events(state.live, state.desk, state.closing),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def events(live: Live, desk: Desk, closing: asyncio.Event) -> AsyncIterator[str]:
    """Give one event for each piece of news, and a heartbeat that says when the rules last ran."""
    queue = live.subscribe()
    end = asyncio.ensure_future(closing.wait())
    try:
        yield _heartbeat(desk)
        while not closing.is_set():
            news = asyncio.ensure_future(queue.get())
            done, _ = await asyncio.wait({news, end}, timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED)
            if news in done:
                yield _event(news.result())
            else:
                news.cancel()
                yield _heartbeat(desk)
    finally:
        end.cancel()
        live.unsubscribe(queue)


def _event(news: News) -> str:
    return f"event: alert\ndata: {json.dumps({'patient': news.patient, 'new': news.is_new_alert})}\n\n"


def _heartbeat(desk: Desk) -> str:
    said = {"ran_at": desk.last_run_at().isoformat(), "now": desk.now().isoformat()}
    return f"event: heartbeat\ndata: {json.dumps(said)}\n\n"
