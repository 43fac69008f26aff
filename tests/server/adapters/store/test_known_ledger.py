"""What was said of patients is kept row by row and read back, many at once, on both databases."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from knowing import DAY, asked, happening, person, plan, setting, unnumbered, use, weight
from pages import AT, LONG_AGO, MINUTE, SmallTown, observation
from sqlalchemy import Engine, event

from server.adapters.store import known_rows
from server.adapters.store.ledger import SqlLedger
from server.ledger.page import Page, Withdrawal
from server.patients.known import DEFAULT_GROUP, AgreedWhat, Known, Weighed
from server.rules.knowledge import records
from server.rules.record import Agreed, Joined
from vitals.identity import PatientId
from vitals.vital import Vital

REFERENCE = AgreedWhat.REFERENCE


@pytest.fixture
def town(engine: Engine) -> SmallTown:
    return SmallTown(engine)


def keep(ledger: SqlLedger, patient: PatientId, *said: Known) -> None:
    ledger.write(Page(known=[replace(each, patient=patient) for each in said]))


def weighs(ledger: SqlLedger, patient: PatientId, *days: int, first: int = 1) -> None:
    """Let somebody weigh 80 kg and as many grams as days have passed since AT."""
    ledger.write(
        Page(
            observations=[
                observation(first + place, 80_000 + day, patient=patient, measured_at=AT + day * DAY)
                for place, day in enumerate(days)
            ]
        )
    )


def test_every_kind_comes_back_as_it_was_said_in_order(ledger: SqlLedger, town: SmallTown) -> None:
    said: dict[str, list[Known]] = {
        "plans": [plan("024"), plan("1", is_unsteady=True)],
        "weights": [weight(AgreedWhat.TARGET, 80_500), weight(AgreedWhat.TARGET, None, AT + DAY, who="bo")],
        "settings": [setting("r.s", 2_500), setting("r.s", None, review_on=None, unit="%")],
        "profiles": [use("frail"), use("frail", is_on=False)],
        "happenings": [happening("admitted"), happening("travelling", until_at=AT + DAY)],
        "requests": [asked(AT + DAY)],
    }
    for rows in said.values():
        keep(ledger, town.patient, *rows)
    known = ledger.known(LONG_AGO)
    for kind, rows in said.items():
        found: list[Any] = getattr(known, kind)
        assert unnumbered(found) == [replace(each, patient=town.patient) for each in rows], kind
        assert [each.number for each in found] == sorted(each.number for each in found)


def test_who_is_enrolled_is_in_the_default_group_from_then_on(ledger: SqlLedger, town: SmallTown) -> None:
    (said,) = ledger.known(LONG_AGO).groups
    assert (said.group, said.is_in, said.patient, said.from_at) == (DEFAULT_GROUP, True, town.patient, LONG_AGO)
    assert (said.who, said.reason) == ("command:tester", "enrolment")


def test_of_events_the_last_row_is_given_and_none_that_was_over_before(ledger: SqlLedger, town: SmallTown) -> None:
    keep(ledger, town.patient, happening("admitted", AT - 9 * DAY), happening("discharged"), happening("travelling"))
    stay, _, trip = ledger.known(LONG_AGO).happenings
    keep(ledger, town.patient, happening("admitted", AT - 9 * DAY, until_at=AT - DAY, first=stay.number))
    keep(ledger, town.patient, happening("travelling", is_void=True, first=trip.number))
    found = ledger.known(AT).happenings
    assert [(each.kind, each.event, each.is_void) for each in found] == [
        ("discharged", 2, False),
        ("travelling", trip.number, True),
    ]
    assert [each.event for each in ledger.known(AT - 2 * DAY).happenings if each.kind == "admitted"] == [stay.number]


def test_requests_that_were_over_before_are_left_out(ledger: SqlLedger, town: SmallTown) -> None:
    keep(ledger, town.patient, asked(AT), asked(AT + DAY))
    assert [each.until_at for each in ledger.known(AT + MINUTE).requests] == [AT + DAY]


def test_only_the_patients_that_are_asked_for_are_given(ledger: SqlLedger, town: SmallTown) -> None:
    other = town.add_patient("194303189825")
    keep(ledger, town.patient, happening("travelling"))
    weighs(ledger, other, 0)
    found = ledger.known(LONG_AGO, [other])
    assert {each.patient for each in found.groups} == {other}
    assert (found.happenings, found.first_weights) == ([], [(other, Weighed(AT, 80_000))])
    nobody = ledger.known(LONG_AGO, [])
    assert not any(getattr(nobody, each.name) for each in fields(nobody)), "nobody is not everybody"


@pytest.mark.decision("F4")
def test_first_weights_are_those_of_fourteen_days_that_stand(ledger: SqlLedger, town: SmallTown) -> None:
    weighs(ledger, town.patient, -1, 0, 13, 14)
    pulse = observation(9, 700, patient=town.patient, vital=Vital.PULSE_RATE)
    taken = observation(10, 70_000, patient=town.patient)
    ledger.write(Page(observations=[pulse, taken], withdrawals=[Withdrawal(arrival=10, by=99)]))
    assert [each.grams for _, each in ledger.known(LONG_AGO).first_weights] == [80_000, 80_013]


def test_whose_reference_people_said_before_is_not_asked_for(ledger: SqlLedger, town: SmallTown) -> None:
    weighs(ledger, town.patient, 0)
    keep(ledger, town.patient, weight(REFERENCE, 80_000, AT + DAY), weight(AgreedWhat.TARGET, 70_000, AT))
    assert len(ledger.known(AT).first_weights) == 1
    assert ledger.known(AT + DAY).first_weights == []


def test_many_patients_take_as_many_statements_as_one(
    ledger: SqlLedger, town: SmallTown, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def statements() -> int:
        count = 0

        def counts(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(engine, "before_cursor_execute", counts)
        ledger.known(LONG_AGO)
        event.remove(engine, "before_cursor_execute", counts)
        return count

    alone, everybody = statements(), [town.patient]
    everybody += [town.add_patient(f"1943031898{number:02}") for number in range(12)]
    for number, each in enumerate(everybody):
        weighs(ledger, each, 0, first=number + 1)
    assert statements() == alone
    monkeypatch.setattr(known_rows, "_AT_ONCE", 5)
    assert {patient for patient, _ in ledger.known(LONG_AGO).first_weights} == set(everybody)
    assert statements() == alone + 2


def test_the_engine_can_be_told_of_everybody_from_the_register_and_the_ledger(
    ledger: SqlLedger, town: SmallTown
) -> None:
    weighs(ledger, town.patient, 0)
    register = ledger.register()
    (entry,) = register.patients.values()
    assert entry.care_level == person().care_level
    first, reference = records(ledger.known(LONG_AGO), [entry], {}, LONG_AGO, AT)
    assert isinstance(first, Joined)
    assert first.groups == {DEFAULT_GROUP}
    assert reference == Agreed(patient=town.patient, what="reference_weight", value=80_000, from_at=AT)
