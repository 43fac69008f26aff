from __future__ import annotations

from dataclasses import replace

import pytest
from pairing_play import BEURER, BODY_SCALE, HERE, MI, OMRON, PLAIN_CUFF, S400, S400_ADDRESS, S400_KEY, Play, family
from small_hub import PAIRED

from edge.devices.link import Consent, Secrets
from edge.pairing.talk import (
    AnswerPasskey,
    AnswerSame,
    Bond,
    Bonded,
    Chose,
    Enrol,
    Forget,
    Forgotten,
    HangUp,
    Introduce,
    Introduced,
    LinkEnded,
    NotBonded,
    NotIntroduced,
    NotKept,
    NotRejoined,
    Opened,
    Order,
    PasskeyShown,
    PasskeyWanted,
    Rejoin,
    Rejoined,
    Said,
    Step,
    Tick,
    Typed,
    WatchLink,
)
from edge.pairing.why import Why


def enrolled(orders: list[Order]) -> list[Enrol]:
    return [order for order in orders if isinstance(order, Enrol)]


def test_a_scale_is_enrolled_only_when_it_has_come_back_over_the_bond_that_was_stored() -> None:
    play = Play()
    assert play.chooses() == [Bond(HERE)]
    assert play.hear(Bonded()) == [WatchLink(HERE)]
    assert play.at() is Step.RESTING
    play.hear(LinkEnded())
    play.passes(4_000)
    assert play.at() is Step.WAITING
    assert play.sight() == [Rejoin(HERE)]
    assert enrolled(play.orders) == []
    assert len(enrolled(play.hear(Rejoined()))) == 1


def test_a_scale_that_goes_on_advertising_has_not_been_off() -> None:
    play = Play()
    play.chooses()
    play.hear(Bonded())
    play.hear(LinkEnded())
    for _ in range(19):
        assert play.sight() == []
        play.passes(1_000)
        assert play.at() is Step.RESTING
    play.passes(1_000)
    play.sight()
    play.passes(1_000)
    assert play.shown().en == ("The device is still on. Take the batteries out for five seconds and put them in again.")


def test_a_device_that_does_not_hang_up_after_it_was_bonded_is_hung_up_on_once() -> None:
    play = Play()
    play.chooses()
    play.hear(Bonded())
    assert play.passes(19_000) == []
    assert play.passes(20_000) == [HangUp(HERE)]


def test_a_device_that_fell_asleep_while_people_read_is_waited_for_and_they_are_told_what_to_press() -> None:
    play = Play()
    play.hear(Opened())
    play.sight()
    play.passes(10_000)
    assert play.hear(Chose(HERE)) == []
    assert play.at() is Step.CALLING
    assert "Håll in knappen på vågens undersida" in play.shown().sv
    assert play.sight() == [Bond(HERE)]


def test_a_device_that_does_not_answer_is_called_again_when_it_is_heard() -> None:
    play = Play()
    play.chooses()
    assert play.hear(NotBonded(Why.NOT_REACHED)) == []
    assert play.at() is Step.CALLING
    assert play.sight() == [Bond(HERE)]


def test_a_device_that_must_be_bonded_and_says_no_is_refused_and_hung_up_on() -> None:
    play = Play()
    play.chooses()
    assert play.hear(NotBonded(Why.REFUSED)) == [HangUp(HERE)]
    assert play.at() is Step.REFUSED
    assert play.shown().sv.startswith("Apparaten sade nej. Gör den redo igen")


def test_a_standard_cuff_that_wants_no_bond_is_enrolled_when_it_has_answered_once() -> None:
    play = Play()
    play.chooses(PLAIN_CUFF)
    assert play.hear(NotBonded(Why.REFUSED)) == [Rejoin(HERE)]
    assert len(enrolled(play.hear(Rejoined()))) == 1


def test_a_cuff_whose_digits_were_wrong_is_not_taken_for_one_without_bonds() -> None:
    play = Play()
    play.chooses(PLAIN_CUFF)
    assert play.hear(PasskeyWanted()) == []
    assert play.hear(Typed("000001")) == [AnswerPasskey(1)]
    play.hear(NotBonded(Why.REFUSED))
    assert play.at() is Step.REFUSED
    assert play.shown().en.startswith("The digits were not right, or came too late.")


