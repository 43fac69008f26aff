from vitals.observation_log import COLUMNS, UNITS, LogFile, LogKind


def test_every_file_has_a_header_that_begins_with_whose_it_is() -> None:
    assert {*COLUMNS} == {*LogFile}
    assert {columns[0] for columns in COLUMNS.values()} == {"patient_id"}


def test_every_kind_has_its_unit() -> None:
    assert {*UNITS} == {*LogKind}
