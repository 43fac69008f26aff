from __future__ import annotations

import pytest
from hand_made import KARIN
from small_hub import SmallHub, trusted, untrusted

from edge.events import HubTime
from edge.said import Answered, Pressed
from vitals.code import WORRIED
from vitals.record import Answer, Button, RecordRef

REF = RecordRef(epoch="0123456789abcdef", sequence=7)  # type: ignore[arg-type]  # an epoch


@pytest.mark.decision("A1")
@pytest.mark.parametrize(("now", "is_dated"), [(trusted(), True), (untrusted(), False)])
def test_what_is_said_on_the_screen_is_a_record_like_any_other(now: HubTime, is_dated: bool) -> None:
    hub = SmallHub()
    hub.start(trusted())
    answered = Answered(question="whose", version=1, code="mine", about=KARIN, refers_to=REF)
    for said in (answered, Pressed(button=WORRIED, about=KARIN)):
        hub.conductor.hear(said, now)
    assert [waiting.is_dated for waiting in hub.outbox.waiting()] == [is_dated, is_dated]
    sent = [envelope.record for envelope in hub.line.records()]
    if is_dated:
        answer, button = sent
        assert isinstance(answer, Answer)
        assert isinstance(button, Button)
        assert (answer.question, answer.code, answer.about, answer.refers_to) == ("whose", "mine", KARIN, REF)
        assert (button.button, button.about, button.moment.measured_at) == (WORRIED, KARIN, now.wall_at)
    else:
        assert sent == []
