from __future__ import annotations

import pytest
from contract_samples import AT, EPOCH

from vitals.fields import Fields, WireError
from vitals.record import RecordRef
from vitals.seen import Seen

RECORD = RecordRef(epoch=EPOCH, sequence=7)


@pytest.mark.parametrize("by", ["Anna Berg", None])
def test_a_look_by_a_person_or_by_the_rules_alone_comes_back_as_it_was_sent(by: str | None) -> None:
    seen = Seen(record=RECORD, by=by, at=AT)
    assert Seen.from_wire(Fields(seen.to_wire(), "")) == seen


def test_a_look_at_no_record_is_refused() -> None:
    wire = Seen(record=RECORD, by=None, at=AT).to_wire()
    wire["record"]["sequence"] = 0
    with pytest.raises(WireError) as caught:
        Seen.from_wire(Fields(wire, ""))
    assert caught.value.field == "record.sequence"
