"""What is asked of the homes, on which hub, and until when."""

from __future__ import annotations

from datetime import timedelta

from contract_samples import EPOCH, HUB
from pages import AT, journal_row

from server.ledger.page import Page
from server.questions import ASKED_WITHIN, OPEN_FOR, Questions
from vitals.desired import Ask
from vitals.fields import MANY
from vitals.identity import HubId
from vitals.record import RecordRef

OTHER_HUB = HubId("hubbbbbbbbbbbbbb")
SECOND = timedelta(seconds=1)


def asked(*arrivals: int) -> tuple[Questions, Page]:
    """Ask about records."""
    questions, page = Questions(()), Page()
    for arrival in arrivals:
        questions.ask(journal_row(arrival), AT, AT, page)
    return questions, page


def test_a_question_refers_to_the_record_on_the_hub_that_heard_it_and_names_nobody() -> None:
    questions, page = asked(7)
    (question,) = questions.of(HUB, AT)
    assert (question.question, question.version, question.ask, question.about) == ("whose", 1, Ask.WHOSE, None)
    assert question.refers_to == RecordRef(epoch=EPOCH, sequence=7)
    assert question.expires_at == AT + OPEN_FOR
    assert questions.of(OTHER_HUB, AT) == ()
    assert questions.changed == {HUB}
    assert page.questions[7].closed_at is None


def test_what_nobody_can_remember_is_not_asked() -> None:
    questions, page = Questions(()), Page()
    questions.ask(journal_row(1), AT - ASKED_WITHIN - SECOND, AT, page)
    assert (page.questions, questions.changed, questions.of(HUB, AT)) == ({}, set(), ())
    questions.ask(journal_row(2), AT - ASKED_WITHIN, AT, page)
    assert len(questions.of(HUB, AT)) == 1


def test_a_question_ends_by_itself_after_two_days() -> None:
    questions, _ = asked(7)
    assert len(questions.of(HUB, AT + OPEN_FOR - SECOND)) == 1
    assert questions.of(HUB, AT + OPEN_FOR) == ()


def test_a_question_that_is_answered_is_asked_no_more_and_the_store_knows_when() -> None:
    questions, page = asked(7, 8)
    questions.changed.clear()
    questions.close(7, AT + SECOND, page)
    assert [each.refers_to for each in questions.of(HUB, AT)] == [RecordRef(epoch=EPOCH, sequence=8)]
    assert page.questions[7].closed_at == AT + SECOND
    assert questions.changed == {HUB}


def test_to_answer_what_was_never_asked_changes_nothing() -> None:
    questions, page = Questions(()), Page()
    questions.close(7, AT, page)
    assert (page.questions, questions.changed) == ({}, set())


def test_only_the_latest_questions_are_asked_when_there_are_too_many() -> None:
    questions, _ = asked(*range(1, MANY + 3))
    told = [each.refers_to.sequence for each in questions.of(HUB, AT) if each.refers_to is not None]
    assert told == list(range(3, MANY + 3))
