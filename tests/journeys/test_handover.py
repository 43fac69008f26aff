"""A hub handed to another home, and an old card of it that turns up afterwards and speaks for the old one."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from simulator.clock import SharedClock
from simulator.hub import HomeHub
from simulator.payload import WEIGHT_MEASUREMENT, weight_measurement
from simulator.premises import scale_address
from simulator.process import CommandError, command, run_command
from simulator.stories.ordinary import STOCKHOLM
from tests.journeys.life import Life
from tests.journeys.plan import homes, sendings
from tests.journeys.street import Street, chosen_seed, story
from tests.journeys.verdict import Truth

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(180)]
OLD, NEW = "sjoberg", "wallin"
MAJ_SLOT = 1


class Handover:
    """A hub and its old card on their way from one home to another, by the product's own commands."""

    def __init__(self, street: Street, folder: Path) -> None:
        self.street = street
        self.hub = street.hubs[OLD]
        self.old_card = HomeHub("old card", folder / "old card", folder, folder / "clock")
        self.old_card.hub = self.hub.hub
        self._folder = folder
        self._ids = street.premises.ids

    def nara(self, *words: str) -> None:
        """Run a command on the server."""
        run_command([command("nara"), *words], self.street.premises.settings)

    def copy_the_card(self) -> None:
        """Take an image of the card while it holds records that were never sent."""
        assert self.hub.queue_depth() > 0
        self.hub.stop()
        shutil.copytree(self.hub.folder, self.old_card.folder)
        self.hub.start()

    def move(self, at: datetime) -> None:
        """Let the hub make a request from what is in its folder, hand it over, and give it its new bundle."""
        request, bundle = self._folder / "request", self._folder / "bundle"
        self._provision("--request", request)
        where = ("--request", str(request), "--bundle", str(bundle), "--from", at.isoformat())
        self.nara("hub", "move", self.hub.hub, self._ids["home"][NEW], *where)
        told = json.loads(bundle.read_text(encoding="utf-8"))
        assert self.hub.line is not None
        told["broker"]["port"] = self.hub.line.port
        bundle.write_text(json.dumps(told), encoding="utf-8")
        self._provision("--bundle", bundle)

    def give_arne_the_scale(self, at: datetime) -> None:
        """From now on what Maj's slot of the old home's scale measures is Arne's."""
        slot = ("--slot", str(MAJ_SLOT), "--from", at.isoformat())
        self.nara("patient", "assign", self._ids["patient"]["arne"], self._ids["device"][f"{OLD}/scale"], *slot)

    def empty(self) -> None:
        """Take everything off a stopped hub."""
        self.hub.stop()
        shutil.rmtree(self.hub.folder)

    def both_at_work(self, at: datetime) -> SharedClock:
        """Start the hub in its new home, and its old card in the old one; the old card's clock is given."""
        self.hub.start()
        self.street.clock.wait_for({self.hub.hub})
        clock = SharedClock(self._folder / "clock", at)
        self.old_card.start()
        clock.wait_for({self.hub.hub})
        return clock

    def _provision(self, option: str, file: Path) -> None:
        run_command([command("nara-hub"), "provision", "--dir", str(self.hub.folder), option, str(file)], {})


@pytest.mark.decision("C1")
@pytest.mark.decision("C3")
def test_what_an_old_card_of_a_hub_handed_over_says_goes_to_whoever_it_was_measured_on(tmp_path: Path) -> None:
    seed = chosen_seed()
    who = [home for home in homes(seed, 14) if home.label in {OLD, NEW}]
    old_home, new_home = who
    plan = sendings(who, 14, seed)
    street = Street(tmp_path, who)
    with story(street, seed):
        street.start()
        life, handover = Life(street), Handover(street, tmp_path)
        hub, old_card = handover.hub, handover.old_card
        assert hub.line is not None
        enough = next(number for number, each in enumerate(plan) if number >= 20 and each.home == OLD) + 1
        life.live(plan[:20])
        hub.line.cut()
        life.live(plan[20:enough])
        handover.copy_the_card()
        with pytest.raises(CommandError, match=r"still has the keys of another home|records wait to be sent"):
            handover.move(street.clock.now)
        life.heal()

        moved_at = street.clock.now
        handover.empty()
        handover.give_arne_the_scale(moved_at)
        handover.move(moved_at)
        before, after = moved_at - timedelta(hours=5), moved_at + timedelta(hours=3)
        said = {
            "maj": (old_card, scale_address(old_home), payload_of(61.3, before, MAJ_SLOT)),
            "arne": (old_card, scale_address(old_home), payload_of(86.2, after, MAJ_SLOT)),
            "tage": (hub, scale_address(new_home), payload_of(83.1, after, None)),
        }
        with closing(handover.both_at_work(moved_at)) as old_clock:
            for clock in (street.clock, old_clock):
                clock.step(after)
            for speaker, address, payload in said.values():
                assert speaker.indicate(address, WEIGHT_MEASUREMENT, payload) is not None
            old_card.wait_until_empty()
            hub.wait_until_empty()
            assert old_card.stop() == 0

        truth = life.end(*((hub.hub, payload) for _, _, payload in said.values()))
        for label, (_, _, payload) in said.items():
            assert observed(truth, hub.hub, payload) == {street.premises.ids["patient"][label]}


def observed(truth: Truth, hub: str, payload: bytes) -> set[str]:
    """Tell whose the server says a payload is."""
    return {patient for patient, _, _ in truth.observed[hub, payload]}


def payload_of(kilograms: float, at: datetime, slot: int | None) -> bytes:
    """Write what a scale says that was stepped on at an instant."""
    return weight_measurement(kilograms, at.astimezone(STOCKHOLM).replace(tzinfo=None), slot)
