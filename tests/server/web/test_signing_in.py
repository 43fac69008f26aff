from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from clinic import NURSES, PASSWORD, Browser, Clinic, real_now, wait_until
from reader import read

from server.web import signing_in
from server.web.password import is_right
from server.web.signing_in import (
    ATTEMPTS_MAX,
    ATTEMPTS_WITHIN,
    SESSION_COOKIE,
    SESSION_LASTS,
    Patience,
)

AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def attempt(client: Browser, staff: str, password: str) -> int:
    status: int = client.post("/login", data={"staff": staff, "password": password}).status_code
    return status


def test_the_right_password_opens_and_the_page_says_who(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        assert attempt(client, "eva", PASSWORD) == 303
        assert NURSES["eva"] in read(client.get("/")).text
    assert [row["who"] for row in clinic.rows_of("audit", what="signed_in")] == ["eva"]


@pytest.mark.parametrize(
    ("staff", "password"), [("eva", "wrong"), ("nobody", PASSWORD), ("eva", ""), ("EVA", PASSWORD)]
)
def test_no_is_no_without_saying_which_of_the_two_was_wrong(clinic: Clinic, staff: str, password: str) -> None:
    with clinic.browser(None) as client:
        answer = client.post("/login", data={"staff": staff, "password": password})
        assert answer.status_code in {400, 401}
        assert SESSION_COOKIE not in client.cookies
        if answer.status_code == 401:
            assert "Fel användarnamn eller lösenord." in read(answer).text
            assert [row["who"] for row in clinic.rows_of("audit", what="sign_in_refused")] == [staff]


def test_a_name_that_no_database_keeps_is_a_wrong_name(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        assert attempt(client, "e\0va", PASSWORD) == 401
    assert [row["who"] for row in clinic.rows_of("audit", what="sign_in_refused")] == ["e\ufffdva"]


def test_there_is_no_account_that_nobody_made(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        for staff in ("admin", "anna", "root", "nara", "system"):
            for password in ("", staff):
                assert attempt(client, staff, password) in {400, 401, 429}


def test_a_hash_that_is_none_opens_nothing(clinic: Clinic) -> None:
    assert clinic.rows_of("account", staff="anna")[0]["password_hash"] == "$argon2id$"
    with clinic.browser(None) as client:
        assert attempt(client, "anna", "$argon2id$") == 401


def test_a_name_that_does_not_exist_takes_as_long_as_a_wrong_password(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    really = is_right
    monkeypatch.setattr(signing_in, "is_right", counted(really, verified))
    with clinic.browser(None) as client:
        attempt(client, "eva", "wrong")
        attempt(client, "nobody", "wrong")
    assert len(verified) == 2
    assert all(each.startswith("$argon2id$v=19$") for each in verified)


def counted(really: Callable[[str, str], bool], verified: list[str]) -> Callable[[str, str], bool]:
    def check(password_hash: str, password: str) -> bool:
        verified.append(password_hash)
        return really(password_hash, password)

    return check


def test_who_guesses_must_wait_and_others_need_not(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        assert [attempt(client, "eva", f"guess {number}") for number in range(ATTEMPTS_MAX)] == [401] * ATTEMPTS_MAX
        assert attempt(client, "eva", PASSWORD) == 429
        assert attempt(client, "bo", PASSWORD) == 303


def test_patience_comes_back_after_a_minute() -> None:
    patience = Patience()
    for second in range(ATTEMPTS_MAX):
        assert not patience.is_at_end("eva", AT + timedelta(seconds=second))
        patience.failed("eva", AT + timedelta(seconds=second))
    assert patience.is_at_end("eva", AT + ATTEMPTS_WITHIN)
    assert not patience.is_at_end("eva", AT + ATTEMPTS_WITHIN + timedelta(seconds=1))
    assert not patience.is_at_end("bo", AT)


def test_a_flood_of_invented_names_does_not_fill_the_memory() -> None:
    patience = Patience()
    for number in range(25_000):
        patience.failed(f"name {number}", AT)
    assert len(patience._failed) <= 10_001


def test_the_cookie_is_for_our_server_only_and_no_script_can_read_it(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        cookie = client.post("/login", data={"staff": "eva", "password": PASSWORD}).headers["set-cookie"]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/", f"max-age={int(SESSION_LASTS.total_seconds())}"} <= parts
    assert "secure" not in parts


def test_over_tls_the_cookie_never_travels_without(clinic: Clinic) -> None:
    with Browser(clinic.app, base_url="https://nara.example", follow_redirects=False) as client:
        cookie = client.post("/login", data={"staff": "eva", "password": PASSWORD}).headers["set-cookie"]
    assert "secure" in {part.strip().lower() for part in cookie.split(";")}


def test_the_store_holds_only_the_hash_of_a_session(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        attempt(client, "eva", PASSWORD)
        token = client.cookies[SESSION_COOKIE]
    assert len(token) >= 43  # 256 bits
    assert clinic.rows_of("session")[0]["token_hash"] == hashlib.sha256(token.encode()).digest()


def test_a_session_ends_by_itself(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        attempt(client, "eva", PASSWORD)
        (row,) = clinic.rows_of("session")
        assert abs(row["expires_at"] - real_now() - SESSION_LASTS) < timedelta(minutes=1)
        digest = hashlib.sha256(client.cookies[SESSION_COOKIE].encode()).digest()
        assert clinic.reader.session(digest, real_now() + SESSION_LASTS - timedelta(minutes=1)) is not None
        assert clinic.reader.session(digest, real_now() + SESSION_LASTS + timedelta(minutes=1)) is None


def test_the_simulated_clock_cannot_keep_a_session_alive(clinic: Clinic) -> None:
    with clinic.browser("eva") as client:
        clinic.clock.at += timedelta(days=3_650)
        assert client.get("/").status_code == 200


def test_signing_out_ends_the_session_on_the_server(clinic: Clinic) -> None:
    with clinic.browser("eva") as client:
        token = client.cookies[SESSION_COOKIE]
        assert client.post("/logout").headers["location"] == "/login"
        client.cookies.set(SESSION_COOKIE, token)
        assert client.get("/").status_code == 303
    assert clinic.rows_of("session") == []
    wait_until(lambda: [row["who"] for row in clinic.rows_of("audit", what="signed_out")] == ["eva"])


def test_signing_out_twice_is_no_fault(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        assert client.post("/logout").headers["location"] == "/login"


def test_a_new_sign_in_never_takes_up_a_token_that_was_brought(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        client.cookies.set(SESSION_COOKIE, "chosen by somebody else")
        client.post("/login", data={"staff": "eva", "password": PASSWORD})
        assert hashlib.sha256(b"chosen by somebody else").digest() not in {
            row["token_hash"] for row in clinic.rows_of("session")
        }


def test_a_fragment_asked_for_without_a_session_leads_the_whole_page_to_the_form(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        answer = client.get("/worklist", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"], answer.text) == (200, "/login", "")
