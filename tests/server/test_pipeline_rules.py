"""Other rules come to run in the pipeline, between two batches: approved, shown, whole, and over a restart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rule_pieces import GAIN, PATH, decided, edited, listed, live_folder, pieces, with_status
from small_server import SmallServer, at
from sqlalchemy import Engine

from server.adapters.signature import verify
from server.adapters.store.rule_registry import answer_to, approve, ask_to_activate
from server.ledger.page import Page
from server.ledger.port import Ledger
from server.pipeline import Pipeline
from server.rules.activation.activation import ActivationRequest, Answer, adoption
from server.rules.activation.approval import Part

FILES = live_folder()
LIGHTER = edited(FILES, PATH, "value: 2 kg", "value: 1.5 kg")


class RuledServer(SmallServer):
    """A server whose first rules are a small folder, of which the release stands behind every piece."""

    def restarts(self, ledger: Ledger | None = None) -> Pipeline:
        """Be a new process on the same database."""
        self.pipeline = Pipeline(ledger or self.ledger, verify, self.rules, self.now, listed(FILES))
        return self.pipeline

    def is_asked_for(self, files: Mapping[str, bytes], *, is_accepted: bool = True) -> int:
        """Let a command ask for other rules instead of those that run now."""
        running = self.ledger.activation()
        assert running is not None
        request = ActivationRequest(
            files=files, who="eva", asked_at=self.now, instead_of=running.number, is_accepted=is_accepted
        )
        return ask_to_activate(self.registry, request, "-")

    def approves(self, files: Mapping[str, bytes]) -> None:
        """Let two people approve the rule of a folder."""
        for who, part in (("eva", Part.CLINICAL), ("bo", Part.SAFETY)):
            approve(self.registry, [pieces(files)[GAIN]], who, part)


@pytest.fixture
def server(engine: Engine) -> RuledServer:
    """Anna has gained 1.7 kg in two days, which is no alert by the rules that run."""
    small = RuledServer(engine)
    small.registry.add_account("bo", "Bo Ek", "physician", "$argon2id$")
    small.ledger.write(Page(activations=[adoption(decided(FILES, FILES), {}, at(-1))]))
    small.restarts()
    small.takes(small.home.weighs(80.0, at(0)))
    small.takes(small.home.weighs(81.7, at(2)))
    assert small.rows("alert") == []
    return small


@pytest.mark.decision("E2")
@pytest.mark.parametrize("is_restarted", [False, True])
def test_two_people_approve_and_the_rule_runs_from_the_next_batch_on(server: RuledServer, is_restarted: bool) -> None:
    server.approves(LIGHTER)
    number = server.is_asked_for(LIGHTER)
    if is_restarted:
        server.restarts()
    done = server.takes(is_register_changed=True)
    assert answer_to(server.engine, number) is Answer.DONE
    assert [(each.rule, each.to_state) for each in done.transitions] == [(GAIN, "raised")]
    assert [each.after.rule for each in done.alert_events] == [GAIN]
    assert server.rows("alert", "rule", "state") == [(GAIN, "open")]
    running = server.ledger.activation()
    assert running is not None
    assert dict(running.files) == LIGHTER
    before = server.everything()
    server.restarts()
    server.takes(is_register_changed=True)
    assert server.everything() == before, "what runs already says nothing new"


@pytest.mark.decision("E2")
def test_what_nobody_has_approved_is_refused_and_all_goes_on_as_before(server: RuledServer) -> None:
    number = server.is_asked_for(LIGHTER)
    server.takes(is_register_changed=True)
    assert answer_to(server.engine, number) is Answer.UNAPPROVED
    assert server.rows("alert") == []
    server.takes(server.home.weighs(82.1, at(2, "07:05")))
    assert server.rows("alert", "rule") == [GAIN]


@pytest.mark.decision("E2")
def test_two_requests_at_once_are_answered_in_their_order_and_the_second_is_stale(server: RuledServer) -> None:
    server.approves(LIGHTER)
    first, second = server.is_asked_for(LIGHTER), server.is_asked_for(LIGHTER)
    server.takes(is_register_changed=True)
    assert [answer_to(server.engine, each) for each in (first, second)] == [Answer.DONE, Answer.STALE]


@pytest.mark.decision("D5")
def test_a_rule_that_is_taken_out_of_use_ends_no_card_that_nobody_has_closed(server: RuledServer) -> None:
    server.takes(server.home.weighs(83.0, at(2, "07:05")))
    number = server.is_asked_for(with_status(FILES, PATH, "retired"))
    server.takes(is_register_changed=True)
    assert answer_to(server.engine, number) is Answer.DONE
    assert server.rows("episode", "state") == ["rule_changed"]
    assert server.rows("alert", "rule", "state") == [(GAIN, "open")]


def test_what_comes_in_the_same_batch_is_judged_by_the_new_rules(server: RuledServer) -> None:
    server.approves(LIGHTER)
    server.is_asked_for(LIGHTER)
    done = server.takes(server.home.weighs(81.9, at(3)), is_register_changed=True)
    assert done.receipts
    assert server.rows("alert", "rule") == [GAIN]
    assert server.rows("observation", "value") == [80_000, 81_700, 81_900]
