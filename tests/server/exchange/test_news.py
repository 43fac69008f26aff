from __future__ import annotations

from datetime import timedelta

from small_server import FIRST_DAY, STOCKHOLM, at

from server.exchange.news import News
from server.ledger.page import Observation
from server.patients.known import Grouping, Happening, Knowledge
from server.patients.register import PatientEntry
from server.rules.record import Agreed, Event, Joined
from vitals.identity import DeviceId, PatientId
from vitals.vital import Vital

ANNA = PatientId("a" * 16)
ENTRY = PatientEntry(patient=ANNA, zone=STOCKHOLM, plan_from=FIRST_DAY, contact="eva")
GROUP = Grouping(patient=ANNA, from_at=at(0), who="eva", said_at=at(0), group="heart-failure", number=1)
STAY = Happening(
    patient=ANNA, from_at=at(1), who="eva", said_at=at(9), reason="imported", kind="admitted", until_at=at(3)
)


def news(*came: Happening | Grouping, known: Knowledge) -> News:
    return News(known=known, came=came, people=[ENTRY], profiles={})


def weighed(day: int, grams: int) -> Observation:
    return Observation(day + 1, Vital.BODY_WEIGHT, ANNA, grams, at(day), at(day), DeviceId("d" * 16), ())


def test_only_what_is_new_is_told() -> None:
    known = Knowledge(groups=[GROUP])
    assert news(known=known).records([], at(-90), at(30)) == []
    (event,) = news(STAY, known=known).records([], at(-90), at(30))
    assert isinstance(event, Event)
    assert (event.kind, event.from_at, event.until_at) == ("admitted", at(1), at(3))


def test_two_events_are_two_and_a_group_is_told_with_the_plan() -> None:
    copd = Grouping(patient=ANNA, from_at=at(0), who="eva", said_at=at(9), group="copd")
    later = Happening(patient=ANNA, from_at=at(5), who="eva", said_at=at(9), kind="admitted", until_at=at(6))
    told = news(copd, STAY, later, known=Knowledge(groups=[GROUP])).records([], at(-90), at(30))
    (joined,) = [each for each in told if isinstance(each, Joined)]
    assert joined.groups == {"heart-failure", "copd"}
    assert sorted(each.from_at for each in told if isinstance(each, Event)) == [at(1), at(5)]


def test_the_first_weight_of_a_plan_is_a_reference_as_after_a_restart() -> None:
    told = news(known=Knowledge()).records([weighed(0, 80_000), weighed(-1, 70_000)], at(-90), at(30))
    assert [(each.what, each.value) for each in told if isinstance(each, Agreed)] == [("reference_weight", 80_000)]
    late = news(known=Knowledge()).records([weighed(20, 80_000)], at(-90), at(20) + timedelta(days=1))
    assert [each for each in late if isinstance(each, Agreed)] == []
