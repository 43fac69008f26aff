"""What the screens read, as the tables hold it, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from contract_samples import STATUS
from pages import (
    AT,
    MINUTE,
    SmallTown,
    apart,
    ended,
    episode,
    journal_row,
    next_event,
    observation,
    opened,
    status_row,
    transition,
    undated_row,
)
from sqlalchemy import Engine, insert

from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.reading import SqlReader
from server.alerts.alert import Act, AlertState
from server.ledger.page import Disposition, Page
from server.rules.judging.publishing import Published
from server.rules.transition import Cause, EpisodeState, Severity
from vitals.device_kind import DeviceKind
from vitals.identity import PatientId
from vitals.vital import Vital

DAY = timedelta(days=1)


class Clinic:
    """A small town with a second patient, and the ledger that writes of them."""

    def __init__(self, engine: Engine) -> None:
        self.town = SmallTown(engine)
        self.oskar = self.town.patient
        self.elsa = self.town.add_patient("194303189825", name="Elsa Ek")
        self.ledger, self.reader = SqlLedger(engine), SqlReader(engine)
        self.town.registry.add_account("eva", "Eva Lind", "nurse", "$argon2id$eva")

    def raise_alert(self, number: int, patient: PatientId, severity: Severity = Severity.MEDIUM) -> Published:
        """Raise an alert on two weights."""
        raised = episode(patient=patient, rule=f"rule-{number}")
        first, second = number * 10, number * 10 + 1
        event = opened(number, raised)
        self.ledger.write(
            Page(
                journal=[journal_row(first), journal_row(second)],
                observations=[
                    observation(first, 80_000, patient=patient, measured_at=AT - 2 * DAY),
                    observation(second, 82_100, patient=patient, flags=("unstable",)),
                ],
                episodes={raised.name: raised},
                transitions=[transition(raised, arrivals=(second, first), severity=severity)],
                alert_events=[replace(event, after=replace(event.after, severity=severity))],
            )
        )
        return raised


@pytest.fixture
def clinic(engine: Engine) -> Clinic:
    return Clinic(engine)


def test_an_empty_worklist_is_empty(clinic: Clinic) -> None:
    assert clinic.reader.worklist(AT) == []


def test_a_patient_is_one_row_and_the_most_pressing_stands_first(clinic: Clinic) -> None:
    clinic.raise_alert(1, clinic.oskar, Severity.LOW)
    clinic.raise_alert(2, clinic.elsa, Severity.MEDIUM)
    clinic.raise_alert(3, clinic.oskar, Severity.HIGH)
    rows = clinic.reader.worklist(AT)
    assert [row.person.name for row in rows] == ["Oskar Lindqvist", "Elsa Ek"]
    assert [each.alert.alert for each in rows[0].alerts] == [3, 1]


def test_a_row_says_why_by_which_version_on_which_readings_and_whose_it_is(clinic: Clinic) -> None:
    raised = clinic.raise_alert(1, clinic.oskar)
    (row,) = clinic.reader.worklist(AT)
    (shown,) = row.alerts
    wanted = transition(raised)
    assert (shown.say, shown.facts, shown.rule_version) == (wanted.say, wanted.facts, "1")
    assert (shown.measured_at, shown.is_late) == (wanted.measured_at, False)
    assert (shown.owner, shown.taken_at) == ("Anna Berg", None)
    assert [(point.value, point.flags) for point in shown.behind] == [(82_100, ("unstable",)), (80_000, ())]
    assert [point.value for point in row.weights] == [80_000, 82_100]
    person = row.person
    assert (person.contact, person.care_level, person.matters) == ("Anna Berg", 2, "Kunna gå till bryggan")
    assert (person.last_reading_at, person.hub_heard_at) == (AT, None)


def test_the_reason_is_the_one_that_raised_it_last_and_not_what_came_after(clinic: Clinic) -> None:
    raised = clinic.raise_alert(1, clinic.oskar)
    clinic.ledger.write(
        Page(
            transitions=[
                transition(raised, 2, to_state=EpisodeState.WITHDRAWN, cause=Cause.CORRECTED, say={"sv": "nej"}),
                transition(raised, 3, to_state=EpisodeState.RAISED, cause=Cause.REINSTATED, say={"sv": "jo"}),
                transition(raised, 4, to_state=EpisodeState.CLEARED, say={"sv": "borta"}),
            ]
        )
    )
    (row,) = clinic.reader.worklist(AT)
    assert row.alerts[0].say == {"sv": "jo"}


def test_a_taken_alert_says_who_took_it_and_when_and_a_closed_one_leaves_the_list(clinic: Clinic) -> None:
    raised = clinic.raise_alert(1, clinic.oskar)
    taken = next_event(opened(1, raised), Act.TAKEN, AlertState.TAKEN, "eva")
    taken = replace(taken, after=replace(taken.after, owner=taken.who))
    clinic.ledger.write(Page(alert_events=[taken]))
    ((shown,),) = [row.alerts for row in clinic.reader.worklist(AT)]
    assert (shown.owner, shown.taken_at) == ("Eva Lind", AT + MINUTE)
    closed = next_event(taken, Act.CLOSED, AlertState.CLOSED, "eva", cause="expected", action="phone_advice")
    clinic.ledger.write(Page(alert_events=[closed]))
    assert clinic.reader.worklist(AT) == []
    event = clinic.reader.last_event(1)
    assert event is not None
    assert (event.act, event.name, event.detail["cause"]) == ("closed", "Eva Lind", "expected")
    assert clinic.reader.last_event(2) is None


def test_a_patients_page_has_all_vitals_of_its_days_and_the_history_from_the_latest_on(clinic: Clinic) -> None:
    raised = clinic.raise_alert(1, clinic.oskar)
    clinic.raise_alert(2, clinic.elsa)
    old = observation(30, 79_000, patient=clinic.oskar, measured_at=AT - 40 * DAY)
    pressure = observation(31, 1_280, patient=clinic.oskar, vital=Vital.SYSTOLIC, measured_at=AT - DAY)
    taken = next_event(opened(1, raised), Act.TAKEN, AlertState.TAKEN, "eva")
    clinic.ledger.write(
        Page(journal=[journal_row(30), journal_row(31)], observations=[old, pressure], alert_events=[taken])
    )
    page = clinic.reader.patient(clinic.oskar, 30, AT)
    assert page is not None
    assert [(point.vital, point.value) for point in page.points] == [
        ("body_weight", 80_000), ("systolic", 1_280), ("body_weight", 82_100)
    ]  # fmt: skip
    assert [(row.act, row.who, row.name) for row in page.history] == [
        ("taken", "eva", "Eva Lind"), ("opened", "system", "system")
    ]  # fmt: skip
    longer = clinic.reader.patient(clinic.oskar, 90, AT)
    assert longer is not None
    assert len(longer.points) == 4
    assert clinic.reader.patient("nobodyaaaaaaaaaa", 30, AT) is None


def test_a_cuff_that_tried_and_failed_is_shown_to_whose_it_was_then(clinic: Clinic) -> None:
    clinic.town.registry.assign(clinic.town.scale, None, clinic.elsa, AT)
    failed = {"kind": "attempt_failed", "device": clinic.town.scale, "disposition": Disposition.KEPT}
    clinic.ledger.write(
        Page(journal=[journal_row(1, **failed, measured_at=AT - DAY), journal_row(2, **failed, measured_at=AT)])
    )
    pages = [clinic.reader.patient(patient, 30, AT) for patient in (clinic.oskar, clinic.elsa)]
    assert [[attempt.at for attempt in page.attempts_failed] for page in pages if page] == [[AT - DAY], [AT]]
    assert pages[0] is not None
    assert pages[0].attempts_failed[0].kind is DeviceKind.SCALE


def test_everybody_is_listed_and_who_was_silent_longest_stands_first(clinic: Clinic) -> None:
    silent = clinic.town.add_patient("194303189833", name="Sven Ny")
    clinic.raise_alert(1, clinic.elsa)
    clinic.ledger.write(
        Page(journal=[journal_row(30)], observations=[observation(30, patient=clinic.oskar, measured_at=AT - 5 * DAY)])
    )
    people = clinic.reader.people()
    assert [(person.patient, person.last_reading_at) for person in people] == [
        (silent, None),
        (clinic.oskar, AT - 5 * DAY),
        (clinic.elsa, AT),
    ]


def test_a_hub_is_listed_whether_it_was_ever_heard_or_not(clinic: Clinic) -> None:
    clinic.town.registry.add_hub(clinic.town.home, "attic", bytes(32))
    clinic.ledger.write(Page(statuses={clinic.town.hub: status_row(hub=clinic.town.hub)}))
    attic, kitchen = clinic.reader.hubs()
    assert (attic.label, attic.heard_at, attic.status) == ("attic", None, None)
    assert (kitchen.label, kitchen.heard_at, kitchen.home) == ("kitchen", AT, clinic.town.home)
    assert kitchen.status == replace(STATUS, hub=clinic.town.hub)
    assert {person.hub_heard_at for person in clinic.reader.people()} == {AT}


def test_quarantine_shows_the_bytes_the_latest_first_and_how_often(clinic: Clinic) -> None:
    clinic.ledger.write(
        Page(set_apart=[apart(b"\x00\xff"), apart(b"later", AT + MINUTE), apart(b"\x00\xff", AT + DAY)])
    )
    assert [(row.payload, row.times, row.first_at, row.last_at, row.why) for row in clinic.reader.quarantine()] == [
        (b"\x00\xff", 2, AT, AT + DAY, "unreadable"),
        (b"later", 1, AT + MINUTE, AT + MINUTE, "unreadable"),
    ]


def test_what_is_nobodys_yet_is_shown_with_what_waits_for_its_time(clinic: Clinic) -> None:
    unclaimed = journal_row(1, disposition=Disposition.UNCLAIMED, reason="not_assigned")
    clinic.ledger.write(Page(journal=[unclaimed, undated_row(2), journal_row(3)]))
    assert [(row.disposition, row.reason) for row in clinic.reader.unclaimed()] == [
        ("undated", "no_time"),
        ("unclaimed", "not_assigned"),
    ]


def test_a_session_is_its_owners_until_it_ends(clinic: Clinic) -> None:
    ends_at = datetime(2026, 3, 2, 18, tzinfo=UTC)
    clinic.reader.begin(b"token", "eva", ends_at)
    owner = clinic.reader.session(b"token", ends_at - MINUTE)
    assert owner == clinic.reader.account("eva")
    assert owner is not None
    assert (owner.full_name, owner.role, owner.password_hash) == ("Eva Lind", "nurse", "$argon2id$eva")
    assert clinic.reader.session(b"token", ends_at) is None
    assert clinic.reader.session(b"other", ends_at - MINUTE) is None
    clinic.reader.end(b"token")
    assert clinic.reader.session(b"token", ends_at - MINUTE) is None
    assert clinic.reader.account("nobody") is None


def test_the_demo_is_known_by_its_mark(clinic: Clinic) -> None:
    assert not clinic.reader.is_demo()
    with clinic.town.engine.begin() as connection:
        connection.execute(insert(schema.SETTING).values(name="demo", value="yes"))
    assert clinic.reader.is_demo()


def test_nobody_waits_for_the_pipeline_to_read(clinic: Clinic, engine: Engine) -> None:
    """A page is read while the pipeline's transaction is open, and shows what was committed before."""
    clinic.raise_alert(1, clinic.oskar)
    read: list[int] = []
    with engine.begin() as writer:
        writer.execute(insert(schema.SETTING).values(name="in the way", value="x"))
        writer.execute(schema.ALERT.update().values(state="closed"))
        reading = threading.Thread(target=lambda: read.append(len(clinic.reader.worklist(AT))))
        reading.start()
        reading.join(5)
        assert read == [1]
        writer.rollback()


@pytest.mark.decision("A8")
def test_what_began_and_ended_before_anybody_heard_of_it_is_in_the_history_as_late(clinic: Clinic) -> None:
    missed = ended(1, AT - DAY, patient=clinic.oskar)
    event = opened(1, missed)
    closed = replace(event, after=replace(event.after, state=AlertState.CLOSED))
    clinic.ledger.write(
        Page(
            episodes={missed.name: missed},
            transitions=[transition(missed, to_state=EpisodeState.CLEARED, cause=Cause.MISSED, is_late=True)],
            alert_events=[closed],
        )
    )
    assert clinic.reader.worklist(AT) == []
    page = clinic.reader.patient(clinic.oskar, 30, AT)
    assert page is not None
    assert [row.say for row in page.history] == [transition(missed).say]


def test_a_name_is_found_by_its_id(clinic: Clinic) -> None:
    assert clinic.reader.name_of(clinic.elsa) == "Elsa Ek"
