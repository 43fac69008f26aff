from __future__ import annotations

import pytest

from edge.devices.catalogue import FAMILIES, long_form, services, short_form


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_can_be_found_by_its_service(family: object) -> None:
    assert family in FAMILIES
    assert len(services()) == len(FAMILIES)


def test_short_and_long_forms_are_one_another() -> None:
    for service, characteristics in services().items():
        assert all(long_form(short_form(uuid)) == uuid for uuid in (service, *characteristics))


def test_a_makers_own_uuid_stays_whole() -> None:
    vendor = "ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b"
    assert short_form(vendor.upper()) == vendor == long_form(vendor)
