"""Reads what ``on:`` may say, and points at the very word that is wrong."""

from __future__ import annotations

from typing import Final

from server.rules.language.phrase import Phrase, Token
from server.rules.language.quantity import Period
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast, Repeat

_BASES: Final = {
    "reading": Basis.READING,
    "readings": Basis.READING,
    "sitting": Basis.SITTING,
    "sittings": Basis.SITTING,
    "answer": Basis.READING,
    "answers": Basis.READING,
}
_DAYS: Final = ("day", "days")
_ROW: Final = "2 days in a row"
_LAST: Final = "2 of last 3 readings within 7 days"
_CLOSE: Final = "2 readings within 30 minutes"


def read_repeat(phrase: Phrase) -> Repeat | None:
    """Read ``2 days in a row``, ``2 of last 3 readings within 7 days`` or ``2 readings within 30 minutes``."""
    tokens = phrase.tokens()
    if len(tokens) < 2:  # noqa: PLR2004  (no phrase has fewer words)
        phrase.wrong("E208", example=_ROW)
        return None
    count = _number(phrase, tokens[0])
    if tokens[1].text in _DAYS:
        is_right = _follow(phrase, tokens, 2, ("in", "a", "row"), _ROW) and _ends(phrase, tokens, 5, _ROW)
        return DaysInARow(count=count) if is_right and count else None
    if tokens[1].text == "of":
        return _of_the_last(phrase, tokens, count)
    if tokens[1].text in ("reading", "readings"):
        return _close_together(phrase, tokens, count)
    phrase.wrong("E208", tokens[1], example=_LAST)
    return None


def _of_the_last(phrase: Phrase, tokens: list[Token], count: int | None) -> OfTheLast | None:
    if not _follow(phrase, tokens, 2, ("last",), _LAST) or not _follow(phrase, tokens, 3, None, _LAST):
        return None
    among = _number(phrase, tokens[3])
    within = _within(phrase, tokens) if _follow(phrase, tokens, 4, None, _LAST) else None
    if count is None or among is None or within is None:
        return None
    if count > among:
        phrase.wrong("E211", tokens[0], word=str(count), many=str(among))
        return None
    return OfTheLast(count=count, among=among, basis=_BASES[tokens[4].text], within=within)


def _within(phrase: Phrase, tokens: list[Token]) -> Period | None:
    """Read what is counted and the time that it is counted in."""
    if tokens[4].text not in _BASES:
        phrase.wrong("E208", tokens[4], example=_LAST)
    elif len(tokens) == 5:  # noqa: PLR2004  (nothing follows the noun)
        phrase.wrong("E209", example=f"{phrase.text} within 7 days")
    elif _follow(phrase, tokens, 5, ("within",), _LAST) and _follow(phrase, tokens, 6, None, _LAST):
        return phrase.part(tokens[6]).period()
    return None


def _close_together(phrase: Phrase, tokens: list[Token], count: int | None) -> CloseTogether | None:
    if not _follow(phrase, tokens, 2, ("within",), _CLOSE) or not _follow(phrase, tokens, 3, None, _CLOSE):
        return None
    within = phrase.part(tokens[3]).period(is_calendar=False)
    return None if count is None or within is None else CloseTogether(count=count, within=within)


def _number(phrase: Phrase, token: Token) -> int | None:
    """Read a figure from 1 to 99."""
    return phrase.part(token, Token("", token.offset + len(token.text))).whole(1, 99)


def _follow(phrase: Phrase, tokens: list[Token], start: int, words: tuple[str, ...] | None, example: str) -> bool:
    """Look whether the words follow, or whether any word does."""
    for index, word in enumerate(words or ("",), start):
        if index >= len(tokens):
            phrase.wrong("E208", tokens[-1], example=example)
            return False
        if word and tokens[index].text != word:
            phrase.wrong("E208", tokens[index], example=example)
            return False
    return True


def _ends(phrase: Phrase, tokens: list[Token], length: int, example: str) -> bool:
    """Look whether nothing more follows."""
    if len(tokens) > length:
        phrase.wrong("E208", tokens[length], example=example)
    return len(tokens) <= length
