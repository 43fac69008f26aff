"""One patient before a real engine: weighed, missed, corrected, closed and restarted, in words that read as a diary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rule_oracle import Told, Weighing, missing_weight, weight_gain

from server.rules.engine import MISSING_WEIGHT, RULES, WEIGHT_GAIN, Engine
from server.rules.episode import MOVES, Episode
from server.rules.record import Contact, EngineRecord, Joined, NurseClosed, Observed, Withdrawn
from server.rules.transition import EpisodeState, Transition
from vitals.identity import PatientId
from vitals.vital import Vital

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ANNA = PatientId("annaaaaaaaaaaaaa")
FIRST_DAY = date(2026, 3, 16)
"""A Monday; the clocks go forward on the Sunday of the next week, in the night to day 13."""
GAIN, MISSING = WEIGHT_GAIN.name, MISSING_WEIGHT.name
MEMORY = timedelta(days=44)


def at(day: int, clock: str = "07:00", zone: ZoneInfo = STOCKHOLM) -> datetime:
    """Give the instant of a clock time on a day of the diary."""
    return datetime.combine(FIRST_DAY + timedelta(days=day), time.fromisoformat(clock), zone).astimezone(UTC)


class OnePatient:
    """A diary and the engine that reads it as it goes."""

    def __init__(self, *, plan_from: date = FIRST_DAY, zone: ZoneInfo = STOCKHOLM) -> None:
        self.engine = Engine()
        self.joined = Joined(patient=ANNA, zone=zone.key, plan_from=plan_from)
        self.now = at(0, "00:00")
        self.weighings: dict[int, Weighing] = {}
        self.heard_at = datetime(1970, 1, 1, tzinfo=UTC)
        self.closings: dict[str, list[datetime]] = {rule: [] for rule in RULES}
        self.said: list[Transition] = []
        self._kept: dict[str, Episode] = {}
        self._zone = zone
        self.learns(self.joined)

    def weighs(self, kilograms: float, day: int, clock: str = "07:00") -> list[Transition]:
        """Be weighed, and let the server know at once, or as soon as it knows anything again."""
        return self.learns(self.weighing(kilograms, day, clock))

    def weighing(self, kilograms: float, day: int, clock: str = "07:00") -> Observed:
        """Make a weighing that the engine is not yet told of."""
        return observed(Weighing(len(self.weighings) + 1, at(day, clock, self._zone), round(kilograms * 1_000)))

    def takes_back(self, number: int) -> list[Transition]:
        """Say that a weighing, by its place in the diary, was a mistake."""
        return self.learns(withdrawn(self.weighings[number]))

    def hub_is_heard(self, day: int, clock: str = "12:05") -> list[Transition]:
        """Hear the hub, with nothing left to send."""
        return self.learns(Contact(patient=ANNA, heard_at=at(day, clock, self._zone)))

    def nurse_closes(self, rule: str, day: int, clock: str = "14:00") -> list[Transition]:
        """Close what is open of a rule at a time of the diary."""
        self.now = max(self.now, at(day, clock, self._zone))
        return self.nurse_closes_now(rule)

    def nurse_closes_now(self, rule: str) -> list[Transition]:
        """Close what is open of a rule."""
        names = [each.name for each in self.published(rule) if each.is_open]
        return self.learns(*(NurseClosed(patient=ANNA, rule=rule, episode=name, at=self.now) for name in names))

    def learns(self, *records: EngineRecord, now: datetime | None = None) -> list[Transition]:
        """Tell the engine of records in one step, and keep what the diary must know of them."""
        for record in records:
            match record:
                case Observed(arrival=arrival, value=value, measured_at=measured_at):
                    self.weighings.setdefault(arrival, Weighing(arrival, measured_at, value))
                    self.now = max(self.now, measured_at)
                case Withdrawn():
                    self.weighings[record.arrival] = Weighing(record.arrival, record.measured_at, 0)
                case Contact(heard_at=heard_at):
                    self.heard_at = max(self.heard_at, heard_at)
                    self.now = max(self.now, heard_at)
                case NurseClosed(rule=rule, at=closed_at):
                    self.closings[rule].append(closed_at)
                case _:
                    pass
        self.now = max(self.now, now or self.now)
        said = self.engine.step(records, self.now)
        self.said += said
        self._kept |= {each.name: each for rule in RULES for each in self.engine.episodes(ANNA, rule)}
        return said

    def restarts(self) -> None:
        """Be a new process that takes up what the ledger remembers."""
        episodes = list(self._kept.values())
        known = [each for each in self._counted() if each.at >= self.now - MEMORY]
        self.engine = Engine()
        self.engine.restore([each for each in episodes if is_recalled(each, episodes, self.now - MEMORY)])
        self.engine.replay([self.joined, *map(observed, known), Contact(patient=ANNA, heard_at=self.heard_at)])
        self.engine.replay([withdrawn(each) for each in self.weighings.values() if not each.grams])

    def published(self, rule: str) -> Sequence[Episode]:
        """Give every episode of a rule that was ever published, as it stands."""
        return [each for each in self._kept.values() if each.rule == rule]

    def holds_true(self, rule: str) -> list[Told]:
        """Give the episodes that are published and not withdrawn, in the oracle's words."""
        spans = [each.span for each in self.published(rule) if each.state is not EpisodeState.WITHDRAWN]
        return [
            Told(
                date.fromordinal(span.start_day),
                datetime.fromtimestamp(span.start_s, UTC),
                span.level,
                None if span.end_day is None else date.fromordinal(span.end_day),
                None if span.end_s is None else datetime.fromtimestamp(span.end_s, UTC),
            )
            for span in sorted(spans, key=lambda span: span.start_s)
        ]

    def should_hold_true(self, rule: str) -> list[Told]:
        """Give what the oracle says of the diary as it stands."""
        if rule == GAIN:
            return weight_gain(self._counted(), self.closings[rule], self._zone)
        return missing_weight(self._counted(), self.closings[rule], self._zone, self.joined.plan_from, self.heard_at)

    def _counted(self) -> list[Weighing]:
        return [each for each in self.weighings.values() if each.grams]


