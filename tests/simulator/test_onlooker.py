"""The onlooker at a real page is in test_play.py; here is what it makes of a page that is not as it should be."""

from __future__ import annotations

import pytest

from simulator.onlooker import Onlooker, Row, _RowReader

PAGE = """
<table><tr><th>who</th></tr>
<tr id="patient-abc" class="medium"><th scope="row"><a href="/patients/abc">Åsa Öst</a></th><td>
<div class="reason" id="alert-7" data-rule="missing-weight" data-version="1">
<span class="why">No weight for 2 days, <em>though</em> the hub is in contact.</span> <span class="sub">2 h</span></div>
<div class="reason" id="alert-9" data-rule="weight-gain" data-version="3"><span class="why">Weight is up.</span></div>
</td><td><a href="/patients/abc/closing">Close <span class="hidden">Åsa Öst</span></a></td></tr>
<tr id="patient-def"><th><a href="/patients/def">Nobody with an alert</a></th></tr>
</table>
"""


def read(page: str) -> list[Row]:
    reader = _RowReader()
    reader.feed(page)
    return reader.rows


def test_an_alert_is_whom_it_is_about_which_rule_and_why() -> None:
    why = "No weight for 2 days, though the hub is in contact."
    assert read(PAGE) == [
        Row(alert="7", name="Åsa Öst", rule="missing-weight", why=why, version="1"),
        Row(alert="9", name="Åsa Öst", rule="weight-gain", why="Weight is up.", version="3"),
    ]


def test_a_page_without_rows_is_an_empty_list() -> None:
    assert read("<table></table>") == []


def test_a_server_that_is_not_there_is_an_error_of_the_line() -> None:
    with pytest.raises(ConnectionRefusedError):
        Onlooker(9).worklist()
