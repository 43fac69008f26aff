"""The desk with bonds that do what a test says; with BlueZ and devices on the air it is tested in tests/ble."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from pairing_play import A_AND_D, AWAY, HERE, OMRON, PLAIN_CUFF
from small_hub import SCALE

from edge.devices.family import Advertisement, Family
from edge.devices.link import Secrets
from edge.enrolled import EnrolledDevice
from edge.pairing.port import BondError
from edge.pairing.talk import Cancelled, Chose, Opened, Said, Step
from edge.pairing.waits import Waits
from edge.pairing.why import Why
from edge.pairing_desk import PairingDesk

KEY = Secrets(unlock_key=b"k" * 16)


class PlayedBonds:
    """Bonds in which whatever is in ``fails`` fails, and a pairing takes as long as a test wants."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails: dict[str, Why] = {}
        self.fails_once: dict[str, Why] = {}
        self.bonded: set[str] = set()
        self.connected: set[str] = set()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def be_default(self, *, is_wanted: bool) -> None:
        self._note("be_default" if is_wanted else "be one of many")

    async def is_bonded(self, address: str) -> bool:
        return address in self.bonded

    async def is_connected(self, address: str) -> bool:
        return address in self.connected

    async def pair(self, address: str) -> None:
        self._note(f"pair {address}")
        await self.may_go_on.wait()
        self._note("paired")
        self.bonded.add(address)

    async def join(self, address: str) -> None:
        self._note(f"join {address}")

    async def trust(self, address: str) -> None:
        self._note(f"trust {address}")

    async def hang_up(self, address: str) -> None:
        self._note(f"hang up {address}")

    async def forget(self, address: str) -> None:
        self._note(f"forget {address}")
        self.bonded.discard(address)

    def _note(self, what: str) -> None:
        self.asked.append(what)
        kind = what.partition(" ")[0]
        if (why := self.fails_once.pop(kind, self.fails.get(kind))) is not None:
            raise BondError(why, "not today")


class PlayedIntroductions:
    """Introductions that give a key, unless a test says why not."""

    def __init__(self) -> None:
        self.introduced: list[tuple[str, str, Secrets]] = []
        self.fails: Why | None = None

    async def introduce(self, address: str, family: Family, secrets: Secrets) -> Secrets:
        self.introduced.append((address, family.name, secrets))
        if self.fails is not None:
            raise BondError(self.fails, "not today")
        return KEY


class AtTheDesk:
    """A desk at work."""

    def __init__(self, enrolled: dict[str, EnrolledDevice]) -> None:
        self.bonds = PlayedBonds()
        self.enrolled = enrolled
        self.desk = PairingDesk(
            enrolled=lambda: enrolled,
            enrol=lambda device, _name: enrolled.__setitem__(device.address, device),
            random_bytes=bytes,
            waits=Waits(quiet_ms=0, awake_ms=60_000),
            turn=asyncio.Lock(),
        )
        self.introductions = PlayedIntroductions()
        self.desk.equip(self.bonds, self.introductions)

    def stands(self) -> Step:
        with self.desk.watched() as changes:
            return changes.get_nowait().step

    def choose(self, address: str = HERE, said: Advertisement = A_AND_D) -> None:
        self.desk.hear(Opened())
        self.desk.sighted(address, said, -60)
        self.desk.hear(Chose(address))

    async def reaches(self, step: Step) -> None:
        async with asyncio.timeout(5):
            while self.stands() is not step:  # noqa: ASYNC110  (what people see)
                await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def at_the_desk(*devices: EnrolledDevice) -> AsyncIterator[AtTheDesk]:
    place = AtTheDesk({device.address: device for device in devices})

    async def work() -> None:
        async with asyncio.TaskGroup() as tasks:
            place.desk.begin(tasks)

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    try:
        yield place
    finally:
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


