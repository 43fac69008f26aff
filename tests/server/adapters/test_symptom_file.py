"""The file of questions is right as a whole, or is not used; what is wrong is said by the question's name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.adapters.symptom_file import SymptomFileError, parse_symptoms, read_symptoms, shipped_file

GOOD = """
symptoms:
  - id: as_usual
    version: 1
    schedule: opening
    label: {sv: Som vanligt, en: As usual}
    text: {sv: "Mår du som vanligt?", en: "As usual?"}
    answers:
      - {code: "yes", score: 0, sv: Ja, en: "Yes"}
      - {code: much_worse, score: 1, sv: Sämre, en: Worse, act_now: {sv: Vänta., en: Wait., call: emergency}}
  - id: dizziness
    version: 2
    schedule: daily
    log_code: syncope
    label: {sv: Yr, en: Dizzy}
    text: {sv: "Yr?", en: "Dizzy?"}
    answers:
      - {code: never, score: 0, sv: Nej, en: "No"}
      - {code: own, score: 1, sv: Ja, en: "Yes", has_words: true}
"""


def test_questions_are_read_with_their_answers() -> None:
    opening, dizziness = parse_symptoms(GOOD)
    assert (opening.symptom, opening.version, opening.schedule.value) == ("as_usual", 1, "opening")
    assert (dizziness.label_sv, dizziness.sv, dizziness.en) == ("Yr", "Yr?", "Dizzy?")
    assert [(each.code, each.score, each.has_words) for each in dizziness.choices] == [
        ("never", 0, False),
        ("own", 1, True),
    ]
    assert opening.choices[1].act_now is not None
    assert opening.choices[1].act_now.call.value == "emergency"


def test_the_shipped_file_is_read_wherever_we_are_installed(tmp_path: Path) -> None:
    copy = tmp_path / "symptoms.yaml"
    copy.write_text(shipped_file().read_text(encoding="utf-8"), encoding="utf-8")
    assert read_symptoms(copy) == read_symptoms() != ()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("symptoms:", "questions:", "under symptoms:"),
        ("version: 2", "version: two", "question dizziness: dizziness.version"),
        ("schedule: daily", "schedule: hourly", "question dizziness: dizziness.schedule"),
        ("    schedule: daily\n", "", "question dizziness: dizziness.schedule is missing"),
        ("label: {sv: Yr, en: Dizzy}", "label: {sv: Yr}", "label is not said in sv and en"),
        ("label: {sv: Yr, en: Dizzy}", "label: Yr", "label is not said in sv and en"),
        ("{sv: Yr, en: Dizzy}", "{sv: Yrrrrrrrrrrrrrrrrrrrrrrrrrr, en: Dizzy}", "label_sv"),
        ("log_code: syncope", "colour: red", "question dizziness"),
        ('score: 1, sv: Ja, en: "Yes", has', 'score: 2, sv: Ja, en: "Yes", has', "dizziness do not stand in order"),
        ("code: own", "code: never", "dizziness has two answers with one code"),
        ("code: own", "code: unchanged", "unchanged"),
        ("id: dizziness", "id: as_usual", "as_usual is there 2 times"),
        ("id: dizziness", "id: whose", "whose is the name of something else"),
        ("schedule: opening", "schedule: daily", "0 questions open the day"),
        ("schedule: daily", "schedule: opening", "2 questions open the day"),
        ('code: "yes"', "code: fine", "has no answer yes"),
        ("call: emergency", "call: mum", "act_now.call"),
        ("symptoms:", "symptoms: [", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_with_the_questions_name(right: str, wrong: str, said: str) -> None:
    assert right in GOOD
    with pytest.raises(SymptomFileError) as problem:
        parse_symptoms(GOOD.replace(right, wrong, 1))
    assert said in str(problem.value)


@pytest.mark.parametrize("answers", ["answers: none", "answers: [yes, no]", "answers: []", ""])
def test_a_question_has_answers(answers: str) -> None:
    text = GOOD[: GOOD.rindex("    answers:")] + f"    {answers}\n"
    with pytest.raises(SymptomFileError, match="dizziness"):
        parse_symptoms(text)


def test_more_questions_than_a_hub_reads_are_too_many() -> None:
    last = GOOD[GOOD.index("  - id: dizziness") :]
    text = GOOD + "".join(last.replace("dizziness", f"question_{number}") for number in range(63))
    with pytest.raises(SymptomFileError, match="more than 64"):
        parse_symptoms(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader_in_another_way(text: str) -> None:
    with pytest.raises(SymptomFileError):
        parse_symptoms(text)


@given(st.data())
def test_no_change_of_the_file_breaks_the_reader_in_another_way(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(start + 40, len(GOOD))))
    text = GOOD[:start] + data.draw(st.text(max_size=20)) + GOOD[end:]
    try:
        found = parse_symptoms(text)
    except SymptomFileError:
        return
    assert found
