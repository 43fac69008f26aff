from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from server.exchange.naming import SHIFT_AT_MOST_WEEKS, AsItIs, Pseudonyms
from vitals.identity import PatientId

STOCKHOLM = "Europe/Stockholm"
PEOPLE = [PatientId(f"{letter}{other}" * 8) for letter in "abcdefghij" for other in "klmnopqrst"]
KEY = bytes(range(32))


def names(key: bytes = KEY) -> Pseudonyms:
    return Pseudonyms(key, dict.fromkeys(PEOPLE, STOCKHOLM))


def test_pseudonyms_are_the_keys_and_different_for_everybody() -> None:
    mine = [names().patient(each) for each in PEOPLE]
    assert mine == [names().patient(each) for each in PEOPLE]
    assert len({*mine, *(names(bytes(32)).patient(each) for each in PEOPLE)}) == 2 * len(PEOPLE)
    assert not any(each in mine for each in PEOPLE)


def test_a_device_that_two_people_share_joins_nobody() -> None:
    first, second = PEOPLE[:2]
    assert names().device(first, "scale") == names().device(first, "scale")
    assert names().device(first, "scale") != names().device(second, "scale")
    assert names().device(first, "") == ""


def test_dates_move_back_by_whole_weeks_of_ones_own_and_the_clock_on_the_wall_stays() -> None:
    shifts = set()
    for patient in PEOPLE:
        moved = date.fromisoformat(names().day(patient, date(2026, 3, 2)))
        shift = date(2026, 3, 2) - moved
        assert (shift.days % 7, timedelta(weeks=1) <= shift <= timedelta(weeks=SHIFT_AT_MOST_WEEKS)) == (0, True)
        at = names().instant(patient, datetime(2026, 7, 1, 5, 30, 12, tzinfo=UTC))
        assert at == f"{date(2026, 7, 1) - shift}T07:30:12"
        shifts.add(shift)
    assert len(shifts) > SHIFT_AT_MOST_WEEKS / 2


def test_the_night_of_changed_clocks_costs_an_hour_and_never_a_day() -> None:
    patient = PEOPLE[0]
    before = names().instant(patient, datetime(2026, 10, 24, 5, 0, tzinfo=UTC))
    after = names().instant(patient, datetime(2026, 10, 25, 6, 0, tzinfo=UTC))
    assert datetime.fromisoformat(after) - datetime.fromisoformat(before) == timedelta(days=1)


def test_a_key_is_as_long_as_it_must_be_and_its_fingerprint_tells_it_from_others() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        names(b"short")
    assert names().fingerprint() != names(bytes(32)).fingerprint()
    assert KEY.hex() not in names().fingerprint()


def test_openly_everything_is_as_the_register_has_it() -> None:
    patient, open_names = PEOPLE[0], AsItIs()
    assert (open_names.patient(patient), open_names.device(patient, "scale")) == (patient, "scale")
    assert (open_names.day(patient, date(2026, 3, 2)), open_names.age(97)) == ("2026-03-02", 97)
    assert open_names.instant(patient, datetime(2026, 3, 2, tzinfo=UTC)) == "2026-03-02T00:00:00Z"
