from __future__ import annotations

from pairing_play import A_AND_D, AWAY, HERE, MI, PLAIN_CUFF, S400, S400_ADDRESS, family

from edge.devices.family import Advertisement, Family
from edge.pairing.candidate import Sightings

OMRON = Advertisement(name="BLESmart_0000011F", services=frozenset({"ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b"}))


def can_read(some: Family) -> bool:
    return some.name != "omron-cuff"


def test_who_is_known_by_no_sign_is_not_seen() -> None:
    sightings = Sightings(can_read)
    assert not sightings.hear(HERE, Advertisement(name="A telephone"), -50, 0)
    assert sightings.seen == {}


def test_the_strongest_is_first_and_those_that_cannot_be_read_are_last() -> None:
    sightings = Sightings(can_read)
    assert sightings.hear("C0:00:00:00:00:07", OMRON, -20, 0)
    assert sightings.hear(HERE.lower(), A_AND_D, -80, 0)
    assert sightings.hear(AWAY, PLAIN_CUFF, -40, 0)
    assert list(sightings.seen) == [AWAY, HERE, "C0:00:00:00:00:07"]
    assert [each.can_be_read for each in sightings.seen.values()] == [True, True, False]


def test_an_advertisement_without_a_name_does_not_make_a_device_less_than_it_was() -> None:
    sightings = Sightings(can_read)
    sightings.hear(HERE, A_AND_D, -60, 0)
    assert not sightings.hear(HERE, Advertisement(services=A_AND_D.services), -61, 500)
    assert not sightings.hear(HERE, Advertisement(), -62, 900)
    [seen] = sightings.seen.values()
    assert (seen.family.name, seen.name, seen.signal_dbm, seen.heard_ms) == ("a-and-d-scale", A_AND_D.name, -62, 900)


def test_a_name_that_comes_later_makes_a_device_what_it_is() -> None:
    sightings = Sightings(can_read)
    assert sightings.hear(HERE, Advertisement(services=A_AND_D.services), -60, 0)
    assert sightings.hear(HERE, A_AND_D, -60, 100)
    assert sightings.seen[HERE].family is family("a-and-d-scale")


def test_what_is_said_last_is_what_a_key_is_tried_on() -> None:
    sightings = Sightings(can_read)
    sightings.hear(S400_ADDRESS, Advertisement(name="x", service_data={"fe95": S400.service_data["fe95"][:5]}), -60, 0)
    sightings.hear(S400_ADDRESS, S400, -60, 1)
    assert sightings.seen[S400_ADDRESS].said.service_data == S400.service_data


def test_a_name_is_shown_without_what_no_database_keeps_and_never_longer_than_the_contract_takes() -> None:
    sightings = Sightings(can_read)
    sightings.hear(HERE, Advertisement(name=f"\x00A&D_UC-352\n{'x' * 99}", services=frozenset({"181d"})), -60, 0)
    assert len(sightings.seen[HERE].shown_name) == 64
    assert sightings.seen[HERE].shown_name.isprintable()


def test_a_device_without_a_name_is_called_by_its_kind() -> None:
    sightings = Sightings(can_read)
    sightings.hear(HERE, Advertisement(name=" \x00 ", services=MI.services), -60, 0)
    [seen] = sightings.seen.values()
    assert seen.shown_name == seen.family.label[:64]
