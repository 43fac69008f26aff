"""What answers and buttons become on a patient's page: whose they are, in the words of the questions."""

from __future__ import annotations

import pytest
from shared_scale import SharedScale
from small_server import SmallServer, at, undated
from sqlalchemy import Engine

from server.work import Done
from vitals.code import ACT_NOW_READ, WORRIED
from vitals.identity import PatientId
from vitals.record import Button

STRANGER = PatientId("strangerrrrrrrrr")


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient."""
    return SmallServer(engine)


def cards(done: Done) -> list[tuple[str, str, str]]:
    """List the alerts that a batch opened: whose, how severe, and who owns each."""
    return [(event.after.patient, event.after.severity.value, event.after.owner) for event in done.alert_events]


def test_an_answer_stands_in_both_languages_as_its_question_stood(server: SmallServer) -> None:
    text = "Svårt att sova."
    server.takes(server.home.answers("something_else", "own_words", server.anna, at(0), text))
    (said,) = server.rows("saying")
    assert (said["record"], said["patient"], said["words"]) == (1, server.anna, text)
    assert said["say"] == {
        "sv": "Något annat: Ja, jag vill berätta",
        "en": "Something else: Yes, I want to tell",
    }
    assert (said["measured_at"], said["received_at"], said["is_acute"]) == (at(0), at(0), False)


def test_as_usual_is_said_of_each_question(server: SmallServer) -> None:
    server.takes(server.home.answers("dizziness", "unchanged", server.anna, at(0)))
    assert server.rows("saying", "say") == [{"sv": "Yr: som vanligt", "en": "Dizzy: as usual"}]


@pytest.mark.parametrize(("question", "version", "code"), [("dizziness", 2, "fainted"), ("gone", 1, "yes")])
def test_an_answer_to_other_words_than_ours_is_kept_and_never_given_words_that_nobody_chose(
    server: SmallServer, question: str, version: int, code: str
) -> None:
    server.takes(server.home.answers(question, code, server.anna, at(0), version=version))
    (said,) = server.rows("saying", "about", "version", "code", "say", "is_acute")
    assert said == (question, version, code, {}, False)


def test_an_answer_that_its_question_does_not_have_is_given_no_words(server: SmallServer) -> None:
    server.takes(server.home.answers("dizziness", "purple", server.anna, at(0)))
    assert server.rows("saying", "say") == [{}]


@pytest.mark.decision("F1")
def test_an_acute_answer_is_marked(server: SmallServer) -> None:
    done = server.takes(server.home.answers("chest_pain", "yes", server.anna, at(0)))
    assert server.rows("saying", "is_acute") == [True]
    assert [(patient, severity) for patient, severity, _ in cards(done)] == [(server.anna, "high")]


@pytest.mark.decision("F12")
def test_a_worried_button_is_a_card_at_once_and_the_contact_owns_it(server: SmallServer) -> None:
    done = server.takes(server.home.presses(server.anna, at(0, "23:30")))
    assert cards(done) == [(server.anna, "medium", "eva")]
    assert server.rows("transition", "rule", "arrivals", "is_late") == [("worried", [1], False)]
    assert server.rows("saying", "about", "code") == [(WORRIED, None)]
    assert server.takes(server.home.presses(server.anna, at(0, "23:31"))).alert_events == ()


@pytest.mark.decision("F12")
def test_the_acute_answer_that_follows_a_press_is_a_high_card_also_after_a_restart(server: SmallServer) -> None:
    server.takes(server.home.presses(server.anna, at(0)))
    server.restarts()
    done = server.takes(server.home.answers("dizziness", "fainted", server.anna, at(0, "07:02")))
    assert cards(done) == [(server.anna, "high", "eva")]
    assert server.rows("alert", "alert", "severity") == [(1, "medium"), (2, "high")]


def test_other_buttons_are_kept_and_are_no_card(server: SmallServer) -> None:
    done = server.takes(
        server.home.presses(server.anna, at(0), ACT_NOW_READ), server.home.presses(server.anna, at(0), "unheard_of")
    )
    assert cards(done) == []
    assert server.rows("saying", "say") == [
        {"sv": "Har läst rådet på skärmen", "en": "Has read the advice on the screen"},
        {},
    ]


def test_a_button_that_names_nobody_is_everybodys_of_the_home(engine: Engine) -> None:
    scale = SharedScale(engine)
    done = scale.server.takes(scale.home.presses(None, at(0)))
    assert {patient for patient, *_ in cards(done)} == {scale.anna, scale.bo}
    assert scale.server.rows("saying", "record", "patient") == sorted([(1, scale.anna), (1, scale.bo)])


def test_who_names_somebody_outside_the_home_is_shown_to_a_technician_and_is_on_nobodys_page(
    server: SmallServer,
) -> None:
    other = server.add_patient(server.add_home())
    server.takes(is_register_changed=True)
    told = [server.home.presses(other, at(0)), server.home.answers("chest_pain", "yes", STRANGER, at(0))]
    done = server.takes(*told, server.home.answers("chest_pain", "yes", None, at(0)))
    assert cards(done) == []
    assert server.rows("saying") == []
    assert server.rows("journal", "disposition", "reason") == [("quarantined", "not_a_member")] * 3
    details = {f"worried {other}", f"chest_pain {STRANGER}", "chest_pain"}
    assert set(server.rows("quarantine", "detail")) == details


def test_whose_a_measurement_is_is_an_answer_of_another_kind(engine: Engine) -> None:
    scale = SharedScale(engine)
    scale.answers(scale.weighs(70.0, at(0)), scale.anna)
    assert scale.server.rows("saying") == []


def test_a_press_without_trusted_time_counts_when_it_comes(server: SmallServer) -> None:
    press = Button(button=WORRIED, about=server.anna, moment=undated(5))
    done = server.takes(server.home.sends(press, at(1)))
    assert cards(done) == [(server.anna, "medium", "eva")]
    assert server.rows("saying", "measured_at", "received_at") == [(None, at(1))]


def test_what_is_sent_again_is_said_once(server: SmallServer) -> None:
    press = server.home.presses(server.anna, at(0))
    again = server.takes(press, press)
    assert len(cards(again)) == 1
    assert cards(server.takes(press)) == []
    assert len(server.rows("saying")) == 1


@pytest.mark.parametrize(("days", "state"), [(2, "true_now"), (30, "cleared")])
def test_a_press_that_waited_long_for_a_line_is_a_late_card(server: SmallServer, days: int, state: str) -> None:
    server.takes(server.home.presses(server.anna, at(0), received_at=at(days)))
    assert server.rows("transition", "is_late") == [True]
    assert server.rows("alert", "rule", "state", "condition") == [("worried", "open", state)]


@pytest.mark.parametrize("days", [1, 40, 400])
def test_an_answer_of_a_clock_that_is_ahead_hides_no_gain_that_is_weighed_today(server: SmallServer, days: int) -> None:
    for day in range(-12, 0):
        server.takes(server.home.weighs(70.0, at(day)))
    server.takes(server.home.answers("breathlessness", "never", server.anna, at(days), received_at=at(0)))
    for day, weight in enumerate((73.0, 73.1)):
        server.takes(server.home.weighs(weight, at(day)))
    assert server.rows("transition", "rule", "to_state") == [("weight-gain-2kg-3-days", "raised")]


def test_a_press_of_a_clock_that_is_ahead_counts_when_it_comes(server: SmallServer) -> None:
    done = server.takes(server.home.presses(server.anna, at(40), received_at=at(0)))
    assert cards(done) == [(server.anna, "medium", "eva")]
    assert server.rows("transition", "measured_at") == [at(0)]
    assert server.rows("saying", "measured_at", "received_at") == [(None, at(0))]
    assert server.rows("journal", "measured_at") == [at(40)], "what its clock said is kept"
