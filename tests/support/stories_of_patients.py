"""Stories of patients for Hypothesis: short and nasty, with values at limits, clock changes, gaps and corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from oracle.story import Agreed, Answer, Asked, Button, Closing, Event, Reading, Story, Unsettled
from rule_making import CODES, EVENTS

from vitals.code import UNCHANGED

ZONE: Final = "Europe/Stockholm"
SPAN_DAYS: Final = 9
HISTORY_DAYS: Final = 30
"""How far back the usual values go, if there are any."""
STARTS: Final = (date(2026, 3, 24), date(2026, 10, 20), date(2026, 5, 4))
"""The weeks of both clock changes, and a week in May."""
CLOCKS: Final = ("02:59:59", "03:00", "07:00", "07:05", "07:10", "07:10:01", "11:59:59", "12:00", "17:00", "20:00")
"""Wall times at which something can tip over; 02:59:59 is of the day before."""
NEAR: Final = {
    "body_weight": (80_000, (0, 999, 1_000, 1_001, 1_499, 1_500, 1_999, 2_000, 2_001, -2_000, 15_000, 15_900)),
    "systolic": (1_200, (0, -299, -300, -301, -201, 149, 150, 151, -800)),
    "pulse_rate": (700, (0, 99, 100, 149, 150, 500)),
    "spo2": (950, (0, -30, -40, -49, -50, -51)),
}
"""The usual value of each vital and steps from it, at the limits of the rules of the tests and beside them."""
WEIGHTS: Final = (None, 0, 0, 1_000, 1_999, 2_000, 2_001, -2_000)
"""Steps from the usual weight of a morning, or none."""
FLAGS: Final = ("irregular_pulse", "body_movement")
RULES: Final = ("first", "second", "third")
"""The names of the rules that are made at random."""


class Week(NamedTuple):
    """The days that a story is told of."""

    start: date

    def at(self, day: int, clock: str) -> datetime:
        """Give an instant of the week by its wall time."""
        naive = datetime.fromisoformat(f"{self.start + timedelta(days=day)} {clock}")
        return naive.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)

    @property
    def end_at(self) -> datetime:
        """Give the evening of the last day."""
        return self.at(SPAN_DAYS, "21:00")


weeks = st.sampled_from([Week(start) for start in STARTS])


def instants(week: Week) -> st.SearchStrategy[datetime]:
    """Choose an instant of the week, most often one at which something tips over."""
    marked = st.builds(week.at, st.integers(0, SPAN_DAYS), st.sampled_from(CLOCKS))
    seconds = st.integers(0, SPAN_DAYS * 86_400)
    any_second = seconds.map(lambda count: week.at(0, "03:00") + timedelta(seconds=count))
    return st.one_of(marked, marked, any_second)


@st.composite
def readings(draw: st.DrawFn, week: Week) -> list[Reading]:
    """Choose readings, and for some patients a month of usual weights before them."""
    found = []
    if draw(st.booleans()):
        for back in range(1, HISTORY_DAYS):
            at = week.at(-back, "07:00")
            found.append(Reading(1_000 + back, "body_weight", 80_000 + 100 * (back % 3), at, at))
    for number, step in enumerate(draw(st.lists(st.sampled_from(WEIGHTS), min_size=SPAN_DAYS, max_size=SPAN_DAYS))):
        if step is not None:
            at = week.at(number, "07:00")
            found.append(Reading(500 + number, "body_weight", 80_000 + step, at, at))
    for number in range(draw(st.sampled_from((0, 3, 6, 12)))):
        vital = draw(st.sampled_from(["body_weight", *NEAR]))
        usual, steps = NEAR[vital]
        at = draw(instants(week))
        late_h = draw(st.sampled_from((0, 0, 1, 3, 30)))
        flags = frozenset(draw(st.sets(st.sampled_from(FLAGS), max_size=2)))
        value = usual + draw(st.sampled_from(steps))
        is_vouched = draw(st.integers(0, 5)) == 0
        found.append(Reading(number, vital, value, at, at + timedelta(hours=late_h), flags, is_vouched))
    return found


@st.composite
def unsettled(draw: st.DrawFn, week: Week) -> list[Unsettled]:
    """Choose weights of which nobody knows whose they are, most often in a morning of which there is one."""
    steps = st.sampled_from((0, 1_499, 1_500, 1_501, -1_501, 3_500))
    count = draw(st.sampled_from((0, 0, 1, 3)))
    return [Unsettled(3_000 + number, 80_000 + draw(steps), draw(instants(week))) for number in range(count)]


@st.composite
def answers(draw: st.DrawFn, week: Week) -> Answer:
    """Choose an answer, now and then *unchanged*."""
    question = draw(st.sampled_from(sorted(CODES)))
    return Answer(question, draw(st.sampled_from([*CODES[question], UNCHANGED])), draw(instants(week)))


@st.composite
def events(draw: st.DrawFn, week: Week) -> Event:
    """Choose an event, with an end or without."""
    from_at = draw(instants(week))
    until_at = draw(st.none() | instants(week).filter(lambda at: at > from_at))
    return Event(draw(st.sampled_from(EVENTS)), from_at, until_at)


@st.composite
def questions(draw: st.DrawFn, week: Week, measured_at: list[datetime]) -> Asked:
    """Choose a request to measure again, most often a minute after something was measured."""
    from_at = draw(st.sampled_from(measured_at) | instants(week)) + timedelta(minutes=1)
    hours = draw(st.sampled_from((1, 4)))
    measure = draw(st.sampled_from(("weight", "systolic")))
    return Asked(draw(st.sampled_from([RULES[0], *RULES])), measure, from_at, from_at + timedelta(hours=hours))


def agreed(week: Week) -> st.SearchStrategy[Agreed]:
    """Choose a weight that was agreed, or a rule's setting."""
    whats = st.sampled_from(("target_weight", "discharge_weight", "reference_weight"))
    weights = st.builds(Agreed, whats, st.sampled_from((79_000, 80_000, 80_001)), instants(week))
    settings = st.builds(Agreed, st.just("first.limit"), st.sampled_from((1_000, 2_001)), instants(week))
    return weights | settings


