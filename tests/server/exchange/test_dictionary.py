from __future__ import annotations

from pathlib import Path

from leaving_people import WORDS

from server.exchange.dictionary import FILES, HEADS, dictionary_rows, dictionary_table
from vitals.observation_log import COLUMNS, LogFile


def test_every_column_of_the_format_is_explained_and_stands_in_its_order() -> None:
    assert {file: HEADS[file.file_name] for file in COLUMNS if file is not LogFile.EVENTS} == {
        file: columns for file, columns in COLUMNS.items() if file is not LogFile.EVENTS
    }
    assert all(cell for columns in FILES.values() for column in columns for cell in column)


def test_every_answer_is_explained_by_the_name_that_the_log_has_for_its_question() -> None:
    rows = [*dictionary_rows(WORDS)]
    assert (
        "measurements.csv",
        "kind=dyspnea",
        "0=never 1=stairs 2=walking",
        "breathlessness",
        "breathlessness",
    ) in rows
    assert len(rows) == sum(map(len, FILES.values())) + len(WORDS.symptoms)


def test_the_manual_has_the_table_as_the_code_has_it() -> None:
    assert dictionary_table() in Path("docs/exchange.md").read_text(encoding="utf-8")
