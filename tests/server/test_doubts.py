"""Decision C4: a gain so large that the home is asked whose it is, and that nobody answers, is a nurse's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from small_server import ROSEN, SmallServer, at
from sqlalchemy import Engine

from server.doubts import staffed_after
from vitals.code import MINE, NOBODY, WHOSE
from vitals.record import RecordRef


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """Anna weighed 80 kg three days, is looked after from eight to half past four, and weighs 86 kg on Thursday."""
    small = SmallServer(engine)
    small.is_looked_after()
    for day in range(3):
        small.takes(small.home.weighs(80.0, at(day)))
    small.takes(small.home.weighs(86.0, at(3)))
    return small


def cards(server: SmallServer) -> list[tuple[str, str]]:
    """Give what nurses are told of it."""
    return [row for row in server.rows("alert", "rule", "severity") if row[0] == "questioned-gain"]


@pytest.mark.decision("C4")
@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_questioned_gain_unanswered_for_four_staffed_hours_is_medium_once(
    server: SmallServer, is_restarted: bool
) -> None:
    server.now = at(3, "11:59")
    if is_restarted:
        server.restarts()
    server.takes()
    assert cards(server) == []
    server.now = at(3, "12:00")
    server.takes()
    if is_restarted:
        server.restarts()
    server.takes()
    assert cards(server) == [("questioned-gain", "medium")]
    (say,) = [say["sv"] for rule, say in server.rows("transition", "rule", "say") if rule == "questioned-gain"]
    assert say.startswith("Vikten 86,0 kg är 6,0 kg över den vanliga")


@pytest.mark.decision("C4")
@pytest.mark.parametrize("code", [MINE, NOBODY])
def test_what_was_answered_is_no_longer_in_doubt(server: SmallServer, code: str) -> None:
    about = server.anna if code == MINE else None
    (sequence, epoch) = server.rows("journal", "sequence", "epoch")[-1]
    answer = server.home.answers(
        WHOSE, code, about, at(3, "09:00"), refers_to=RecordRef(epoch=epoch, sequence=sequence)
    )
    server.takes(answer)
    server.now = at(4, "12:00")
    server.takes()
    assert cards(server) == ([] if code == MINE else [("questioned-gain", "low")]), "a nurse sees what is not hers"


@pytest.mark.decision("C4")
def test_a_loss_is_asked_about_and_never_waited_for(engine: Engine) -> None:
    server = SmallServer(engine)
    for day, kilograms in enumerate([80.0, 80.0, 80.0, 72.0]):
        server.takes(server.home.weighs(kilograms, at(day)))
    server.now = at(4)
    server.takes()
    assert cards(server) == []


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (at(3, "07:00"), at(3, "12:00")),
        (at(3, "09:30"), at(3, "13:30")),
        (at(3, "15:00"), at(4, "10:30")),
        (at(4, "16:00"), at(7, "11:30")),
    ],
    ids=["before opening", "while open", "over a night", "over a weekend"],
)
def test_hours_are_counted_while_somebody_is_there(asked: datetime, due: datetime) -> None:
    assert staffed_after(ROSEN, asked, timedelta(hours=4)) == due
