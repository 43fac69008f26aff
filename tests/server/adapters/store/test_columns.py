from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from server.adapters.store.columns import Instant
from vitals.fields import utc

MOMENT = Table("moment", MetaData(), Column("number", Integer, primary_key=True), Column("at", Instant))
ANY_ZONE = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=ANY_ZONE)


@pytest.fixture
def moments(engine: Engine) -> Iterator[Engine]:
    """A database with a table of instants."""
    MOMENT.create(engine)
    yield engine
    MOMENT.drop(engine)


def kept(engine: Engine, *values: datetime | None) -> list[datetime | None]:
    with engine.begin() as connection:
        connection.execute(MOMENT.delete())
        connection.execute(insert(MOMENT), [{"number": number, "at": at} for number, at in enumerate(values)])
        return list(connection.execute(select(MOMENT.c.at).order_by(MOMENT.c.number)).scalars())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(INSTANTS, min_size=1, max_size=20))
def test_an_instant_comes_back_in_utc_to_the_millisecond_and_sorts_as_time_goes(
    moments: Engine, values: list[datetime]
) -> None:
    assert kept(moments, *values) == [utc(value) for value in values]
    with moments.connect() as connection:
        ordered = list(connection.execute(select(MOMENT.c.at).order_by(MOMENT.c.at)).scalars())
        since = values[0]
        later = connection.execute(select(MOMENT.c.at).where(MOMENT.c.at >= utc(since))).scalars().all()
    assert ordered == sorted(utc(value) for value in values)
    assert sorted(later) == [at for at in ordered if at >= utc(since)]
    assert all(at.utcoffset() == timedelta(0) for at in ordered)


def test_no_instant_stays_none(moments: Engine) -> None:
    assert kept(moments, None) == [None]


def test_a_microsecond_is_the_same_on_both_databases(moments: Engine) -> None:
    assert kept(moments, datetime(2026, 3, 2, 6, 10, 30, 250_999, tzinfo=UTC)) == [
        datetime(2026, 3, 2, 6, 10, 30, 250_000, tzinfo=UTC)
    ]


def test_what_is_no_instant_is_refused(moments: Engine) -> None:
    with pytest.raises((StatementError, DBAPIError, AttributeError)):
        kept(moments, "2026-03-02")  # type: ignore[arg-type]  # the mistake
