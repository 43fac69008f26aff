"""An order to let a log leave: by which decision, for what, who stands behind it, and of whom and when it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

TECHNICIAN: Final = "technician"
PURPOSE_AT_LEAST: Final = 10
_DECISION: Final = re.compile(r"(?=.*[0-9])[A-Za-zÅÄÖåäö0-9][A-Za-zÅÄÖåäö0-9 ./:_-]{1,59}")
_PERSON: Final = re.compile(r"(?:19|20)?\d{2}[01]\d[0-9]{2}[-+ ]?\d{4}")


class Standing(NamedTuple):
    """As what somebody of the register signs in at the dashboard, and whether a password lets them in at all."""

    role: str
    may_sign_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``by`` answers for the purpose and for the patients, ``also`` for that it is done safely: user names.

    ``from_day`` and ``to_day`` are local days of measuring, both included; ``patients`` none: everybody (of ``unit``).
    """

    decision: str
    purpose: str
    by: str
    also: str
    is_pseudonymised: bool = False
    from_day: date | None = None
    to_day: date | None = None
    unit: str | None = None
    patients: frozenset[str] = frozenset()

    def fault(self) -> str | None:
        """Say what is wrong with it by itself; None: nothing.

        >>> Order(decision="19430318-9817", purpose="an evaluation", by="eva", also="bo").fault()
        'the decision is named by a personnummer: give the number under which it is registered'
        """
        if _PERSON.search(self.decision):
            return "the decision is named by a personnummer: give the number under which it is registered"
        if _DECISION.fullmatch(self.decision) is None:
            return f"{self.decision!r} is no number of a decision: write it as it is registered, such as RJL 2026/1234"
        if len(self.purpose.strip()) < PURPOSE_AT_LEAST:
            return "say for what, in a sentence: who reads the audit in a year was not there"
        if self.from_day is not None and self.to_day is not None and self.to_day < self.from_day:
            return "the period ends before it begins"
        return None

    def why_not(self, people: Mapping[str, Standing]) -> str | None:
        """Say why these two cannot stand behind it; ``people`` are the register's, by user name. None: they can.

        >>> order = Order(decision="1/26", purpose="an evaluation", by="eva", also="eva")
        >>> order.why_not({"eva": Standing("nurse", may_sign_in=True)})
        'eva cannot stand behind it twice: two people must look'
        """
        unknown = [who for who in (self.by, self.also) if who not in people]
        if unknown:
            return f"there is no account {unknown[0]}: who stands behind an export is somebody of the register"
        if self.by == self.also:
            return f"{self.by} cannot stand behind it twice: two people must look"
        shut = [who for who in (self.by, self.also) if not people[who].may_sign_in]
        if shut:
            return f"{shut[0]} may not sign in: who stands behind an export is somebody who works here now"
        if people[self.by].role == TECHNICIAN:
            return f"{self.by} is a technician: somebody of the care must say that it is right for patients (--by)"
        return None

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant, by the patient's own clock, lies in the period."""
        day = at.date()
        return (self.from_day is None or day >= self.from_day) and (self.to_day is None or day <= self.to_day)
