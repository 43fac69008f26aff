"""Stories that happen to hubs and servers, each lived through by real processes."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from simulator.premises import free_ports
from simulator.process import LongProcess
from tests.journeys.life import Life
from tests.journeys.plan import FIRST_ON, Sending, homes, sendings
from tests.journeys.street import Street, chosen_seed, story
from tests.journeys.verdict import Truth, differences, read_truth

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(180)]
DAYS = 14


def lived_in(street: Street, plan: list[Sending]) -> Truth:
    """Live undisturbed, and go back to the beginning."""
    street.start()
    calm = Life(street)
    calm.live(plan)
    truth = calm.end()
    street.begin_again()
    street.start()
    return truth


def days_of(plan: list[Sending], first: int, last: int) -> list[Sending]:
    """Give what the plan has from one day to another, both included."""
    return [each for each in plan if first <= (each.at.date() - FIRST_ON).days <= last]


@pytest.mark.decision("A2")
def test_an_old_image_of_a_card_put_back_loses_nothing_and_uses_no_number_twice(tmp_path: Path) -> None:
    seed = chosen_seed()
    who = homes(seed, DAYS)[1:3]
    plan = sendings(who, DAYS, seed)
    street = Street(tmp_path, who)
    with story(street, seed):
        undisturbed = lived_in(street, plan)
        life, hub = Life(street), street.hubs["dahl"]
        assert hub.line is not None
        life.live(days_of(plan, 0, 2))
        hub.line.cut()
        life.live(days_of(plan, 3, 4))
        assert hub.queue_depth() >= 2, "the image must hold records that were never sent"
        hub.stop()
        shutil.copytree(hub.folder, tmp_path / "image")
        hub.line.mend()
        hub.start()
        life.live(days_of(plan, 5, 8))
        assert life.wait_for_receipts(nudges=400)
        hub.stop()
        shutil.rmtree(hub.folder)
        shutil.copytree(tmp_path / "image", hub.folder)
        hub.line.cut()
        hub.start()
        assert hub.queue_depth() >= 2, "it believes that the records of those days were never received"
        hub.line.mend()
        hub.hurry()
        life.live(days_of(plan, 9, DAYS))
        truth = life.end()
        assert differences(truth, undisturbed) == []
        epochs = {row.place[1] for rows in truth.journal.values() for row in rows if row.place[0] == hub.hub}
        assert len(epochs) == 3, "a new one with every start in which something was measured"


class PowerCuts:
    """Cuts the power of the whole street, hubs, server and broker, while a device speaks."""

    def __init__(self, street: Street, at: set[int]) -> None:
        self._street = street
        self._at = at

    def before(self, number: int) -> None:
        """Give power back after a cut."""
        if number - 1 in self._at:
            self._street.start()

    @contextlib.contextmanager
    def during(self, number: int) -> Iterator[None]:
        """Cut everything within a few milliseconds."""
        falling = threading.Timer(0.006, self._cut) if number in self._at else None
        if falling is not None:
            falling.start()
        yield
        if falling is not None:
            falling.join()

    def lets_it_settle(self, _number: int) -> bool:
        """Never: the next cut finds things in flight."""
        return False

    def _cut(self) -> None:
        processes = [self._street.premises.server, *(hub.process for hub in self._street.hubs.values())]
        killers = [threading.Thread(target=process.kill) for process in processes]
        killers.append(threading.Thread(target=self._street.broker.kill))
        for killer in killers:
            killer.start()
        for killer in killers:
            killer.join()


def test_a_power_cut_of_everything_at_once_changes_nothing(tmp_path: Path) -> None:
    seed = chosen_seed()
    who = homes(seed, DAYS)
    plan = sendings(who, DAYS, seed)
    street = Street(tmp_path, who)
    with story(street, seed):
        undisturbed = lived_in(street, plan)
        life = Life(street, PowerCuts(street, {7, 8, 30, 55}))
        life.live(plan)
        assert differences(life.end(), undisturbed) == []


def test_three_days_without_a_line_and_a_hub_killed_in_the_middle_are_caught_up_with(tmp_path: Path) -> None:
    seed = chosen_seed()
    who = homes(seed, DAYS)[2:3]
    plan = sendings(who, DAYS, seed)
    street = Street(tmp_path, who)
    with story(street, seed):
        undisturbed = lived_in(street, plan)
        raised = min(day for _, rule, day, _ in undisturbed.episodes if rule == "weight-gain-2kg-3-days")
        day = (date.fromisoformat(raised) - FIRST_ON).days
        life, hub = Life(street), street.hubs["dahl"]
        assert hub.line is not None
        life.live(days_of(plan, 0, day - 2))
        hub.line.cut()
        life.live(days_of(plan, day - 1, day))
        waiting = hub.queue_depth()
        hub.kill()
        hub.start()
        life.live(days_of(plan, day + 1, day + 1))
        assert hub.queue_depth() > waiting > 1
        known = read_truth(street.server)
        (birgitta,) = known.offline
        assert {(rule, who) for rule, who, _ in known.alerts} == {("nothing-heard", birgitta)}, (
            "of the gain the server cannot know yet, and silence is no health"
        )
        hub.line.mend()
        hub.hurry()
        life.live(days_of(plan, day + 2, DAYS))
        truth = life.end()
        assert differences(truth, undisturbed) == [], "when all was caught up with, nobody had been silent"
        assert (truth.offline, undisturbed.offline) == ({birgitta}, set())


def test_a_second_server_with_the_same_data_is_refused_and_harms_nobody(tmp_path: Path) -> None:
    seed = chosen_seed()
    who = homes(seed, 4)[3:]
    plan = sendings(who, 4, seed)
    street = Street(tmp_path, who)
    with story(street, seed):
        street.start()
        life = Life(street)
        life.live(days_of(plan, 0, 1))
        web_port, mqtt_port = map(str, free_ports(2))
        elsewhere = {**street.premises.settings, "NARA_WEB_PORT": web_port, "NARA_MQTT_PORT": mqtt_port}
        second = LongProcess(street.premises.server.words, elsewhere, tmp_path / "second.log.txt")
        second.start()
        try:
            until = time.monotonic() + 30
            while second.pid is not None:
                assert time.monotonic() < until, "it works"
                time.sleep(0.05)
        finally:
            status = second.kill()
        assert status == 1
        assert "another server is at work with the folder" in second.last_words()
        life.live(days_of(plan, 2, 3))
        life.end()
