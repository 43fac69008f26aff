from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from clinic import DAY, Clinic
from contract_samples import MOMENT, RAW, STATUS
from pages import AT
from reader import read

from server.web.shown import HubRow
from server.web.technical import SILENT_AFTER, STATES, hub_notes, hub_state
from vitals.hub_status import DeviceStatus, HubStatus, Machine
from vitals.identity import DeviceId
from vitals.record import Undecoded

ROW = HubRow(hub="h", label="kitchen", home="h", heard_at=AT, status=replace(STATUS, queue_depth=0, radio_fault=None))


def test_what_is_set_apart_is_shown_with_its_bytes_and_why(clinic: Clinic) -> None:
    clinic.hears(b'\xff\x00 <b>not ours</b> "')
    clinic.hears(clinic.town.letters.weighing(5_000_000, AT))
    with clinic.browser() as client:
        page = read(client.get("/quarantine"))
    assert "Oläsligt meddelande" in page.text
    assert "\\xff\x00 <b>not ours</b>" in page.html.replace("&lt;", "<").replace("&gt;", ">")
    assert "Omöjligt värde" in page.text
    assert clinic.town.letters.topic in page.text


def test_one_kind_can_be_shown_alone_by_words_that_people_understand(clinic: Clinic) -> None:
    clinic.hears(b"one")
    clinic.hears(b"two")
    undecoded = Undecoded(device=clinic.town.scale, reason="2a9d: truncated", moment=MOMENT, raw=RAW)
    clinic.hears(clinic.town.letters.record(undecoded))
    with clinic.browser() as client:
        everything = read(client.get("/quarantine"))
        some = read(client.get("/quarantine?why=undecoded"))
        unknown = read(client.get("/quarantine?why=<script>"))
    assert "Alla 3" in everything.text
    assert "Oläsligt meddelande 2" in everything.text
    assert "Hubben kunde inte läsa apparaten 1" in everything.text
    assert some.row("2a9d: truncated")
    assert sum(tag == "pre" for tag, _ in some.tags) == 1
    assert sum(tag == "pre" for tag, _ in unknown.tags) == 3


def test_the_same_message_again_is_counted_and_not_listed(clinic: Clinic) -> None:
    clinic.hears(b"again")
    clinic.clock.at += DAY
    clinic.hears(b"again")
    with clinic.browser() as client:
        row = read(client.get("/quarantine")).row("Oläsligt meddelande")
    assert "först 2026-03-02 07:15" in row
    assert "Gånger 2" in row


def test_an_empty_quarantine_says_so(clinic: Clinic) -> None:
    with clinic.browser() as client:
        page = read(client.get("/quarantine"))
    assert "Karantänen är tom." in page.text
    assert "Inget mätvärde väntar på en ägare." in page.text


def test_what_is_nobodys_is_shown_with_why(clinic: Clinic) -> None:
    other = clinic.town.registry.add_device(clinic.town.home, "standard-scale", "aa:bb:cc:00:11:33", "other scale")
    clinic.looks_at_the_register()
    letters = clinic.town.letters
    letters.scale = other
    clinic.hears(letters.weighing(80_000, AT))
    with clinic.browser() as client:
        page = read(client.get("/quarantine"))
    assert "other scale" in page.row("Ingen har apparaten")


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (replace(ROW, heard_at=None, status=None), "unheard"),
        (replace(ROW, heard_at=AT - SILENT_AFTER - timedelta(seconds=1)), "silent"),
        (replace(ROW, heard_at=AT - SILENT_AFTER), "heard_today"),
        (replace(ROW, status=replace(STATUS, storage_fault="the card is full", radio_fault=None)), "faulty"),
        (replace(ROW, status=replace(STATUS, radio_fault="no adapter")), "faulty"),
        (replace(ROW, status=replace(STATUS, queue_depth=1, radio_fault=None)), "waiting"),
        (ROW, "heard_today"),
    ],
)
def test_a_hub_is_in_the_worst_state_that_is_true_of_it(row: HubRow, state: str) -> None:
    assert hub_state(row, AT) == state
    assert state in STATES


def test_hubs_are_listed_the_worst_first_and_one_state_alone(clinic: Clinic) -> None:
    letters = clinic.town.letters
    status = replace(STATUS, hub=letters.hub, sent_at=clinic.clock.at, devices=())
    clinic.hears(letters.status(status), topic=letters.topic.replace("record", "status"))
    clinic.town.registry.add_hub(clinic.town.home, "never plugged in", bytes(32))
    with clinic.browser() as client:
        page = read(client.get("/hubs"))
        faulty = read(client.get("/hubs?state=faulty"))
    assert page.text.index("never plugged in") < page.text.index("kitchen")
    assert "Radio: no Bluetooth adapter" in page.row("kitchen")
    assert "Aldrig hörd 1" in page.text
    assert "never plugged in" not in faulty.text
    assert "i dag 07:15 nyss" in faulty.row("kitchen")
    assert "Osänt 2" in faulty.row("kitchen")


def test_without_hubs_the_page_says_so(clinic: Clinic) -> None:
    with clinic.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM hub_home")
        connection.exec_driver_sql("DELETE FROM hub")
    with clinic.browser() as client:
        assert "Inga hubbar ännu." in read(client.get("/hubs")).text


WORN = replace(
    STATUS,
    devices=(
        DeviceStatus(device=DeviceId("scaleaaaaaaaaaaa"), last_heard_at=AT, battery_percent=19),
        DeviceStatus(
            device=DeviceId("cuffaaaaaaaaaaaa"), last_heard_at=AT, battery_percent=20, trouble="pair it again"
        ),
    ),
    machine=Machine(uptime_s=60, disk_free_bytes=199_999_999, temperature_celsius=80),
)


def test_what_is_amiss_with_devices_and_computer_is_noted_the_most_pressing_first() -> None:
    assert [note.word for note in hub_notes(WORN)] == [
        "device_trouble", "device_battery", "card_nearly_full", "hub_hot",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "status",
    [
        None,
        STATUS,
        replace(STATUS, machine=Machine(uptime_s=60, disk_free_bytes=200_000_000, temperature_celsius=79)),
        replace(STATUS, machine=Machine(uptime_s=60, disk_free_bytes=None, temperature_celsius=None)),
    ],
)
def test_nothing_is_noted_of_a_hub_that_is_well_or_says_nothing(status: HubStatus | None) -> None:
    assert hub_notes(status) == []


def test_a_device_that_cannot_be_read_makes_its_hub_one_for_a_technician(clinic: Clinic) -> None:
    letters = clinic.town.letters
    worn = replace(WORN, hub=letters.hub, sent_at=clinic.clock.at)
    clinic.hears(letters.status(worn), topic=letters.topic.replace("record", "status"))
    with clinic.browser() as client:
        page = read(client.get("/hubs"))
    assert "Apparat cuffaaaaaaaaaaaa kan inte läsas: pair it again" in page.text
    assert "Apparat scaleaaaaaaaaaaa: batteri 19 %" in page.text
    assert "Kortet är nästan fullt: 199 MB kvar" in page.text
