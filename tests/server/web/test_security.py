from __future__ import annotations

import pytest
from clinic import Clinic
from starlette.datastructures import Headers

from server.web.security import POLICY, is_from_ourselves

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:1"},
    {"origin": "http://127.0.0.1.evil.example"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
]
WRITES = ["/login", "/logout", "/language", "/take", "/close"]


@pytest.mark.parametrize("path", WRITES)
def test_what_another_site_sends_in_our_users_name_is_refused(clinic: Clinic, path: str) -> None:
    alert = clinic.gains()
    form = {"seen": f"{alert}:1", "cause": "expected", "action": "not_relevant", "language": "en", "here": "/"}
    with clinic.browser() as client:
        assert [client.post(path, data=form, headers=headers).status_code for headers in FOREIGN] == [403] * len(
            FOREIGN
        )
        assert client.get("/").status_code == 200
    assert clinic.rows_of("alert")[0]["state"] == "open"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://127.0.0.1"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1"},
    ],
)
def test_what_our_own_page_sends_is_let_in(clinic: Clinic, headers: dict[str, str]) -> None:
    alert = clinic.gains()
    with clinic.browser() as client:
        assert client.post("/take", data={"seen": f"{alert}:1"}, headers=headers).status_code == 303


def test_a_proxy_that_keeps_the_host_changes_nothing() -> None:
    assert is_from_ourselves(Headers({"host": "nara.example", "origin": "https://nara.example"}))
    assert not is_from_ourselves(Headers({"host": "nara.example", "origin": "https://nara.example:8443"}))


@pytest.mark.parametrize("path", ["/", "/login", "/no-such-page", "/static/nara.css", "/static/../app.py", "/live/x"])
def test_every_answer_carries_the_headers_that_guard_it(clinic: Clinic, path: str) -> None:
    with clinic.browser(None) as client:
        headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers


def test_the_policy_lets_nothing_run_that_is_not_a_file_of_ours() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in POLICY


def test_browsers_are_told_to_send_our_origin_to_ourselves_and_nothing_to_others(clinic: Clinic) -> None:
    """Under ``no-referrer`` a browser sends ``Origin: null`` with every form, and nobody could sign in."""
    with clinic.browser(None) as client:
        assert client.get("/login").headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/patients", "/quarantine", "/hubs", "/worklist", "/login"])
def test_no_page_is_kept_by_a_browser_or_a_proxy(clinic: Clinic, path: str) -> None:
    with clinic.browser() as client:
        assert client.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_describes_the_routes_to_strangers(clinic: Clinic, path: str) -> None:
    with clinic.browser(None) as client:
        assert client.get(path).status_code == 404
