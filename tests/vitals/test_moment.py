from __future__ import annotations

from typing import Any

import pytest
from contract_samples import MOMENT, UNDATED

from vitals.fields import Fields, WireError
from vitals.moment import Moment


@pytest.mark.decision("B1")
@pytest.mark.parametrize("moment", [MOMENT, UNDATED])
def test_all_six_time_fields_travel(moment: Moment) -> None:
    assert set(moment.to_wire()) == {
        "device_time",
        "heard_at",
        "boot_id",
        "monotonic_ms",
        "measured_at",
        "time_quality",
    }
    assert Moment.from_wire(Fields(moment.to_wire(), "body")) == moment


@pytest.mark.decision("B2")
@pytest.mark.parametrize(
    "change",
    [{"measured_at": None}, {"time_quality": "unknown"}],
    ids=["no time but a quality", "a time but no quality"],
)
def test_a_measured_time_is_missing_exactly_when_it_is_unknown(change: dict[str, Any]) -> None:
    with pytest.raises(WireError, match=r"^body\.measured_at is null exactly when time_quality is unknown$"):
        Moment.from_wire(Fields(MOMENT.to_wire() | change, "body"))