def play(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        await story()

    asyncio.run(told())


def test_a_pairing_that_people_stopped_does_not_disturb_the_next_one() -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.bonds.may_go_on.clear()
            place.bonds.fails_once["paired"] = Why.REFUSED
            place.choose()
            await asyncio.sleep(0.05)
            place.desk.hear(Cancelled())
            place.choose()
            await asyncio.sleep(0.05)
            assert place.bonds.asked.count(f"pair {HERE}") == 1, "one call at a time"
            place.bonds.may_go_on.set()
            await place.reaches(Step.WAITING)
            assert place.bonds.fails_once == {}

    play(story)


def test_a_door_that_cannot_be_opened_is_told_to_a_technician(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.bonds.fails["be_default"] = Why.BLUETOOTH
            with caplog.at_level(logging.WARNING):
                place.desk.hear(Opened())
                await asyncio.sleep(0.05)
            assert place.stands() is Step.LOOKING

    play(story)
    assert "the agent could not be made the default: not today" in caplog.text


def test_an_old_bond_that_cannot_be_given_up_is_tried_again_when_the_device_is_heard() -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.bonds.bonded.add(HERE)
            place.bonds.fails |= {"join": Why.REFUSED, "forget": Why.BLUETOOTH}
            place.choose()
            await place.reaches(Step.CALLING)
            place.desk.sighted(HERE, A_AND_D, -60)
            await place.reaches(Step.REPLACING)
            place.desk.hear(Said(is_yes=True))
            await asyncio.sleep(0.05)
            assert place.stands() is Step.CALLING
            assert f"forget {HERE}" in place.bonds.asked

    play(story)


def test_a_device_that_knows_no_bonds_is_not_trusted_and_one_that_hung_up_first_is_no_fault() -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.bonds.fails |= {"pair": Why.REFUSED, "hang": Why.NOT_REACHED}
            place.choose(AWAY, PLAIN_CUFF)
            await place.reaches(Step.DONE)
            await asyncio.sleep(0.05)
            assert AWAY in place.enrolled
            assert not any(each.startswith("trust") for each in place.bonds.asked)

    play(story)


def test_while_people_choose_all_are_spared_and_then_only_the_one_they_chose() -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            assert not place.desk.spares(AWAY)
            place.desk.hear(Opened())
            assert place.desk.spares(AWAY)
            place.desk.sighted(HERE, A_AND_D, -60)
            place.desk.hear(Chose(HERE))
            assert place.desk.spares(HERE.lower())
            assert not place.desk.spares(AWAY)

    play(story)


def test_bluez_is_answered_for_the_device_that_is_being_paired_and_no_other() -> None:
    async def story() -> None:
        async with at_the_desk(SCALE) as place:
            assert not place.desk.may_pair(AWAY)
            assert await place.desk.passkey(SCALE.address) is None, "nobody is there to type"
            place.bonds.may_go_on.clear()
            place.choose(AWAY, PLAIN_CUFF)
            await asyncio.sleep(0.02)
            assert place.desk.may_pair(AWAY)
            asked = [asyncio.create_task(place.desk.passkey(AWAY)), asyncio.create_task(place.desk.is_same(AWAY, 7))]
            await asyncio.sleep(0.02)
            assert place.stands() is Step.COMPARING
            place.desk.never_mind()
            assert [await each for each in asked] == [None, False]
            place.desk.show(AWAY, 7)
            assert place.stands() is Step.BONDING

    play(story)


def test_whoever_pairs_when_the_hub_ends_is_told() -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.desk.hear(Opened())
            watched = place.desk.watched()
            changes = watched.__enter__()
        steps = [changes.get_nowait().step for _ in range(changes.qsize())]
        assert steps == [Step.LOOKING, Step.CLOSED]
        watched.__exit__(None, None, None)

    play(story)


def test_a_desk_without_bluetooth_says_that_the_hubs_bluetooth_is_at_fault() -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.desk._bonds = None
            place.choose()
            await place.reaches(Step.REFUSED)
            with place.desk.watched() as changes:
                assert changes.get_nowait().en.startswith("The hub's Bluetooth does not answer.")

    play(story)


def test_a_desk_at_which_nobody_works_carries_out_nothing() -> None:
    async def story() -> None:
        desk = AtTheDesk({}).desk
        with pytest.raises(RuntimeError, match="the desk is not running"):
            desk.hear(Opened())

    play(story)


def test_a_cuff_gets_its_key_in_its_turn_and_comes_onto_the_card_with_it() -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.choose(said=OMRON)
            await place.reaches(Step.WAITING)
            place.desk.sighted(HERE, OMRON, -60)
            await place.reaches(Step.DONE)
            assert place.introductions.introduced == [(HERE, "omron-cuff", Secrets())]
            assert place.enrolled[HERE].secrets == KEY

    play(story)


def test_a_cuff_that_takes_no_key_is_not_enrolled_and_that_is_told_to_a_technician(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.introductions.fails = Why.REFUSED
            with caplog.at_level(logging.WARNING):
                place.choose(said=OMRON)
                await place.reaches(Step.REFUSED)
            assert place.enrolled == {}

    play(story)
    assert f"{HERE}: NotIntroduced: not today" in caplog.text


def test_a_desk_without_a_way_to_devices_says_that_it_is_bluetooth() -> None:
    async def story() -> None:
        async with at_the_desk() as place:
            place.desk._introductions = None
            place.choose(said=OMRON)
            await place.reaches(Step.REFUSED)
            assert "Bluetooth" in place.desk.progress.sv

    play(story)
