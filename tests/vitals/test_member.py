from __future__ import annotations

import pytest
from contract_samples import CONTACT, PATIENT

from vitals.fields import Fields, WireError
from vitals.member import Member


@pytest.mark.parametrize(
    "member", [Member(patient=PATIENT), Member(patient=PATIENT, is_reminded=False, instead=CONTACT)]
)
def test_a_member_comes_back_as_it_was_sent(member: Member) -> None:
    assert Member.from_wire(Fields(member.to_wire(), "")) == member


@pytest.mark.decision("A5")
@pytest.mark.parametrize(("change", "field"), [({"name": "Karin"}, "name"), ({"patient": "Karin"}, "patient")])
def test_no_name_of_a_patient_ever_reaches_a_hub(change: dict[str, str], field: str) -> None:
    with pytest.raises(WireError) as caught:
        Member.from_wire(Fields(Member(patient=PATIENT).to_wire() | change, ""))
    assert caught.value.field == field
