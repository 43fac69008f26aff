"""The rules that ship, at work in the server: what the decisions promise reaches a nurse, or does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from knowing import grouping, happening
from shipped_rules import shipped_rules
from small_server import SmallServer, at, close
from sqlalchemy import Engine

from server.patients.known import Tell

MORNING: Final = 8
"""The hour before which who answers has answered."""


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """Anna is followed by all rules that ship; she weighed 80 kg on three mornings, and her hub is heard."""
    small = SmallServer(engine, shipped_rules())
    for day in range(3):
        small.takes(small.home.weighs(80.0, at(day)), small.home.beats(at(day, "07:30")))
        small.takes(small.home.beats(at(day, "13:00")))
    return small


def cards(server: SmallServer) -> set[tuple[str, str]]:
    """Give what stands on the worklist."""
    rows = server.rows("alert", "rule", "severity", "state")
    return {(rule, severity) for rule, severity, state in rows if state == "open"}


def passes(server: SmallServer, first: int, last: int, *, is_answering: bool = False) -> None:
    """Let days pass in which the hub is heard every hour, and perhaps the patient each morning, but nobody weighs."""
    for hour in range(24 * first, 24 * last):
        server.takes(server.home.beats(at(0, "00:30") + timedelta(hours=hour)))
        if is_answering and hour % 24 == MORNING:
            server.takes(server.home.answers("breathlessness", "never", server.anna, at(hour // 24, "08:40")))


@pytest.mark.decision("F1")
@pytest.mark.parametrize(("question", "code"), [("dizziness", "fainted"), ("chest_pain", "yes")])
def test_an_acute_answer_is_high_at_once_without_a_weight_and_by_night(
    server: SmallServer, question: str, code: str
) -> None:
    server.takes(server.home.answers(question, code, server.anna, at(3, "02:30")))
    assert cards(server) == {("acute-symptoms", "high")}


@pytest.mark.decision("F2")
def test_a_very_low_pressure_twice_in_one_sitting_is_high(server: SmallServer) -> None:
    server.takes(server.home.measures(at(3), systolic=78, diastolic=50, pulse_rate=70))
    assert cards(server) == set()
    server.takes(server.home.measures(at(3, "07:03"), systolic=77, diastolic=49, pulse_rate=71))
    assert ("very-low-pressure", "high") in cards(server)


@pytest.mark.decision("F3")
def test_a_pulse_out_of_its_limits_is_medium(server: SmallServer) -> None:
    for clock in ("07:00", "07:05", "07:10"):
        server.takes(server.home.measures(at(3, clock), systolic=130, diastolic=80, pulse_rate=128))
    assert ("pulse-out-of-range", "medium") in cards(server)


@pytest.mark.decision("F4", "N11")
def test_three_kilograms_above_the_first_weight_are_medium_however_slowly_they_came(server: SmallServer) -> None:
    for day in range(3, 70):
        server.takes(server.home.weighs(80.0 + 0.05 * (day - 2), at(day)))
    assert ("weight-over-reference", "medium") in cards(server)
    assert ("weight-gain-2kg-3-days", "medium") not in cards(server)


@pytest.mark.decision("F5")
def test_who_loses_water_and_takes_what_drives_it_out_is_looked_at_the_same_day(server: SmallServer) -> None:
    said = replace(grouping("takes-diuretics", at(-1)), patient=server.anna)
    server.takes(tells=[Tell(patient=server.anna, who="eva", said=(said,), what="known", detail="-")])
    server.takes(server.home.answers("vomiting_or_diarrhoea", "yes", server.anna, at(3, "09:00")))
    assert ("sick-day", "medium") in cards(server)


@pytest.mark.decision("F6")
def test_silence_grows_from_low_to_medium_while_the_hub_is_heard(server: SmallServer) -> None:
    passes(server, 3, 4, is_answering=True)
    assert cards(server) == set()
    passes(server, 4, 5, is_answering=True)
    assert cards(server) == {("missing-weight", "low")}
    passes(server, 5, 7, is_answering=True)
    assert ("missing-weight-4-days", "medium") in cards(server)


@pytest.mark.decision("F6")
def test_where_nothing_at_all_is_heard_it_is_one_card(server: SmallServer) -> None:
    passes(server, 3, 7)
    assert cards(server) == {("nothing-heard", "medium")}


@pytest.mark.decision("F6")
def test_a_dead_hub_is_silence_too_and_somebody_rings_the_patient(server: SmallServer) -> None:
    server.now = at(8, "12:00")
    server.takes()
    assert ("nothing-heard", "medium") in cards(server)
    assert not {("missing-weight", "low"), ("hub-offline", "technical")} & cards(server)
    assert "hub-offline" in server.rows("transition", "rule"), "it is written down for the technicians"


@pytest.mark.decision("N15")
def test_in_hospital_nobody_is_missed(server: SmallServer) -> None:
    said = replace(happening("admitted", at(2, "18:00")), patient=server.anna)
    server.takes(tells=[Tell(patient=server.anna, who="eva", said=(said,), what="known", detail="-")])
    passes(server, 3, 7)
    assert cards(server) == set()


@pytest.mark.decision("F11")
def test_what_is_in_shadow_is_written_down_and_shown_to_nobody(server: SmallServer) -> None:
    server.takes(server.home.weighs(81.7, at(3)))
    assert "weight-gain-overnight" in server.rows("transition", "rule")
    assert cards(server) == set()


@pytest.mark.decision("D5")
def test_what_a_worse_alert_hides_is_kept_and_comes_forth_when_that_is_closed(server: SmallServer) -> None:
    server.registry.set_patient(server.anna, care_level=3)
    server.takes(is_register_changed=True)
    passes(server, 3, 6, is_answering=True)
    hidden = {rule for rule, state in server.rows("episode", "rule", "state") if state == "inhibited"}
    assert hidden == {"missing-weight"}
    ((alert, version),) = [
        (number, version)
        for number, rule, version in server.rows("alert", "alert", "rule", "version")
        if rule == "missing-weight-close-watch"
    ]
    server.takes(deeds=[close(alert, version)])
    assert ("missing-weight", "low") in cards(server)