@pytest.mark.parametrize("typed", ["", "12345x", "1234567", "١٢٣٤٥٦"])
def test_what_are_not_six_digits_is_not_passed_on(typed: str) -> None:
    play = Play()
    play.chooses()
    play.hear(PasskeyWanted())
    assert play.hear(Typed(typed)) == []
    assert play.at() is Step.TYPING


def test_the_time_for_the_digits_is_shown_from_the_first_second() -> None:
    play = Play()
    play.chooses()
    play.hear(PasskeyWanted())
    assert play.shown().left_s == 25


@pytest.mark.parametrize("is_same", [True, False])
def test_digits_on_both_sides_are_compared_by_people(is_same: bool) -> None:
    play = Play()
    play.chooses()
    play.hear(PasskeyShown(4711, must_agree=True))
    assert play.shown().sv == "Visar apparaten 004711?"
    assert play.hear(Said(is_same)) == [AnswerSame(is_same)]


def test_digits_that_nobody_compared_in_time_are_not_the_same() -> None:
    play = Play()
    play.chooses()
    play.hear(PasskeyShown(4711, must_agree=True))
    assert play.passes(25_000) == [AnswerSame(is_same=False)]
    assert play.at() is Step.BONDING


def test_digits_to_type_on_the_device_are_shown() -> None:
    play = Play()
    play.chooses()
    play.hear(PasskeyShown(4711, must_agree=False))
    assert play.shown().sv == "Skriv 004711 på apparaten."


def test_digits_asked_for_when_nobody_is_bonding_are_not_given() -> None:
    play = Play()
    play.bonds_and_rests()
    assert play.hear(PasskeyWanted()) == [AnswerPasskey(None)]


def test_a_bond_that_did_not_hold_is_told_with_what_to_press() -> None:
    play = Play()
    play.bonds_and_rests()
    play.sight()
    play.returns_in_vain_twice()
    assert play.at() is Step.REFUSED
    assert play.shown().en.startswith("The device did not remember the hub. Is it paired with a telephone?")


def test_a_device_that_is_not_reached_when_it_comes_back_is_waited_for_again() -> None:
    play = Play()
    play.bonds_and_rests()
    play.sight()
    play.hear(NotRejoined(Why.NOT_REACHED))
    assert play.at() is Step.WAITING
    assert play.sight() == [Rejoin(HERE)]


def test_keys_that_did_not_fit_once_are_tried_again_for_bluez_says_so_for_harmless_reasons() -> None:
    play = Play()
    play.bonds_and_rests()
    play.sight()
    play.hear(NotRejoined(Why.REFUSED))
    assert play.at() is Step.WAITING
    assert play.sight() == [Rejoin(HERE)]
    assert len(enrolled(play.hear(Rejoined()))) == 1


def test_a_fault_of_the_hubs_own_bluetooth_is_no_fault_of_the_bond() -> None:
    play = Play()
    play.bonds_and_rests()
    play.sight()
    play.hear(NotRejoined(Why.BLUETOOTH))
    assert (play.at(), play.shown().en[:9]) == (Step.REFUSED, "The hub's")


def test_a_bond_from_before_that_works_is_enough_as_after_a_power_cut() -> None:
    play = Play()
    play.chooses()
    assert play.hear(Bonded(is_old=True)) == [Rejoin(HERE)]
    assert len(enrolled(play.hear(Rejoined()))) == 1


def test_a_bond_from_before_that_the_device_lost_is_given_up_only_when_people_say_so() -> None:
    play = Play()
    play.chooses()
    play.hear(Bonded(is_old=True))
    assert play.returns_in_vain_twice(is_old=True) == []
    assert play.at() is Step.REPLACING
    assert play.hear(Said(is_yes=True)) == [Forget(HERE)]
    assert play.hear(Forgotten()) == []
    assert play.sight() == [Bond(HERE)]
    assert play.hear(Bonded()) == [WatchLink(HERE)]


