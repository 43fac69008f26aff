"""The file of questions is right as a whole, or is not used; what is wrong is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from symptom_file import symptoms

from server.symptoms import SymptomsError, parse_symptoms

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
    opening, dizziness = parse_symptoms(GOOD.encode())
    assert (opening.symptom, opening.version, opening.schedule.value) == ("as_usual", 1, "opening")
    assert (dizziness.label_sv, dizziness.sv, dizziness.en) == ("Yr", "Yr?", "Dizzy?")
    assert [(each.code, each.score, each.has_words) for each in dizziness.choices] == [
        ("never", 0, False),
        ("own", 1, True),
    ]
    assert opening.choices[1].act_now is not None
    assert opening.choices[1].act_now.call.value == "emergency"


def test_the_shipped_file_is_read() -> None:
    assert [each.symptom for each in symptoms()][:2] == ["as_usual", "breathlessness"]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("symptoms:", "questions:", 'line 2: unknown key "questions"'),
        ("version: 2", "version: two", 'line 12: "two" is not written in figures'),
        ("schedule: daily", "schedule: hourly", 'line 13: "hourly" cannot stand here'),
        ("    schedule: daily\n", "", 'line 11: "schedule" is missing'),
        ("label: {sv: Yr, en: Dizzy}", "label: {sv: Yr}", 'line 15: the text in "en" is missing'),
        ("{sv: Yr, en: Dizzy}", "{sv: Yrrrrrrrrrrrrrrrrrrrrrrrrrr, en: Dizzy}", "longer than 24 characters"),
        ("never, score: 0", "never, score: 3", "line 19"),
        ("code: own", "code: never", 'line 19: "never" is listed twice'),
        ("code: own", "code: unchanged", "line 19"),
        ("id: dizziness", "id: as_usual", '"as_usual" is listed twice'),
        ("call: emergency", "call: mum", 'line 10: "mum" cannot stand here'),
        ("symptoms:", "symptoms: [", "not valid YAML"),
        ("id: dizziness", "id: whose", "whose is the name of something else"),
        ("schedule: opening", "schedule: daily", "0 questions open the day"),
        ("schedule: daily", "schedule: opening", "2 questions open the day"),
        ('code: "yes"', "code: fine", "has no answer yes"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_or_its_name(right: str, wrong: str, said: str) -> None:
    assert right in GOOD
    with pytest.raises(SymptomsError) as problem:
        parse_symptoms(GOOD.replace(right, wrong, 1).encode())
    assert said in str(problem.value)


@pytest.mark.parametrize("answers", ["answers: none", "answers: [yes, no]", "answers: []", ""])
def test_a_question_has_answers(answers: str) -> None:
    text = GOOD[: GOOD.rindex("    answers:")] + f"    {answers}\n"
    with pytest.raises(SymptomsError, match=r"line 1[17]"):
        parse_symptoms(text.encode())


def test_more_questions_than_a_hub_reads_are_too_many() -> None:
    last = GOOD[GOOD.index("  - id: dizziness") :]
    text = GOOD + "".join(last.replace("dizziness", f"question_{number}") for number in range(63))
    with pytest.raises(SymptomsError, match="more than 64"):
        parse_symptoms(text.encode())


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader_in_another_way(text: str) -> None:
    with pytest.raises(SymptomsError):
        parse_symptoms(text.encode())


@given(st.data())
def test_no_change_of_the_file_breaks_the_reader_in_another_way(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(start + 40, len(GOOD))))
    text = GOOD[:start] + data.draw(st.text(max_size=20)) + GOOD[end:]
    try:
        found = parse_symptoms(text.encode())
    except SymptomsError:
        return
    assert found
