"""What only people can supply for a device: a consent code, a bind key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from edge.devices.capture import Capture
from edge.devices.interpret import interpret_capture
from edge.devices.link import Consent
from edge.devices.mi_beacon import WrongKeyError
from edge.gatt.octets import DecodeError
from edge.pairing.candidate import Candidate

_CONSENT: Final = re.compile(r"([1-9][0-9]?) ([0-9]{1,4})")
_KEY: Final = re.compile(r"[0-9a-f]{32}")


class Needs:
    """What a family needs of people, and what they gave; ``next`` is what is asked for now."""

    def __init__(self, needs: Sequence[str]) -> None:
        """Take the family's needs, in order."""
        self._left = list(needs)
        self.was_wrong = False
        self.consents: tuple[Consent, ...] = ()
        self.bind_key: bytes | None = None

    @property
    def next(self) -> str | None:
        """What to ask for; None when all is there."""
        return self._left[0] if self._left else None

    def take(self, text: str, candidate: Candidate) -> bool:
        """Take what people typed for what was asked; tells whether it can be right.

        A bind key is tried on what the scale has said, if it said anything that is sealed.
        """
        typed = " ".join(text.lower().split())
        key = typed.replace(" ", "")
        if self.next == "consent_code" and (found := _CONSENT.fullmatch(typed)):
            self.consents = (Consent(user_index=int(found[1]), code=int(found[2])),)
        elif self.next == "bind_key" and _KEY.fullmatch(key) and _opens(bytes.fromhex(key), candidate):
            self.bind_key = bytes.fromhex(key)
        else:
            self.was_wrong = True
            return False
        self.was_wrong = False
        self._left.pop(0)
        return True


def _opens(bind_key: bytes, candidate: Candidate) -> bool:
    for source, payload in candidate.said.service_data.items():
        capture = Capture(source=source, payloads=(payload,), address=candidate.address, bind_key=bind_key)
        if candidate.family.owns(capture):
            try:
                interpret_capture(capture, candidate.family)
            except WrongKeyError:
                return False
            except DecodeError:
                continue
    return True