def test_people_who_keep_the_old_bond_are_back_among_the_choices() -> None:
    play = Play()
    play.chooses()
    play.hear(Bonded(is_old=True))
    play.returns_in_vain_twice(is_old=True)
    assert play.hear(Said(is_yes=False)) == []
    assert play.at() is Step.LOOKING


def test_an_old_bond_whose_device_does_not_answer_is_called_again() -> None:
    play = Play()
    play.chooses()
    play.hear(Bonded(is_old=True))
    play.hear(NotRejoined(Why.NOT_REACHED))
    assert play.at() is Step.CALLING


@pytest.mark.parametrize("why", [Why.BLUETOOTH, Why.CARD])
def test_a_fault_of_the_hub_is_told_as_one_of_the_hub(why: Why) -> None:
    play = Play()
    play.comes_back() if why is Why.CARD else play.chooses()
    play.hear(NotKept() if why is Why.CARD else NotBonded(why))
    assert play.at() is Step.REFUSED
    assert play.shown().en.startswith("The hub's")


def test_a_scale_that_only_advertises_is_enrolled_when_it_was_heard_once() -> None:
    play = Play()
    [enrol] = enrolled(play.chooses(MI)) or enrolled(play.hear(Said(is_yes=True)))
    assert enrol.device.family.startswith("xiaomi")


def test_a_current_through_the_body_is_warned_of_before_anything_else() -> None:
    play = Play()
    assert play.chooses(BODY_SCALE) == []
    assert "pacemaker" in play.shown().sv
    assert play.hear(Said(is_yes=True)) == [Bond(HERE)]


def test_a_consent_code_is_asked_for_and_enrolled_with_the_scale() -> None:
    play = Play()
    play.chooses(BEURER)
    play.hear(Said(is_yes=True))
    assert play.at() is Step.ASKING
    assert play.hear(Typed("12 34 5")) == []
    assert play.shown().sv.startswith("Det stämde inte.")
    assert play.hear(Typed("1 1234")) == [Bond(HERE)]
    play.hear(Bonded())
    play.hear(LinkEnded())
    play.passes(4_000)
    play.sight(BEURER)
    [enrol] = enrolled(play.hear(Rejoined()))
    assert enrol.device.secrets.consents == (Consent(1, 1234),)


def test_a_second_persons_code_is_added_to_the_first_ones() -> None:
    known = replace(PAIRED, address=HERE, secrets=Secrets(consents=(Consent(1, 1111), Consent(2, 2222))))
    play = Play({HERE: known})
    play.chooses(BEURER)
    play.hear(Said(is_yes=True))
    play.hear(Typed("2 4711"))
    play.hear(Bonded(is_old=True))
    [enrol] = enrolled(play.hear(Rejoined()))
    assert enrol.device.device == PAIRED.device
    assert enrol.device.secrets.consents == (Consent(1, 1111), Consent(2, 4711))


def test_a_bind_key_is_asked_for_and_enrolled_with_the_scale() -> None:
    play = Play()
    play.chooses(S400, S400_ADDRESS)
    if play.at() is Step.CONFIRMING:
        play.hear(Said(is_yes=True))
    play.hear(Typed("not a key"))
    assert play.at() is Step.ASKING
    play.hear(Typed("0" * 32))
    assert play.at() is Step.ASKING, "it does not open what the scale has said"
    [enrol] = enrolled(play.hear(Typed(S400_KEY)))
    assert enrol.device.bind_key == bytes.fromhex(S400_KEY)


def test_a_step_that_waits_for_the_radio_has_no_limit_of_its_own() -> None:
    play = Play()
    play.chooses()
    assert play.window.left_ms(play.now_ms) is None
    assert play.hear(Tick(), 3_600_000) == []
    assert play.at() is Step.BONDING


KEY, OLD_KEY = Secrets(unlock_key=b"k" * 16), Secrets(unlock_key=b"o" * 16)
OMRON_CUFF = family("omron-cuff")


def given(*secrets: Secrets) -> list[Order]:
    return [Introduce(HERE, OMRON_CUFF, each) for each in secrets]


