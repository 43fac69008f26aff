from __future__ import annotations

import pytest

from edge.pairing.talk import Progress, Step


@pytest.mark.parametrize("step", Step)
def test_a_pairing_is_open_until_it_is_done_or_closed(step: Step) -> None:
    assert Progress(step=step, sv="", en="").is_open is (step not in {Step.DONE, Step.CLOSED})
