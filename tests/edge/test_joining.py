"""A hub joins: what it believes, what it keeps, and what it says when it cannot."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hub_folder import SERVER_KEY, TinyAuthority, bundle, provision
from small_hub import HOME, HUB, SCALE

from edge import joining, provisioning
from edge.adapters.asking import AskError
from edge.adapters.keys import KeyRing, verifier_of, write_private
from edge.config import read_config
from edge.joining import JoinError, join
from edge.main import main
from vitals.invitation import Code, Invitation, fingerprint_of
from vitals.joining import Refusal, decode_request, encode_answer, encode_refusal

AUTHORITY = TinyAuthority()
CODE = Code("aaaqeayeaudaocaj")
SERVER = "https://nara.example"
INVITATION = Invitation(server=SERVER, code=CODE, fingerprint=fingerprint_of(AUTHORITY.certificate_pem()))
DEVICE = {"address": SCALE.address, "device": SCALE.device, "family": "standard-scale", "name": None}


class Server:
    """Answers by the contract, as the real one does; tests change what it says."""

    def __init__(self, code: Code = CODE, **changed: Any) -> None:
        self.code, self.changed = code, changed
        self.asked: list[tuple[str, bytes]] = []
        self.answers: tuple[int, bytes] | Exception | None = None

    def __call__(self, url: str, payload: bytes) -> tuple[int, bytes]:
        self.asked.append((url, payload))
        if isinstance(self.answers, Exception):
            raise self.answers
        if self.answers is not None:
            return self.answers
        asked = decode_request(payload, lambda key, signed, signature: verifier_of(key)(signed, signature))
        told = bundle(asked.request["csr"].encode(), devices=[DEVICE], authority=AUTHORITY) | self.changed
        proof = self.code.proof(SERVER_KEY.public_key().public_bytes_raw(), fingerprint_of(told["ca"]))
        return 200, encode_answer(asked.asked, told, proof, SERVER_KEY.sign)


def test_a_hub_that_joins_is_provisioned_and_says_nothing_of_its_code(tmp_path: Path) -> None:
    server = Server()
    told = join(tmp_path / "hub", INVITATION, server)
    assert (told["hub"], told["home"]) == (HUB, HOME)
    assert read_config(tmp_path / "hub", "").settings.devices == (SCALE,)
    ((url, payload),) = server.asked
    assert url == f"{SERVER}/hub/join"
    assert CODE.letters.encode() not in payload
    assert not any(CODE.letters in path.read_text(errors="replace") for path in (tmp_path / "hub").iterdir())


def test_a_typed_code_needs_no_fingerprint_to_know_its_server(tmp_path: Path) -> None:
    assert join(tmp_path, Invitation(server=SERVER, code=CODE, fingerprint=None), Server())["hub"] == HUB


def test_a_server_that_does_not_know_the_code_gives_the_hub_nothing(tmp_path: Path) -> None:
    with pytest.raises(JoinError, match="does not prove that it made this code") as caught:
        join(tmp_path, INVITATION, Server(code=Code("baaqeayeaudaocaj")))
    assert caught.value.problem == "stranger"
    assert "nothing was taken from it" in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["body.key", "signing.key", "tls.key"]


def test_a_server_of_another_authority_than_the_qr_code_says_is_a_stranger(tmp_path: Path) -> None:
    other = Invitation(server=SERVER, code=CODE, fingerprint=bytes(32))
    with pytest.raises(JoinError, match="another authority than the QR code says"):
        join(tmp_path, other, Server())
    assert not (tmp_path / "hub.toml").exists()


def test_a_bundle_that_does_not_do_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(JoinError, match=r"the server's answer does not do: .*zone is missing or wrong"):
        join(tmp_path, INVITATION, Server(zone="Mars/Olympus"))
    assert not (tmp_path / "ca.crt").exists()


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_said_with_what_to_do(tmp_path: Path, refusal: Refusal) -> None:
    server = Server()
    server.answers = (403, encode_refusal(refusal))
    with pytest.raises(JoinError) as caught:
        join(tmp_path, INVITATION, server)
    assert caught.value.problem == refusal.value
    assert any(word in str(caught.value) for word in ("nara hub invite", "try again", "update the software"))


@pytest.mark.parametrize(
    ("answer", "problem", "said"),
    [
        ((404, b"<html>"), "stranger", "passes /hub/join on"),
        ((302, b""), "stranger", "not as a server of ours"),
        ((502, b"<html>"), "busy", "try again with the same code"),
        ((200, b"<html>"), "stranger", "payload is not JSON"),
        (AskError("not reached"), "unreached", "not reached"),
    ],
)
def test_whatever_else_answers_or_does_not_is_said_in_words(
    tmp_path: Path, answer: tuple[int, bytes] | Exception, problem: str, said: str
) -> None:
    server = Server()
    server.answers = answer
    with pytest.raises(JoinError, match=said) as caught:
        join(tmp_path, INVITATION, server)
    assert caught.value.problem == problem


def test_a_hub_that_is_provisioned_asks_nobody(tmp_path: Path) -> None:
    server = Server()
    before = (provision(tmp_path) / "hub.toml").read_bytes()
    with pytest.raises(JoinError, match=r"provisioned already.*empty") as caught:
        join(tmp_path, INVITATION, server)
    assert caught.value.problem == "provisioned"
    assert server.asked == []
    assert (tmp_path / "hub.toml").read_bytes() == before


def test_a_folder_that_cannot_be_written_in_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "hub").write_text("a file")
    with pytest.raises(JoinError, match="run it as the user whose") as caught:
        join(tmp_path / "hub", INVITATION, Server())
    assert caught.value.problem == "folder"


@pytest.mark.parametrize("name", ["signing.key", "tls.key"])
def test_keys_that_a_worn_card_has_damaged_are_said_to_be_so(tmp_path: Path, name: str) -> None:
    KeyRing(tmp_path).make()
    (tmp_path / name).chmod(0o600)
    (tmp_path / name).write_bytes(b"worn")
    with pytest.raises(JoinError, match=r"are damaged .*: remove its \.key files") as caught:
        join(tmp_path, INVITATION, Server())
    assert caught.value.problem == "folder"


class PowerCut(BaseException):
    """The power is gone."""


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Cut the power before, or within, the nth file that is written; each number is used once."""
    left: list[int] = []

    def write(path: Path, content: bytes) -> None:
        if left:
            left[0] -= 1
            if left[0] == 0:
                del left[0]
                path.with_name(f"{path.name}.new").write_bytes(content[: len(content) // 2])
                raise PowerCut
        write_private(path, content)

    monkeypatch.setattr("edge.adapters.keys.write_private", write)
    monkeypatch.setattr(provisioning, "write_private", write)
    return left


def test_a_power_cut_at_any_file_costs_nothing_and_the_same_code_does_again(tmp_path: Path, cuts: list[int]) -> None:
    files = ["signing.key", "body.key", "tls.key", "ca.crt", "tls.crt", "server.pub", "hub.toml"]
    for number in range(1, len(files) + 1):
        folder, server = tmp_path / str(number), Server()
        cuts.append(number)
        with pytest.raises(PowerCut):
            join(folder, INVITATION, server)
        kept = {path.name: path.read_bytes() for path in folder.glob("*.key")}
        assert not (folder / "hub.toml").exists()
        join(folder, INVITATION, server)
        assert {name: (folder / name).read_bytes() for name in kept} == kept
        assert read_config(folder, "").home == HOME
        assert KeyRing(folder).certified_until() > datetime.now(UTC)
        assert sorted(path.name for path in folder.iterdir()) == sorted(files)


def told(*words: str) -> int:
    return main(["join", *words])


def test_the_command_says_what_happened_and_what_to_do_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server()
    monkeypatch.setattr(joining, "ask", server)
    folder = tmp_path / "hub"
    assert told(str(INVITATION), "--dir", str(folder)) == 0
    said = capsys.readouterr().out
    assert f"this hub has joined {SERVER} as {HUB}, in home {HOME} with 1 device\n" in said
    assert f"nara-hub run --dir {folder}" in said
    assert told("--server", f"{SERVER}/", "--code", "AAAQ-eaye-auda-ocaj", "--json", "--dir", str(tmp_path / "2")) == 0
    assert json.loads(capsys.readouterr().out) == {"hub": HUB, "home": HOME}


def test_the_command_says_what_is_wrong_in_one_line_or_one_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server()
    server.answers = (410, encode_refusal(Refusal.ENDED))
    monkeypatch.setattr(joining, "ask", server)
    assert told(str(INVITATION), "--dir", str(tmp_path)) == 2
    said = capsys.readouterr()
    assert said.err == "nara-hub join: the time of this code is out: make a new one on the server: nara hub invite\n"
    assert told(str(INVITATION), "--json", "--dir", str(tmp_path)) == 2
    assert json.loads(capsys.readouterr().out)["problem"] == "ended"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give what the QR code holds"),
        (("--server", SERVER), "both --server and --code"),
        (("--code", "aaaq"), "both --server and --code"),
        ((str(INVITATION), "--code", "aaaq"), "both --server and --code"),
        (("--server", "nara.example", "--code", CODE.letters), "server is not of the form"),
        (("--server", SERVER, "--code", "aaaq"), "16 of the letters"),
        ((SERVER,), "invitation is not of the form"),
    ],
)
def test_words_that_make_no_invitation_are_refused_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert told(*words, "--dir", str(tmp_path / "hub")) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "hub").exists()
