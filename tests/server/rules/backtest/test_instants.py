from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_making import ZONE

from server.rules.backtest.instants import UNREADABLE, is_naive, read_instants, written

clocks = st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)).map(lambda at: at.replace(microsecond=0))


@given(st.lists(clocks, min_size=1))
def test_many_texts_at_once_are_read_as_one_is(at: list[datetime]) -> None:
    texts = [each.isoformat() for each in at]
    plain = [int(each.replace(tzinfo=ZONE).timestamp()) for each in at]
    assert read_instants(texts, ZONE).tolist() == plain
    assert [int(read_instants([text], ZONE)[0]) for text in texts] == plain


@pytest.mark.parametrize("clock", ["02:30:00", "03:00:00", "01:59:59", "12:00:00"])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-03-28"])
def test_days_on_which_clocks_change_are_read_as_python_reads_them(day: str, clock: str) -> None:
    expected = int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).timestamp())
    assert read_instants([f"{day}T{clock}", "2026-01-01T00:00:00"], ZONE)[0] == expected


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30T07:00:00", "2026-13-01T07:00:00", "2026-03-01T24:00:00"])
def test_what_is_no_instant_is_said_to_be_none(text: str) -> None:
    assert read_instants([text], ZONE).tolist() == [UNREADABLE]
    assert read_instants([text, "2026-03-01T07:00:00"], ZONE)[0] == UNREADABLE


def test_offsets_are_believed_and_dates_begin_at_midnight() -> None:
    texts = ["2026-03-02T07:10:00+01:00", "2026-03-02T06:10:00Z", "2026-03-02"]
    at = [datetime.fromtimestamp(at_s, UTC) for at_s in read_instants(texts, ZoneInfo("America/New_York")).tolist()]
    assert [each.isoformat() for each in at[:2]] == ["2026-03-02T06:10:00+00:00"] * 2
    assert at[2].isoformat() == "2026-03-02T05:00:00+00:00"
    assert read_instants(["2026-03-02T06:10:00Z"] * 2, ZONE).tolist() == [int(at[0].timestamp())] * 2


@given(clocks)
def test_what_is_written_is_read_again(at: datetime) -> None:
    (at_s,) = read_instants([at.isoformat()], ZONE).tolist()
    for naive in (True, False):
        text = written(at_s, ZONE, naive=naive)
        assert is_naive(text) is naive
        assert abs(int(read_instants([text], ZONE)[0]) - at_s) in ({0, 3_600} if naive else {0})
