"""History of people in care: nothing to the wrong person, nothing twice, no storm, and nothing without a trace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from log_making import LogMaking, shipped
from small_server import STOCKHOLM, SmallServer, at
from sqlalchemy import Engine

from server.adapters.store.registry import Registry, RegistryError
from server.commands.importing_for_care import ForCare
from server.commands.incoming import Incoming
from server.commands.words_at_work import words_of
from server.patients.look import Glance
from server.patients.move import Move, Moved
from vitals.identity import PatientId

pytestmark = pytest.mark.timeout(120)
BORN = "1943-01-01"


class Importing:
    """A small server whose Anna gets history, and the command as it would be run with its clock."""

    def __init__(self, server: SmallServer, folder: Path) -> None:
        self.server, self.folder, self.numbers = server, folder, count(500)

    def __call__(self, made: LogMaking, *lines: str, source: str = "riket", day: int | None = None) -> ForCare:
        now = self.server.now if day is None else at(day)
        path = self.folder / "map.csv"
        path.write_text("\n".join(["patient_id,patient,born,certain", *lines]) + "\n", encoding="utf-8")
        coming = Incoming(
            log=made.write(self.folder / "log"),
            source=source,
            by="eva",
            engine=self.server.engine,
            registry=Registry(self.server.engine, lambda length: next(self.numbers).to_bytes(length), now, "test"),
            rules=self.server.rules,
            words=words_of(shipped()),
            zone=ZoneInfo(STOCKHOLM),
        )
        return ForCare(coming=coming, map_path=path)

    def anna(self, made: LogMaking, **more: Any) -> ForCare:
        """Bring a log of Anna."""
        return self(made, f"anna,{self.server.anna},{BORN},", **more)


@pytest.fixture
def importing(engine: Engine, tmp_path: Path) -> Importing:
    return Importing(SmallServer(engine), tmp_path)


def clinical(server: SmallServer) -> dict[str, Sequence[Any]]:
    return {name: rows for name, rows in server.everything().items() if name not in {"audit", "setting", "held"}}


def audited(server: SmallServer) -> dict[str, Any]:
    """Give the row in which the last import stands."""
    rows: list[dict[str, Any]] = [each for each in server.rows("audit") if each["what"] == "log_imported"]
    return rows[-1]


def weighed(server: SmallServer, patient: PatientId) -> list[int]:
    return [each["value"] for each in server.rows("observation") if each["patient"] == patient]


def quiet_week(server: SmallServer, first: int = 0, kilograms: float = 80.0) -> None:
    server.takes(*(server.home.weighs(kilograms + 0.1 * (day % 3), at(day)) for day in range(first, first + 7)))


@pytest.mark.decision("C1")
def test_history_becomes_anna_s_by_the_gate_with_its_source_and_an_own_row_in_the_audit(importing: Importing) -> None:
    server = importing.server
    quiet_week(server, 14)
    made = (
        LogMaking().patient().mornings("2026-03-02", [80.0, 80.2, 79.9, 80.1]).row("2026-03-06T07:00:00", "weight", 900)
    )
    told, _ = importing.anna(made).take()
    assert told.counts == {"kept": 4, "impossible_value": 1}
    assert {80_000, 80_200, 79_900, 80_100} <= {*weighed(server, server.anna)}
    assert [each["reason"] for each in server.rows("journal") if each["disposition"] == "quarantined"] == [
        "impossible_value"
    ]
    row = audited(server)
    detail = json.loads(row["detail"])
    assert (row["what"], row["patients"], detail["source"], detail["by"]) == (
        "log_imported",
        [server.anna],
        "riket",
        "eva",
    )
    assert (detail["people"], detail["rows"]) == ({"anna": server.anna}, {"impossible_value": 1, "kept": 4})
    # nobody came to live anywhere else, and hubs hear of no device
    assert server.ledger.register().home_of(server.anna, server.now) == server.home.home
    assert server.ledger.register().devices_of(server.home.home) == [server.home.scale]


@pytest.mark.decision("A2")
def test_twice_imported_is_once_and_a_reading_that_came_live_is_the_same_reading(importing: Importing) -> None:
    server = importing.server
    quiet_week(server)
    made = (
        LogMaking()
        .patient()
        .mornings("2026-03-02", [80.0, 80.1])
        .row("2026-03-02T07:00:30", "weight", 80.0, device="app")
    )
    made.row("2026-02-27T07:00:00", "weight", 80.3).row("2026-03-03T19:00:00", "weight", 80.1)
    first, _ = importing.anna(made).take()
    assert first.counts == {"here_already": 3, "kept": 2}
    before = clinical(server)
    assert importing.anna(made).take()[0].counts == {"here_before": 5}
    assert clinical(server) == before
    assert importing.anna(made, source="other").take()[0].counts == {"here_already": 5}
    assert sorted(weighed(server, server.anna)) == sorted(
        [80_000, 80_100, 80_200, 80_000, 80_100, 80_200, 80_000, 80_300, 80_100]
    )


@pytest.mark.decision("C1")
def test_a_reading_that_was_somebody_else_s_does_not_come_back_with_an_older_log(importing: Importing) -> None:
    server = importing.server
    quiet_week(server)
    server.takes(moves=[Move(record=3, patient=None, who="eva", reason="a guest")])
    made = LogMaking().patient().mornings("2026-03-02", [80.0, 80.1, 80.2])
    assert importing.anna(made).take()[0].counts == {"here_already": 3}
    assert len(server.ledger.standing([3]).get(3, ())) == 0


def test_a_dry_run_says_all_of_it_and_writes_nothing(importing: Importing) -> None:
    server = importing.server
    quiet_week(server)
    made = LogMaking().patient().patient("bo", weight="71.0").mornings("2026-02-20", [80.0, 80.1, 80.2])
    made.mornings("2026-02-20", [71.0, 71.2], who="bo")
    order = (made, f"anna,{server.anna},{BORN},", "bo,new,1951-09-02,")
    before = server.everything()
    foretold, _ = importing(*order).foretell()
    assert server.everything() == before
    done, _ = importing(*order).take()
    assert [(each.label, each.counts, each.is_new, each.likeness) for each in foretold.people] == [
        (each.label, each.counts, each.is_new, each.likeness) for each in done.people
    ]
    assert (foretold.cards, foretold.missed, foretold.closed) == (done.cards, done.missed, done.closed)
    assert (foretold.is_dry, done.is_dry) == (True, False)
    (bo,) = [each for each in server.rows("patient") if each["personnummer"] == "riket:bo"]
    assert (bo["born"], len(weighed(server, bo["patient"]))) == (date(1951, 9, 2), 2)


@pytest.mark.decision("C1")
@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("anna,{anna},1943-01-02,",), "was not born on 1943-01-02"),
        (("anna,{anna},,",), "give the date of birth"),
        (("anna,aaaaaaaaaaaaaaaa,1943-01-01,",), "there is no patient"),
        (("anna,{anna},1943-01-01,", "bo,new,,"), "there is no bo in the log"),
        ((), "anna of the log is not on the map"),
        (("anna,new,,", "anna,new,,"), "anna is on the map 2 times"),
        (("anna,{anna},soon,",), "is no date of birth"),
    ],
)
def test_a_map_that_may_be_wrong_is_refused_and_nothing_is_written(
    importing: Importing, lines: tuple[str, ...], says: str
) -> None:
    server = importing.server
    before = server.everything()
    made = LogMaking().patient().mornings("2026-03-02", [80.0])
    with pytest.raises(RegistryError, match=says):
        importing(made, *(each.format(anna=server.anna) for each in lines)).take()
    assert server.everything() == before


@pytest.mark.decision("C1")
def test_weights_that_are_another_s_stop_it_until_somebody_is_certain(importing: Importing) -> None:
    server = importing.server
    quiet_week(server)
    made = LogMaking().patient().mornings("2026-02-01", [95.0, 95.2, 95.1, 95.0, 95.3])
    foretold, _ = importing.anna(made).foretell()
    assert foretold.doubts == [
        f"anna may not be {server.anna}: where log and patient are nearest they weigh 95.1 and 80.1 kg"
    ]
    before = server.everything()
    with pytest.raises(RegistryError, match="may not be"):
        importing.anna(made).take()
    assert server.everything() == before
    told, _ = importing(made, f"anna,{server.anna},{BORN},operated in February").take()
    assert told.counts["kept"] == 5
    assert json.loads(audited(server)["detail"])["certain"] == {"anna": "operated in February"}


@pytest.mark.decision("C1")
def test_the_rest_of_a_log_is_not_given_to_another_than_its_first_part(importing: Importing) -> None:
    server = importing.server
    made = LogMaking().patient().mornings("2026-02-20", [80.0, 80.1])
    importing.anna(made).take()
    other = server.add_patient(server.add_home())
    with pytest.raises(RegistryError, match=f"was {server.anna} when rows came before"):
        importing(made, f"anna,{other},{BORN},").take()
    with pytest.raises(RegistryError, match=f"was {server.anna} when rows came before"):
        importing(made, "anna,new,,").take()


@pytest.mark.decision("A8", "D1")
def test_what_began_and_ended_in_the_past_is_no_card_and_what_is_so_now_is_one_marked_late(
    importing: Importing,
) -> None:
    server = importing.server
    quiet_week(server, 14, 83.4)
    assert server.rows("alert") == []
    # a gain three weeks ago that went away again, and another from which she has not come down
    log = (
        LogMaking()
        .patient()
        .mornings("2026-03-02", [80.0, 80.1, 83.0, 83.1, 80.0, 80.1, 80.0, 80.1, 80.2, 80.0, 80.1, 80.0, 80.1, 80.0])
    )
    told, _ = importing.anna(log).take()
    assert (told.missed, [(each.rule, each.act) for each in told.cards]) == (1, [("weight-gain-2kg-3-days", "opened")])
    (alert,) = server.rows("alert")
    assert alert["state"] == "open"
    causes = {(each["cause"], each["is_late"]) for each in server.rows("transition")}
    assert causes == {("missed", True), ("measured", True)}
    (event,) = server.rows("alert_event")
    assert event["detail"]["imported"] == "riket"
    # and a server that starts on it says nothing more
    server.restarts()
    server.takes()
    assert len(server.rows("alert")) == 1


@pytest.mark.decision("D5")
def test_a_card_that_history_takes_back_stays_with_its_trace_until_somebody_closes_it(importing: Importing) -> None:
    server = importing.server
    server.gains(0)
    (alert,) = server.rows("alert")
    assert (alert["state"], alert["condition"]) == ("open", "true_now")
    # her old app knows that she had weighed as much on the first morning, before she stood on the scale once more
    made = LogMaking().patient().row("2026-03-02T05:30:00", "weight", 82.5, device="app")
    told, _ = importing.anna(made, day=2).take()
    (after,) = server.rows("alert")
    assert [(each.act, each.alert) for each in told.cards] == [("withdrawn", 1)]
    assert (after["state"], after["condition"]) == ("open", "withdrawn")
    assert [(each["act"], each["detail"].get("imported")) for each in server.rows("alert_event")] == [
        ("opened", None),
        ("withdrawn", "riket"),
    ]
    assert json.loads(audited(server)["detail"])["cards"] == {"1": "withdrawn"}


@pytest.mark.decision("F13")
def test_the_server_goes_on_with_it_also_when_a_nurse_looks_at_what_came(importing: Importing) -> None:
    server = importing.server
    quiet_week(server)
    made = (
        LogMaking()
        .patient()
        .mornings("2026-02-25", [80.0, 80.1])
        .row("2026-03-08T06:30:00", "dyspnea", 2, device="", entry="manual")
    )
    assert importing.anna(made).take()[0].counts == {"kept": 3}
    server.restarts()
    upto = max(server.rows("journal", "arrival"))
    done = server.takes(
        glances=[Glance(patient=server.anna, who="eva", since=at(-10), upto=upto)], is_register_changed=True
    )
    assert [each.seen for each in done.glanced] == [10]
    server.takes(server.home.weighs(80.1, at(8)), server.home.beats(at(8)))
    assert server.rows("alert") == []


@pytest.mark.decision("C1")
def test_what_came_can_be_taken_back_and_given_back(importing: Importing) -> None:
    server = importing.server
    quiet_week(server)
    importing.anna(LogMaking().patient().mornings("2026-02-25", [80.0])).take()
    record = max(server.rows("journal", "arrival"))
    server.restarts()
    for patient, standing in ((None, 7), (server.anna, 8)):
        (moved,) = server.takes(moves=[Move(record=record, patient=patient, who="eva", reason="checked")]).moved
        assert isinstance(moved, Moved), moved
        assert len(server.ledger.standing(range(1, record + 1))) == standing


def test_nothing_lasts_longer_than_now_and_nothing_of_tomorrow_comes_in(importing: Importing) -> None:
    server = importing.server
    quiet_week(server)
    made = LogMaking().patient().row("2026-04-01T07:00:00", "weight", 80.0).row("2026-02-25T07:00:00", "weight", 80.0)
    made.told("2026-03-06T07:00:00", "absence_announced", "60 days").told("2026-04-01T07:00:00", "hospital_admit")
    assert importing.anna(made).take()[0].counts == {"from_the_future": 1, "kept": 1}
    assert [(each["kind"], each["until_at"]) for each in server.rows("known_event")] == [("travelling", server.now)]
