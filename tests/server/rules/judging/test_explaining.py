"""Why a rule says what it says, from what it was told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from diary_lines import story, wall
from engine_story import joined, records_of
from shipped_rules import shipped_rules

from server.rules.judging.explaining import explained
from server.rules.judging.live import Live
from server.rules.judging.truth import NO, UNKNOWN, YES
from server.rules.record import Contact, EngineRecord, Joined, Observed
from server.rules.transition import Cause, EpisodeState, Transition
from vitals.identity import PatientId
from vitals.vital import Vital

ANNA = PatientId("annaaaaaaaaaaaaa")
GAIN = "weight-gain-2kg-3-days"
TOLD = story("03-02..03-03 07:00 weight 80\n03-04 07:00 weight 83\n03-06 07:00 weight 80.5")
RECORDS: list[EngineRecord] = [joined(TOLD), *(record for _, record in records_of(TOLD))]


def answer(t: str, records: list[EngineRecord] = RECORDS) -> tuple[int, bool]:
    """Give the answer of the gain's condition, and whether an alert is open."""
    why = explained(shipped_rules(), GAIN, records, wall(t))
    assert why is not None
    return why.raise_when.answer, why.told is not None


def test_the_tree_is_of_the_instant_asked_about_whatever_came_later() -> None:
    assert answer("03-02 12:00") == (UNKNOWN, False)
    assert answer("03-03 12:00") == (NO, False)
    assert answer("03-04 12:00") == (YES, True)
    assert answer("03-06 12:00") == (NO, True)


def test_before_anything_was_known_there_is_no_tree() -> None:
    assert explained(shipped_rules(), GAIN, RECORDS, wall("01-01 00:00")) is None
    assert explained(shipped_rules(), GAIN, [], wall("03-04 12:00")) is None


def test_what_was_hidden_for_days_is_raised_with_the_tree_of_when_it_became_so() -> None:
    live = Live(shipped_rules())
    home = Joined(
        patient=ANNA, zone="Europe/Stockholm", plan_from=date(2026, 3, 1), groups=frozenset({"heart-failure"})
    )
    live.step([home], wall("03-01 00:00"))
    said, at = list[Transition](), wall("03-01 03:00")
    while at < wall("03-11 00:00"):
        said += live.step(told_at(at), at)
        at += timedelta(hours=1)
    raised = [each for each in said if (each.to_state, each.cause) == (EpisodeState.RAISED, Cause.UNCOVERED)]
    assert [each.rule for each in raised] == ["missing-weight", "missing-weight-4-days"]
    assert [(each.why or {}).get("at") for each in raised] == ["2026-03-06T11:00:00+00:00", "2026-03-08T11:00:00+00:00"]


def told_at(at: datetime) -> list[EngineRecord]:
    """Weigh each morning for four days, be away with the hub for three, and then give a pulse, but no weight."""
    found: list[EngineRecord] = []
    if not wall("03-05 10:00") <= at < wall("03-08 10:00"):
        found.append(Contact(patient=ANNA, heard_at=at))
    vital, value = (Vital.BODY_WEIGHT, 80_000) if at < wall("03-05 00:00") else (Vital.PULSE_RATE, 700)
    if (vital is Vital.BODY_WEIGHT and at.hour == 6) or at == wall("03-10 09:00"):
        found.append(Observed(arrival=len(found) + at.day, patient=ANNA, vital=vital, value=value, measured_at=at))
    return found
