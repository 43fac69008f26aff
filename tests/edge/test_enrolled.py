from __future__ import annotations

from dataclasses import replace

import pytest
from small_hub import CUFF, PAIRED, SCALE

from edge.devices.link import Consent, Secrets
from edge.enrolled import EnrolledDevice, EnrolledDevices


@pytest.mark.parametrize(
    "device", [SCALE, PAIRED, replace(PAIRED, bind_key=bytes(range(16)), secrets=Secrets(unlock_key=b"u" * 16))]
)
def test_what_is_written_for_the_card_is_read_back(device: EnrolledDevice) -> None:
    assert EnrolledDevice.from_card(device.to_card()) == device


@pytest.mark.parametrize("written", [b"{}", b"[]", b"\xff", b'{"bind_key": null, "shoe": 1}', b'{"bind_key": "xy"}'])
def test_what_nobody_wrote_is_refused(written: bytes) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        EnrolledDevice.from_card(written)


def test_devices_are_found_by_their_address_however_it_is_written() -> None:
    devices = EnrolledDevices([SCALE, CUFF])
    assert devices[SCALE.address.lower()] == SCALE
    assert PAIRED.address not in devices
    assert (len(devices), list(devices)) == (2, [SCALE.address, CUFF.address])


def test_what_the_card_remembers_is_added_to_what_hub_toml_says() -> None:
    devices = EnrolledDevices([SCALE])
    devices.recall(PAIRED)
    assert list(devices.values()) == [SCALE, PAIRED]


def test_hub_toml_wins_over_the_card_where_both_name_an_address() -> None:
    devices = EnrolledDevices([SCALE])
    devices.recall(replace(PAIRED, address=SCALE.address))
    assert list(devices.values()) == [SCALE]


def test_what_people_typed_when_they_paired_a_provisioned_device_is_taken_from_the_card() -> None:
    devices = EnrolledDevices([SCALE])
    devices.recall(replace(SCALE, family="other", bind_key=b"k" * 16, secrets=PAIRED.secrets))
    assert devices[SCALE.address] == replace(SCALE, bind_key=b"k" * 16, secrets=PAIRED.secrets)


def test_codes_of_hub_toml_and_of_the_card_stand_together_and_hub_toml_wins() -> None:
    provisioned = replace(SCALE, secrets=Secrets(consents=(Consent(1, 11),)))
    devices = EnrolledDevices([provisioned])
    devices.recall(replace(SCALE, secrets=Secrets(consents=(Consent(1, 99), Consent(2, 22)), unlock_key=b"u")))
    assert devices[SCALE.address].secrets == Secrets(consents=(Consent(1, 11), Consent(2, 22)), unlock_key=b"u")


def test_what_is_paired_now_takes_the_place_of_what_was_known() -> None:
    devices = EnrolledDevices([SCALE])
    devices.add(replace(SCALE, family="beurer-scale"))
    assert [device.family for device in devices.values()] == ["beurer-scale"]


def test_keys_and_codes_are_in_no_log() -> None:
    assert "1234" not in repr(PAIRED)
