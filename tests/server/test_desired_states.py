"""What the hubs are told: only what is new, under versions that only rise, and again if a hub has missed it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shared_scale import ANNA_KG, SharedScale
from small_server import SmallServer, at
from sqlalchemy import Engine, delete, update
from symptom_file import symptoms

from server.adapters.store import schema, whose_schema
from server.adapters.store.units import keep_unit
from server.desired_states import BELIEVED_AHEAD
from server.patients.hours import parse_exceptions, parse_hours
from server.patients.unit import Unit
from vitals.desired import DesiredState
from vitals.identity import HubId
from vitals.wire import decode_desired, encode_desired


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient."""
    return SmallServer(engine)


def beat(server: SmallServer, day: int, holds: int) -> tuple[DesiredState, ...]:
    """Let the hub say which version it holds."""
    return server.takes(server.home.beats(at(day), desired_version=holds)).desired


@pytest.mark.decision("A3")
def test_a_hub_is_told_its_home_and_the_devices_there_when_it_is_first_heard(server: SmallServer) -> None:
    (told,) = beat(server, 0, 0)
    assert (told.home, told.hub, told.version) == (server.home.home, server.home.hub, 1)
    assert told.devices == (server.home.scale,)
    assert told.questions == ()
    assert told.screen is not None
    assert [member.patient for member in told.screen.people] == [server.anna]


@pytest.mark.decision("A5")
def test_of_the_people_a_hub_is_told_who_belongs_to_its_home_now_and_only_the_id(engine: Engine) -> None:
    scale = SharedScale(engine)
    (told,) = scale.server.takes(scale.home.beats(at(0), desired_version=0)).desired
    assert told.screen is not None
    assert {member.patient for member in told.screen.people} == {scale.anna, scale.bo}
    assert b"Somebody" not in encode_desired(told, scale.home.sign)
    with engine.begin() as connection:
        left = update(schema.MEMBERSHIP).where(schema.MEMBERSHIP.c.patient == scale.bo).values(to_at=at(0, "08:00"))
        connection.execute(left)
    (later,) = scale.server.takes(scale.home.beats(at(1), desired_version=1), is_register_changed=True).desired
    assert later.screen is not None
    assert [member.patient for member in later.screen.people] == [scale.anna]


def test_an_older_hub_is_told_nothing_of_a_screen_that_it_could_not_read(server: SmallServer) -> None:
    (told,) = server.takes(server.home.beats(at(0), desired_version=0, machine=None)).desired
    assert told.screen is None
    (again,) = server.takes(server.home.beats(at(1), desired_version=1)).desired
    assert (again.version, again.screen is None) == (2, False), "it has a new program"


@pytest.mark.decision("A3")
def test_a_hub_that_holds_the_version_is_told_nothing_and_one_that_lacks_it_is_told_again(server: SmallServer) -> None:
    (first,) = beat(server, 0, 0)
    assert beat(server, 1, 1) == ()
    assert beat(server, 2, 0) == (first,), "a wiped broker, or a new card"
    server.restarts()
    assert beat(server, 3, 0) == (first,)
    assert beat(server, 4, 1) == ()


@pytest.mark.decision("A3", "A7")
def test_a_question_is_a_new_version_at_once_and_its_answer_another(engine: Engine) -> None:
    scale = SharedScale(engine)
    done = scale.server.takes(scale.home.weighs(ANNA_KG, at(0)))
    (asked,) = done.desired
    assert (asked.hub, asked.version) == (scale.home.hub, 1)
    assert [each.ask.value for each in asked.questions] == ["whose"]
    scale.server.restarts()
    (answered,) = scale.answers(1, scale.anna).desired
    assert (answered.version, answered.questions) == (2, ())
    assert scale.server.rows("desired_state", "hub", "version") == [(scale.home.hub, 2)]


@pytest.mark.decision("A3")
def test_the_version_only_rises_also_when_the_database_is_an_old_one(server: SmallServer, engine: Engine) -> None:
    beat(server, 0, 0)
    (told,) = beat(server, 1, 41)
    assert told.version == 42
    with engine.begin() as connection:
        connection.execute(delete(whose_schema.DESIRED_STATE))
    server.restarts()
    (again,) = beat(server, 2, 42)
    assert again.version == 43
    assert beat(server, 3, 43) == ()


