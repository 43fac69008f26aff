"""What every answer carries, and what every request that changes something must come from."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""The referrer goes to ourselves only. Not ``no-referrer``: under it browsers send ``Origin: null`` with a form, and we
could not tell our own page from another."""
_CHANGES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEPT_FOR_EVER: Final = "public, max-age=31536000, immutable"


class Guard:
    """Refuses what another site sends in our user's name, and gives every answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                is_static = scope["path"].startswith("/static/") and message["status"] == 200  # noqa: PLR2004
                headers["Cache-Control"] = _KEPT_FOR_EVER if is_static else "no-store"
            await send(message)

        if scope["method"] in _CHANGES and not is_from_ourselves(Headers(scope=scope)):
            refusal = PlainTextResponse("This request came from another site.", status_code=403)
            await refusal(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)


def is_from_ourselves(headers: Headers) -> bool:
    """Tell whether a browser says that our own page sent this; browsers add these headers and pages cannot.

    >>> is_from_ourselves(Headers({"host": "nara.example", "origin": "https://elsewhere.example"}))
    False
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
