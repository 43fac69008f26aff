"""What the screens read of alerts and of what is so, as the tables hold it, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from contract_samples import STATUS
from pages import AT, MINUTE, SmallTown, episode, observation, opened, transition
from sqlalchemy import Engine

from server.adapters.store.alert_reading import values_of
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.reading import SqlReader
from server.ledger.page import Page, StatusRow
from server.patients.saying import Saying
from server.rules.judging.publishing import Published
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from server.web.shown import Point
from vitals.identity import PatientId
from vitals.vital import Vital

TREE = {"raise_when": {"says": {"sv": "ja"}, "used": [{"arrival": 1, "at": AT.isoformat()}]}}


class Clinic:
    """A small town, its ledger, and what the screens read."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.town = engine, SmallTown(engine)
        self.oskar, self.ledger, self.reader = self.town.patient, SqlLedger(engine), SqlReader(engine)

    def is_so(self, made: Published, *changes: Transition, alert: int | None = None) -> None:
        """Write an episode with what became of it, and an alert if it has one."""
        events = [] if alert is None else [opened(alert, made)]
        self.ledger.write(Page(episodes={made.name: made}, transitions=list(changes), alert_events=events))


@pytest.fixture
def clinic(engine: Engine) -> Clinic:
    return Clinic(engine)


def asking(patient: PatientId, rule: str, hours: int) -> Published:
    made = episode(patient=patient, rule=rule, state=EpisodeState.ASKING)
    until_s = int((AT + timedelta(hours=hours)).timestamp())
    return replace(made, told=replace(made.told, raised_s=None, asked_until_s=until_s, end_s=None, ending=None))


def saying(record: int, patient: PatientId) -> Saying:
    return Saying(
        record=record,
        patient=patient,
        about="worried",
        version=1,
        code=None,
        words=None,
        is_acute=False,
        measured_at=AT,
        received_at=AT,
        say={"sv": "Jag är orolig", "en": "I am worried"},
    )


def test_whose_time_is_up_first_is_asked_about_first(clinic: Clinic) -> None:
    assert clinic.reader.asked() == []
    later, sooner = asking(clinic.oskar, "later", 4), asking(clinic.oskar, "sooner", 1)
    for each in (later, sooner):
        clinic.is_so(each, transition(each, to_state=EpisodeState.ASKING, cause=Cause.ASKED))
    found = clinic.reader.asked()
    assert [row.episode.rule for row in found] == ["sooner", "later"]
    assert found[0].person.name == "Oskar Lindqvist"
    assert found[0].episode.asked_until == datetime.fromtimestamp(int(AT.timestamp()) + 3_600, UTC)


def test_what_is_over_is_not_so(clinic: Clinic) -> None:
    gone = episode(patient=clinic.oskar, state=EpisodeState.CLEARED)
    clinic.is_so(gone, transition(gone, to_state=EpisodeState.CLEARED))
    page = clinic.reader.patient(clinic.oskar, 30, AT)
    assert page is not None
    assert page.episodes == []


def test_a_row_and_a_page_have_all_that_is_so_with_an_alert_or_without(clinic: Clinic) -> None:
    raised, held = (episode(patient=clinic.oskar, rule=rule) for rule in ("gain", "drift"))
    held = replace(held, state=EpisodeState.INHIBITED, told=replace(held.told, end_s=None))
    clinic.is_so(raised, transition(raised), alert=1)
    clinic.is_so(held, transition(held, to_state=EpisodeState.INHIBITED, severity=Severity.LOW))
    (row,) = clinic.reader.worklist(AT)
    page = clinic.reader.patient(clinic.oskar, 30, AT)
    assert page is not None
    for found in (row.episodes, page.episodes):
        assert {(each.rule, each.state, each.severity) for each in found} == {
            ("gain", EpisodeState.RAISED, Severity.MEDIUM),
            ("drift", EpisodeState.INHIBITED, Severity.LOW),
        }


def test_a_move_that_says_nothing_leaves_what_was_said_and_the_tree(clinic: Clinic) -> None:
    raised = episode(patient=clinic.oskar)
    first = transition(raised, why=TREE)
    moved = transition(raised, 2, from_state=EpisodeState.RAISED, cause=Cause.MOVED, say={}, facts={}, arrivals=())
    clinic.is_so(raised, first, moved, alert=1)
    page = clinic.reader.patient(clinic.oskar, 30, AT)
    assert page is not None
    (alert,) = page.alerts
    assert (alert.say, alert.facts, alert.why) == (first.say, first.facts, TREE)
    assert [each.say for each in page.history] == [first.say]


def test_a_tree_is_read_for_one_patient_with_what_it_rests_on_and_not_for_the_list(clinic: Clinic) -> None:
    raised = episode(patient=clinic.oskar)
    clinic.ledger.write(Page(observations=[observation(1, 80_000, patient=clinic.oskar)]))
    clinic.is_so(raised, transition(raised, arrivals=(), why=TREE), alert=1)
    (row,) = clinic.reader.worklist(AT)
    page = clinic.reader.patient(clinic.oskar, 30, AT)
    assert page is not None
    assert (row.alerts[0].why, page.alerts[0].why) == (None, TREE)
    assert page.alerts[0].behind == []
    assert values(page.read) == {1: [80_000]}


def values(read: Mapping[int, Sequence[Point]]) -> dict[int, list[int]]:
    return {number: [point.value for point in points] for number, points in read.items()}


def test_what_an_alert_rests_on_is_of_any_vital_and_what_was_said_by_that_patient(clinic: Clinic) -> None:
    elsa = clinic.town.add_patient("194303189825", name="Elsa Ek")
    both = [observation(7, 1_320, vital=Vital.SYSTOLIC), observation(7, 840, vital=Vital.DIASTOLIC)]
    mine = [each._replace(patient=clinic.oskar) for each in both]
    raised = episode(patient=clinic.oskar)
    clinic.ledger.write(Page(observations=mine, sayings=[saying(9, clinic.oskar), saying(9, elsa)]))
    clinic.is_so(raised, transition(raised, arrivals=(9, 7)), alert=1)
    (row,) = clinic.reader.worklist(AT)
    (alert,) = row.alerts
    assert {(point.vital, point.value) for point in alert.behind} == {("systolic", 1_320), ("diastolic", 840)}
    assert [each.patient for each in alert.said] == [clinic.oskar]


def test_a_hub_is_told_of_what_is_for_technicians_of_its_home_now(clinic: Clinic) -> None:
    offline = episode(patient=clinic.oskar, rule="hub-offline")
    clinic.is_so(offline, transition(offline, severity=Severity.TECHNICAL))
    gain = episode(patient=clinic.oskar, rule="gain")
    clinic.is_so(gain, transition(gain))
    status = StatusRow(status=replace(STATUS, hub=clinic.town.hub), heard_at=AT, empty_at=None)
    clinic.ledger.write(Page(statuses={clinic.town.hub: status}))
    (hub,) = clinic.reader.hubs()
    assert [each.rule for each in hub.episodes] == ["hub-offline"]
    assert hub.heard_at == AT


def test_more_numbers_than_one_question_takes_are_asked_for_in_several(clinic: Clinic) -> None:
    many = [observation(number, measured_at=AT + number * MINUTE) for number in range(1, 1_202)]
    clinic.ledger.write(Page(observations=many))
    with clinic.engine.connect() as connection:
        assert len(values_of(connection, range(1, 1_202))) == 1_201
