"""Playing what happens in the homes: a happening becomes payload bytes on the right hub at the right time."""

from __future__ import annotations

import time as real_time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, assert_never

from simulator.happening import (
    Answers,
    CuffError,
    Elsewhere,
    Happening,
    LineChange,
    LooksAtScreen,
    Pressure,
    StrangeBytes,
    Weighing,
    Worries,
)
from simulator.hub import HomeHub
from simulator.payload import (
    BLOOD_PRESSURE_MEASUREMENT,
    WEIGHT_MEASUREMENT,
    blood_pressure_measurement,
    failed_blood_pressure,
    weight_measurement,
)
from simulator.person import Person
from simulator.premises import Premises, cuff_address, scale_address
from simulator.screen import ASKS_TO_WEIGH, HomeScreen
from simulator.stories.ordinary import STOCKHOLM
from simulator.town import Home, happenings

Measuring = Weighing | Pressure | CuffError | StrangeBytes
_HOMES_AT_ONCE: Final = 4
"""A home on the air waits most of the time; the others need not wait with it."""
_SETTLES_WITHIN_S: Final = 150.0
"""A hub that was long without a line tries again after two minutes at most."""
_RECEIPT_TRAVELS_S: Final = 3.0
_A_WHILE: Final = timedelta(seconds=20)
_HEARTBEAT_TRAVELS_S: Final = 0.05
"""Nobody acknowledges a heartbeat; over loopback it needs a few milliseconds."""
_QUESTION_TRAVELS_S: Final = 15.0
"""Far longer than a question is on its way from the server to a screen."""


class Player:
    """Plays days through the premises, whose clock it moves."""

    def __init__(self, premises: Premises) -> None:
        """Take the premises; they must have a simulated clock."""
        if premises.clock is None:
            raise ValueError("only a simulated clock can be moved")
        self._premises = premises
        self._clock = premises.clock

    def skip_through(self, number: int, on: date) -> None:
        """Play a day as fast as the machine can: every hub lives it by itself, then all wait for the receipts."""
        self._clock.step(at_local(on, 18), only={"server"})
        with ThreadPoolExecutor(_HOMES_AT_ONCE) as homes:
            list(homes.map(lambda home: self._skip_at_home(home, number, on), self._premises.homes))
        self._clock.step(at_local(on, 18))
        self.settle()
        self._clock.step(at_local(on, 22))
        self.settle()

    def live_through(self, number: int, on: date, happened: Callable[[Home, Happening], None]) -> None:
        """Play a day in order of time, everybody's clock going together; ``happened`` hears of each thing when done."""
        told = [(home, happening) for home in self._premises.homes for happening in happenings(home, number, on)]
        for home, happening in sorted(told, key=lambda pair: pair[1].at):
            self._clock.step(happening.at.astimezone(UTC))
            came = self.play(home, happening)
            self._settle_one(self._premises.hubs[home.label])
            for each in came:
                happened(home, each)

    def pass_time(self, to: datetime) -> None:
        """Let time pass with nothing happening; when this returns the server has heard the hubs' heartbeats."""
        self._clock.step(to)
        self.settle()
        real_time.sleep(_HEARTBEAT_TRAVELS_S)
        self._clock.step(to)

    def play(self, home: Home, happening: Happening) -> tuple[Happening, ...]:
        """Let one thing happen, and give what came of it: who is asked for nothing by the screen does nothing."""
        hub = self._premises.hubs[home.label]
        match happening:
            case LineChange(is_up=is_up):
                _change_line(hub, is_up=is_up)
            case Answers(who=who):
                _answer(_screen(hub), happening, self._premises.ids["patient"][who])
            case Elsewhere():
                pass
            case Worries():
                _screen(hub).push("/", button="worried")
            case LooksAtScreen(at=at, who=who, kilograms=kilograms):
                if not _asks_to_weigh(_screen(hub)):
                    return ()
                again = Weighing(at=at, who=who, kilograms=kilograms)
                hub.indicate(*indication(home, again))
                return happening, again
            case _:
                hub.indicate(*indication(home, happening))
        return (happening,)

    def settle(self) -> None:
        """Wait until every hub that has a line has nothing left to send, and the server has done what was due."""
        for hub in self._premises.hubs.values():
            self._settle_one(hub)

    def _skip_at_home(self, home: Home, number: int, on: date) -> None:
        hub = self._premises.hubs[home.label]
        for happening in happenings(home, number, on):
            self._clock.step(happening.at.astimezone(UTC), only={hub.hub})
            self.play(home, happening)

    def _settle_one(self, hub: HomeHub) -> None:
        """Wait for the receipts. What was lost on the way is sent again after a while, so let a while pass."""
        if hub.line is not None and not hub.line.is_up:
            return
        until_s = real_time.monotonic() + _SETTLES_WITHIN_S
        while not hub.is_empty_within(_RECEIPT_TRAVELS_S):
            if real_time.monotonic() > until_s:
                raise TimeoutError(f"hub {hub.label} still has records to send:\n{hub.process.last_words()}")
            self._clock.step(self._clock.now + _A_WHILE)


def at_local(on: date, hour: int, minute: int = 0) -> datetime:
    """Give an instant by Stockholm's wall clock, in UTC."""
    return datetime.combine(on, time(hour, minute), STOCKHOLM).astimezone(UTC)


def indication(home: Home, happening: Measuring) -> tuple[str, str, bytes]:
    """Tell what a device sends when something happens: its address, the characteristic, and the payload."""
    person = next(each for each in home.people if each.label == happening.who)
    match happening:
        case StrangeBytes(payload=payload):
            return scale_address(home), WEIGHT_MEASUREMENT, payload
        case Weighing():
            return scale_address(home), WEIGHT_MEASUREMENT, _weight(happening, person)
        case Pressure() | CuffError():
            return cuff_address(home, person), BLOOD_PRESSURE_MEASUREMENT, _pressure(happening)
        case _:
            assert_never(happening)


def _weight(happening: Weighing, person: Person) -> bytes:
    return weight_measurement(happening.kilograms, happening.at.replace(tzinfo=None), person.user_slot)


def _pressure(happening: Pressure | CuffError) -> bytes:
    by_its_clock = happening.at.replace(tzinfo=None)
    if isinstance(happening, CuffError):
        return failed_blood_pressure(by_its_clock)
    return blood_pressure_measurement(
        happening.systolic_mmhg, happening.diastolic_mmhg, happening.pulse_per_min, by_its_clock
    )


def _screen(hub: HomeHub) -> HomeScreen:
    if hub.screen is None:
        raise ValueError(f"home {hub.label} has no screen")
    return hub.screen


def _answer(screen: HomeScreen, answer: Answers, patient: str) -> None:
    """Push the answer's button; own words are written on the page that comes after it."""
    question, code = answer.question, answer.code
    screen.push(f"/ask/{question}/{patient}", question=question, code=code)
    if answer.words:
        screen.push(f"/words/{question}/{code}/{patient}", writes=answer.words, question=question, code=code)


def _asks_to_weigh(screen: HomeScreen) -> bool:
    """Tell whether the screen asks for a second weighing; give the question the time it needs to come."""
    until_s = real_time.monotonic() + _QUESTION_TRAVELS_S
    while screen.heading() != ASKS_TO_WEIGH:
        if real_time.monotonic() > until_s:
            return False
        real_time.sleep(0.05)
    return True


def _change_line(hub: HomeHub, *, is_up: bool) -> None:
    if hub.line is None:
        raise ValueError(f"home {hub.label} has no line of its own to cut")
    if is_up:
        hub.line.mend()
        hub.hurry()
    else:
        hub.line.cut()
