from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pairing_play import A_AND_D, AWAY, BODY_SCALE, HERE, MI, OMRON, PLAIN_CUFF, WAITS, Play, family
from small_hub import SCALE

from edge.devices.link import Secrets
from edge.pairing.talk import (
    AnswerPasskey,
    Bond,
    Bonded,
    Cancelled,
    Chose,
    CloseDoor,
    Enrol,
    Event,
    Forget,
    Forgotten,
    HangUp,
    Introduced,
    Kept,
    LinkEnded,
    NotBonded,
    NotIntroduced,
    NotKept,
    NotRejoined,
    OpenDoor,
    Opened,
    PasskeyShown,
    PasskeyWanted,
    Rejoined,
    Said,
    Sighted,
    Step,
    Tick,
    Typed,
    WantMoreTime,
)
from edge.pairing.why import Why


def test_a_closed_window_hears_nothing_and_answers_nobody() -> None:
    play = Play()
    assert play.sight() == []
    assert play.hear(Chose(HERE)) == []
    assert play.hear(PasskeyWanted()) == [AnswerPasskey(None)]
    assert play.hear(Cancelled()) == []
    assert (play.at(), play.window.left_ms(play.now_ms)) == (Step.CLOSED, None)


def test_opening_asks_bluez_to_ask_us_first_and_only_once() -> None:
    play = Play()
    assert play.hear(Opened()) == [OpenDoor()]
    assert play.hear(Opened()) == []
    assert (play.at(), play.window.is_open) == (Step.LOOKING, True)


def test_whoever_was_not_heard_cannot_be_chosen() -> None:
    play = Play()
    play.hear(Opened())
    assert play.hear(Chose(HERE)) == []
    assert play.at() is Step.LOOKING


def test_a_device_that_this_hub_cannot_read_cannot_be_chosen() -> None:
    play = Play(unread="standard-cuff")
    play.hear(Opened())
    play.sight(PLAIN_CUFF)
    [seen] = play.window.sightings.seen.values()
    assert not seen.can_be_read
    assert play.hear(Chose(HERE)) == []


def test_the_one_that_was_chosen_is_bonded_with_and_no_other_may_be() -> None:
    play = Play()
    assert play.chooses() == [Bond(HERE)]
    assert play.window.may_pair(HERE.lower())
    assert not play.window.may_pair(AWAY)


def test_nobody_may_be_bonded_with_before_a_choice_or_after_the_bond() -> None:
    play = Play()
    play.hear(Opened())
    play.sight()
    assert not play.window.may_pair(HERE)
    play.hear(Chose(HERE))
    play.hear(Bonded())
    assert not play.window.may_pair(HERE)


def test_another_cannot_be_chosen_in_the_middle_but_after_a_refusal() -> None:
    play = Play()
    play.chooses()
    play.sight(PLAIN_CUFF, AWAY)
    assert play.hear(Chose(AWAY)) == []
    play.hear(NotBonded(Why.REFUSED))
    assert play.at() is Step.REFUSED
    play.sight(PLAIN_CUFF, AWAY)
    assert play.hear(Chose(AWAY)) == [Bond(AWAY)]


def test_a_device_that_is_new_gets_an_id_of_eighty_random_bits() -> None:
    play = Play()
    [enrol] = play.comes_back()
    assert isinstance(enrol, Enrol)
    assert (enrol.device.device, enrol.device.address, enrol.device.family) == (
        "aaaqeayeaudaocaj",
        HERE,
        "a-and-d-scale",
    )
    assert (enrol.device.name, enrol.name) == (A_AND_D.name, A_AND_D.name)


def test_a_device_that_is_paired_again_keeps_its_id_and_with_it_its_patient() -> None:
    play = Play({HERE: SCALE})
    [enrol] = play.comes_back()
    assert isinstance(enrol, Enrol)
    assert enrol.device.device == SCALE.device


def test_people_have_two_minutes_and_are_told_before_they_end() -> None:
    play = Play()
    play.hear(Opened())
    play.passes(89_000)
    assert play.shown().left_s is None
    play.passes(1_000)
    assert (play.shown().left_s, play.shown().can_have_more_time) == (30, True)
    assert play.passes(30_000) == [CloseDoor()]
    assert play.shown().sv == "Tiden är slut. Börja om när ni vill."


@pytest.mark.parametrize("has_chosen", [False, True])
def test_people_who_need_more_time_have_it(has_chosen: bool) -> None:
    play = Play()
    play.hear(Opened())
    if has_chosen:
        play.sight(BODY_SCALE)
        play.hear(Chose(HERE))
    play.passes(100_000)
    play.hear(WantMoreTime())
    play.passes(100_000)
    assert play.window.is_open


def test_the_digits_cannot_have_more_time_for_the_device_gives_none() -> None:
    play = Play()
    play.chooses()
    play.hear(PasskeyWanted())
    play.passes(20_000)
    play.hear(WantMoreTime())
    assert not play.shown().can_have_more_time
    assert play.passes(5_000) == [AnswerPasskey(None)]


