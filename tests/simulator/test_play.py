from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from edge.devices.interpret import interpret
from edge.devices.interpretation import Outcome
from simulator.happening import (
    Answers,
    CuffError,
    Elsewhere,
    Happening,
    LineChange,
    Pressure,
    StrangeBytes,
    Weighing,
    Worries,
)
from simulator.hub import HomeHub
from simulator.onlooker import Onlooker
from simulator.play import Player, at_local, indication
from simulator.premises import NURSE, Premises, cuff_address, scale_address
from simulator.stories.change import Gain, LineBreaks
from simulator.stories.ordinary import STOCKHOLM, ordinary
from simulator.stories.oskar import Meanwhile
from simulator.stories.screen import InOwnWords, LowAndDizzy, SecondLook, Worried
from simulator.town import HOMES, Home

FIRST_ON = date(2026, 11, 2)
COUPLE = next(home for home in HOMES if home.label == "sjoberg")
MAJ, ARNE = COUPLE.people
AT = datetime(2026, 11, 2, 7, 12, tzinfo=STOCKHOLM)


def test_a_weighing_is_said_by_the_homes_scale_with_its_clock_and_the_persons_number() -> None:
    address, characteristic, payload = indication(COUPLE, Weighing(at=AT, who="arne", kilograms=86.7))
    read = interpret(characteristic, payload)
    assert address == scale_address(COUPLE)
    assert (dict(read.values), read.user_slot) == ({"body_weight": 86_700}, 2)
    assert read.device_time == datetime(2026, 11, 2, 7, 12)


def test_a_pressure_is_said_by_the_persons_own_cuff() -> None:
    happening = Pressure(at=AT, who="maj", systolic_mmhg=128, diastolic_mmhg=79, pulse_per_min=64)
    address, characteristic, payload = indication(COUPLE, happening)
    assert address == cuff_address(COUPLE, MAJ)
    assert dict(interpret(characteristic, payload).values) == {
        "systolic": 1280,
        "diastolic": 790,
        "mean_pressure": 950,
        "pulse_rate": 640,
    }


def test_a_cuff_that_gives_up_says_so_and_strange_bytes_are_passed_on_as_they_are() -> None:
    _, characteristic, payload = indication(COUPLE, CuffError(at=AT, who="maj"))
    assert interpret(characteristic, payload).outcome is Outcome.ATTEMPT_FAILED
    strange = StrangeBytes(at=AT, who="maj", payload=b"\x02\x74", said="half a frame")
    assert indication(COUPLE, strange) == (scale_address(COUPLE), "2a9d", b"\x02\x74")


def test_the_wall_clock_is_stockholms_on_both_sides_of_a_change_of_clocks() -> None:
    assert at_local(date(2026, 10, 24), 7) == datetime(2026, 10, 24, 5, tzinfo=UTC)
    assert at_local(date(2026, 10, 25), 7, 30) == datetime(2026, 10, 25, 6, 30, tzinfo=UTC)


def test_only_a_simulated_clock_can_be_moved(tmp_path: Path) -> None:
    premises = Premises(tmp_path, [COUPLE], FIRST_ON)
    with pytest.raises(ValueError, match="only a simulated clock"):
        Player(premises)
    premises.close()


@pytest.fixture
def premises(tmp_path: Path) -> Iterator[Premises]:
    home = replace(
        COUPLE,
        people=(
            replace(MAJ, stories=(ordinary, LineBreaks(down_day=2, up_day=3))),
            replace(ARNE, stories=(ordinary, Gain(kg_a_day=2.4, first_day=2, last_day=3))),
        ),
    )
    premises = Premises(tmp_path, [home], FIRST_ON, starts_at=at_local(FIRST_ON, 5))
    yield premises
    premises.close()


