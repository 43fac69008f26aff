from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.adapters import page
from edge.adapters.page import FORM_BYTES_MAX, HEAD_BYTES_MAX, PageServer
from edge.screen.exchange import Reply, Request

HERE = "127.0.0.1:{port}"
ORIGIN = "Origin: http://127.0.0.1:{port}"
FORM = "Content-Type: application/x-www-form-urlencoded"


class Visits:
    """Answers every request with its path, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[Request] = []

    def answer(self, request: Request) -> Reply:
        self.heard.append(request)
        return Reply(body=f"you are at {request.path}".encode(), headers={"ETag": "mark"})


@contextlib.asynccontextmanager
async def serving(answer: Callable[[Request], Reply]) -> AsyncIterator[int]:
    server = PageServer(0, answer)
    task = asyncio.create_task(server.serve())
    for _ in range(5_000):
        if server._port:
            break
        await asyncio.sleep(0.001)
    try:
        yield server._port
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def say(port: int, said: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    with contextlib.suppress(ConnectionError):
        await writer.drain()
        writer.write_eof()
    answer = b""
    with contextlib.suppress(ConnectionError):
        answer = await reader.read()
    writer.close()
    return answer


def ask(said: str | bytes, visits: Visits | None = None) -> tuple[int, bytes]:
    """Say something to a server; gives the status, and the whole answer."""

    async def play() -> bytes:
        async with serving((visits or Visits()).answer) as port:
            told = said if isinstance(said, bytes) else said.replace("{port}", str(port)).encode()
            return await say(port, told)

    answer = asyncio.run(play())
    return int(answer.split(b" ", 2)[1]) if answer else 0, answer


def request(method: str = "GET", target: str = "/", *headers: str, host: str = HERE, body: str = "") -> str:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]) + body


def post(*headers: str, body: str = "who=karin&token=first", host: str = HERE) -> str:
    return request("POST", "/press", *headers, host=host, body=body)


@pytest.mark.decision("H6")
def test_a_page_is_answered_with_its_length_its_mark_and_headers_that_let_nothing_else_in() -> None:
    visits = Visits()
    status, answer = ask(request("GET", "/care?x=1#y"), visits)
    head, _, body = answer.decode().partition("\r\n\r\n")
    assert (status, body) == (200, "you are at /care")
    assert visits.heard == [Request(path="/care")]
    for header in (
        "Content-Security-Policy: default-src 'none'; script-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "ETag: mark",
        f"Content-Length: {len(body)}",
    ):
        assert header in head


def test_a_head_is_the_same_without_the_body() -> None:
    _, answer = ask(request("HEAD"))
    assert answer.endswith(b"\r\n\r\n")
    assert b"Content-Length: 12" in answer


@pytest.mark.decision("H6")
def test_it_listens_on_loopback_and_nowhere_else() -> None:
    async def play() -> None:
        async with serving(Visits().answer) as port:
            with pytest.raises(OSError):  # noqa: PT011  (whatever the kernel calls it)
                await asyncio.open_connection("127.0.0.2", port)

    asyncio.run(play())


@pytest.mark.decision("H6")
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", "0.0.0.0:{port}"]
)
def test_a_page_by_another_name_is_refused_so_that_no_rebound_name_reads_it(host: str) -> None:
    visits = Visits()
    assert ask(request(host=host), visits)[0] == 421
    assert ask(request("GET", "/").replace("Host", "X-Host"), visits)[0] == 421
    assert visits.heard == []


@pytest.mark.decision("H6")
@pytest.mark.parametrize(
    "headers",
    [
        (FORM,),
        (FORM, "Origin: http://evil.example"),
        (FORM, "Origin: null"),
        (FORM, "Origin: http://localhost:{port}"),
        (FORM, ORIGIN, "Sec-Fetch-Site: cross-site"),
        (FORM, ORIGIN, "Sec-Fetch-Site: same-site"),
    ],
)
def test_a_form_from_another_site_or_of_unknown_origin_is_refused(headers: tuple[str, ...]) -> None:
    visits = Visits()
    assert ask(post(*headers), visits)[0] == 403
    assert visits.heard == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_form_of_our_own_page_is_taken(name: str) -> None:
    visits = Visits()
    headers = (FORM, f"Origin: http://{name}:{{port}}", "Sec-Fetch-Site: same-origin")
    assert ask(post(*headers, body="who=karin&text=p%C3%A5+natten&empty=", host=f"{name}:{{port}}"), visits)[0] == 200
    assert visits.heard == [Request(path="/press", form={"who": "karin", "text": "på natten", "empty": ""})]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (request("PUT"), 405),
        (request("GET", "/", "Transfer-Encoding: chunked"), 501),
        (request("POST", "/press", ORIGIN, FORM), 411),
        (request("POST", "/press", ORIGIN, FORM, "Content-Length: -1"), 411),
        (request("POST", "/press", ORIGIN, FORM, f"Content-Length: {FORM_BYTES_MAX + 1}"), 413),
        (request("POST", "/press", ORIGIN, FORM, f"Content-Length: {'9' * 5_000}"), 413),
        (post(ORIGIN, "Content-Type: text/plain"), 415),
        (post(ORIGIN, FORM, body="&&x"), 400),
        (post(ORIGIN, FORM, body="a=%FF"), 400),
        (post(ORIGIN, FORM, body="&".join(f"n{number}=1" for number in range(17))), 400),
        (request("GET", "/%FF"), 400),
        (request("GET", "//[/"), 400),
        (request("GET", "/", f"X: {'x' * HEAD_BYTES_MAX}"), 431),
        ("GET / HTTP/2\r\nHost: 127.0.0.1:{port}\r\n\r\n", 400),
        ("GET /\r\n\r\n", 400),
        ("\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nhost: evil\r\n\r\n", 400),
        ("GET /å HTTP/1.1\r\n\r\n", 400),
    ],
)
def test_what_our_own_page_never_sends_is_refused_in_a_sentence(said: str, status: int) -> None:
    visits = Visits()
    given_status, answer = ask(said, visits)
    assert given_status == status
    assert answer.partition(b"\r\n\r\n")[2].strip()
    assert visits.heard == []


@pytest.mark.parametrize("said", [b"", b"GET / HTT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_browser_that_hangs_up_in_the_middle_is_let_go(said: bytes) -> None:
    visits = Visits()
    ask(said, visits)
    assert visits.heard == []


def test_a_browser_that_says_nothing_is_let_go_and_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PATIENCE_S", 0.05)

    async def play() -> tuple[bytes, bytes]:
        async with serving(Visits().answer) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            answered = await say(port, request().replace("{port}", str(port)).encode())
            silence = await reader.read()
            writer.close()
            return answered, silence

    answered, silence = asyncio.run(play())
    assert answered.startswith(b"HTTP/1.1 200")
    assert silence == b""


def test_a_page_that_fails_is_told_and_the_hub_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Request) -> Reply:
        raise ZeroDivisionError

    async def play() -> list[bytes]:
        async with serving(fail) as port:
            return [await say(port, request().replace("{port}", str(port)).encode()) for _ in range(2)]

    for answer in asyncio.run(play()):
        assert answer.startswith(b"HTTP/1.1 500")
        assert "Sidan fungerar inte." in answer.decode()
        assert b"Refresh: 10; url=/" in answer, "nobody can press anything on such a page"
    assert "the page / failed" in caplog.text


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=4))
def test_no_bytes_bring_it_down(said: list[bytes]) -> None:
    logging.getLogger("nara.hub").setLevel(logging.CRITICAL)
    visits = Visits()

    async def play() -> bytes:
        async with serving(visits.answer) as port:
            for each in said:
                await say(port, each)
            return await say(port, request().replace("{port}", str(port)).encode())

    assert asyncio.run(play()).startswith(b"HTTP/1.1 200")
    assert len(visits.heard) == 1
    logging.getLogger("nara.hub").setLevel(logging.NOTSET)
