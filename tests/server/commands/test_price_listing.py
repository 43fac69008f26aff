from __future__ import annotations

import pytest

from server.commands.price_listing import price_line
from server.rules.activation.price import NoPrice, Price
from server.rules.language.burden import Cost

PRICE = Price(cost=Cost("0" * 16, 0.25, 0.125, 1.5), log="cohort", patients=1_000, patient_years=987.65)


def test_a_price_is_a_figure_with_its_interval_and_what_it_rests_on() -> None:
    assert price_line("gain", PRICE, "en") == (
        "gain: 0.25 (0.12–1.50) unexplained episodes per patient-year on cohort (1000 patients, 987.6 patient-years)"
    )
    assert price_line("gain", PRICE, "sv").startswith("gain: 0,25 (0,12–1,50) oförklarade episoder per patientår")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_reason_for_none_is_said_in_both_languages(language: str) -> None:
    said = {price_line("gain", reason, language) for reason in NoPrice}
    assert len(said) == len(NoPrice)
    assert all(line.startswith("gain: ") for line in said)