@pytest.mark.journey
@pytest.mark.timeout(120)
def test_days_are_played_through_hub_broker_and_server_to_the_page(premises: Premises) -> None:
    premises.set_up(has_lines=lambda _: True)
    premises.start()
    player, hub = Player(premises), premises.hubs["sjoberg"]
    told: list[tuple[str, Happening, bool]] = []

    def happened(home: Home, happening: Happening) -> None:
        told.append((home.label, happening, _is_up(hub)))

    for number in range(2):
        player.skip_through(number, FIRST_ON + timedelta(days=number))
    assert hub.queue_depth() == 0
    player.live_through(2, FIRST_ON + timedelta(days=2), happened)
    player.pass_time(at_local(FIRST_ON + timedelta(days=2), 22))
    assert not _is_up(hub)
    player.live_through(3, FIRST_ON + timedelta(days=3), happened)
    player.pass_time(at_local(FIRST_ON + timedelta(days=3), 22))
    assert hub.queue_depth() == 0
    assert [each.at for _, each, _ in told] == sorted(each.at for _, each, _ in told)
    assert [is_up for _, each, is_up in told if isinstance(each, LineChange)] == [False, True]

    onlooker = Onlooker(premises.web_port)
    with pytest.raises(PermissionError, match="did not show the worklist"):
        onlooker.worklist()
    with pytest.raises(PermissionError, match="did not let anna in"):
        onlooker.sign_in(NURSE, "not her password")
    onlooker.sign_in(NURSE, premises.password)
    [row] = onlooker.worklist()
    assert (row.name, row.rule) == ("Arne Sjöberg", "weight-gain-2kg-3-days")
    assert row.why.startswith("Weight up 2.")
    assert onlooker.deal_with_all() == 1
    assert onlooker.worklist() == []
    with pytest.raises(PermissionError, match="did not close alert"):
        onlooker.close(row, "expected", "phone_advice")


@pytest.fixture
def elsa(tmp_path: Path) -> Iterator[Premises]:
    home = next(home for home in HOMES if home.label == "nyman")
    low, worried = LowAndDizzy(day_number=1), Worried(day_number=1)
    words = InOwnWords(day_number=1, question="something_else", words="Jag sitter mest.")
    elsewhere = Meanwhile(day_number=1, hour=20, said="rings 1177")
    stories = (ordinary, low, worried, words, elsewhere, SecondLook(day_number=1, after=timedelta(hours=1)))
    home = replace(home, people=(replace(home.people[0], stories=stories),))
    premises = Premises(tmp_path, [home], FIRST_ON, starts_at=at_local(FIRST_ON, 5))
    yield premises
    premises.close()


@pytest.mark.journey
@pytest.mark.timeout(120)
def test_what_somebody_says_on_the_hubs_screen_comes_to_the_page(
    elsa: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.play._QUESTION_TRAVELS_S", 0.2)  # nothing is asked, and that takes so long
    elsa.set_up()
    elsa.start()
    player, told = Player(elsa), list[Happening]()
    player.skip_through(0, FIRST_ON)
    player.live_through(1, FIRST_ON + timedelta(days=1), lambda _, happening: told.append(happening))
    assert [type(each) for each in told] == [Weighing, Pressure, Pressure, Answers, Worries, Answers, Elsewhere]
    onlooker = Onlooker(elsa.web_port)
    onlooker.sign_in(NURSE, elsa.password)
    assert [row.rule for row in onlooker.worklist()] == ["low-pressure-with-dizziness", "worried"]


def test_in_a_home_without_a_screen_nobody_can_answer(tmp_path: Path) -> None:
    premises = Premises(tmp_path, [COUPLE], FIRST_ON, starts_at=at_local(FIRST_ON, 5))
    with pytest.raises(ValueError, match="has no screen"):
        Player(premises).play(COUPLE, Worries(at=AT, who="maj"))
    premises.close()


def test_a_home_without_a_line_of_its_own_cannot_be_cut_off(tmp_path: Path) -> None:
    premises = Premises(tmp_path, [COUPLE], FIRST_ON, starts_at=at_local(FIRST_ON, 5))
    with pytest.raises(ValueError, match="no line of its own"):
        Player(premises).play(COUPLE, LineChange(at=AT, who="maj", is_up=False))
    premises.close()


def _is_up(hub: HomeHub) -> bool:
    return hub.line is not None and hub.line.is_up
