"""The screen's own web server: HTTP/1.1 on loopback, for the browser on this machine and nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from edge.screen.exchange import Reply, Request

LOG = logging.getLogger("nara.hub")
HOST: Final = "127.0.0.1"
HEAD_BYTES_MAX: Final = 8_192
FORM_BYTES_MAX: Final = 8_192
FIELDS_MAX: Final = 16
PATIENCE_S: Final = 30.0
"""How long a browser may take to say what it wants, and to take the answer."""
TALKS_MAX: Final = 32
_PLAIN: Final = "text/plain; charset=utf-8"
_SORRY: Final = (
    "Sidan fungerar inte. Mätningar sparas ändå. Behöver du råd? Ring 1177.\n"
    "This page does not work. Measurements are saved all the same. Do you need advice? Call 1177.\n"
)
_FORM: Final = "application/x-www-form-urlencoded"
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Connection": "close",
}


class RequestError(Exception):
    """The request is not one that our own page sends; the text says why."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        """Take the status to answer with and the reason."""
        super().__init__(why)
        self.status = status


class PageServer:
    """Listens on loopback; every request is bounded, from our own page, and answered by ``answer``."""

    def __init__(self, port: int, answer: Callable[[Request], Reply]) -> None:
        """Take the port, 0 for any that is free, and who answers."""
        self._port = port
        self._answer = answer
        self._talks = asyncio.Semaphore(TALKS_MAX)

    async def serve(self) -> None:
        """Listen until cancelled; raises OSError if the port is taken."""
        async with asyncio.TaskGroup() as talks:
            server = await asyncio.start_server(
                lambda reader, writer: talks.create_task(self._talk(reader, writer)),
                HOST,
                self._port,
                limit=HEAD_BYTES_MAX,
            )
            self._port = server.sockets[0].getsockname()[1]
            LOG.info("the screen is at http://%s:%d/", HOST, self._port)
            try:
                await asyncio.Event().wait()
            finally:
                server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up; a browser that hangs up first, or says nothing, is let go."""
        with (
            contextlib.closing(writer),
            contextlib.suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError),
        ):
            async with self._talks, asyncio.timeout(PATIENCE_S):
                writer.write(await self._reply(reader))
                await writer.drain()

    async def _reply(self, reader: asyncio.StreamReader) -> bytes:
        is_head = False
        try:
            method, target, headers = _head(await _read_head(reader))
            is_head = method == "HEAD"
            self._judge(method, headers)
            form = _form(await reader.readexactly(_length(headers))) if method == "POST" else None
            reply = self._answered(Request(path=_path(target), form=form))
        except RequestError as refusal:
            LOG.warning("the screen refused a request: %s", refusal)
            reply = Reply(status=refusal.status, body=f"{refusal}\n".encode(), content_type=_PLAIN)
        return _written(reply, with_body=not is_head)

    def _answered(self, request: Request) -> Reply:
        """Have the request answered; a fault in a page is told, and the hub goes on measuring."""
        try:
            return self._answer(request)
        except Exception:  # whatever is wrong with a page, a scale is still to be heard
            LOG.exception("the page %s failed", request.path)
            again = {"Refresh": "10; url=/"}  # nobody before a screen without keys could leave this page
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return Reply(status=status, body=_SORRY.encode(), content_type=_PLAIN, headers=again)

    def _judge(self, method: str, headers: Mapping[str, str]) -> None:
        """Refuse what our own page does not send: by another name (DNS rebinding), or from another site."""
        ours = {f"{name}:{self._port}" for name in (HOST, "localhost")}
        host = headers.get("host", "")
        if host not in ours:
            raise RequestError(HTTPStatus.MISDIRECTED_REQUEST, "this screen is not known by that name")
        if method not in {"GET", "HEAD", "POST"}:
            raise RequestError(HTTPStatus.METHOD_NOT_ALLOWED, "only GET, HEAD and POST are known here")
        if "transfer-encoding" in headers:
            raise RequestError(HTTPStatus.NOT_IMPLEMENTED, "a body must say its length")
        if method != "POST":
            return
        if headers.get("origin") != f"http://{host}" or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise RequestError(HTTPStatus.FORBIDDEN, "this form came from another site")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "only forms are known here")


async def _read_head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise RequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head of the request is too long") from None


def _head(head: bytes) -> tuple[str, str, dict[str, str]]:
    """Read the request line and the headers, whose names are given in lower case."""
    try:
        line, *rest = head.decode("ascii").split("\r\n")[:-2]
        method, target, version = line.split(" ")
        pairs = [header.split(":", 1) for header in rest]
        headers = {name.lower(): value.strip() for name, value in pairs}
    except ValueError:
        raise RequestError(HTTPStatus.BAD_REQUEST, "this is not HTTP") from None
    if not version.startswith("HTTP/1.") or len(headers) != len(pairs):
        raise RequestError(HTTPStatus.BAD_REQUEST, "this is not HTTP/1.1 as our page speaks it")
    return method, target, headers


def _length(headers: Mapping[str, str]) -> int:
    told = headers.get("content-length", "")
    if not told.isdecimal():
        raise RequestError(HTTPStatus.LENGTH_REQUIRED, "a form must say its length")
    if int(told[:9]) > FORM_BYTES_MAX:
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the form is too long")
    return int(told)


def _form(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=FIELDS_MAX,
        )
    except ValueError:
        raise RequestError(HTTPStatus.BAD_REQUEST, "this is not a form of ours") from None
    return dict(fields)


def _path(target: str) -> str:
    try:
        return unquote(urlsplit(target).path, errors="strict")
    except ValueError:
        raise RequestError(HTTPStatus.BAD_REQUEST, "this is not an address") from None


def _written(reply: Reply, *, with_body: bool) -> bytes:
    headers = {
        **HEADERS,
        **reply.headers,
        "Content-Type": reply.content_type,
        "Content-Length": str(len(reply.body)),
    }
    lines = [
        f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + (reply.body if with_body else b"")