def test_people_may_stop_at_any_time_and_then_the_link_ends() -> None:
    play = Play()
    play.chooses()
    assert play.hear(Cancelled()) == [HangUp(HERE), CloseDoor()]
    assert play.shown().sv == "Avbrutet. Hubben läser inte apparaten."


def test_people_who_stop_while_digits_are_asked_for_have_given_none() -> None:
    play = Play()
    play.chooses()
    play.hear(PasskeyWanted())
    assert play.hear(Cancelled()) == [AnswerPasskey(None), HangUp(HERE), CloseDoor()]


def test_whoever_has_a_pacemaker_says_no_and_is_back_among_the_choices() -> None:
    play = Play()
    assert play.chooses(BODY_SCALE) == []
    assert play.at() is Step.CONFIRMING
    play.hear(Said(is_yes=False))
    assert (play.at(), [choice.key for choice in play.shown().choices]) == (Step.LOOKING, [HERE])


def test_a_window_for_one_family_shows_no_other() -> None:
    play = Play()
    play.hear(Opened(family("standard-cuff")))
    play.sight(A_AND_D)
    play.sight(PLAIN_CUFF, AWAY)
    assert list(play.window.sightings.seen) == [AWAY]


def test_when_it_is_done_the_door_is_shut_and_a_new_pairing_can_begin() -> None:
    play = Play()
    play.comes_back()
    assert play.hear(Kept()) == [HangUp(HERE), CloseDoor()]
    assert (play.at(), play.window.is_open, play.shown().device) == (Step.DONE, False, "aaaqeayeaudaocaj")
    assert play.hear(Opened()) == [OpenDoor()]
    assert play.at() is Step.LOOKING


KEY = Secrets(unlock_key=bytes(16))
EVENTS = st.one_of(
    st.builds(
        Sighted,
        address=st.sampled_from([HERE, AWAY]),
        said=st.sampled_from([A_AND_D, PLAIN_CUFF, BODY_SCALE, MI, OMRON]),
        signal_dbm=st.just(-60),
    ),
    st.sampled_from([HERE, AWAY]).map(Chose),
    st.booleans().map(Said),
    st.sampled_from(["", "123456", "1234567", "abc", "0" * 32]).map(Typed),
    st.booleans().map(Bonded),
    st.sampled_from(list(Why)).map(NotBonded),
    st.sampled_from(list(Why)).map(NotIntroduced),
    st.just(Introduced(KEY)),
    st.sampled_from(list(Why)).map(NotRejoined),
    st.builds(PasskeyShown, st.just(4711), st.booleans()),
    st.sampled_from([Opened(), WantMoreTime(), Cancelled(), LinkEnded(), Rejoined(), Forgotten(), PasskeyWanted()]),
    st.sampled_from([Kept(), NotKept(), Tick()]),
)


@given(st.lists(st.tuples(EVENTS, st.sampled_from([0, 100, 4_000, 20_000])), max_size=60))
def test_whatever_happens_the_promises_of_the_window_hold(story: list[tuple[Event, int]]) -> None:
    """A door for each opening; a card only after coming back; a warning before a current; no bond given up unasked;
    a cuff with a key only with the key that it was given."""
    play = Play()
    has_come_back, has_confirmed, may_forget = False, False, False
    for event, after_ms in story:
        before = play.at()
        orders = play.hear(event, after_ms)
        has_come_back |= before is Step.REJOINING and isinstance(event, Rejoined)
        has_confirmed |= before is Step.CONFIRMING and event == Said(is_yes=True)
        may_forget = before is Step.REPLACING and event == Said(is_yes=True)
        for order in orders:
            trial = play.window.trial
            if isinstance(order, Enrol):
                assert trial is not None
                assert trial.candidate.family.introduce is None or order.device.secrets == KEY
                assert has_come_back or not trial.candidate.family.subscribe
                assert has_confirmed or not trial.candidate.family.is_body_composition
            assert may_forget or not isinstance(order, Forget)
        if play.at() in {Step.LOOKING, Step.REFUSED, Step.CLOSED}:
            has_come_back = has_confirmed = False
        opened, closed = play.orders.count(OpenDoor()), play.orders.count(CloseDoor())
        assert opened - closed == int(play.window.is_open)
        assert play.shown().sv
        assert play.shown().en
        left_ms = play.window.left_ms(play.now_ms)
        assert left_ms is None or 0 < left_ms <= WAITS.people_ms


def test_every_question_has_a_turn_of_its_own_and_what_asks_nothing_else_leaves_it() -> None:
    play = Play()
    turns = [play.shown().turn]
    for event in (Opened(), Chose(HERE), PasskeyShown(1, must_agree=True), PasskeyShown(2, must_agree=True)):
        play.sight(PLAIN_CUFF)
        play.hear(event)
        turns.append(play.shown().turn)
        play.passes(1_000)
        play.hear(WantMoreTime())
        assert play.shown().turn == turns[-1]
    assert turns == [*range(turns[0], turns[0] + 5)]
    assert turns[0] > 1_000, "where a window begins is chance: a page of an earlier process does not fit"
