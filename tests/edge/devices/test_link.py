"""What lets a hub in to a device: of two sources the first stands, and the other fills what is missing."""

from __future__ import annotations

from edge.devices.link import Consent, Secrets


def test_what_is_missing_is_taken_from_the_other_and_what_is_there_stands() -> None:
    mine, theirs = Secrets(unlock_key=b"m" * 16), Secrets(consents=(Consent(1, 11),), unlock_key=b"t" * 16)
    assert mine.completed_by(theirs) == Secrets(consents=(Consent(1, 11),), unlock_key=b"m" * 16)
    assert Secrets().completed_by(theirs) == theirs
    assert theirs.completed_by(Secrets()) == theirs