def test_a_cuff_is_given_its_key_while_it_is_ready_and_enrolled_with_it_when_it_has_come_back() -> None:
    play = Play()
    play.chooses(OMRON)
    assert play.hear(Bonded()) == given(Secrets())
    assert play.at() is Step.INTRODUCING
    assert play.window.may_pair(HERE), "some cuffs ask for the bond only now"
    assert play.hear(Introduced(KEY)) == [WatchLink(HERE)]
    play.hear(LinkEnded())
    play.passes(4_000)
    play.sight(OMRON)
    [order] = enrolled(play.hear(Rejoined()))
    assert (order.device.family, order.device.secrets) == ("omron-cuff", KEY)


def test_a_cuff_that_wants_no_bond_is_given_its_key_as_soon_as_it_answers() -> None:
    play = Play()
    play.chooses(OMRON)
    assert play.hear(NotBonded(Why.REFUSED)) == [Rejoin(HERE)]
    assert play.hear(Rejoined()) == given(Secrets())
    [order] = enrolled(play.hear(Introduced(KEY)))
    assert order.device.secrets == KEY


def test_a_cuff_that_is_paired_again_is_offered_the_key_that_it_had_and_what_it_then_has_wins() -> None:
    known = replace(PAIRED, address=HERE, family="omron-cuff", secrets=OLD_KEY)
    play = Play({HERE: known})
    play.chooses(OMRON)
    assert play.hear(Bonded(is_old=True)) == [Rejoin(HERE)]
    assert play.hear(Rejoined()) == given(OLD_KEY)
    [order] = enrolled(play.hear(Introduced(KEY)))
    assert (order.device.secrets, order.device.device) == (KEY, known.device)


def test_a_cuff_whose_bond_is_gone_is_given_no_key_before_people_let_the_bond_go() -> None:
    play = Play()
    play.chooses(OMRON)
    play.hear(Bonded(is_old=True))
    play.hear(NotRejoined(Why.REFUSED))
    play.sight(OMRON)
    play.hear(Bonded(is_old=True))
    play.hear(NotRejoined(Why.REFUSED))
    assert play.at() is Step.REPLACING
    assert not [order for order in play.orders if isinstance(order, Introduce)]
    play.hear(Said(is_yes=True))
    play.hear(Forgotten())
    play.sight(OMRON)
    assert play.hear(Bonded()) == given(Secrets())


def test_a_cuff_that_takes_no_key_is_refused_with_what_to_press_and_nothing_is_on_the_card() -> None:
    play = Play()
    play.chooses(OMRON)
    play.hear(Bonded())
    assert play.hear(NotIntroduced(Why.REFUSED)) == [HangUp(HERE)]
    assert play.at() is Step.REFUSED
    assert play.shown().sv.startswith("Apparaten sade nej.")
    assert play.shown().sv.endswith(OMRON_CUFF.how_to_pair.sv)
    assert enrolled(play.orders) == []


def test_a_link_that_does_not_hold_while_the_key_is_given_is_made_anew() -> None:
    play = Play()
    play.chooses(OMRON)
    play.hear(Bonded())
    play.hear(NotIntroduced(Why.NOT_REACHED))
    assert play.at() is Step.CALLING
    assert play.sight(OMRON) == [Bond(HERE)]
    assert play.hear(Bonded(is_old=True)) == [Rejoin(HERE)]
    assert play.hear(Rejoined()) == given(Secrets())
    assert len(enrolled(play.hear(Introduced(KEY)))) == 1


def test_digits_that_are_asked_for_while_the_key_is_given_are_not_given() -> None:
    play = Play()
    play.chooses(OMRON)
    play.hear(Bonded())
    assert play.hear(PasskeyWanted()) == [AnswerPasskey(None)]
    assert play.at() is Step.INTRODUCING


def test_what_comes_of_an_introduction_that_nobody_waits_for_is_nothing() -> None:
    play = Play()
    play.chooses(OMRON)
    assert play.hear(Introduced(KEY)) == play.hear(NotIntroduced(Why.REFUSED)) == []
    assert play.at() is Step.BONDING


def test_a_key_stands_in_no_log() -> None:
    assert repr(KEY.unlock_key) not in repr([Introduced(KEY), *given(KEY)])
