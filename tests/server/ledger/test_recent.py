from __future__ import annotations

import pytest
from pages import journal_row

from server.ledger.page import Disposition
from server.ledger.recent import Recent


@pytest.mark.parametrize("disposition", Disposition)
def test_the_rules_have_judged_only_what_is_somebodys(disposition: Disposition) -> None:
    row = journal_row(7, disposition=disposition)
    recent = Recent.of(row)
    assert (recent.record, recent.hub, recent.epoch, recent.sequence) == (7, row.hub, row.epoch, 7)
    assert recent.received_at == row.received_at
    assert recent.is_checked == (disposition is Disposition.OBSERVED)