def test_a_hub_that_claims_the_last_number_there_is_is_not_believed(server: SmallServer) -> None:
    beat(server, 0, 0)
    (told,) = beat(server, 1, BELIEVED_AHEAD + 2)
    assert told.version == 1


def test_a_changed_register_is_told_to_whom_it_concerns(server: SmallServer) -> None:
    other = server.add_home()
    server.takes(is_register_changed=True)
    server.takes(*(home.beats(at(0), desired_version=0) for home in (server.home, other)))
    cuff = server.registry.add_device(server.home.home, "standard-cuff", "AA:BB:CC:00:11:22", "cuff")
    (told,) = server.takes(is_register_changed=True).desired
    assert (told.hub, told.version) == (server.home.hub, 2)
    assert set(told.devices) == {server.home.scale, cuff}


def test_a_hub_that_goes_to_another_home_is_told_there(server: SmallServer) -> None:
    beat(server, 0, 0)
    new = server.add_home()
    server.registry.move_hub(server.home.hub, new.home, bytes(new.key.verify_key))
    (told,) = [each for each in server.takes(is_register_changed=True).desired if each.hub == server.home.hub]
    assert (told.home, told.version) == (new.home, 2)


def test_a_question_of_a_hub_that_nobody_knows_any_more_is_told_to_nobody(engine: Engine) -> None:
    scale = SharedScale(engine)
    scale.weighs(ANNA_KG, at(0))
    with engine.begin() as connection:
        connection.execute(update(whose_schema.QUESTION).values(hub=HubId("gonegonegonegone")))
    scale.server.restarts()
    assert scale.answers(1, scale.anna).desired == ()


def test_what_is_told_is_what_goes_on_the_wire(server: SmallServer) -> None:
    (told,) = beat(server, 0, 0)
    payload = encode_desired(told, server.home.sign)
    assert decode_desired(payload, lambda signed, signature: server.home.sign(signed) == signature) == told
    assert replace(told, version=2) != told


ROSEN = Unit(
    unit="rosen",
    name="Rosens vårdcentral",
    zone="Europe/Stockholm",
    reader="eva",
    telephone="010-123 45 67",
    hours=parse_hours(["mon-fri 08:00-16:30"]),
)


@pytest.mark.decision("A3")
def test_a_home_is_told_of_its_unit_at_once_and_of_a_new_week_with_the_next_heartbeat(server: SmallServer) -> None:
    (first,) = beat(server, 0, 0)
    assert first.screen is not None
    assert (first.screen.coverage, first.screen.contacts, first.texts) == (None, (), ())
    keep_unit(server.registry, ROSEN)
    (told,) = server.takes(is_register_changed=True).desired
    assert told.screen is not None
    assert told.screen.coverage == ROSEN.coverage(at(0))
    assert [each.name for each in told.screen.contacts] == ["Eva Lind", "Rosens vårdcentral"]
    for day in range(7):
        for clock in ("00:01", "07:59", "08:00", "16:30", "23:59"):
            assert server.takes(server.home.beats(at(day, clock), desired_version=2)).desired == (), (day, clock)
    (monday,) = server.takes(server.home.beats(at(7, "00:04"), desired_version=2)).desired
    assert monday.screen is not None
    assert (monday.version, monday.screen.coverage) == (3, ROSEN.coverage(at(7)))


@pytest.mark.decision("E6", "A3")
def test_a_home_is_asked_the_questions_of_the_file(server: SmallServer) -> None:
    (told,) = beat(server, 0, 0)
    assert told.screen is not None
    assert told.screen.symptoms == symptoms()


@pytest.mark.decision("A3")
def test_a_holiday_that_is_written_down_is_told_to_every_home_at_once(server: SmallServer) -> None:
    keep_unit(server.registry, ROSEN)
    server.takes(is_register_changed=True)
    beat(server, 0, 0)
    closed = replace(ROSEN, hours=replace(ROSEN.hours, exceptions=parse_exceptions(["2026-03-03 closed"])))
    keep_unit(server.registry, closed)
    (told,) = server.takes(is_register_changed=True).desired
    assert told.screen is not None
    assert told.screen.coverage is not None
    ahead = told.screen.coverage.next_look(at(0, "17:00"))
    assert ahead is not None
    assert ahead.opens_at == at(2, "08:00")
