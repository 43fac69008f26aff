"""What the rules know stands on the patient's page; a nurse notes an event or agrees on a weight there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clinic import Clinic
from knowing import DAY, grouping, happening, plan, setting, use, weight
from pages import AT
from reader import Page, read
from sqlalchemy import update

from server.adapters.store import schema
from server.adapters.store.known_registry import keep_known
from server.patients.known import AgreedWhat, Known

GAIN = "weight-gain-2kg-3-days.gain"
NOW = "2026-03-02T07:10"


def keep(clinic: Clinic, *said: Known) -> None:
    keep_known(clinic.town.registry, [replace(each, patient=clinic.town.patient) for each in said], "told", "")


def shown(clinic: Clinic, language: str = "sv", query: str = "") -> str:
    """Give the page's text."""
    with clinic.browser(language=language) as client:
        return spaced(read(client.get(f"/patients/{clinic.town.patient}{query}")))


def spaced(page: Page) -> str:
    return " ".join(page.text.split())


def says(clinic: Clinic, place: str, staff: str = "eva", **form: str) -> tuple[int, str]:
    """Send a form; gives the status, and where it leads or what the page says."""
    with clinic.browser(staff) as client:
        answer = client.post(f"/patients/{clinic.town.patient}/{place}", data=form)
        return answer.status_code, answer.headers.get("location", "") or spaced(read(answer))


def audited(clinic: Clinic) -> list[tuple[str, str, str]]:
    rows = clinic.rows_of("audit", chain="pipeline")
    return [(row["who"], row["what"], row["detail"]) for row in rows if not row["what"].endswith("_seen")]


def test_what_is_known_stands_on_the_page_with_who_said_it_and_when(clinic: Clinic) -> None:
    keep(
        clinic,
        grouping("copd"),
        plan("02", is_unsteady=True),
        weight(AgreedWhat.TARGET, 80_500, role="physician", who="Dr Ek"),
        setting(GAIN, 2_500),
        use("frail-elderly", role="physician"),
        happening("travelling"),
    )
    text = shown(clinic)
    for said in (
        "Det reglerna vet Grupper",
        "KOL, hjärtsvikt",
        "Ostadig: ombeds inte väga sig igen.",
        "Målvikt 80,5 kg sedan i dag 07:10, Dr Ek (läkare): ringde",
        f"{GAIN} 2,5 kg (regeln: 2 kg) sedan i dag 07:10, Eva Lind (sjuksköterska): ringde ses över 2026-06-01",
        "frail-elderly sedan",
        "på resa – pågår",
    ):
        assert said in text, text
    assert "COPD, heart failure" in shown(clinic, "en")


@pytest.mark.decision("F4")
def test_the_weight_at_enrolment_is_the_reference_until_another_is_agreed(clinic: Clinic) -> None:
    assert "Ingen vikt är överenskommen." in shown(clinic)
    clinic.weighs(82_000, AT)
    assert "Referensvikt 82 kg vikten vid inskrivningen" in shown(clinic)
    keep(clinic, weight(AgreedWhat.DISCHARGE, 81_000))
    assert "Referensvikt 81 kg sedan i dag 07:10, Eva Lind (sjuksköterska): ringde" in shown(clinic)


def test_a_setting_past_its_day_or_outside_its_rule_is_flagged_and_a_profile_too(clinic: Clinic) -> None:
    keep(clinic, setting(GAIN, 9_000), use("gone"))
    clinic.clock.at = AT + 200 * DAY
    text = shown(clinic)
    assert "Skulle ha setts över 2026-06-01. Gäller ändå." in text
    assert "9 kg är utanför det tillåtna" in text
    assert "det finns ingen profil gone" in text


def test_who_is_in_no_group_is_warned_of(clinic: Clinic) -> None:
    keep(clinic, grouping("heart-failure", is_in=False))
    assert "Ingen grupp: nästan inga regler gäller." in shown(clinic)


@pytest.mark.decision("N15")
def test_an_event_is_noted_and_a_discharge_ends_the_stay_with_who_said_so(clinic: Clinic) -> None:
    here = f"/patients/{clinic.town.patient}?told=1"
    assert says(clinic, "events", kind="admitted", from_at="2026-03-01T12:00") == (303, here)
    assert "inlagd – pågår" in shown(clinic)
    assert says(clinic, "events", kind="discharged", from_at=NOW, reason=" mår bra\0 ") == (303, here)
    text = shown(clinic, query="?told=1")
    assert "Sparat, med ditt namn." in text
    assert "inlagd – pågår" not in text
    assert "utskriven sedan i dag 07:10, Eva Lind (sjuksköterska): mår bra" in text
    assert "första 30 dagarna hemma" in text
    assert [(row["kind"], row["first"]) for row in clinic.rows_of("known_event")] == [
        ("admitted", None),
        ("admitted", 1),
        ("discharged", None),
    ]
    assert audited(clinic) == [("eva", "event_noted", "admitted"), ("eva", "event_noted", "discharged")]


