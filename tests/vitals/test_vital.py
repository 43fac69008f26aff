from __future__ import annotations

import pytest

from vitals.vital import Vital


@pytest.mark.parametrize("vital", Vital)
def test_every_vital_is_found_by_its_wire_name(vital: Vital) -> None:
    assert Vital.named(vital.value.name) is vital


@pytest.mark.parametrize("attribute", ["name", "loinc", "mdc"])
def test_no_two_vitals_share_a_name_or_a_code(attribute: str) -> None:
    codes = [getattr(vital.value, attribute) for vital in Vital]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("vital", Vital)
def test_the_possible_range_includes_its_ends_and_nothing_beyond(vital: Vital) -> None:
    lowest, highest = vital.value.lowest, vital.value.highest
    assert [vital.is_possible(value) for value in (lowest - 1, lowest, highest, highest + 1)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("code", [vital.value.loinc for vital in Vital])
def test_every_loinc_code_has_its_check_digit(code: str) -> None:
    """LOINC codes end in a modulus 10 check digit (LOINC Users' Guide, appendix C)."""
    digits, check = code.split("-")
    odd = str(int(digits[::-2][::-1]) * 2)
    even = digits[-2::-2][::-1]
    total = sum(int(digit) for digit in odd + even)
    assert (10 - total % 10) % 10 == int(check)


def test_a_name_that_is_not_ours_is_not_found() -> None:
    with pytest.raises(KeyError):
        Vital.named("mood")
