from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clinic import Browser, Clinic

from edge.adapters.keys import KeyRing, key_of_seed, verifier_of
from edge.provisioning import request_of
from server.web.joining import REFUSED_MAX, Doorkeeper
from server.web.signing_in import ATTEMPTS_MAX
from vitals.identity import HomeId
from vitals.invitation import Code
from vitals.joining import REQUEST_BYTES_MAX, Refusal, decode_answer, decode_refusal, encode_request

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def invite(clinic: Clinic) -> Code:
    invitation, _ = clinic.joining.invite(HomeId(clinic.town.home), "hall", timedelta(minutes=30), "tester")
    return invitation.code


def asking(folder: Path, code: Code) -> tuple[bytes, bytes]:
    keys = KeyRing(folder)
    keys.make()
    code_key, sign = key_of_seed(code.seed())
    return encode_request(code_key, request_of(keys), sign)


def refused(client: Browser, payload: bytes) -> tuple[int, Refusal]:
    answer = client.post("/hub/join", content=payload)
    return answer.status_code, decode_refusal(answer.content)


def refusals(clinic: Clinic) -> list[tuple[str, str]]:
    return [(row["who"], row["detail"]) for row in clinic.rows_of("audit", what="join_refused")]


def test_a_hub_joins_without_session_or_cookie_and_its_use_is_audited(clinic: Clinic, tmp_path: Path) -> None:
    code = invite(clinic)
    payload, asked = asking(tmp_path / "hub", code)
    with clinic.browser(None) as client:
        answer = client.post("/hub/join", content=payload)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    bundle = decode_answer(answer.content, asked, code, verifier_of)
    (row,) = clinic.rows_of("audit", what="hub_joined")
    assert row["detail"].startswith(f"{bundle['hub']} by invitation ")
    assert row["who"].startswith("invitation ")


def test_the_pipeline_hears_a_hub_that_joined_beside_it(clinic: Clinic, tmp_path: Path) -> None:
    code = invite(clinic)
    payload, asked = asking(tmp_path / "hub", code)
    with clinic.browser(None) as client:
        told = decode_answer(client.post("/hub/join", content=payload).content, asked, code, verifier_of)
    clinic.looks_at_the_register()
    topic = f"nara/v1/{told['home']}/{told['hub']}/record"
    clinic.hears(b"not a record, but from a hub that is known", topic=topic)
    assert [row["why"] for row in clinic.rows_of("quarantine", topic=topic)] == ["unreadable"]


def test_misuse_is_refused_with_its_own_status_and_audited_by_address(clinic: Clinic, tmp_path: Path) -> None:
    code = invite(clinic)
    with clinic.browser(None) as client:
        assert refused(client, asking(tmp_path / "a", Code("aaaqeayeaudaocaj"))[0]) == (403, Refusal.UNKNOWN)
        assert client.post("/hub/join", content=asking(tmp_path / "a", code)[0]).status_code == 200
        assert refused(client, asking(tmp_path / "b", code)[0]) == (409, Refusal.USED)
        late = invite(clinic)
        clinic.later = timedelta(hours=1)
        assert refused(client, asking(tmp_path / "c", late)[0]) == (410, Refusal.ENDED)
        assert refused(client, b"{}") == (400, Refusal.UNREADABLE)
    assert {who for who, _ in refusals(clinic)} == {"testclient"}
    assert [said.partition(":")[0] for _, said in refusals(clinic)] == ["unknown", "used", "ended", "unreadable"]


def test_who_guesses_must_wait_and_is_not_written_down_for_ever(clinic: Clinic, tmp_path: Path) -> None:
    payload, _ = asking(tmp_path / "hub", invite(clinic))
    with clinic.browser(None) as client:
        for _ in range(ATTEMPTS_MAX):
            assert refused(client, b"guess")[1] is Refusal.UNREADABLE
        assert refused(client, payload) == (429, Refusal.TOO_MANY)
    assert len(refusals(clinic)) == ATTEMPTS_MAX


def test_a_crowd_of_guessers_shuts_the_door_for_nobody_and_does_not_fill_the_audit() -> None:
    door = Doorkeeper()
    written = [door.refused(f"10.0.0.{number}", NOW) for number in range(REFUSED_MAX + 20)]
    assert written == [True] * REFUSED_MAX + [False] * 20
    assert not door.must_wait("10.0.1.1", NOW)
    assert door.refused("10.0.1.1", NOW + timedelta(minutes=2))


def test_what_is_too_long_is_not_read_to_its_end(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        assert refused(client, b"x" * (REQUEST_BYTES_MAX + 1)) == (400, Refusal.UNREADABLE)
    assert refusals(clinic) == [("testclient", "unreadable: it is too long")]


def test_a_store_that_does_not_answer_is_nobodys_guess(clinic: Clinic, tmp_path: Path) -> None:
    payload, _ = asking(tmp_path / "hub", invite(clinic))
    with clinic.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE invitation RENAME TO gone")
    with clinic.browser(None) as client:
        for _ in range(ATTEMPTS_MAX + 1):
            assert refused(client, payload) == (503, Refusal.BUSY)
    assert refusals(clinic) == []


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_page_of_another_site_cannot_let_a_browser_join(
    clinic: Clinic, tmp_path: Path, headers: dict[str, str]
) -> None:
    payload, _ = asking(tmp_path / "hub", invite(clinic))
    with clinic.browser("eva") as client:
        assert client.post("/hub/join", content=payload, headers=headers).status_code == 403
    assert clinic.rows_of("audit", what="hub_joined") == []
