from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from backtested import CREEP, FACTS, GAIN, MISSING, alert, log_of, told
from drawn import Picture

from server.rules.backtest.alert_rows import RAISED, alert_rows
from server.rules.backtest.report.page import file_name, report
from server.rules.backtest.report.result import Result
from server.rules.backtest.score_text import score_lines, score_table

both = pytest.mark.parametrize("language", ["sv", "en"])


def read(found: Result, language: str) -> Picture:
    return Picture(report(found, language).removeprefix("<!DOCTYPE html>\n"))


def cells(page: Picture) -> list[str]:
    return [each.text for each in page.elements if each.tag in {"td", "th"}]


@both
def test_the_first_paragraph_says_what_the_numbers_are_not(language: str) -> None:
    found = told()
    (limits, *_) = read(found, language).all("p")
    assert limits.kinds == {"limits"}
    assert next(iter(score_lines(found.score, language))) in limits.text


@both
def test_it_says_of_which_log_and_rules_it_is_and_when_it_was_made(language: str) -> None:
    page = report(told(), language)
    for fact in (FACTS.log, FACTS.rules, FACTS.rules_hash, "2026-11-27", FACTS.version, "2026-01-05"):
        assert fact in page


@both
def test_every_measure_is_the_one_that_the_command_prints(language: str) -> None:
    found = told()
    said = cells(read(found, language))
    for name, value in score_table(found.score, language):
        assert value in said, name
    lines = "\n".join(score_lines(found.score, language))
    assert all(value in lines for _, value in score_table(found.score, language))


def test_every_rule_has_as_many_alerts_as_alerts_csv_has_rows() -> None:
    found = told()
    page = report(found, "en")
    rows = [*alert_rows(found.episodes, found.material.log.zone, "en", naive=True)]
    for rule in (GAIN, CREEP, MISSING):
        raised = sum(row[3] == rule and row[4] == RAISED for row in rows)
        (row,) = re.findall(rf"<tr><td>\d+</td><th scope=\"row\">[^<]*<code>{rule}</code></th>.*?</tr>", page)
        assert f'<td class="number">{raised}</td>' in row
    assert csv.field_size_limit() > max(len(row[6]) for row in rows)
    assert StringIO(page).readline() == "<!DOCTYPE html>\n"


@both
def test_every_figure_has_its_numbers_as_a_table_or_leads_to_them(language: str) -> None:
    page = report(told(), language)
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert len(figures) >= 5 + 4
    assert [each[:80] for each in figures if "<table" not in each and 'href="#rules"' not in each] == []


@both
def test_what_an_alert_said_to_the_nurse_stands_under_its_example(language: str) -> None:
    page = report(told(found=[alert(0, 50, says="Weight up <3 kg>")]), language)
    assert "Weight up &lt;3 kg&gt;" in page


def test_a_page_leads_to_the_other_language_and_to_nothing_else() -> None:
    for language, other in (("sv", "en"), ("en", "sv")):
        page = report(told(), language)
        links = [each for each in re.findall(r'href="([^"]*)"', page) if not each.startswith("#")]
        assert links == [file_name(other)]
        ids = re.findall(r' id="([^"]*)"', page)
        assert len(ids) == len({*ids})
        assert {each[1:] for each in re.findall(r'href="(#[^"]*)"', page)} <= {*ids}


@both
def test_without_events_it_says_so_and_tells_no_sensitivity(language: str) -> None:
    page = read(told(log_of(knows=False)), language)
    assert any("events.csv" in each.text for each in page.all("strong"))
    ids = {each.attributes.get("id") for each in page.all("figure")}
    assert ids.isdisjoint({"operating", "lead"})
    assert {"histogram", "worst", "cards"} <= ids
    assert not any("hit" in (each or "") for each in ids)


@both
def test_rows_that_do_not_count_are_told_by_reason(language: str) -> None:
    made = log_of().row("2026-01-05T07:00:00", "weight", 70.0, who="p0")
    found = told(made)
    assert [why.value for why in found.material.refused] == ["duplicate"]
    assert {"1", "0,07 %" if language == "sv" else "0.07 %"} <= {*cells(read(found, language))}


def test_a_log_where_nothing_was_raised_has_a_report() -> None:
    for language in ("sv", "en"):
        assert "nan" not in re.sub(r"<style.*?</style>", "", report(told(found=[]), language)).split()


def test_profiles_stand_in_the_figure_and_in_its_table() -> None:
    found = told(frail=[alert(0, 50), alert(5, 30)])
    said = cells(read(found, "en"))
    place = said.index("frail")
    assert said[place + 1 : place + 3] == ["50.0 %", "0.0 %"]
    assert "profile" in report(found, "en")
    assert "frail" not in cells(read(told(), "en"))


def test_where_nothing_major_happened_it_says_so() -> None:
    made = log_of(knows=False).event("2026-02-14T13:00:00", "minor", who="p2")
    page = read(told(made, [alert(3, 20)]), "en")
    assert "The log has no major events: only the burden can be counted." in [each.text for each in page.all("strong")]


def test_what_was_answered_told_and_raised_stands_under_an_example() -> None:
    made = log_of()
    for day in range(25, 31):
        made.row(f"2026-02-{day - 24:02}T07:10:00", "dyspnea", 2, who="p0", unit="score")
    made.told("2026-02-26T09:00:00", "discharge", who="p0").told("2026-02-27T09:00:00", "moon", "full", who="p0")
    counted = [alert(0, 47 + place, says=f"alert number {place}") for place in range(10)]
    page = report(told(made, counted), "en")
    assert "alert number 7" in page
    assert "alert number 8" not in page
    assert "and 2 more." in page
    assert "moon full" in page, "what has no words of its own stands as the log writes it"
