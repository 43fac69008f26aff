"""What commands say of rules, written into the register with its audit row: approvals, pilots, requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Engine, insert, select

from server.adapters.store import rule_rows, schema
from server.adapters.store.accounts import standings
from server.adapters.store.registry import Registry, RegistryError, require
from server.rules.activation.activation import ActivationRequest, Answer
from server.rules.activation.approval import Given, Part, WhyNot, why_not
from server.rules.activation.piece import Piece

_SAYS: Mapping[WhyNot, str] = {
    WhyNot.NEEDS_NONE: "{piece} is {use}: no nurse sees what comes of it, and nobody has to approve it",
    WhyNot.ALREADY: "{who} has approved {piece} so already",
    WhyNot.SAME_PERSON: "{who} has taken the other part for {piece}: another person must take this one",
    WhyNot.WRONG_ROLE: "{who} is a technician: somebody of the care must say that {piece} is right for patients",
}
_ASKED: Mapping[bool, str] = {True: "password given", False: "password not asked for"}


def approve(
    registry: Registry,
    pieces: Iterable[Piece],
    who: str,
    part: Part,
    *,
    is_proved: bool = False,
    prices: Iterable[str] = (),
) -> list[Given]:
    """Let a person of the register approve pieces, all or none; raises RegistryError that says why not.

    ``is_proved``: the person has given the password. ``prices`` is what the pieces were shown to cost, in words.
    """
    pieces = list(pieces)
    table = schema.RULE_APPROVAL
    named = ", ".join(f"{piece.name} {piece.logic}" for piece in pieces)
    detail = "; ".join([f"{part} by {who}, {_ASKED[is_proved]}: {named}", *prices])
    with registry.change("rules_approved", detail=detail) as connection:
        role = require(connection, schema.ACCOUNT, who).role
        _must_work_here(connection, who)
        before = [rule_rows.approval(row) for row in connection.execute(select(table)).mappings()]
        given = []
        for piece in pieces:
            refusal = why_not(piece, before, who, role, part)
            if refusal is not None:
                raise RegistryError(_SAYS[refusal].format(piece=piece.name, use=piece.use, who=who))
            given.append(
                Given(
                    piece=piece.name,
                    version=piece.version,
                    logic=piece.logic,
                    use=piece.use,
                    who=who,
                    part=part,
                    at=registry.now,
                )
            )
        connection.execute(insert(table), [rule_rows.approval_values(each) for each in given])
        return given


def try_out(registry: Registry, rule: str, units: Iterable[str], *, is_in: bool) -> None:
    """Say in which units a rule is tried out from the next activation on, or is no more; raises RegistryError."""
    units = sorted(set(units))
    what = "in" if is_in else "no longer in"
    with registry.change("rule_piloted", detail=f"{rule} {what} {', '.join(units)}") as connection:
        for unit in units:
            require(connection, schema.UNIT, unit)
            values = {"rule": rule, "unit": unit, "is_in": is_in, "who": registry.who, "at": registry.now}
            connection.execute(insert(schema.RULE_PILOT).values(values))


def ask_to_activate(registry: Registry, request: ActivationRequest, rules_hash: str, *, is_proved: bool = False) -> int:
    """Ask the server to let rules run, for it alone judges; gives the request's number.

    ``is_proved``: who accepted it has given the password. Raises RegistryError if nobody of the register has.
    """
    accepted = f"accepted, {_ASKED[is_proved]}" if request.is_accepted else "not accepted"
    with registry.change("activation_asked", detail=f"{rules_hash} by {request.who}, {accepted}") as connection:
        if request.is_accepted:
            require(connection, schema.ACCOUNT, request.who)
            _must_work_here(connection, request.who)
        return rule_rows.add_request(connection, request)


def answer_to(engine: Engine, number: int) -> Answer | None:
    """Give the server's answer to a request; None while it waits."""
    table = schema.RULE_REQUEST
    with engine.connect() as connection:
        said = connection.execute(select(table.c.answer).where(table.c.number == number)).scalar()
    return None if said is None else Answer(said)


def _must_work_here(connection: Connection, who: str) -> None:
    """Raise RegistryError if somebody of the register may not sign in any more."""
    if not standings(connection)[who].may_sign_in:
        raise RegistryError(f"{who} may not sign in: who stands behind rules is somebody who works here now")
