from __future__ import annotations

import pytest

from server.rules.backtest.chance import Figure
from server.rules.backtest.drawing.number import Number

UNKNOWN = float("nan")


@pytest.mark.parametrize(
    ("language", "said"),
    [("sv", ("−0,50", "12\N{NARROW NO-BREAK SPACE}345", "12,0 %")), ("en", ("−0.50", "12,345", "12.0 %"))],
)
def test_a_language_writes_numbers_its_own_way(language: str, said: tuple[str, ...]) -> None:
    number = Number(language)
    assert (number(-0.5, 2), number.count(12_345), number.percent(0.12)) == said


def test_what_cannot_be_told_is_a_dash_and_never_a_word_of_the_machine() -> None:
    number = Number("sv")
    figure = Figure(UNKNOWN, UNKNOWN, UNKNOWN)
    assert number.share(figure) == "– (–)"
    assert number.figure(figure) == "– (–)"
    assert number.percent(UNKNOWN) == "–"
    assert number.share(Figure(0.5, UNKNOWN, UNKNOWN)) == "50,0 % (–)"
