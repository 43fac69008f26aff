from __future__ import annotations

import re
from collections import Counter

import pytest
from clinic import Browser, Clinic
from reader import Page, read

from server.rules.activation.banner import Banner, Matter
from server.web.page import static_url

PLACES = ["/login", "/", "/patients", "/quarantine", "/hubs", "/no-such-page"]


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_says_what_this_is_not(clinic: Clinic, path: str, language: str) -> None:
    with clinic.browser(language=language) as client:
        page = read(client.get(path))
    assert ("html", {"lang": language}) in page.tags
    said = {
        "sv": ["Reglerna är inte godkända för klinisk användning.", "Ingen akuttjänst. Inte CE-märkt."],
        "en": ["The rules are not approved for clinical use.", "Not an emergency service. Not CE-marked."],
    }[language]
    for sentence in said:
        assert sentence in page.text


@pytest.mark.decision("E2")
@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_says_how_the_rules_stand_while_not_all_is_well(clinic: Clinic, path: str, language: str) -> None:
    kept = Banner(matter=Matter.KEPT, says={"sv": "Ändrat utan godkännande.", "en": "Changed without approval."})
    with clinic.browser(language=language) as client:
        assert kept.says[language] not in read(client.get(path)).text
        clinic.app.state.banners = lambda: [kept]
        page = read(client.get(path))
    assert kept.says[language] in page.text
    assert ("p", {"class": "strip rules kept"}) in page.tags


@pytest.mark.decision("H5")
def test_only_the_demo_says_that_time_is_simulated(clinic: Clinic) -> None:
    with clinic.browser() as client:
        assert "Simulerad tid" not in read(client.get("/")).text
        clinic.app.state.is_demo = True
        assert "Simulerad tid 2026-03-02 07:15" in read(client.get("/")).text


def test_swedish_comes_first_and_a_foreign_language_is_not_made_up(clinic: Clinic) -> None:
    with clinic.browser(None, language="klingon") as client:
        assert ("html", {"lang": "sv"}) in read(client.get("/login")).tags


def test_the_language_button_names_the_other_language_in_that_language(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        page = read(client.get("/login"))
        assert ("button", {"class": "quiet", "name": "language", "value": "en", "lang": "en"}) in page.tags
        answer = client.post("/language", data={"language": "en", "here": "/login"})
        assert answer.headers["location"] == "/login"
        assert ("html", {"lang": "en"}) in read(client.get("/login")).tags


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", ""])
def test_the_language_button_leads_nowhere_else(clinic: Clinic, elsewhere: str) -> None:
    with clinic.browser(None) as client:
        answer = client.post("/language", data={"language": "en", "here": elsewhere})
    assert answer.status_code == (303 if elsewhere else 400)
    assert answer.headers.get("location", "/") == "/"


def test_static_files_are_kept_for_ever_under_a_name_that_changes_with_them(clinic: Clinic) -> None:
    with clinic.browser(None) as client:
        answer = client.get(static_url("nara.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert re.fullmatch(r"/static/nara\.css\?[0-9a-f]{12}", static_url("nara.css"))


def test_where_one_is_stands_out_in_the_menu(clinic: Clinic) -> None:
    with clinic.browser() as client:
        for path in ("/", "/patients", "/quarantine", "/hubs"):
            current = [given for tag, given in read(client.get(path)).tags if given.get("aria-current") == "page"]
            assert [given["href"] for given in current] == [path]


@pytest.mark.decision("G6")
def test_no_title_and_no_address_carries_a_name_or_a_number(clinic: Clinic) -> None:
    clinic.gains()
    with clinic.browser() as client:
        for path in ("/", "/patients", f"/patients/{clinic.town.patient}"):
            page = read(client.get(path))
            addresses = [given.get(name, "") for _, given in page.tags for name in ("href", "action", "src")]
            for text in [title(page), *addresses]:
                assert "Lindqvist" not in text
                assert "19430318" not in text


def title(page: Page) -> str:
    found = re.search(r"<title>(.*?)</title>", page.html)
    assert found is not None
    return found[1]


ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></textarea><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt; & <b>",
    "\u202etxet desrever\u202c",
    "]]><!--",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_write_is_shown_as_text(clinic: Clinic, attack: str) -> None:
    alert = clinic.gains()
    here = f"/patients/{clinic.town.patient}"
    with clinic.browser() as client:
        before = {path: kinds(page_of(client, path)) for path in ("/", here, "/patients")}
        clinic.renames(name=attack, matters=attack)
        for path, tags in before.items():
            page = page_of(client, path)
            assert squeezed(attack) in page.text, path
            assert kinds(page) == tags
            assert_harmless(page)
        outcome = {"seen": f"{alert}:1", "cause": "expected", "action": "not_relevant", "note": attack}
        said = read(client.post("/close", data=outcome, headers={"hx-request": "true"})).said
        page = page_of(client, here)
    assert said == f"Stängd: {attack}."
    assert page.text.count(squeezed(attack)) == 3
    assert_harmless(page)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def kinds(page: Page) -> Counter[str]:
    return Counter(tag for tag, _ in page.tags)


def assert_harmless(page: Page) -> None:
    assert [
        given for tag, given in page.tags if tag == "script" and not given.get("src", "").startswith("/static/")
    ] == []
    assert [given for tag, given in page.tags if tag == "img" and not given["src"].startswith("/static/")] == []
    for _, given in page.tags:
        assert not [name for name in given if name.startswith("on") or name in {"style", "srcdoc"}]
        assert not given.get("href", "").lower().startswith("javascript:")


def test_a_page_that_is_not_there_says_so_and_leads_back(clinic: Clinic) -> None:
    with clinic.browser() as client:
        page = read(client.get("/no-such-page"))
    assert page.status == 404
    assert "Sidan finns inte." in page.text
    assert ("a", {"href": "/"}) in page.tags


def test_nothing_is_loaded_from_anywhere_else(clinic: Clinic) -> None:
    clinic.gains()
    with clinic.browser() as client:
        for path in ("/", f"/patients/{clinic.town.patient}"):
            page = read(client.get(path))
            loaded = [given.get("src") or given["href"] for tag, given in page.tags if tag in {"script", "link", "img"}]
            assert len(loaded) > 3
            assert [each for each in loaded if not each.startswith("/static/")] == []
            assert all(client.get(each).status_code == 200 for each in loaded)


def page_of(client: Browser, path: str) -> Page:
    return read(client.get(path))
