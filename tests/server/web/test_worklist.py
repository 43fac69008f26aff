from __future__ import annotations

import re
from datetime import timedelta

import pytest
from clinic import DAY, Browser, Clinic
from pages import AT
from reader import Page, read

PARTIAL = {"hx-request": "true"}


def take(client: Browser, *seen: str, **more: str) -> Page:
    answer = client.post("/take", data={"seen": list(seen), **more}, headers=PARTIAL)
    return read(answer)


def close(client: Browser, *seen: str, cause: str = "heart_failure", action: str = "dose_changed", **more: str) -> Page:
    data = {"seen": list(seen), "cause": cause, "action": action, **more}
    return read(client.post("/close", data=data, headers=PARTIAL))


def test_an_empty_list_says_that_silence_is_not_health_and_who_was_silent_longest(clinic: Clinic) -> None:
    clinic.weighs(80_000, AT - 3 * DAY)
    with clinic.browser() as client:
        page = read(client.get("/"))
    assert "Inga öppna varningar" in page.text
    assert "Det betyder inte att alla mår bra" in page.text
    assert "Oskar Lindqvist 3 dygn sedan" in page.text


@pytest.mark.decision("N4")
def test_a_row_says_who_and_why_and_since_when_and_whose_it_is(clinic: Clinic) -> None:
    alert = clinic.gains()
    clinic.clock.at = AT + timedelta(hours=5, minutes=10)
    with clinic.browser() as client:
        row = read(client.get("/")).row("Oskar Lindqvist")
    for said in (
        "Medel",
        "19430318-9817",
        "82 år",
        "Vårdnivå 2",
        "Kunna gå till bryggan",
        "Vikten har ökat 3,0 kg på 2 dagar: 80,0 kg lördag, 83,0 kg i dag. Gräns 2 kg.",
        "Gäller nu",
        "83,0 kg",
        "+3,0 mot 80,0 kg",
        "5 tim",
        "Anna Berg",
        "Öppen",
    ):
        assert said in row, said
    assert clinic.rows_of("alert")[0]["alert"] == alert


