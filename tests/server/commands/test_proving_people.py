from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from server.adapters.store.registry import RegistryError
from server.commands.proving_people import prove
from server.web.password import hash_password


@pytest.fixture(scope="module")
def hashes() -> dict[str, str]:
    """What is kept of two people's passwords; Argon2 is slow by design, so only when a test asks."""
    return {"eva": hash_password("eva's long password"), "bo": hash_password("another long one")}


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self) -> bool:
        return True


def types(*passwords: str) -> Callable[..., str]:
    left = iter(passwords)
    return lambda *_asked, **_stream: next(left)


def test_where_nobody_sits_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, hashes: dict[str, str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr("getpass.getpass", types())
    assert not prove(["eva", "bo"], hashes)


def test_at_a_terminal_each_gives_their_own_password(monkeypatch: pytest.MonkeyPatch, hashes: dict[str, str]) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", types("eva's long password", "another long one"))
    assert prove(["eva", "bo"], hashes)


@pytest.mark.parametrize("typed", [("eva's long password", "eva's long password"), ("", ""), ("another long one", "")])
def test_one_person_cannot_be_two(
    monkeypatch: pytest.MonkeyPatch, hashes: dict[str, str], typed: tuple[str, str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", types(*typed))
    with pytest.raises(RegistryError, match="not the password of"):
        prove(["eva", "bo"], hashes)


def test_who_is_not_there_has_no_password(monkeypatch: pytest.MonkeyPatch, hashes: dict[str, str]) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", types(""))
    with pytest.raises(RegistryError, match="password of nobody"):
        prove(["nobody"], hashes)
