"""The one door for hubs on the web: a new hub brings the proof of its one-time code, and takes its bundle home.

No session and no cookie: the code is all. The guard against other sites' forms stands before it too, for no browser has
business here, and a hub says no Origin.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from server.ledger.audit import Noted
from server.web.signing_in import Patience
from vitals.invitation import JOIN_PATH
from vitals.joining import REQUEST_BYTES_MAX, Refusal, RefusedError, encode_refusal

REFUSED_MAX: Final = 60
"""So many refusals a minute are written down, from all addresses together; what comes above is refused in silence."""
_STATUS: Final = {
    Refusal.UNREADABLE: 400,
    Refusal.UNKNOWN: 403,
    Refusal.USED: 409,
    Refusal.ENDED: 410,
    Refusal.TOO_MANY: 429,
    Refusal.BUSY: 503,
}
_EVERYBODY: Final = ""

router = APIRouter()


class Doorkeeper:
    """Makes an address that guesses wait, and keeps a crowd of guessers from filling the audit.

    A right code is let in however many others guess: with 80 bits nobody guesses one, and nobody may shut the door.
    """

    def __init__(self) -> None:
        """Start with nobody outside."""
        self._addresses, self._crowd = Patience(), Patience(REFUSED_MAX)

    def must_wait(self, address: str, now: datetime) -> bool:
        """Tell whether an address was refused too often within a minute."""
        return self._addresses.is_at_end(address, now)

    def refused(self, address: str, now: datetime) -> bool:
        """Count a refusal; tells whether it is to be written down."""
        self._addresses.failed(address, now)
        is_crowded = self._crowd.is_at_end(_EVERYBODY, now)
        if not is_crowded:
            self._crowd.failed(_EVERYBODY, now)
        return not is_crowded


@router.post(JOIN_PATH)
async def join(request: Request) -> Response:
    """Take a hub in, or say why not."""
    state, now = request.app.state, datetime.now(UTC)
    address = request.client.host if request.client is not None else "nowhere"
    if state.doorkeeper.must_wait(address, now):
        return _refusal(Refusal.TOO_MANY)
    try:
        answer = await run_in_threadpool(state.joins.join, await _body(request))
    except RefusedError as problem:
        if problem.refusal is not Refusal.BUSY and state.doorkeeper.refused(address, now):
            await state.desk.note(Noted(who=address, what="join_refused", detail=str(problem)[:200]))
        return _refusal(problem.refusal)
    return Response(answer, media_type="application/json")


async def _body(request: Request) -> bytes:
    """Read the body, and no more of it than a hub has to say."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > REQUEST_BYTES_MAX:
            raise RefusedError(Refusal.UNREADABLE, "it is too long")
    return body


def _refusal(refusal: Refusal) -> Response:
    return Response(encode_refusal(refusal), _STATUS[refusal], media_type="application/json")