def test_every_row_has_shape_and_word_and_colour_and_nothing_is_ever_green(clinic: Clinic) -> None:
    clinic.gains()
    with clinic.browser() as client:
        page = read(client.get("/"))
        style = client.get(page.stylesheets[0]).text
    assert ("span", "severity medium") in page.classes
    assert "<path" in page.html
    colors = re.findall(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\b", style)
    assert len(colors) > 40
    for red, green, blue in colors:
        assert int(green, 16) <= max(int(red, 16), int(blue, 16)) + 12, (
            f"#{red}{green}{blue} says that somebody is well"
        )


@pytest.mark.decision("N10")
def test_two_alerts_of_one_patient_stand_in_one_row_the_most_pressing_first(clinic: Clinic) -> None:
    clinic.gains()
    clinic.goes_silent()
    with clinic.browser() as client:
        page = read(client.get("/"))
    assert page.count("tr", "patient-") == 1
    assert [rule for _, rule in page.alerts] == ["weight-gain-2kg-3-days", "missing-weight"]
    assert "1 patient" in page.text


def test_taking_makes_it_mine_and_is_a_row_with_who_and_when(clinic: Clinic) -> None:
    alert = clinic.gains()
    with clinic.browser("eva") as client:
        page = take(client, f"{alert}:1")
    assert page.said == "Du har tagit Oskar Lindqvist."
    assert "Eva Lind Tagen 07:15" in page.row("Oskar Lindqvist")
    event = clinic.rows_of("alert_event", alert=alert, version=2)[0]
    assert (event["act"], event["who"], event["at"]) == ("taken", "eva", clinic.clock.at)
    assert [row["who"] for row in clinic.rows_of("audit", what="alert_taken")] == ["eva"]


def test_closing_takes_a_cause_and_an_action_and_both_are_kept_with_who_and_when(clinic: Clinic) -> None:
    alert = clinic.gains()
    with clinic.browser("eva") as client:
        page = close(client, f"{alert}:1", note="  Ringde. Svullna ben.  ")
    assert page.said == "Stängd: Oskar Lindqvist."
    assert page.alerts == []
    event = clinic.rows_of("alert_event", alert=alert, act="closed")[0]
    outcome = {"cause": "heart_failure", "action": "dose_changed", "note": "Ringde. Svullna ben."}
    assert (event["who"], event["at"], event["detail"]) == ("eva", clinic.clock.at, outcome)
    assert [row["who"] for row in clinic.rows_of("audit", what="alert_closed")] == ["eva"]


@pytest.mark.parametrize(("cause", "action"), [("", "dose_changed"), ("heart_failure", ""), ("x", "y")])
def test_closing_without_both_taps_changes_nothing_and_says_so(clinic: Clinic, cause: str, action: str) -> None:
    alert = clinic.gains()
    with clinic.browser() as client:
        page = close(client, f"{alert}:1", cause=cause, action=action)
    assert page.status == 422
    assert page.said == "Välj både vad det var och vad du gjorde."
    assert clinic.rows_of("alert")[0]["state"] == "open"


def test_who_comes_second_is_told_who_took_it_and_when_and_overwrites_nothing(clinic: Clinic) -> None:
    alert = clinic.gains()
    with clinic.browser("eva") as eva, clinic.browser("bo") as bo:
        take(eva, f"{alert}:1")
        clinic.clock.at += timedelta(minutes=7)
        page = take(bo, f"{alert}:1")
    assert page.status == 409
    assert page.said == "Eva Lind tog varningen i dag 07:15. Ingenting ändrades nu."
    assert clinic.rows_of("alert")[0]["owner"] == "eva"


def test_who_closes_what_is_closed_is_told_who_closed_it(clinic: Clinic) -> None:
    alert = clinic.gains()
    with clinic.browser("eva") as eva, clinic.browser("bo") as bo:
        close(eva, f"{alert}:1")
        page = close(bo, f"{alert}:1")
    assert page.said == "Eva Lind stängde varningen i dag 07:15. Ingenting ändrades nu."
    assert len(clinic.rows_of("alert_event", act="closed")) == 1


def test_who_taps_twice_is_told_that_it_was_done_already(clinic: Clinic) -> None:
    alert = clinic.gains()
    with clinic.browser("eva") as client:
        take(client, f"{alert}:1")
        page = take(client, f"{alert}:1")
    assert page.said == "Du själv tog varningen i dag 07:15. Ingenting ändrades nu."


def test_an_alert_that_changed_under_the_nurse_says_that_it_did(clinic: Clinic) -> None:
    alert = clinic.gains()
    for day in (1, 2):
        clinic.weighs(80_000, AT + day * DAY)
    with clinic.browser() as client:
        page = close(client, f"{alert}:1")
        assert page.said.startswith("Varningen ändrades av sig själv i dag 07:10.")
        assert "Har lugnat sig" in page.row("Oskar Lindqvist")
        assert close(client, f"{alert}:2").said == "Stängd: Oskar Lindqvist."


def test_a_form_about_several_alerts_does_what_it_can_and_tells_of_the_rest(clinic: Clinic) -> None:
    clinic.gains()
    clinic.goes_silent()
    with clinic.browser("eva") as eva, clinic.browser("bo") as bo:
        gain, missing = (alert for alert, _ in read(eva.get("/")).alerts)
        take(bo, f"{gain}:1")
        page = take(eva, f"{gain}:1", f"{missing}:1")
    assert page.said == "Bo Ek tog varningen i dag 07:10."
    assert {row["alert"]: row["owner"] for row in clinic.rows_of("alert")} == {gain: "bo", missing: "eva"}


def test_an_alert_that_is_not_there_is_said_not_to_be(clinic: Clinic) -> None:
    clinic.gains()
    with clinic.browser() as client:
        assert take(client, "999:1").said == "Varningen finns inte. Ingenting ändrades."


@pytest.mark.parametrize("seen", [[], ["x"], ["1"], ["1:-1"], ["1:1", "one:two"], ["1:1"] * 51, ["9" * 16 + ":1"]])
def test_a_form_that_is_none_of_ours_is_refused(clinic: Clinic, seen: list[str]) -> None:
    clinic.gains()
    with clinic.browser() as client:
        answer = client.post("/take", data={"seen": seen})
    assert answer.status_code == 400
    assert clinic.rows_of("alert")[0]["state"] == "open"


def test_what_another_has_taken_can_be_taken_over(clinic: Clinic) -> None:
    alert = clinic.gains()
    with clinic.browser("eva") as eva, clinic.browser("bo") as bo:
        mine = take(eva, f"{alert}:1").row("Oskar Lindqvist")
        theirs = read(bo.get("/")).row("Oskar Lindqvist")
        assert "Ta över Oskar Lindqvist" in theirs
        assert "Ta " not in mine.partition("Tagen")[2]
        assert take(bo, f"{alert}:2").said == "Du har tagit Oskar Lindqvist."
    assert clinic.rows_of("alert")[0]["owner"] == "bo"


def test_without_scripts_the_form_leads_back_to_where_it_was(clinic: Clinic) -> None:
    alert = clinic.gains()
    here = f"/patients/{clinic.town.patient}"
    with clinic.browser() as client:
        assert client.post("/take", data={"seen": f"{alert}:1", "back": here}).headers["location"] == here
        for elsewhere in ("//evil.example", "https://evil.example", "/patients/../login", "/logout"):
            again = client.post("/take", data={"seen": f"{alert}:{version(clinic)}", "back": elsewhere})
            assert again.headers["location"] == "/?saved=1"
        assert read(client.get("/?saved=1")).said == "Sparat."


def version(clinic: Clinic) -> object:
    return clinic.rows_of("alert")[0]["version"]


@pytest.mark.decision("N16")
def test_everybody_on_the_screen_stands_in_the_audit(clinic: Clinic) -> None:
    clinic.gains()
    with clinic.browser("bo") as client:
        client.get("/worklist")
    row = clinic.rows_of("audit", what="worklist_seen")[-1]
    assert (row["who"], row["patients"]) == ("bo", [clinic.town.patient])


def test_a_row_shows_that_its_hub_is_silent(clinic: Clinic) -> None:
    clinic.gains()
    clinic.goes_silent()
    clinic.clock.at += 2 * DAY
    with clinic.browser() as client:
        assert "Hubben hördes senast 2026-03-05 07:10" in read(client.get("/")).row("Oskar Lindqvist")
