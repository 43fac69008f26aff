"""Which rules run, to the letter, on both databases."""

from __future__ import annotations

from dataclasses import replace

from pages import AT, SmallTown
from sqlalchemy import Engine, func, select

from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.rule_registry import ask_to_activate
from server.ledger.page import Page
from server.rules.activation.activation import Activation, ActivationRequest, Answer

FILES = {"weight/a.yaml": b"rule: a\n", "signals.yaml": "mått: {}\n".encode(), "odd.yaml": b"\x00\xff"}
PILOTS = {"a": frozenset({"vik", "rosen"})}
FIRST = Activation(
    files=FILES, rules_hash="0" * 16, who="hjartnara release", at=AT, pilots=PILOTS, effect={"raised": 3, "rules": []}
)


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.RULE_TEXT)).scalar_one()


def test_nothing_runs_before_anything_has(ledger: SqlLedger) -> None:
    assert ledger.activation() is None
    assert ledger.approvals() == []
    assert ledger.pilots() == {}
    assert list(ledger.activation_requests()) == []


def test_what_runs_is_what_came_last_byte_for_byte(ledger: SqlLedger) -> None:
    ledger.write(Page(activations=[FIRST]))
    assert ledger.activation() == replace(FIRST, number=1)
    second = replace(FIRST, files={**FILES, "weight/a.yaml": b"rule: b\n"}, who="anna", pilots={}, effect={})
    ledger.write(Page(activations=[second]))
    assert ledger.activation() == replace(second, number=2)


def test_a_text_is_kept_once_however_often_it_runs(engine: Engine, ledger: SqlLedger) -> None:
    same = {**FILES, "b.yaml": FILES["weight/a.yaml"]}
    ledger.write(Page(activations=[FIRST, replace(FIRST, files=same)]))
    ledger.write(Page(activations=[FIRST]))
    assert count(engine) == len(FILES)
    found = ledger.activation()
    assert found is not None
    assert found.files == FILES


def test_requests_wait_in_their_order_until_they_are_answered(engine: Engine, ledger: SqlLedger) -> None:
    town = SmallTown(engine)
    asked = ActivationRequest(files=FILES, who="anna", asked_at=AT, instead_of=None, is_accepted=False, pilots=PILOTS)
    other = replace(asked, instead_of=1, is_accepted=True, files={"b.yaml": b"rule: b"})
    numbers = [ask_to_activate(town.registry, each, "0" * 16) for each in (asked, other)]
    waiting = [replace(each, number=number) for each, number in zip((asked, other), numbers, strict=True)]
    assert list(ledger.activation_requests()) == waiting
    ledger.write(Page(activation_requests=[replace(waiting[0], answer=Answer.DONE, done_at=AT)]))
    assert list(ledger.activation_requests()) == waiting[1:]