def test_what_goes_on_is_ended_and_what_never_was_is_struck_and_both_rows_stay(clinic: Clinic) -> None:
    keep(clinic, happening("travelling", AT - DAY), happening("scale_changed"))
    assert says(clinic, "events/1", act="end")[0] == 303
    assert says(clinic, "events/2", act="void", reason="fel patient")[0] == 303
    text = shown(clinic)
    assert "på resa sedan 2026-03-01 07:10, Eva Lind (sjuksköterska) till i dag 07:15" in text
    assert "ny våg sedan" not in text
    assert len(clinic.rows_of("known_event")) == 4
    assert audited(clinic) == [("eva", "event_ended", "1"), ("eva", "event_voided", "2")]
    for event, form in ((1, {"act": "end"}), (2, {"act": "void", "reason": "x"}), (9, {"act": "end"})):
        status, text = says(clinic, f"events/{event}", **form)
        assert (status, "redan avslutad eller struken" in text) == (422, True)


@pytest.mark.decision("F4", "N2")
def test_a_weight_is_agreed_on_and_a_target_begins_the_usual_weight_anew(clinic: Clinic) -> None:
    form = {"what": "target_weight", "amount": "80,5", "from_at": NOW, "reason": "vid besöket"}
    assert says(clinic, "weights", **form)[0] == 303
    assert says(clinic, "weights", **{**form, "what": "reference_weight", "amount": "81.2 kg"})[0] == 303
    text = shown(clinic)
    assert "Målvikt 80,5 kg" in text
    assert "Referensvikt 81,2 kg" in text
    assert [row["kind"] for row in clinic.rows_of("known_event")] == ["new_target_weight"]
    assert audited(clinic)[0] == ("eva", "weight_agreed", "target_weight 80,5")


@pytest.mark.parametrize(
    ("place", "form", "sentence"),
    [
        ("events", {"from_at": NOW}, "något saknas"),
        ("events", {"kind": "party", "from_at": NOW}, "något saknas"),
        ("events", {"kind": "new_target_weight", "from_at": NOW}, "något saknas"),
        ("events", {"kind": "travelling", "from_at": "soon"}, "tiden går inte att läsa"),
        ("events", {"kind": "travelling", "from_at": "0001-01-01T00:00"}, "tiden går inte att läsa"),
        ("events", {"kind": "travelling", "from_at": NOW, "until_at": NOW}, "slutet ligger före"),
        ("events/1", {"act": "void"}, "något saknas"),
        ("events/1", {"act": "dance", "reason": "x"}, "något saknas"),
        ("weights", {"what": "target_weight", "amount": "800", "from_at": NOW, "reason": "x"}, "orimlig"),
        ("weights", {"what": "target_weight", "amount": "åttio", "from_at": NOW, "reason": "x"}, "orimlig"),
        ("weights", {"what": "target_weight", "amount": "80", "from_at": NOW, "reason": " "}, "något saknas"),
        ("weights", {"what": "weight", "amount": "80", "from_at": NOW, "reason": "x"}, "något saknas"),
    ],
)
def test_a_form_that_cannot_be_saves_nothing_and_says_why(
    clinic: Clinic, place: str, form: dict[str, str], sentence: str
) -> None:
    keep(clinic, happening("travelling"))
    status, text = says(clinic, place, **form)
    assert (status, "Inget sparades" in text, sentence in text) == (422, True, True), text
    assert len(clinic.rows_of("known_event")) == 1
    assert clinic.rows_of("known_weight") == []
    assert audited(clinic) == []


def test_a_technician_says_nothing_of_patients(clinic: Clinic) -> None:
    with clinic.engine.begin() as connection:
        connection.execute(update(schema.ACCOUNT).where(schema.ACCOUNT.c.staff == "bo").values(role="technician"))
    status, text = says(clinic, "events", "bo", kind="travelling", from_at=NOW)
    assert (status, "inte tekniker" in text) == (422, True)


def test_nothing_is_said_of_who_is_nobody_or_of_whom_the_pipeline_has_not_heard(clinic: Clinic) -> None:
    with clinic.browser() as client:
        form = {"kind": "travelling", "from_at": NOW}
        assert client.post("/patients/nobodyaaaaaaaaaa/events", data=form).status_code == 404
        new = clinic.town.add_patient("191212121212")
        assert client.post(f"/patients/{new}/events", data=form).status_code == 404
    assert clinic.rows_of("known_event") == []


def test_without_rules_no_event_can_be_noted_and_a_weight_can_be_agreed_on(clinic: Clinic) -> None:
    clinic.app.state.rules = None
    assert "Notera en händelse" not in shown(clinic)
    assert says(clinic, "events", kind="travelling", from_at=NOW)[0] == 422
    form = {"what": "target_weight", "amount": "80", "from_at": NOW, "reason": "x"}
    assert says(clinic, "weights", **form)[0] == 303
