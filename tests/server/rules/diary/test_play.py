"""A case is played through an engine; what is not written must not happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rule_making import rule_set
from tiny_diaries import scripts, tiny_rule, verdict

from server.rules.diary.case import Outcome
from server.rules.diary.play import Misworded, verdict_of, words_of
from server.rules.diary.ward import play
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.identity import PatientId

GOOD = """2026-03-05 07:00  weight 82.0 kg   -> asks patient
    2026-03-05 07:45  weight 82.0 kg   -> raised medium
    2026-03-06 07:00  weight 81.0 kg   -> cleared"""


def played(diary: str) -> str:
    difference = verdict(diary).difference
    if difference is None:
        return "as written"
    expected = difference.expected.words if difference.expected else "nothing"
    happened = difference.happened.words if difference.happened else "nothing"
    return f"{difference.at:%d %H:%M} {expected} / {happened}"


@pytest.mark.parametrize(
    "diary",
    [
        GOOD,
        "2026-03-05 07:00  weight 81.9 kg",
        "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 08:00  weight 81.0 kg -> dropped",
        "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 11:00  -> raised medium",
        "2026-03-05 07:00  weight 82 kg -> asks patient\n2026-03-05 12:00\n2026-03-05 11:00  -> raised medium",
        GOOD.rpartition("\n")[0] + "\n2026-03-05 09:00  closes -> closed",
        (
            "2026-03-05 07:00  weight 82.0 kg  arrives 2026-03-05 12:00 -> raised medium\n"
            "2026-03-05 13:00  correct 2026-03-05 07:00 to 80.0 kg -> withdrawn"
        ),
        "2026-03-05 07:00  sets gain 3 kg\n2026-03-05 08:00  weight 82.5 kg",
    ],
)
def test_what_is_written_happens_and_nothing_else(diary: str) -> None:
    assert played(diary) == "as written"


@pytest.mark.parametrize(
    ("diary", "says"),
    [
        (GOOD.replace("-> cleared", ""), "06 06:00 nothing / cleared"),
        (GOOD.replace("81.0 kg", "81.1 kg"), "06 06:00 cleared / nothing"),
        (GOOD.replace("raised medium", "raised high"), "05 06:45 raised high / raised medium"),
        (GOOD.replace("-> cleared", "") + "\n2026-03-06 07:01 -> cleared", "06 06:00 cleared / cleared"),
        ("2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 11:00", "05 10:00 nothing / raised medium"),
    ],
)  # fmt: skip
def test_the_first_difference_is_found(diary: str, says: str) -> None:
    assert played(diary) == says


def test_texts_are_held_to_the_letter() -> None:
    found = verdict(GOOD, '{2026-03-05 07:45: {sv: "Gräns 2 kg.", en: "Limit 3 kg."}}')
    at = datetime(2026, 3, 5, 6, 45, tzinfo=UTC)
    assert found.misworded == (Misworded(at=at, language="en", expected="Limit 3 kg.", said="Limit 2 kg."),)
    assert found.difference is None
    assert not found.is_good
    assert found.wrong_at == at


def test_only_what_the_rule_itself_does_is_compared() -> None:
    made = tiny_rule()
    (bed,) = play(scripts("2026-03-05 07:00  weight 82.0 kg"), made, rule_set(made))
    assert not verdict_of(bed.script.case, bed.said).is_good
    assert verdict_of(replace(bed.script.case, rule="another"), bed.said).is_good


def test_at_one_instant_the_order_does_not_matter() -> None:
    made = tiny_rule()
    (bed,) = play(scripts("2026-03-05 07:00  weight 82.0 kg -> asks patient"), made, rule_set(made))
    case, at = bed.script.case, bed.script.case.expected[0].at
    found = verdict_of(replace(case, expected=(*case.expected, Outcome(at=at, words="a"))), bed.said)
    assert found.difference is not None
    assert found.difference.expected == Outcome(at=at, words="a")


def test_what_is_otherwise_is_explained_and_what_is_not_needs_nothing() -> None:
    assert verdict(GOOD).explanation is None
    found = verdict(GOOD.replace("raised medium", "raised high"))
    assert found.explanation is not None
    assert found.explanation.why.told is not None


@pytest.mark.parametrize(
    ("before", "after", "cause", "words"),
    [
        (EpisodeState.QUIET, EpisodeState.ASKING, Cause.MEASURED, "asks patient"),
        (EpisodeState.ASKING, EpisodeState.QUIET, Cause.MEASURED, "dropped"),
        (EpisodeState.ASKING, EpisodeState.CLEARED, Cause.MEASURED, "dropped"),
        (EpisodeState.QUIET, EpisodeState.RAISED, Cause.MEASURED, "raised low"),
        (EpisodeState.INHIBITED, EpisodeState.RAISED, Cause.MEASURED, "raised low"),
        (EpisodeState.WITHDRAWN, EpisodeState.RAISED, Cause.REINSTATED, "reinstated"),
        (EpisodeState.RAISED, EpisodeState.RAISED, Cause.MOVED, "moved"),
        (EpisodeState.CLEARED, EpisodeState.CLEARED, Cause.MOVED, "moved"),
        (EpisodeState.QUIET, EpisodeState.CLEARED, Cause.MISSED, "missed"),
        (EpisodeState.RAISED, EpisodeState.CLEARED, Cause.NURSE_CLOSED, "closed"),
        (EpisodeState.RAISED, EpisodeState.CLEARED, Cause.MEASURED, "cleared"),
        (EpisodeState.QUIET, EpisodeState.INHIBITED, Cause.MEASURED, "inhibited"),
    ],
)
def test_every_change_has_its_word(before: EpisodeState, after: EpisodeState, cause: Cause, words: str) -> None:
    at = datetime(2026, 3, 5, tzinfo=UTC)
    change = Transition(
        patient=PatientId("diarydiarydiary2"), rule="tiny", rule_version="1", episode="1", number=1, from_state=before,
        to_state=after, cause=cause, severity=Severity.LOW, at=at, measured_at=at, is_late=False, facts={}, arrivals=(),
        say={},
    )  # fmt: skip
    assert words_of(change) == words
