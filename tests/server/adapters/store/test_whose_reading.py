"""What the screens read of whose a measurement is, on both databases."""

from __future__ import annotations

import pytest
from shared_scale import ANNA_KG, KNOWN_ON, SharedScale
from small_server import at, undated
from sqlalchemy import Engine

from server.adapters.store.reading import SqlReader


@pytest.fixture
def scale(engine: Engine) -> SharedScale:
    """Two people on one scale."""
    return SharedScale(engine)


@pytest.fixture
def reader(engine: Engine) -> SqlReader:
    """Who reads for the screens."""
    return SqlReader(engine)


def test_what_is_nobodys_is_listed_with_its_home_and_device_and_the_latest_first(
    scale: SharedScale, reader: SqlReader
) -> None:
    first, second = scale.weighs(ANNA_KG, at(0)), scale.weighs(ANNA_KG, at(1))
    rows = reader.unclaimed()
    assert [row.record for row in rows] == [second, first]
    assert (rows[0].home, rows[0].device, rows[0].reason, rows[0].measured_at) == (
        "a home",
        "scale",
        "not_yet_known",
        at(1),
    )
    scale.answers(first, None)
    scale.answers(second, scale.anna)
    assert reader.unclaimed() == []


def test_a_measurement_shows_its_values_whose_it_is_and_who_it_may_have_been(
    scale: SharedScale, reader: SqlReader
) -> None:
    record = scale.weighs(ANNA_KG, at(0))
    page = reader.measurement(record)
    assert page is not None
    assert [(point.vital, point.value) for point in page.values] == [("body_weight", 70_000)]
    assert (page.whose, page.is_movable, page.moves) == (None, True, [])
    assert {patient for patient, _ in page.people} == {scale.anna, scale.bo}
    scale.answers(record, scale.anna)
    page = reader.measurement(record)
    assert page is not None
    assert page.whose == scale.anna


def test_a_measurement_is_found_by_the_number_that_a_move_gave_it_too(scale: SharedScale, reader: SqlReader) -> None:
    record = scale.weighs(ANNA_KG, at(0))
    scale.answers(record, scale.anna)
    scale.staff_says(record, scale.bo, "she was away")
    (point,) = (each for each in (reader.patient(scale.bo, 30, at(1)) or pytest.fail("there is Bo")).points)
    assert point.arrival is not None
    page = reader.measurement(point.arrival)
    assert page is not None
    assert (page.record, page.whose) == (record, scale.bo)
    assert [(each.by, each.is_answer, each.reason) for each in page.moves] == [
        ("Eva Lind", False, "she was away"),
        (f"hub {scale.home.hub}", True, ""),
    ]
    assert reader.moved() == page.moves


def test_what_was_taken_away_is_on_nobodys_page_but_stays_behind_the_alert_it_was_in(
    scale: SharedScale, reader: SqlReader
) -> None:
    scale.becomes_known()
    gained = scale.weighs(ANNA_KG + 2.5, at(KNOWN_ON))
    scale.staff_says(gained, None)
    page = reader.patient(scale.anna, 30, at(KNOWN_ON, "12:00"))
    assert page is not None
    assert max(point.value for point in page.points) == 70_000
    assert page.person.last_reading_at == at(KNOWN_ON - 1)
    (alert,) = page.alerts
    assert max(point.value for point in alert.behind) == 72_500


def test_who_came_to_the_home_later_cannot_have_made_it(scale: SharedScale, reader: SqlReader) -> None:
    early = scale.weighs(ANNA_KG, at(-300), at(0))
    page = reader.measurement(early)
    assert page is not None
    assert page.people == []


def test_what_waits_for_its_time_can_be_looked_at_and_not_moved(scale: SharedScale, reader: SqlReader) -> None:
    scale.server.takes(scale.home.weighs(70.0, undated(5, boot_id="0" * 16), at(0)))
    page = reader.measurement(1)
    assert page is not None
    assert (page.measured_at, page.is_movable, page.people) == (None, False, [])
    assert reader.unclaimed()[0].measured_at is None


def test_what_is_no_measurement_is_not_shown_as_one(scale: SharedScale, reader: SqlReader) -> None:
    record = scale.weighs(ANNA_KG, at(0))
    scale.answers(record, scale.anna, question="breathlessness")
    assert reader.measurement(record + 1) is None
    assert reader.measurement(9_999) is None


def test_a_patients_page_counts_what_may_be_the_patients_and_is_nobodys(scale: SharedScale, reader: SqlReader) -> None:
    def waiting(patient: str) -> int:
        page = reader.patient(patient, 30, at(40))
        assert page is not None
        return page.waiting

    scale.weighs(ANNA_KG, at(9))
    records = [scale.weighs(ANNA_KG, at(day)) for day in (11, 12)]
    assert [waiting(each) for each in (scale.anna, scale.bo, scale.server.anna)] == [2, 2, 0]
    scale.answers(records[0], scale.anna)
    scale.answers(records[1], None)
    assert waiting(scale.anna) == 0
