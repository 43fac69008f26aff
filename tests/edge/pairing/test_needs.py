from __future__ import annotations

import pytest
from pairing_play import S400, S400_ADDRESS, S400_KEY, family

from edge.devices.family import Advertisement
from edge.devices.link import Consent
from edge.pairing.candidate import Candidate
from edge.pairing.needs import Needs


def candidate(said: Advertisement = S400) -> Candidate:
    return Candidate(
        address=S400_ADDRESS,
        family=family("xiaomi-s400-scale"),
        name=None,
        signal_dbm=-60,
        heard_ms=0,
        said=said,
        can_be_read=True,
    )


def test_who_needs_nothing_is_asked_nothing() -> None:
    assert Needs(()).next is None


@pytest.mark.parametrize("typed", ["", "1234", "1 12345", "1 12a4", "-1 1", "0 0042", "1,0042"])
def test_what_is_no_code_is_asked_for_again(typed: str) -> None:
    needs = Needs(("consent_code",))
    assert not needs.take(typed, candidate())
    assert (needs.next, needs.was_wrong, needs.consents) == ("consent_code", True, ())


def test_a_code_is_read_as_people_write_it() -> None:
    needs = Needs(("consent_code",))
    assert needs.take(" 2   0042 ", candidate())
    assert (needs.next, needs.was_wrong, needs.consents) == (None, False, (Consent(2, 42),))


def test_a_key_is_read_as_people_write_it_and_opens_what_the_scale_said() -> None:
    needs = Needs(("bind_key",))
    assert needs.take(S400_KEY.upper(), candidate())
    assert needs.bind_key == bytes.fromhex(S400_KEY)


def test_a_key_that_does_not_open_what_the_scale_said_is_wrong() -> None:
    assert not Needs(("bind_key",)).take("0" * 32, candidate())


@pytest.mark.parametrize("payload", ["4859d53b0a", ""])
def test_a_key_that_cannot_be_tried_is_taken_on_trust(payload: str) -> None:
    said = Advertisement(service_data={"fe95": bytes.fromhex(payload), "181d": b"other"})
    assert Needs(("bind_key",)).take(S400_KEY, candidate(said))
