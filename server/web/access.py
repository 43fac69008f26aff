"""Nobody sees anything that is not written down first: who, what, and which patients were on the screen."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import Request

from server.ledger.audit import Noted
from server.ledger.port import LedgerError

LOGGED_WITHIN_S: Final = 10.0


class NotLoggedError(Exception):
    """The audit row could not be written in time, so the page is not shown."""


async def log(request: Request, who: str, what: str, patients: tuple[str, ...] = ()) -> None:
    """Write down what somebody is about to see; raises NotLoggedError if the store does not take it."""
    noted = Noted(who=who, what=what, patients=tuple(sorted(patients)))
    try:
        await asyncio.wait_for(request.app.state.desk.note(noted), LOGGED_WITHIN_S)
    except (TimeoutError, LedgerError):
        raise NotLoggedError from None
