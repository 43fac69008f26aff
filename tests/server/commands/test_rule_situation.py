from __future__ import annotations

from datetime import timedelta

from pages import AT, SmallTown, weighings
from rule_pieces import live_folder
from sqlalchemy import Engine

from server.adapters.store.ledger import SqlLedger
from server.commands.rule_situation import known_now
from server.rules.activation.decision import runnable
from server.rules.record import Joined, Observed


def test_it_is_what_the_engine_would_be_told_at_a_start(sqlite: Engine) -> None:
    town, ledger = SmallTown(sqlite), SqlLedger(sqlite)
    page = weighings(1, 2)
    page.observations[:] = [each._replace(patient=town.patient) for each in page.observations]
    ledger.write(page)
    found = known_now(ledger, runnable(live_folder()), AT + timedelta(hours=1))
    records = found.situation.records
    assert isinstance(records[0], Joined)
    assert {each.patient for each in records} == {town.patient}
    heard = [each for each in records if isinstance(each, Observed)]
    assert heard
    assert {each.arrival for each in heard} == {each.arrival for each in page.observations}
    assert (found.patients, found.episodes, found.situation.unit_of(town.patient)) == (1, (), None)
