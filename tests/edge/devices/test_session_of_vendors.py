"""Talks with makers' own devices: whatever breaks, what was heard is kept once; nothing is said that must not be."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_link import ScriptedLink
from talks import TALKS, Talk, counted, heard

from edge.devices.catalogue import FAMILIES, family_named, forbidden_to, is_fetched, session_of
from edge.devices.link import LinkError
from vitals.fields import Fields
from vitals.record import read_record

every_talk = pytest.mark.parametrize("talk", TALKS, ids=str)


@every_talk
def test_a_whole_talk_puts_each_measurement_on_the_card_once(talk: Talk) -> None:
    link = talk.link()
    link.run(session_of(talk.family))
    assert counted(talk, link)
    assert len(counted(talk, link)) == len(link.records(talk.family)), "none of it is for people to look at"
    if talk.values:
        assert counted(talk, link) == heard(talk, link) == list(dict.fromkeys(talk.values.values()))


@every_talk
def test_all_is_subscribed_to_before_anything_is_said(talk: Talk) -> None:
    link = talk.link()
    link.run(session_of(talk.family))
    verbs = [line.split()[0] for line in link.log if line.split()[0] in {"subscribe", "write"}]
    assert verbs == sorted(verbs)


@every_talk
def test_nothing_is_said_that_the_docstring_does_not_name_and_nothing_forbidden(talk: Talk) -> None:
    link = talk.link()
    link.run(session_of(talk.family))
    written = link.written()
    assert all(line.startswith(talk.says) for line in written)
    assert all([line for line in written if line.startswith(beginning)] for beginning in talk.says)
    payloads = [bytes.fromhex(line.split()[1]) for line in written]
    assert not [payload for payload in payloads if payload.startswith(forbidden_to(talk.family) or (b"never",))]


@every_talk
def test_a_link_that_breaks_at_any_step_costs_nothing_that_was_heard(talk: Talk) -> None:
    whole = talk.link()
    whole.run(session_of(talk.family))
    steps = sum(line.split()[0] in {"subscribe", "read", "write"} for line in whole.log)
    for step in range(steps + 1):
        judge(talk, breaks_at_step=step)


@every_talk
def test_a_device_that_hangs_up_after_any_word_costs_nothing_that_was_heard(talk: Talk) -> None:
    whole = talk.link()
    whole.run(session_of(talk.family))
    for words in range(whole.heard + 1):
        judge(talk, hangs_up_after=words)


@every_talk
def test_a_device_that_refuses_any_step_costs_nothing_that_was_heard(talk: Talk) -> None:
    whole = talk.link()
    whole.run(session_of(talk.family))
    steps = {" ".join(line.split()[:2]) for line in whole.log if line.split()[0] in {"subscribe", "write"}}
    for step in steps:
        judge(talk, refuses=[step])


def judge(talk: Talk, **changed: Any) -> None:
    link = talk.link(**changed)
    with suppress(LinkError):
        link.run(session_of(talk.family))
    if talk.values:
        assert counted(talk, link) == heard(talk, link), changed
    assert len(counted(talk, link)) == len(set(counted(talk, link)))


@every_talk
def test_a_device_that_says_nothing_is_left_in_peace(talk: Talk) -> None:
    link = ScriptedLink(talk.offered, local_time=None)
    link.run(session_of(talk.family))
    assert link.kept == []
    assert link.patience_s is None


@every_talk
@settings(max_examples=30)
@given(data=st.data())
def test_a_device_that_talks_nonsense_ends_no_hub_and_each_record_is_one_that_a_server_takes(
    talk: Talk, data: st.DataObject
) -> None:
    family = family_named(talk.family)
    assert family is not None
    nonsense = st.tuples(
        st.sampled_from([each for each in family.subscribe if each in talk.offered]),
        st.sampled_from([b"", *(begin for each in family.sources.values() for begin in each), b"\x12", b"\x14"]),
        st.binary(max_size=70),
    )
    said = data.draw(st.lists(nonsense, max_size=12))
    link = talk.link(said=[(source, (begin + rest).hex()) for source, begin, rest in said])
    link.run(session_of(talk.family))
    for record in link.records(talk.family):
        read_record(Fields(record.to_wire(), "body"))


def test_every_family_that_has_a_session_of_its_own_is_talked_to_here() -> None:
    assert {talk.family for talk in TALKS} <= {family.name for family in FAMILIES if is_fetched(family)}
    assert all((family_named(talk.family) or FAMILIES[0]).fetch is not None for talk in TALKS)
