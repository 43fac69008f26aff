"""A failure is drawn for a nurse: what it says, few lines around the first difference, and how the rule stood."""

from __future__ import annotations

from dataclasses import replace

from tiny_diaries import verdict

from server.rules.diary.timeline import draw

WRONG = """2026-03-04 07:00  weight 80.0 kg
    2026-03-05 07:00  weight 82.0 kg   -> asks patient
    2026-03-05 07:45  weight 82.0 kg   -> raised high
    2026-03-06 07:00  weight 81.0 kg"""


def drawn(diary: str, says: str = "", language: str = "en") -> list[str]:
    return draw(verdict(diary, says), language).splitlines()


def test_the_first_difference_is_said_and_marked_and_the_conditions_stand_below_with_their_numbers() -> None:
    assert drawn(WRONG) == [
        "✗ tiny: case 1",
        "  Thu 2026-03-05 07:45: the diary says “raised high”. But what happened is “raised medium”.",
        "",
        "  when                  diary           expected      happened",
        "  Wed 2026-03-04 07:00  weight 80.0 kg",
        "  Thu 2026-03-05 07:00  weight 82.0 kg  asks patient  asks patient",
        "  Thu 2026-03-05 07:45  weight 82.0 kg  raised high   raised medium  <- first difference",
        "  Fri 2026-03-06 07:00  weight 81.0 kg                cleared",
        "",
        "  How the rule stood then:",
        "    tiny (tiny 1.0), today at 07:45",
        "    An alert is open since today at 07:00.",
        "    Raises when:",
        "        ✓ weight lies at least 2 kg (gain) above the weight you agreed on [yes]",
        "            now 82.0 kg · against 80.0 kg · difference 2.0 kg · limit 2 kg · set 1 January 2000",
        "            used: today at 07:45 82.0 kg",
        "    Ends when:",
        "        ✗ weight lies at most 1 kg (half of gain) above the weight you agreed on [no]",
        "            now 82.0 kg · against 80.0 kg · difference 2.0 kg · limit 1 kg · set 1 January 2000",
        "            used: today at 07:45 82.0 kg",
        "    Settings:",
        "        gain: 2 kg (the rule's own value)",
    ]


def test_the_drawing_speaks_swedish_too_and_says_what_the_words_of_diaries_mean() -> None:
    lines = drawn(WRONG, language="sv")
    assert lines[1] == (
        "  tors 2026-03-05 07:45: enligt dagboken händer ”raised high (varning, hög)”. "
        "Men då hände ”raised medium (varning, medel)”."
    )
    assert lines[3].split() == ["när", "dagboken", "väntat", "hände"]
    assert lines[6].endswith("<- här skiljer det")


def test_a_long_diary_is_not_drawn_whole() -> None:
    days = "\n".join(f"2026-03-{day:02d} 07:00  weight 80.0 kg" for day in range(1, 25))
    lines = drawn(f"{days}\n2026-03-12 12:00  -> cleared")
    assert lines[1] == "  Thu 2026-03-12 12:00: the diary says “cleared”. But nothing happened."
    table = lines[lines.index("") + 1 : lines.index("", 3)]
    assert [table[1], table[-1]] == ["  … 7 lines more", "  … 9 lines more"]
    assert len(table) == 1 + 1 + 5 + 1 + 3 + 1
    assert table[7].startswith("  Thu 2026-03-12 12:00")


def test_what_happens_later_than_written_is_said() -> None:
    lines = drawn(
        "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 10:00  -> raised medium\n2026-03-05 12:00"
    )
    assert lines[1:3] == [
        "  Thu 2026-03-05 10:00: the diary says “raised medium”. But nothing happened.",
        "  “raised medium” did not happen until Thu 2026-03-05 11:00.",
    ]


def test_what_is_not_written_must_not_happen() -> None:
    lines = drawn("2026-03-05 07:00  weight 82.0 kg")
    assert (
        lines[1] == "  Thu 2026-03-05 07:00: the diary says that nothing happens. But what happened is “asks patient”."
    )


def test_a_wrong_text_is_shown_beside_the_right_one() -> None:
    says = '{2026-03-05 07:45: {en: "Limit 3 kg."}, 2026-03-07 07:00: {sv: "Gräns"}}'
    diary = "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 07:45  weight 82.0 kg -> raised medium"
    assert drawn(diary, says)[:8] == [
        "✗ tiny: case 1",
        "  Thu 2026-03-05 07:45: the text in English is not what the diary says.",
        "    expected text: Limit 3 kg.",
        "    the text was:  Limit 2 kg.",
        "  Sat 2026-03-07 07:00: the text in Swedish is not what the diary says.",
        "    expected text: Gräns",
        "    the text was:  –",
        "",
    ]


def test_a_text_that_is_missing_because_nothing_happened_is_not_said_twice() -> None:
    lines = drawn("2026-03-05 07:00  weight 81.0 kg -> raised medium", '{2026-03-05 07:00: {en: "Limit 2 kg."}}')
    assert not any("text" in line for line in lines)


def test_why_nobody_was_asked_and_why_what_is_so_raises_nothing_is_said() -> None:
    assert "staffed time" in drawn("2026-03-05 18:00  weight 82.0 kg -> asks patient")[-1]
    closed = "2026-03-05 18:00  weight 82.0 kg -> raised medium\n2026-03-05 19:00  closes -> closed\n"
    assert "not so since the last one" in drawn(f"{closed}2026-03-06 07:00  weight 82.4 kg -> raised medium")[-1]


def test_other_alerts_that_are_open_are_named() -> None:
    found = verdict("2026-03-05 07:00  weight 82.0 kg")
    assert found.explanation is not None
    beside = replace(found, explanation=replace(found.explanation, beside=("weight-drift", "worried")))
    assert draw(beside).splitlines()[-1] == "  Open at the same time: weight-drift, worried."


def test_a_case_says_where_it_stands() -> None:
    found = verdict("2026-03-05 07:00  weight 82.0 kg")
    there = replace(found, case=replace(found.case, file="weight/tiny.test.yaml", line=4))
    assert draw(there).splitlines()[0] == "✗ tiny: case 1 (weight/tiny.test.yaml, line 4)"
