"""How long a pairing waits for people and devices, each number with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge.pairing.talk import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """All waits of a pairing, in milliseconds."""

    people_ms: int = 120_000  # finding the button under a scale takes a minute; more time is one press away
    warns_before_ms: int = 30_000  # nobody's time runs out unseen
    digits_ms: int = 25_000  # the Security Manager of either side gives up 30 s after its last word
    awake_ms: int = 2_000  # who was heard just now can be called; devices advertise at least once a second
    quiet_ms: int = 3_000  # one that has said nothing for so long is off
    link_ms: int = 20_000  # a device that has been bonded hangs up by itself; if not, we do
    still_on_ms: int = 20_000  # then people are told how to switch it off

    def of(self, step: Step) -> int | None:
        """Give how long a step may last; None where only radio and card are waited for, which have their own limits."""
        if step in {Step.TYPING, Step.COMPARING}:
            return self.digits_ms
        return None if step in _OWN_LIMITS else self.people_ms


_OWN_LIMITS: Final = frozenset({Step.CLOSED, Step.DONE, Step.BONDING, Step.INTRODUCING, Step.REJOINING, Step.KEEPING})
