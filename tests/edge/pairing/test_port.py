from __future__ import annotations

from edge.pairing.port import BondError
from edge.pairing.why import Why


def test_an_error_says_whose_fault_it_is_to_us_and_what_happened_to_a_technician() -> None:
    problem = BondError(Why.REFUSED, "Authentication Failed (org.bluez.Error.AuthenticationFailed)")
    assert (problem.why, str(problem)) == (Why.REFUSED, "Authentication Failed (org.bluez.Error.AuthenticationFailed)")
