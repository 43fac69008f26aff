"""How a report speaks: its words, and numbers and days as a language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from server.rules.backtest.drawing.number import Number
from server.rules.backtest.report.english import ENGLISH
from server.rules.backtest.report.swedish import SWEDISH

LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {"sv": SWEDISH, "en": ENGLISH}


class Tongue:
    """One of the languages.

    >>> Tongue("en")("hit"), Tongue("sv").day_from(-6.2), Tongue("sv").day_from(2)
    ('Seen', '−6,2', '+2,0')
    """

    def __init__(self, language: str) -> None:
        """Speak Swedish (``sv``) or English (``en``)."""
        self.language = language
        self.number = Number(language)
        self._words = LANGUAGES[language]

    def __call__(self, key: str, **values: str | int) -> str:
        """Give a text with its values."""
        return self._words[key].format(**values)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a text."""
        return key in self._words

    def day(self, on: date) -> str:
        """Write a day."""
        return on.isoformat()

    def day_from(self, days: float) -> str:
        """Write how many days before or after."""
        return ("+" if days > 0 else "") + self.number(days, 1)