@st.composite
def stories(draw: st.DrawFn, week: Week) -> Story:
    """Choose a story of the week, in any order, with some of its readings withdrawn."""
    taken = draw(readings(week))
    doubts = draw(unsettled(week))
    numbers = [each.number for each in taken] + [each.number for each in doubts]
    measured_at = [each.at for each in taken if each.number < 1_000] or [week.at(0, "07:00")]
    return Story(
        plan_from=week.start - timedelta(days=draw(st.sampled_from((-2, 0, HISTORY_DAYS)))),
        zone=ZONE,
        planned_weekdays=frozenset(draw(st.sampled_from((range(7), (0, 3, 5))))),
        readings=taken[::-1] if draw(st.booleans()) else taken,
        unsettled=doubts,
        answers=[draw(answers(week)) for _ in range(draw(st.sampled_from((0, 4, 12))))],
        buttons=draw(st.lists(st.builds(Button, st.just("worried"), instants(week)), max_size=2)),
        events=draw(st.lists(events(week), max_size=3)),
        contacts=draw(st.lists(instants(week), max_size=6)),
        agreed=draw(st.lists(agreed(week), max_size=3)),
        asked=draw(st.lists(questions(week, measured_at), max_size=3)),
        closings=draw(st.lists(st.builds(Closing, st.sampled_from(RULES), instants(week)), max_size=2)),
        withdrawn=frozenset(draw(st.sets(st.sampled_from(numbers or [0]), max_size=2))),
    )


def shifted(told: Story, by: timedelta) -> Story:
    """Tell the same story so much later; whole days, in a stretch without a clock change."""
    return moved(told, by, lambda at: at + by)


def by_the_wall(told: Story, by: timedelta) -> Story:
    """Tell the same story so many days later by the clock on the wall, whatever the clock did in between."""
    zone = ZoneInfo(told.zone)

    def move(at: datetime) -> datetime:
        return (at.astimezone(zone).replace(tzinfo=None) + by).replace(tzinfo=zone).astimezone(UTC)

    return moved(told, by, move)


def moved(told: Story, by: timedelta, move: Callable[[datetime], datetime]) -> Story:
    """Tell the same story at other times."""
    return replace(
        told,
        plan_from=told.plan_from + by,
        readings=[each._replace(at=move(each.at), received_at=move(each.received_at)) for each in told.readings],
        unsettled=[each._replace(at=move(each.at)) for each in told.unsettled],
        answers=[each._replace(at=move(each.at)) for each in told.answers],
        buttons=[each._replace(at=move(each.at)) for each in told.buttons],
        events=[
            each._replace(from_at=move(each.from_at), until_at=each.until_at and move(each.until_at))
            for each in told.events
        ],
        contacts=[move(at) for at in told.contacts],
        agreed=[each._replace(from_at=move(each.from_at)) for each in told.agreed],
        asked=[each._replace(from_at=move(each.from_at), until_at=move(each.until_at)) for each in told.asked],
        closings=[each._replace(at=move(each.at)) for each in told.closings],
    )


def until(told: Story, t: datetime) -> Story:
    """Tell what was measured at or before an instant, and when what began by then was to end."""
    return replace(
        told,
        readings=[each for each in told.readings if each.at <= t],
        unsettled=[each for each in told.unsettled if each.at <= t],
        answers=[each for each in told.answers if each.at <= t],
        buttons=[each for each in told.buttons if each.at <= t],
        events=[each for each in told.events if each.from_at <= t],
        contacts=[at for at in told.contacts if at <= t],
        agreed=[each for each in told.agreed if each.from_at <= t],
        asked=[each for each in told.asked if each.from_at <= t],
        closings=[each for each in told.closings if each.at <= t],
    )