def observed(weighing: Weighing) -> Observed:
    """Tell of a weighing as the server does."""
    return Observed(
        arrival=weighing.number,
        patient=ANNA,
        vital=Vital.BODY_WEIGHT,
        value=weighing.grams,
        measured_at=weighing.at,
    )


def withdrawn(weighing: Weighing) -> Withdrawn:
    """Tell that a weighing does not count."""
    return Withdrawn(arrival=weighing.number, patient=ANNA, vital=Vital.BODY_WEIGHT, measured_at=weighing.at)


def is_recalled(episode: Episode, known: Sequence[Episode], since: datetime) -> bool:
    """Tell whether the ledger gives an episode at a restart: recent, open, or the last of its rule."""
    is_last = episode.ordinal == max(each.ordinal for each in known if each.rule == episode.rule)
    end_s = episode.span.end_s
    return end_s is None or end_s >= since.timestamp() or episode.is_open or is_last


def broken_lives(transitions: Sequence[Transition]) -> list[str]:
    """Say what is wrong with the lives of episodes: a number twice or missing, a move that is in no table."""
    found: list[str] = []
    lives: dict[str, Transition] = {}
    for each in transitions:
        before = lives.get(each.episode)
        number, state = (0, EpisodeState.QUIET) if before is None else (before.number, before.to_state)
        if each.number != number + 1:
            found.append(f"{each.episode} has number {each.number} after {number}")
        if each.from_state is not state:
            found.append(f"{each.episode}.{each.number} comes from {each.from_state}, was {state}")
        if MOVES.get((each.from_state, each.cause)) is not each.to_state:
            found.append(f"{each.episode}.{each.number} moves {each.from_state} to {each.to_state} by {each.cause}")
        lives[each.episode] = each
    return found
