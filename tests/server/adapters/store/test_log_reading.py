"""What leaves is what stands at one moment, whatever the server writes meanwhile."""

from __future__ import annotations

from datetime import date

from leaving_log import with_two_people
from small_server import SmallServer, at
from sqlalchemy import Engine

from server.adapters.store.known_registry import keep_known
from server.adapters.store.log_reading import one_moment
from server.patients.known import AgreedWeight, AgreedWhat, Grouping, Happening, Said
from server.patients.move import Move


def said(server: SmallServer, day: int) -> Said:
    return Said(patient=server.anna, from_at=at(day), who="eva", said_at=at(day), role="", reason="")


def test_all_is_of_one_moment(engine: Engine) -> None:
    server = with_two_people(engine)
    server.takes(server.home.weighs(80.0, at(0)))
    with one_moment(engine) as reader:
        assert len([*reader.observations()]) == 1
        server.takes(server.home.weighs(80.1, at(1)))
        server.registry.add_account("new", "New", "nurse", "-")
        assert (len([*reader.observations()]), "new" in reader.accounts()) == (1, False)
    with one_moment(engine) as reader:
        assert (len([*reader.observations()]), "new" in reader.accounts()) == (2, True)


def test_a_reading_that_was_moved_is_whose_it_is_now_and_what_is_nobodys_is_counted(engine: Engine) -> None:
    server = with_two_people(engine)
    other = server.add_patient(server.home, slot=2)
    server.takes(server.home.weighs(80.0, at(0)), server.home.weighs(81.0, at(0, "08:00")), is_register_changed=True)
    arrivals = [row["arrival"] for row in server.rows("journal")]
    moves = [
        Move(record=arrivals[0], patient=other, who="eva", reason="her sister"),
        Move(record=arrivals[1], patient=None, who="eva", reason="a guest"),
    ]
    server.takes(moves=moves)
    with one_moment(engine) as reader:
        assert [(each.patient, each.value) for each, _ in reader.observations()] == [(other, 80_000)]
        assert reader.nobodys() == {"nobodys": 1}


def test_people_are_told_with_what_was_agreed_as_the_plan_began(engine: Engine) -> None:
    server = with_two_people(engine)
    weights = [(-3, 79_500), (0, 80_000), (5, 77_000)]
    for day, grams in weights:
        agreed = AgreedWeight(**said(server, day), what=AgreedWhat.REFERENCE, grams=grams)
        keep_known(server.registry, [agreed], "weight_agreed", "")
    keep_known(server.registry, [Grouping(**said(server, 0), group="copd")], "grouped", "")
    server.takes(server.home.measures(at(1), spo2=97.0))
    with one_moment(engine) as reader:
        anna = reader.people(None, at(9))[server.anna]
        assert reader.people("nowhere", at(9)) == {}
    assert (anna.reference_g, anna.plan_from, anna.age_years) == (80_000, date(2026, 3, 2), 83)
    assert anna.has_hub
    assert (anna.has_oximeter, {"copd", "heart-failure"} <= anna.groups, anna.ended_on) == (True, True, None)


def test_an_event_is_told_as_it_was_told_last(engine: Engine) -> None:
    server = with_two_people(engine)
    happening = Happening(**said(server, 0), kind="travelling")
    keep_known(server.registry, [happening], "event_noted", "")
    ended = Happening(**said(server, 0), kind="travelling", until_at=at(3), first=1)
    keep_known(server.registry, [ended], "event_ended", "")
    with one_moment(engine) as reader:
        assert [(each.kind, each.until_at) for each in reader.happenings()] == [("travelling", at(3))]


def test_alerts_are_told_once_raised_and_once_ended_if_people_saw_them(engine: Engine) -> None:
    server = with_two_people(engine)
    server.gains()
    server.takes(server.home.weighs(80.0, at(3)), server.home.weighs(80.0, at(4)))
    rule = "weight-gain-2kg-3-days"
    with one_moment(engine) as reader:
        seen = [(each.rule, each.kind) for each in reader.alerts({rule: "sign"})]
        by_card = [(each.rule, each.kind) for each in reader.alerts({})]
    assert seen[0] == (rule, "raised")
    assert by_card == seen


def test_what_somebody_said_and_when_hubs_were_heard_stand_by_patient(engine: Engine) -> None:
    server = with_two_people(engine)
    server.takes(server.home.answers("breathlessness", "stairs", server.anna, at(1)), server.home.beats(at(1)))
    server.takes(server.home.answers("breathlessness", "never", server.anna, at(0), received_at=at(2)))
    with one_moment(engine) as reader:
        ((patient, sayings),) = [*reader.sayings()]
        assert (patient, [each.code for each in sayings]) == (server.anna, ["never", "stairs"])
        assert [who for who, _ in reader.stretches()] == [server.anna]
        assert reader.runs() == []
        assert reader.count_observations() == 0
