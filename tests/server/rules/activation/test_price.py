"""A price is of exactly the logic that would be seen, and rests on enough."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rule_folder import TODAY
from rule_pieces import CURVE, GAIN, PATH, edited, live_folder, priced, with_status

from server.rules.activation.price import LEAST_PATIENT_MONTHS, NoPrice, Price, kept_burden, price_of
from server.rules.language.burden import BURDEN
from server.rules.language.reading import SIGNALS, read_folder

FOLDER = live_folder()
LIGHTER = edited(FOLDER, PATH, "value: 2 kg", "value: 1.2 kg")
ENOUGH = LEAST_PATIENT_MONTHS / 12


def price(piece: str, folder: Mapping[str, bytes], measured: Mapping[str, bytes]) -> Price | NoPrice:
    rules = read_folder(folder, TODAY).proposed
    assert rules is not None
    return price_of(piece, rules, kept_burden(measured.get(BURDEN)))


def test_a_rule_costs_what_it_does_by_itself_and_a_shared_file_what_all_do() -> None:
    found = [price(piece, FOLDER, priced(FOLDER)) for piece in (GAIN, SIGNALS)]
    assert [each.cost.value for each in found if isinstance(each, Price)] == [0.25, 2.0]
    assert {(each.log, each.patients, each.patient_years) for each in found if isinstance(each, Price)} == {
        ("cohort", 10, 10.0)
    }


@pytest.mark.parametrize("kept", [{}, {BURDEN: b"{}"}, {BURDEN: b"not json"}])
def test_what_nobody_has_measured_has_no_price(kept: dict[str, bytes]) -> None:
    assert price(GAIN, FOLDER, kept) is price(SIGNALS, FOLDER, kept) is NoPrice.NEVER


def test_what_was_measured_of_other_logic_is_not_this_rules_price() -> None:
    assert price(GAIN, LIGHTER, priced(FOLDER)) is NoPrice.OTHER
    assert price(SIGNALS, LIGHTER, priced(FOLDER)) is NoPrice.OTHER, "any rule belongs to what all cost together"
    assert price(CURVE, LIGHTER, priced(FOLDER)) is NoPrice.OTHER, "what asks people to weigh again changes the days"


def test_words_and_how_far_a_rule_has_come_are_no_part_of_what_it_costs() -> None:
    folder = with_status(edited(FOLDER, PATH, "purpose: Catch", "purpose: Find"), PATH, "pilot")
    assert isinstance(price(GAIN, folder, priced(FOLDER)), Price)


def test_other_numbers_make_other_prices() -> None:
    text = FOLDER[SIGNALS].decode()
    assert "plausible: 25 kg" in text
    folder = {**FOLDER, SIGNALS: text.replace("plausible: 25 kg", "plausible: 30 kg", 1).encode()}
    assert price(GAIN, folder, priced(FOLDER)) is NoPrice.OTHER


@pytest.mark.parametrize(("years", "is_known"), [(ENOUGH, True), (ENOUGH - 0.001, False)])
def test_fifty_patient_months_are_the_least_that_a_price_rests_on(years: float, is_known: bool) -> None:
    found = price(GAIN, FOLDER, priced(FOLDER, years))
    assert isinstance(found, Price) if is_known else found is NoPrice.SHORT
