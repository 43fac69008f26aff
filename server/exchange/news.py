"""News: what a log says of people beside its rows, as the engine is told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from server.ledger.page import Observation
from server.patients.known import AgreedWeight, Grouping, Happening, Knowledge, Known, Weighed
from server.patients.register import PatientEntry
from server.rules.knowledge import records
from server.rules.language.rule_set import Profile
from server.rules.record import EngineRecord
from server.rules.reference import first_days
from vitals.identity import PatientId
from vitals.vital import Vital

UNKEPT: Final = 10**12
"""Numbers, above any that a database gives, by which what is not written yet is told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What was known of people, and what comes with a log; ``profiles`` are those of the rules that run."""

    known: Knowledge
    came: Sequence[Known]
    people: Sequence[PatientEntry]
    profiles: Mapping[str, Profile]

    def records(self, observations: Iterable[Observation], since: datetime, now: datetime) -> list[EngineRecord]:
        """Give what the engine would be told after a restart, and is not now; ``observations`` come with the log."""
        before = {*records(self.known, self.people, self.profiles, since, now)}
        after = records(self._after(observations), self.people, self.profiles, since, now)
        return [each for each in after if each not in before]

    def _after(self, observations: Iterable[Observation]) -> Knowledge:
        said = [replace(each, number=UNKEPT + place) for place, each in enumerate(self.came)]
        first_weights = [*self.known.first_weights, *self._first_weights(observations)]
        return replace(
            self.known,
            groups=[*self.known.groups, *(each for each in said if isinstance(each, Grouping))],
            weights=[*self.known.weights, *(each for each in said if isinstance(each, AgreedWeight))],
            happenings=[*self.known.happenings, *(each for each in said if isinstance(each, Happening))],
            first_weights=sorted(first_weights, key=lambda each: each[1].measured_at),
        )

    def _first_weights(self, observations: Iterable[Observation]) -> Iterable[tuple[PatientId, Weighed]]:
        weights: dict[PatientId, list[Weighed]] = defaultdict(list)
        for each in observations:
            if each.vital is Vital.BODY_WEIGHT:
                weights[each.patient].append(Weighed(each.measured_at, each.value))
        for person in self.people:
            begins_at, ends_at = first_days(person)
            yield from (
                (person.patient, each) for each in weights[person.patient] if begins_at <= each.measured_at < ends_at
            )
