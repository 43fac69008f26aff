"""A gain is looked at twice: a real hub's own screen asks, and the second weighing decides, or that there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Select, select

from server.adapters.store import schema, whose_schema
from server.adapters.store.database import open_database
from simulator.happening import Weighing
from simulator.onlooker import Onlooker, Row
from simulator.play import at_local, indication
from simulator.premises import NURSE
from simulator.screen import ASKS_TO_WEIGH
from simulator.stories.ordinary import STOCKHOLM
from simulator.town import HOMES, Home
from tests.journeys.life import Life
from tests.journeys.plan import FIRST_ON
from tests.journeys.street import Street, chosen_seed, story

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.decision("F7")]
GAIN = "weight-gain-2kg-3-days"
USUAL_KG, GAINED_KG = 57.8, 60.2
WITHIN_S = 30.0
ASKED, CONFIRMED, DROPPED, UNANSWERED = (
    ("quiet", "asking", "asked"),
    ("asking", "raised", "confirmed"),
    ("asking", "cleared", "dropped"),
    ("asking", "raised", "unanswered"),
)


class Change(NamedTuple):
    """One change of the gain's episode, and when it became so."""

    episode: str
    number: int
    what: tuple[str, str, str]
    measured_at: datetime


class Morning:
    """Birgitta's fourth morning, with three usual weights before it; her hub shows its screen."""

    def __init__(self, street: Street, home: Home) -> None:
        self.street = street
        self.home = home
        self.hub = street.hubs["dahl"]
        self._life = Life(street)

    def at(self, hour: int, minute: int = 0) -> datetime:
        """Give an instant of that morning."""
        return at_local(FIRST_ON + timedelta(days=3), hour, minute)

    def begins(self) -> None:
        """Live to the gain: the usual weight on three days, and then much more."""
        self.street.begin_again()
        self.street.start()
        for number in range(3):
            self.weighs(USUAL_KG, at_local(FIRST_ON + timedelta(days=number), 7, 10))
        self.weighs(GAINED_KG, self.at(7, 10))
        self.until(self.screen_asks)

    def weighs(self, kilograms: float, at: datetime, *, is_received: bool = True) -> None:
        """Let her step on the scale."""
        self.passes(at)
        happening = Weighing(at=at.astimezone(STOCKHOLM), who="birgitta", kilograms=kilograms)
        assert self.hub.indicate(*indication(self.home, happening)) is not None
        assert not is_received or self._life.wait_for_receipts()

    def passes(self, to: datetime) -> None:
        """Let time pass."""
        self.street.clock.step(to)

    def screen_asks(self) -> bool:
        """Tell whether the hub's own page asks to weigh again."""
        assert self.hub.screen is not None
        return self.hub.screen.heading() == ASKS_TO_WEIGH

    def screen_is_content(self) -> bool:
        """Tell whether it asks for something else, or nothing."""
        return not self.screen_asks()

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for what is on its way between the processes; the clock stands still."""
        until_s = time.monotonic() + WITHIN_S
        while not is_so():
            assert time.monotonic() < until_s, f"{is_so.__name__}: {self.changes()}, {self.asked_until()}"
            time.sleep(0.02)

    def worklist(self) -> list[Row]:
        """Read what the nurse sees."""
        onlooker = Onlooker(self.street.premises.web_port)
        onlooker.sign_in(NURSE, self.street.premises.password)
        return onlooker.worklist()

    def changes(self) -> list[Change]:
        """Read all that became of the gain."""
        told = schema.TRANSITION.c
        wanted = select(told.episode, told.number, told.from_state, told.to_state, told.cause, told.measured_at)
        found = self._rows(wanted.where(told.rule == GAIN).order_by(told.episode, told.number))
        return [Change(episode, number, (a, b, cause), at) for episode, number, a, b, cause, at in found]

    def became(self) -> list[tuple[str, str, str]]:
        """Read only what became of it."""
        return [change.what for change in self.changes()]

    def alerts(self) -> list[str]:
        """Read the rules of all alerts that ever were."""
        return [rule for (rule,) in self._rows(select(schema.ALERT.c.rule))]

    def asked_until(self) -> list[datetime]:
        """Read until when the hub is told to ask to weigh again."""
        (document,) = [document for (document,) in self._rows(select(whose_schema.DESIRED_STATE.c.document))]
        asked = [each for each in document["questions"] if each["ask"] == "weigh_again"]
        return [datetime.fromisoformat(each["expires_at"]) for each in asked]

    def _rows(self, wanted: Select[Any]) -> list[tuple[Any, ...]]:
        engine = open_database(f"sqlite:///{self.street.server / 'nara.db'}")
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(wanted)]
        finally:
            engine.dispose()


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    """One street for all mornings; each begins it again."""
    dahl = next(home for home in HOMES if home.label == "dahl")
    home = replace(dahl, has_screen=True, people=(replace(dahl.people[0], stories=()),))
    street = Street(tmp_path_factory.mktemp("second"), [home])
    with story(street, chosen_seed()):
        yield Morning(street, home)


def test_while_the_screen_asks_no_nurse_sees_anything_and_the_same_weight_again_raises(morning: Morning) -> None:
    morning.begins()
    assert morning.became() == [ASKED]
    assert (morning.worklist(), morning.alerts()) == ([], [])
    (until_at,) = morning.asked_until()
    assert timedelta(hours=4) <= until_at - morning.at(7, 10) < timedelta(hours=4, minutes=10)

    morning.passes(morning.at(7, 55))
    assert morning.worklist() == []
    morning.weighs(GAINED_KG + 0.1, morning.at(7, 55))
    assert morning.became() == [ASKED, CONFIRMED]
    assert [row.rule for row in morning.worklist()] == [GAIN]
    morning.until(morning.screen_is_content)
    assert morning.asked_until() == []


def test_a_usual_weight_the_second_time_drops_it_and_nobody_is_troubled(morning: Morning) -> None:
    morning.begins()
    morning.weighs(USUAL_KG, morning.at(7, 55))
    assert morning.became() == [ASKED, DROPPED]
    morning.until(morning.screen_is_content)
    morning.passes(morning.at(16))
    assert morning.became() == [ASKED, DROPPED]
    assert (morning.worklist(), morning.alerts()) == ([], [])


def test_where_nobody_weighs_again_it_is_raised_when_the_time_is_out_and_not_before(morning: Morning) -> None:
    morning.begins()
    (until_at,) = morning.asked_until()
    morning.passes(until_at - timedelta(seconds=1))
    assert (morning.became(), morning.worklist()) == ([ASKED], [])
    morning.passes(until_at)
    assert morning.became() == [ASKED, UNANSWERED]
    assert morning.changes()[-1].measured_at == until_at
    assert [row.rule for row in morning.worklist()] == [GAIN]
    assert morning.screen_is_content()


def test_a_server_killed_while_the_screen_asks_goes_on_waiting_and_raises_once_and_in_time(morning: Morning) -> None:
    morning.begins()
    (until_at,) = morning.asked_until()
    killed_and_started(morning, morning.at(9))
    assert (morning.became(), morning.worklist()) == ([ASKED], [])
    assert morning.asked_until() == [until_at], "nobody has more time for an answer, or less"
    assert morning.screen_asks()
    morning.passes(until_at)
    assert morning.became() == [ASKED, UNANSWERED]
    assert morning.changes()[-1].measured_at == until_at
    assert morning.alerts() == [GAIN]


def test_a_server_that_was_dead_when_the_time_ran_out_raises_it_as_soon_as_it_lives(morning: Morning) -> None:
    morning.begins()
    (until_at,) = morning.asked_until()
    killed_and_started(morning, until_at + timedelta(minutes=10))
    morning.until(lambda: morning.became() == [ASKED, UNANSWERED])
    assert morning.changes()[-1].measured_at == until_at
    assert morning.alerts() == [GAIN]


def test_a_second_weighing_while_the_server_is_dead_still_answers(morning: Morning) -> None:
    morning.begins()
    morning.street.premises.server.kill()
    morning.weighs(USUAL_KG, morning.at(7, 55), is_received=False)
    morning.street.start()
    morning.hub.hurry()
    morning.until(lambda: morning.became() == [ASKED, DROPPED])
    morning.passes(morning.at(16))
    assert morning.alerts() == []


def killed_and_started(morning: Morning, at: datetime) -> None:
    """Kill the server and its broker, let time pass without them, and start them again."""
    morning.street.premises.server.kill()
    morning.passes(at)
    morning.street.start()
    morning.hub.hurry()
