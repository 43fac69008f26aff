"""What rules cost, and which have not shown it, written for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.rules.activation.price import LEAST_PATIENT_MONTHS, NoPrice, Price
from server.rules.backtest.drawing.number import Number

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "price": "{piece}: {value} ({low}–{high}) oförklarade episoder per patientår på {log}"
        " ({patients} patienter, {years} patientår)",
        NoPrice.NEVER: "{piece}: ingen har mätt vad det kostar",
        NoPrice.OTHER: "{piece}: vad det kostar är mätt på annan logik än den som skulle gälla",
        NoPrice.SHORT: f"{{piece}}: vad det kostar är mätt på färre än {LEAST_PATIENT_MONTHS} patientmånader",
    },
    "en": {
        "price": "{piece}: {value} ({low}–{high}) unexplained episodes per patient-year on {log}"
        " ({patients} patients, {years} patient-years)",
        NoPrice.NEVER: "{piece}: nobody has measured what it costs",
        NoPrice.OTHER: "{piece}: what it costs was measured of other logic than would run",
        NoPrice.SHORT: f"{{piece}}: what it costs was measured on fewer than {LEAST_PATIENT_MONTHS} patient-months",
    },
}


def price_line(piece: str, price: Price | NoPrice, language: str) -> str:
    """Say what a piece costs, or why that is not known."""
    words = _WORDS[language]
    if isinstance(price, NoPrice):
        return words[price].format(piece=piece)
    number, cost = Number(language), price.cost
    value, low, high = (number(each, 2) for each in (cost.value, cost.low, cost.high))
    years = number(price.patient_years, 1)
    return words["price"].format(
        piece=piece, value=value, low=low, high=high, log=price.log, patients=price.patients, years=years
    )
