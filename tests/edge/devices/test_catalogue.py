"""The catalogue: every family is found by what its devices say, and never taken for another."""

from __future__ import annotations

from collections import Counter

import pytest
from captured import CASES, Case

from edge.devices.capture import Capture
from edge.devices.catalogue import (
    FAMILIES,
    family_named,
    forbidden_to,
    is_fetched,
    owner_of,
    recognise,
    session_of,
)
from edge.devices.family import Advertisement, Family, Sign
from edge.devices.session import fetch_standard
from edge.gatt.uuid import long_form, short_form
from vitals.record import WORD
from vitals.vital import Vital

SIGNS = [(family, sign) for family in FAMILIES for sign in family.signs]


def says(sign: Sign) -> Advertisement:
    """Make the least that a device says for a sign to hold."""
    begins_a_service = {} if sign.companies or not sign.begins else dict.fromkeys(sign.services[:1], sign.begins)
    return Advertisement(
        name=f"{sign.names[0]}0A1B" if sign.names else None,
        services=frozenset((*sign.services[:1], *sign.beside)),
        service_data=begins_a_service,
        company_data=dict.fromkeys(sign.companies[:1], sign.begins),
    )


@pytest.mark.parametrize(("family", "sign"), SIGNS, ids=[f"{family.name}-{at}" for at, (family, _) in enumerate(SIGNS)])
def test_a_device_is_taken_for_its_own_family_and_no_other_is_as_likely(family: Family, sign: Sign) -> None:
    heard = says(sign)
    scores = Counter({each.name: each.score(heard) for each in FAMILIES}).most_common(2)
    assert recognise(heard) is family
    assert scores[0][1] > scores[1][1], f"{scores[0][0]} and {scores[1][0]} are equally likely"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_of_the_catalogue_is_whole(family: Family) -> None:
    assert WORD.fullmatch(family.name)
    assert all(Vital.named(vital) for vital in family.measures)
    assert family.how_to_pair.sv.endswith(".")
    assert family.how_to_pair.en.endswith(".")
    assert family.how_to_pair.sv != family.how_to_pair.en
    assert family.sources
    assert bool(family.only_decoded) is not is_fetched(family), "who is not talked to says why, and nobody else"
    assert all(short_form(long_form(uuid)) == uuid for uuid in family.subscribe), "UUIDs in short form"
    assert family_named(family.name) is family


def test_no_name_is_given_twice() -> None:
    names = [name for family in FAMILIES for name in {family.name, *family.captured_as}]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_who_says_nothing_known_is_of_no_family() -> None:
    assert recognise(Advertisement(name="Headphones", services=frozenset({"110b"}))) is None
    assert family_named("headphones") is None


def test_a_scale_that_does_both_is_warned_of_as_one_that_sends_a_current_through_the_body() -> None:
    found = recognise(Advertisement(services=frozenset({"181d", "181b"})))
    assert found is not None
    assert (found.name, found.is_body_composition) == ("standard-body-scale", True)
    assert found.subscribe[0] == "2a9d"


BODY = {"impedance_ohm", "impedance2_ohm", "impedance_50khz_ohm", "impedance_250khz_ohm", "body_fat_percent"}


@pytest.mark.parametrize("case", [case for case in CASES if BODY & {*case["expected"]}], ids=lambda case: case["id"])
def test_whoever_was_heard_to_measure_a_body_is_warned_of(case: Case) -> None:
    found = family_named(case["family"])
    assert found is not None
    assert found.is_body_composition


def test_a_frame_of_nobody_has_no_owner() -> None:
    assert owner_of(Capture(source="2a9d", payloads=(b"\x00",))) is None
    assert owner_of(Capture(source="feed", payloads=(b"\x00",))) is None


def test_a_device_of_a_family_nobody_knows_is_asked_for_the_standard_profiles() -> None:
    assert session_of("") is session_of("standard-scale") is fetch_standard


def test_what_must_not_be_said_to_a_family_is_known_by_its_name() -> None:
    assert forbidden_to("omron-cuff")
    assert forbidden_to("") == ()


def test_the_radio_gets_what_it_need_only_listen_or_subscribe_to() -> None:
    fetched = {family.name for family in FAMILIES if is_fetched(family)}
    assert {"a-and-d-cuff", "standard-oximeter", "xiaomi-2-scale", "xiaomi-s400-scale"} <= fetched
    decoded = {family.name for family in FAMILIES} - fetched
    assert decoded == {"keep-s3-scale", "viatom-oximeter", "viatom-cuff", "pc60-oximeter", "contec-oximeter"}
