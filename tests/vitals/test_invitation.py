from __future__ import annotations

import base64
import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitals.fields import WireError
from vitals.identity import is_id
from vitals.invitation import Code, Invitation, fingerprint_of, server_address

LETTERS = "aaaqeayeaudaocaj"
FINGERPRINT = bytes(range(32))
TEXT = "https://nara.example/hub/join#aaaq-eaye-auda-ocaj.aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq"
"""What a QR code held in version 1: phones and printed pages keep it."""
codes = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16).map(Code)
servers = st.sampled_from(
    [
        "https://nara.example",
        "http://10.0.0.7:8080",
        "http://[fd00::7]:8080",
        "https://nara.example/vard/hf",
        "http://a",
    ]
)


def test_what_a_code_holds_is_frozen() -> None:
    invitation = Invitation(server="https://nara.example", code=Code(LETTERS), fingerprint=FINGERPRINT)
    assert str(invitation) == TEXT
    assert Invitation.read(TEXT) == invitation


@given(server=servers, code=codes, fingerprint=st.binary(min_size=32, max_size=32))
def test_every_invitation_comes_back_from_its_text_as_it_was(server: str, code: Code, fingerprint: bytes) -> None:
    invitation = Invitation(server=server, code=code, fingerprint=fingerprint)
    assert Invitation.read(f"\n {invitation} ") == invitation


def scanned(text: str) -> Invitation | None:
    """Read a text; None if it is refused with the name of what is wrong."""
    try:
        return Invitation.read(text)
    except WireError as problem:
        if problem.field in {"invitation", "server", "code", "fingerprint"}:
            return None
        raise


@given(st.one_of(st.text(), st.text().map(lambda end: TEXT + end), st.integers(0, len(TEXT)).map(lambda at: TEXT[:at])))
def test_whatever_is_scanned_is_an_invitation_or_a_sentence(text: str) -> None:
    read = scanned(text)
    assert read is None or str(read) in text


@given(at=st.integers(0, len(TEXT) - 2), letter=st.characters(max_codepoint=0x2FF))
def test_a_letter_that_was_scanned_wrong_is_refused_or_another_invitation(at: int, letter: str) -> None:
    """The last letter carries one bit only."""
    read = scanned(TEXT[:at] + letter + TEXT[at + 1 :])
    is_same = letter.lower() == TEXT[at] or (TEXT[at] == "-" and (letter == "-" or letter.isspace()))
    assert read is None or is_same or read != Invitation.read(TEXT)


@pytest.mark.parametrize("typed", [LETTERS, LETTERS.upper(), "AAAQ-EAYE-AUDA-OCAJ", " aaaq eaye\tauda - ocaj\n"])
def test_a_code_may_be_typed_as_people_type(typed: str) -> None:
    assert Code.typed(typed) == Code(LETTERS)


@pytest.mark.parametrize(
    "typed", ["", "aaaq", LETTERS + "a", LETTERS[:-1] + "1", LETTERS[:-1] + "å", LETTERS[:-1] + "_"]
)
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(WireError, match="16 of the letters"):
        Code.typed(typed)


@pytest.mark.decision("A5")
def test_a_code_is_80_random_bits_and_names_nobody() -> None:
    made = {Code.mint(os.urandom).letters for _ in range(200)}
    assert len(made) == 200
    assert all(is_id(letters) for letters in made)


def test_seed_and_proof_hang_on_every_letter_and_differ_from_each_other() -> None:
    first, second = Code(LETTERS), Code(LETTERS[:-1] + "a")
    said = [each.seed() for each in (first, second)]
    said += [each.proof(key, mark) for each in (first, second) for key in (b"k", b"l") for mark in (b"f", b"g")]
    assert len(set(said)) == len(said)
    assert first.seed().hex() == hashlib.sha256(b"hjartnara join 1 key\n" + LETTERS.encode()).hexdigest()


@pytest.mark.parametrize(
    "text", ["https://nara.example/", " http://10.0.0.7:8080 ", "http://[::1]:8080", "https://a/b-c"]
)
def test_an_address_may_end_in_a_stroke(text: str) -> None:
    assert server_address(text) == text.strip().rstrip("/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nara.example",
        "ftp://nara.example",
        "https://",
        "https://nara.example?x=1",
        "https://a b",
        "https://u@host",
        "https://nara.example:0",
        "https://-a",
        "https://a..b",
        "https://a/b//c",
        "https://a:123456",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(WireError, match="server is not of the form"):
        server_address(text)


def pem(content: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{content}\n-----END CERTIFICATE-----\n"


def test_a_fingerprint_is_of_the_certificates_bytes_and_not_of_its_lines() -> None:
    der = bytes(range(200))
    lines = base64.encodebytes(der).decode()
    assert (
        fingerprint_of(pem(lines)) == fingerprint_of(pem(lines.replace("\n", "\r\n"))) == hashlib.sha256(der).digest()
    )


@pytest.mark.parametrize("text", ["", "no certificate", pem("AAA"), pem("AAAA") + pem("AAAA"), pem("A*AA")])
def test_what_is_not_one_certificate_has_no_fingerprint(text: str) -> None:
    with pytest.raises(WireError, match="ca is not one certificate"):
        fingerprint_of(text)
