"""A tree written for people, word for word."""

from __future__ import annotations

from explained_story import explained
from rule_making import days, kg, points, rule

from server.rules.judging.why_text import text_of
from server.rules.language.combination import Gathering, Group, Points, Score
from server.rules.language.condition import Change, Comparison, Flagged, Happened, Limit
from server.rules.language.quantity import SettingName
from server.rules.language.rule import Patients, Setting

T = "03-05 20:00"
GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
RISE = Change(measure="weight", is_rise=True, by=SettingName("gain"), within_days=3)
DIARY = (
    "02-01 08:00 agreed gain.gain 1500\n02-20..03-03 07:10 weight 80.123\n03-05 06:50 weight 95\n"
    "03-05 07:00 weight 12\n03-05 08:00 weight 82.1"
)
MARKED = "the device marks an irregular pulse, readings marked body movement do not count"
GAINED = rule(
    "gain",
    RISE,
    settings={"gain": GAIN},
    title={"sv": "Snabb viktuppgång", "en": "Rapid weight gain"},
    unless=Happened(kinds=("discharged",), within=days(7)),
    clear_when=Limit(measure="weight", comparison=Comparison.AT_MOST, amount=kg(81_000)),
)


def test_a_tree_is_written_in_swedish() -> None:
    assert text_of(explained(GAINED, DIARY, T), "sv").splitlines() == [
        "Snabb viktuppgång (gain 1.0), i dag kl. 20.00",
        "En varning pågår sedan i dag kl. 08.00.",
        "Utlöser när:",
        "    ✓ vikten har stigit minst 1,5 kg (gain) över den lägsta av de 3 dagarna före [ja]",
        "        nu 82,1 kg · jämfört med 80,123 kg · skillnad 1,977 kg · gräns 1,5 kg · under 2 dagar · dagen tisdag",
        "        använt: tisdag kl. 07.10 80,123 kg; i dag kl. 08.00 82,1 kg",
        "        räknades inte: i dag kl. 06.50 95,0 kg (kanske någon annans); i dag kl. 07.00 12,0 kg (orimligt)",
        "Men inte när:",
        "    ✗ detta har börjat inom 7 dagar: utskriven [nej]",
        "Slutar när:",
        "    ? vikten är högst 81 kg [går inte att avgöra: inget har kommit sedan varningen började]",
        "        gräns 81 kg",
        "Inställningar:",
        "    gain: 1,5 kg (satt för patienten)",
    ]


def test_a_tree_is_written_in_english_and_says_what_cannot_be_told() -> None:
    irregular = Flagged(measure="pulse_irregular", is_set=True, skips=frozenset({"body_movement"}))
    both = Group(gathering=Gathering.ALL, parts=(RISE, irregular), within=days(1))
    made = rule("both", both, settings={"gain": GAIN}, patients=Patients(groups=("dialysis",)))
    diary = "03-02 07:00 weight 80\n03-04 07:00 weight 82\n03-05 07:00 weight 80\n03-05 08:00 pulse 70 body_movement"

    assert text_of(explained(made, diary, T), "en").splitlines() == [
        "both (both 1.0), today at 20:00",
        "The rule is not for this patient.",
        "No alert is open.",
        "Raises when:",
        "    ? all of this holds, each at some moment within 1 day [cannot tell]",
        "        ✓ weight has risen by at least 2 kg (gain) above the lowest of the 3 days before [yes]",
        "            (as it was today at 03:00)",
        "            now 82.0 kg · against 80.0 kg · difference 2.0 kg · limit 2 kg · over 2 days · the day Monday",
        "            used: Monday at 07:00 80.0 kg; Wednesday at 07:00 82.0 kg",
        f"        ? {MARKED} [cannot tell: nothing was measured or answered]",
        "            did not count: today at 08:00 (marked by the device)",
        "Settings:",
        "    gain: 2 kg (the rule's own value)",
    ]


def test_a_rule_without_settings_has_no_list_of_them() -> None:
    plain = rule("plain", Flagged(measure="pulse_irregular", is_set=True))

    assert text_of(explained(plain, "03-05 07:00 pulse 70", T), "sv").splitlines() == [
        "plain (plain 1.0), i dag kl. 20.00",
        "Ingen varning pågår.",
        "Utlöser när:",
        "    ✗ apparaten märker oregelbunden puls [nej]",
        "        använt: i dag kl. 07.00",
    ]


def test_the_limit_of_a_score_is_points_and_no_percentage() -> None:
    limit = Setting(name="limit", value=points(6), allowed=(points(4), points(9)), roles=("physician",))
    scored = rule(
        "scored",
        Score(
            comparison=Comparison.AT_LEAST,
            amount=SettingName("limit"),
            lines=(Points(points=6, when=RISE),),
            look_back=days(2),
            is_unknown_zero=True,
        ),
        settings={"gain": GAIN, "limit": limit},
    )
    assert "    limit: 6 poäng (regelns eget värde)" in text_of(explained(scored, DIARY, T), "sv").splitlines()
