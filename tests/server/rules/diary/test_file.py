"""A diary file: whose diary, the cases, and the texts that must be said."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_diaries import cases, file_text, words

from server.rules.diary.case import Case, DiaryError
from server.rules.diary.file import read_diaries
from server.rules.language.quantity import Quantity, Unit

LINE = "2026-03-02 07:00  weight 80.0 kg"


def read(text: str) -> tuple[Case, ...]:
    return read_diaries(text.encode(), words())


def test_a_case_knows_its_rule_its_name_and_its_line() -> None:
    first, second = cases(LINE, LINE)
    assert (first.rule, first.name, first.line) == ("tiny", "case 1", 3)
    assert (second.name, second.line) == ("case 2", 6)


def test_of_the_patient_everything_can_be_said() -> None:
    patient = (
        "{zone: Europe/Helsinki, groups: [heart-failure, dialysis], weekdays: [mon, thu], plan_from: 2026-02-01, "
        "unsteady: yes, staffed: mon-sat 07:30-20:00, target_weight: 80 kg, reference_weight: 79 kg, "
        "settings: {gain: 3 kg}}"
    )
    (case,) = cases(LINE, patient=patient)
    person = case.person
    assert (person.zone, person.groups) == ("Europe/Helsinki", frozenset({"heart-failure", "dialysis"}))
    assert (person.weekdays, person.plan_from, person.is_unsteady) == (frozenset({0, 3}), date(2026, 2, 1), True)
    hours = person.staffing
    assert (hours.weekdays, hours.from_minute, hours.to_minute) == (frozenset(range(6)), 450, 1_200)
    assert person.agreed == {"target_weight": Quantity(80_000, Unit.KG), "reference_weight": Quantity(79_000, Unit.KG)}
    assert person.settings == {"gain": Quantity(3_000, Unit.KG)}
    assert case.arrivals[0].at == datetime(2026, 3, 2, 5, tzinfo=UTC)


def test_one_group_and_one_weekday_need_no_list() -> None:
    (case,) = cases(LINE, patient="{groups: copd, weekdays: mon, unsteady: no}")
    assert (case.person.groups, case.person.weekdays) == (frozenset({"copd"}), frozenset({0}))
    assert not case.person.is_unsteady


def test_the_plan_begins_with_the_diary_if_nothing_is_said() -> None:
    (case,) = cases(LINE)
    assert case.person.plan_from == date(2026, 3, 2)


def test_the_files_patient_holds_for_every_case_that_says_nothing_else() -> None:
    text = file_text(LINE).replace("cases:", "patient: {groups: [copd], target_weight: 80 kg}\ncases:")
    (plain,) = read(text)
    (other,) = read(text.replace("    diary:", "    patient: {groups: [lvad]}\n    diary:"))
    assert (plain.person.groups, other.person.groups) == (frozenset({"copd"}), frozenset({"lvad"}))
    assert other.person.agreed == plain.person.agreed


def test_texts_are_told_by_instant_and_language() -> None:
    (case,) = cases(LINE, says='{2026-03-02 07:00: {sv: "Åtta", en: "Eight"}}')
    assert case.says == {datetime(2026, 3, 2, 6, tzinfo=UTC): {"sv": "Åtta", "en": "Eight"}}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("cases:", "case:", 2, "unknown key 'case'"),
        ("test: tiny\n", "", 1, "test is missing"),
        ("  - name: case 1\n    diary", "  - diary", 3, "name is missing"),
        ("cases:\n", "cases: none\nrest:\n", 3, "unknown key"),
        ("  - name", "  - nam", 3, "unknown key 'nam'"),
        ("    diary: |", "    diary: [", 5, "expected"),
        ("weight 80.0 kg", "weight 80.0 lb", 5, "not an amount"),
        ("name: case 1", "name: [case, 1]", 3, "here must be a word or a text"),
        ("cases:\n", "test: other\ncases:\n", 2, "test"),
        ("cases:\n", "cases: &all\n", 2, "&all"),
    ],
)
def test_a_mistake_is_told_with_its_line_in_the_file(old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(DiaryError, match=says) as wrong:
        read(file_text(LINE).replace(old, new))
    assert wrong.value.line == line


@pytest.mark.parametrize(
    ("patient", "says"),
    [
        ("{zone: Europe/Atlantis}", "there is no zone"),
        ("{weekdays: [mon, someday]}", "'someday' is no weekday"),
        ("{staffed: always}", "staffed is written"),
        ("{shoe_size: 43}", "nothing is known of a patient's 'shoe_size'"),
        ("somebody", "here must be keys"),
        ("{settings: 3 kg}", "here must be keys"),
        ("{unsteady: perhaps}", "here must be yes or no, not 'perhaps'"),
        ("{zone: [Europe/Stockholm]}", "here must be a word or a text"),
        ("{target_weight: 80}", "not an amount"),
    ],
)
def test_what_is_wrong_about_the_patient_is_told(patient: str, says: str) -> None:
    with pytest.raises(DiaryError, match=says):
        cases(LINE, patient=patient)


@pytest.mark.parametrize("says", ["{2026-03-02 07:00: {de: Acht}}", "{2026-03-02 07:00: {}}"])
def test_texts_are_swedish_or_english(says: str) -> None:
    with pytest.raises(DiaryError, match="says holds texts in sv and en"):
        cases(LINE, says=says)


def test_without_cases_there_is_nothing_to_test() -> None:
    for text in ("test: tiny\ncases: []", "test: tiny\ncases: none", "- a list", ""):
        with pytest.raises(DiaryError):
            read(text)


@given(st.text(max_size=80))
def test_whatever_is_written_is_read_or_refused_in_words(text: str) -> None:
    for whole in (text, file_text(LINE) + "\n" + text, file_text(LINE).replace(LINE, text)):
        with suppress(DiaryError):
            read(whole)
