from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from clinic import Browser, Clinic
from fastapi.routing import APIRoute
from reader import read

NOBODY, OF_ALL = "/login", None
"""Where a route sends somebody who has not signed in; None: the route is for everybody."""
ACCESS: dict[tuple[str, str], tuple[str | None, int]] = {
    ("GET", "/login"): (OF_ALL, 200),
    ("POST", "/login"): (OF_ALL, 400),
    ("POST", "/logout"): (OF_ALL, 303),
    ("POST", "/language"): (OF_ALL, 400),
    ("GET", "/"): (NOBODY, 200),
    ("GET", "/worklist"): (NOBODY, 200),
    ("POST", "/take"): (NOBODY, 400),
    ("POST", "/close"): (NOBODY, 422),
    ("GET", "/patients"): (NOBODY, 200),
    ("GET", "/patients/{patient}"): (NOBODY, 200),
    ("GET", "/patients/{patient}/closing"): (NOBODY, 404),
    ("POST", "/patients/{patient}/seen"): (NOBODY, 400),
    ("POST", "/patients/{patient}/events"): (NOBODY, 422),
    ("POST", "/patients/{patient}/events/{event}"): (NOBODY, 422),
    ("POST", "/patients/{patient}/weights"): (NOBODY, 422),
    ("GET", "/readings/{number}"): (NOBODY, 404),
    ("POST", "/readings/{number}/move"): (NOBODY, 404),
    ("GET", "/quarantine"): (NOBODY, 200),
    ("GET", "/hubs"): (NOBODY, 200),
    ("GET", "/live"): (NOBODY, 200),
    ("POST", "/hub/join"): (OF_ALL, 400),
}
"""Every route: where it sends a stranger, and what it answers a nurse who asks with nothing."""
OTHER_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def endpoints(router: Any) -> Iterator[APIRoute]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from endpoints(route.original_router)


def routes(clinic: Clinic) -> set[tuple[str, str]]:
    return {(method, route.path) for route in endpoints(clinic.app) for method in route.methods or ()}


def ask(client: Browser, clinic: Clinic, method: str, path: str) -> tuple[int, str | None]:
    numbered = path.replace("{number}", "1").replace("{event}", "1")
    answer = client.request(method, numbered.replace("{patient}", clinic.town.patient))
    return answer.status_code, answer.headers.get("location")


def test_every_route_is_declared_and_no_row_is_left_over(clinic: Clinic) -> None:
    assert routes(clinic) == ACCESS.keys()


def test_a_route_that_nobody_declared_is_seen(clinic: Clinic) -> None:
    @clinic.app.get("/secret")
    def secret() -> str:
        return ""

    assert routes(clinic) - ACCESS.keys() == {("GET", "/secret")}


def test_strangers_are_sent_to_the_form_and_see_nothing(clinic: Clinic) -> None:
    clinic.gains()
    with clinic.browser(None) as client:
        for (method, path), (sends_to, _) in ACCESS.items():
            if sends_to is not None:
                assert ask(client, clinic, method, path) == (303, sends_to), path
            else:
                assert "Lindqvist" not in client.request(method, path).text
    assert {row["what"] for row in clinic.rows_of("audit") if str(row["what"]).endswith("_seen")} == set()
    assert clinic.rows_of("alert")[0]["state"] == "open"


@pytest.mark.parametrize("token", ["", "x", "a" * 5_000, "the session of eva\x00", "the session of nobody"])
def test_a_token_that_is_none_of_ours_is_a_stranger(clinic: Clinic, token: str) -> None:
    with clinic.browser("eva"), clinic.browser(None) as client:
        assert client.get("/", headers={"cookie": f"nara_session={token}"}).headers["location"] == "/login"


def test_a_nurse_is_answered_on_every_route(clinic: Clinic) -> None:
    with clinic.browser("eva") as client:
        for (method, path), (_, status) in ACCESS.items():
            if path not in {"/live", "/logout"}:
                assert ask(client, clinic, method, path)[0] == status, (method, path)


def test_methods_that_a_route_does_not_have_are_refused(clinic: Clinic) -> None:
    with clinic.browser("eva") as client:
        for path in {path for _, path in ACCESS}:
            for method in OTHER_METHODS:
                if (method, path) not in ACCESS:
                    assert ask(client, clinic, method, path)[0] == 405, (method, path)


def test_every_route_but_signing_in_asks_who_it_is(clinic: Clinic) -> None:
    looked_at = 0
    for route in endpoints(clinic.app):
        is_guarded = "Nurse" in str(inspect.signature(route.endpoint))
        sends_to, _ = ACCESS[min(route.methods or ()), route.path]
        assert is_guarded == (sends_to is not None), route.path
        looked_at += 1
    assert looked_at == len(ACCESS)


def test_a_fault_of_ours_shows_no_inside(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_now: object) -> None:
        raise RuntimeError("the inside of the server")

    monkeypatch.setattr(clinic.reader, "worklist", fail)
    with clinic.browser("eva") as client:
        client._transport.raise_server_exceptions = False
        page = read(client.get("/"))
    assert page.status == 500
    assert "Något gick fel hos oss." in page.text
    assert "inside" not in page.text


def test_a_list_that_asks_for_a_part_that_fails_gets_a_status_that_is_never_shown_in_the_row(clinic: Clinic) -> None:
    with clinic.browser("eva") as client:
        config = [given["content"] for tag, given in read(client.get("/")).tags if given.get("name") == "htmx-config"]
    assert '"noSwap": [204, 304, 400, 403, 404, "5xx"]' in config[0]


def test_every_page_is_whole_html(clinic: Clinic) -> None:
    clinic.gains()
    with clinic.browser("eva") as client:
        for path in ("/login", "/", "/patients", f"/patients/{clinic.town.patient}", "/quarantine", "/hubs"):
            html = client.get(path).text
            assert html.startswith("<!doctype html>")
            assert html.rstrip().endswith("</html>")
            page = read(client.get(path))
            ids = [given["id"] for _, given in page.tags if "id" in given]
            assert len(ids) == len(set(ids)), path
            assert sum(tag == "h1" for tag, _ in page.tags) == 1
            assert sum(tag == "main" for tag, _ in page.tags) == 1
