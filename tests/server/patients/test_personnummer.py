from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.personnummer import parse_personnummer

ON = date(2026, 11, 1)


def test_it_is_read_with_and_without_its_dash() -> None:
    assert parse_personnummer("194303189817", ON) == ("194303189817", date(1943, 3, 18))
    assert parse_personnummer(" 19430318-9817 ", ON) == ("194303189817", date(1943, 3, 18))


def test_a_samordningsnummer_has_its_day_raised_by_sixty() -> None:
    assert parse_personnummer("19701063-2391", ON)[1] == date(1970, 10, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("19430318-9818", "check digit"),
        ("430318-9817", "twelve digits"),
        ("19430318 9817", "twelve digits"),
        ("", "twelve digits"),
        ("194313189815", "month"),
        ("190303189815", "not alive"),
        ("202703189817", "not alive"),
    ],
)
def test_what_cannot_be_somebodys_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_personnummer(text, ON)


@given(st.integers(0, 11), st.integers(0, 9))
def test_every_single_typing_slip_is_found(place: int, digit: int) -> None:
    right = "194303189817"
    slip = right[:place] + str(digit) + right[place + 1 :]
    if slip == right or place < 2:  # the century is not part of the check digit
        return
    with pytest.raises(ValueError, match=r"check digit|month|day"):
        parse_personnummer(slip, ON)
