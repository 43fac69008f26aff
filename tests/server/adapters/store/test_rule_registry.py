"""What commands say of rules: approved by named people of the register, two of them, and audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pages import SmallTown
from sqlalchemy import Engine

from server.adapters.store.chain import COMMANDS, read_chain
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.register import version_in
from server.adapters.store.registry import RegistryError
from server.adapters.store.rule_registry import answer_to, approve, ask_to_activate, try_out
from server.adapters.store.units import keep_unit
from server.ledger.audit import is_whole
from server.ledger.page import Page
from server.patients.hours import parse_hours
from server.patients.unit import Unit
from server.rules.activation.activation import ActivationRequest, Answer
from server.rules.activation.approval import Part, missing, two_people
from server.rules.activation.piece import Piece
from server.rules.language.rule import Status

GAIN = Piece(name="gain", path="weight/gain.yaml", version="1.0", logic="0123456789abcdef", use=Status.LIVE)
CURVE = replace(GAIN, name="curve", logic="f" * 16)


@pytest.fixture
def town(engine: Engine) -> SmallTown:
    made = SmallTown(engine)
    made.registry.add_account("bo", "Bo Ek", "physician", "$argon2id$")
    made.registry.add_account("tim", "Tim Ny", "technician", "$argon2id$")
    made.registry.add_account("gone", "Gun Frid", "nurse", "-")
    return made


def last_audit(engine: Engine) -> tuple[str, str]:
    with engine.connect() as connection:
        rows = read_chain(connection, COMMANDS)
    assert is_whole(rows)
    return rows[-1].noted.what, rows[-1].noted.detail


def test_two_people_of_the_register_approve_and_the_server_hears_of_it(engine: Engine, town: SmallTown) -> None:
    before = version_in(engine)
    approve(town.registry, [GAIN, CURVE], "anna", Part.CLINICAL)
    approve(town.registry, [GAIN], "tim", Part.SAFETY)
    given = SqlLedger(engine).approvals()
    assert version_in(engine) == before + 2
    assert [each.who for each in two_people(GAIN, given) or ()] == ["anna", "tim"]
    assert missing(CURVE, given) == (Part.SAFETY,)
    assert {each.at for each in given} == {town.registry.now}
    assert last_audit(engine) == ("rules_approved", "safety by tim, password not asked for: gain 0123456789abcdef")


@pytest.mark.parametrize(
    ("who", "part", "piece", "says"),
    [
        ("nobody", Part.SAFETY, GAIN, "there is no account nobody"),
        ("anna", Part.SAFETY, GAIN, "another person"),
        ("anna", Part.CLINICAL, GAIN, "already"),
        ("tim", Part.CLINICAL, GAIN, "technician"),
        ("gone", Part.SAFETY, GAIN, "gone may not sign in"),
        ("bo", Part.SAFETY, replace(GAIN, use=Status.SHADOW), "nobody has to"),
    ],
)
def test_who_may_not_is_told_why_and_nothing_is_kept_nor_audited(
    engine: Engine, town: SmallTown, who: str, part: Part, piece: Piece, says: str
) -> None:
    approve(town.registry, [GAIN], "anna", Part.CLINICAL)
    before = version_in(engine), last_audit(engine), SqlLedger(engine).approvals()
    with pytest.raises(RegistryError, match=says):
        approve(town.registry, [CURVE, piece], who, part)
    assert (version_in(engine), last_audit(engine), SqlLedger(engine).approvals()) == before


def test_the_audit_says_who_gave_a_password_and_what_the_rules_were_shown_to_cost(
    engine: Engine, town: SmallTown
) -> None:
    approve(town.registry, [GAIN], "anna", Part.CLINICAL, is_proved=True, prices=["gain: 0.25 on cohort"])
    said = "clinical by anna, password given: gain 0123456789abcdef; gain: 0.25 on cohort"
    assert last_audit(engine) == ("rules_approved", said)
    asked = ActivationRequest(files={}, who="anna", asked_at=town.registry.now, instead_of=None, is_accepted=True)
    ask_to_activate(town.registry, asked, "0123", is_proved=True)
    assert last_audit(engine) == ("activation_asked", "0123 by anna, accepted, password given")
    with pytest.raises(RegistryError, match="may not sign in"):
        ask_to_activate(town.registry, replace(asked, who="gone"), "0123")
    ask_to_activate(town.registry, replace(asked, who="command:tester", is_accepted=False), "0123")
    assert last_audit(engine) == ("activation_asked", "0123 by command:tester, not accepted")


def test_a_rule_is_tried_out_in_units_that_there_are(engine: Engine, town: SmallTown) -> None:
    hours = parse_hours(["mon-fri 08:00-16:30"])
    for name in ("rosen", "vik"):
        unit = Unit(unit=name, name=name, zone="Europe/Stockholm", reader="anna", telephone="010-12 34", hours=hours)
        keep_unit(town.registry, unit)
    try_out(town.registry, "gain", ["vik", "rosen"], is_in=True)
    try_out(town.registry, "curve", ["vik"], is_in=True)
    assert last_audit(engine) == ("rule_piloted", "curve in vik")
    try_out(town.registry, "gain", ["vik"], is_in=False)
    try_out(town.registry, "curve", ["vik"], is_in=False)
    assert SqlLedger(engine).pilots() == {"gain": {"rosen"}}
    with pytest.raises(RegistryError, match="there is no unit nowhere"):
        try_out(town.registry, "gain", ["vik", "nowhere"], is_in=True)
    assert SqlLedger(engine).pilots() == {"gain": {"rosen"}}


def test_the_server_is_asked_and_answers(engine: Engine, town: SmallTown) -> None:
    asked = ActivationRequest(
        files={"a.yaml": b"rule: a"}, who="anna", asked_at=town.registry.now, instead_of=None, is_accepted=True
    )
    before = version_in(engine)
    number = ask_to_activate(town.registry, asked, "0123456789abcdef")
    assert version_in(engine) == before + 1
    assert last_audit(engine) == ("activation_asked", "0123456789abcdef by anna, accepted, password not asked for")
    assert answer_to(engine, number) is None
    done = replace(asked, number=number, answer=Answer.WAITS, done_at=datetime(2026, 3, 2, 7, tzinfo=UTC))
    SqlLedger(engine).write(Page(activation_requests=[done]))
    assert answer_to(engine, number) is Answer.WAITS
