from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitals.fields import Fields, WireError, format_instant, utc


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def refused(value: object, read: str, *arguments: object) -> str:
    with pytest.raises(WireError) as caught:
        getattr(Fields({"field": value}, "body"), read)("field", *arguments)
    assert caught.value.field == "body.field"
    return caught.value.problem


def test_a_missing_field_is_named_with_its_path() -> None:
    with pytest.raises(WireError, match=r"^body\.inner\.weight is missing$"):
        Fields({"inner": {}}, "body").inner("inner").integer("weight")


def test_a_field_nobody_asked_for_is_refused() -> None:
    fields = Fields({"known": 1, "surprise": 2}, "")
    fields.integer("known")
    with pytest.raises(WireError, match=r"^surprise is unknown$"):
        fields.done()


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_no_object_is_refused(value: object) -> None:
    with pytest.raises(WireError, match=r"^payload is not an object$"):
        Fields(value, "")


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1]])
def test_only_a_whole_number_is_a_number(value: object) -> None:
    assert refused(value, "integer") == "is not a whole number"


@pytest.mark.parametrize("value", [-1, 2**53])
def test_a_number_out_of_bounds_is_refused(value: int) -> None:
    assert "is not between" in refused(value, "integer")


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_only_true_and_false_are_truths(value: object) -> None:
    assert refused(value, "truth") == "is not true or false"


def test_a_truth_is_taken() -> None:
    assert Fields({"field": True}, "").truth("field") is True


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "x" * 201, 5])
def test_a_text_that_cannot_be_kept_is_refused(value: object) -> None:
    assert refused(value, "text")


def test_a_text_must_fit_its_pattern_as_a_whole() -> None:
    with pytest.raises(WireError, match="does not have the form"):
        Fields({"field": "abc1"}, "").text("field", pattern=re.compile("[a-z]+"))


def test_a_word_outside_the_closed_list_is_refused() -> None:
    assert refused("green", "choice", Colour) == "is not one of red, blue"


@pytest.mark.parametrize("value", ["abc", "AB", "zz"])
def test_bytes_are_lower_case_hexadecimal(value: str) -> None:
    assert refused(value, "octets", 8)


def test_more_bytes_than_allowed_are_refused() -> None:
    assert refused("00" * 9, "octets", 8) == "is longer than 16 characters"


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-02T06:10:30Z",
        "2026-03-02 06:10:30.250Z",
        "2026-02-30T06:10:30.250Z",
        "2026-03-02T06:10:30.250+01:00",
        "٢٠٢٦-03-02T06:10:30.250Z",
    ],
)
def test_an_instant_has_one_form_only(value: str) -> None:
    assert refused(value, "instant")


@pytest.mark.parametrize("value", ["2026-03-02T06:10:30Z", "2026-02-30T06:10:30", "0000-01-01T00:00:00"])
def test_a_wall_clock_has_one_form_only(value: str) -> None:
    assert refused(value, "wall_clock")


@pytest.mark.parametrize("value", [None, {}, "text"])
def test_only_a_list_is_a_list(value: object) -> None:
    assert refused(value, "array", 3) == "is not a list"


def test_a_list_that_is_too_long_is_refused() -> None:
    assert refused([1, 2, 3, 4], "array", 3) == "has more than 3 members"


@pytest.mark.parametrize("value", [None, [], "text"])
def test_only_an_object_is_a_mapping(value: object) -> None:
    assert refused(value, "mapping", 3) == "is not an object"


def test_a_mapping_that_is_too_large_is_refused() -> None:
    assert refused({"a": 1, "b": 2}, "mapping", 1) == "has more than 1 fields"


def test_null_is_taken_only_where_it_stands() -> None:
    fields = Fields({"field": None, "other": 1}, "")
    assert [fields.is_null("field"), fields.is_null("other"), fields.is_null("missing")] == [True, False, False]
    assert fields.names() == ["other"]


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))
def test_an_instant_comes_back_as_it_was_sent(at: datetime) -> None:
    assert Fields({"at": format_instant(at)}, "").instant("at") == utc(at)


def test_an_instant_in_another_zone_is_written_in_utc() -> None:
    at = datetime(2026, 3, 2, 7, 10, tzinfo=timezone(timedelta(hours=1)))
    assert format_instant(at) == "2026-03-02T06:10:00.000Z"
