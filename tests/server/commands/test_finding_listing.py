"""What the checker found, for people and for programs."""

from __future__ import annotations

import json
from typing import Final

from server.commands.finding_listing import as_github, as_json, as_sarif, as_text
from server.rules.language.finding import Finding, Place

FILES: Final = {"a.yaml": b"rule: a\nsetings:\n  x: 1\n"}
FOUND: Final = [
    Finding(
        file="a.yaml", place=Place(2, 1, 7), code="E100", facts={"word": "setings", "known": "", "close": "settings"}
    ),
    Finding(file="a.yaml", place=Place(9, 4, 2), code="W701", facts={"word": "100 %, då"}),
]


def test_people_see_the_line_a_mark_under_the_word_and_what_was_meant() -> None:
    assert as_text(FOUND, FILES, "en").splitlines() == [
        'a.yaml:2:1: E100 unknown key "setings"',
        "    2 | setings:",
        "      | ^^^^^^^",
        '      = did you mean "settings"?',
        'a.yaml:9:4: W701 the day value can change later in the day with "100 %, då"',
        '      = write "first morning reading" if it can be',
        "1 mistakes and 1 to look at, in 1 files",
    ]
    assert as_text([], FILES, "sv") == "1 filer lästa, inget att rätta"
    assert 'menade du "settings"?' in as_text(FOUND, FILES, "sv")


def test_programs_read_a_list_of_six_words_each() -> None:
    rows = json.loads(as_json(FOUND, FILES, "en"))
    assert rows[0] == {
        "file": "a.yaml",
        "line": 2,
        "column": 1,
        "code": "E100",
        "message": 'unknown key "setings"',
        "suggestion": 'did you mean "settings"?',
    }
    assert json.loads(as_json([], FILES, "en")) == []


def test_code_hosts_read_sarif() -> None:
    log = json.loads(as_sarif(FOUND, FILES, "en"))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["E100", "W701"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 8}


def test_remarks_on_a_pull_request_are_escaped() -> None:
    first, second = as_github(FOUND, FILES, "sv").splitlines()
    assert first.startswith("::error file=a.yaml,line=2,col=1,endColumn=8,title=E100::okänd nyckel")
    assert second.startswith("::warning file=a.yaml,line=9")
    assert '"100 %25, då"' in second
