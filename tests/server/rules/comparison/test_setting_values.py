from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.rules.comparison.setting_values import MOST, values_of
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule import Setting


def setting(low: int, value: int, high: int, unit: Unit = Unit.KG) -> Setting:
    return Setting(
        name="gain", value=Quantity(value, unit), allowed=(Quantity(low, unit), Quantity(high, unit)), roles=("nurse",)
    )


def test_every_value_that_a_scale_can_show_is_tried() -> None:
    found = values_of(setting(1_000, 2_000, 4_000))
    assert (len(found.values), str(found.step), found.is_thinned) == (31, "0.1 kg", False)
    assert found.values[found.now] == Quantity(2_000, Unit.KG)


def test_too_many_are_thinned_evenly_and_the_ends_and_the_own_value_stay() -> None:
    found = values_of(setting(90_000, 121_000, 150_000, Unit.BPM))
    assert (str(found.step), found.is_thinned, len(found.values)) == ("2 bpm", True, 32)
    assert [str(found.values[place]) for place in (0, found.now, -1)] == ["90 bpm", "121 bpm", "150 bpm"]


@given(st.integers(0, 300_000), st.integers(0, 300_000), st.data())
def test_values_are_allowed_in_order_and_not_too_many(low: int, span: int, data: st.DataObject) -> None:
    value = data.draw(st.integers(low, low + span))
    found = values_of(setting(low, value, low + span))
    told = [each.thousandths for each in found.values]
    assert told == sorted({*told})
    assert (told[0], told[found.now], told[-1]) == (low, value, low + span)
    assert len(told) <= MOST + 2
