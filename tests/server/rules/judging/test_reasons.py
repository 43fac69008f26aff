"""Why a part was so, in a few words, for every kind of sign."""

from __future__ import annotations

from explained_story import facts
from rule_making import bpm, days, hours, kg, percent, points, rule

from server.rules.language.combination import Gathering, Group, Points, Score
from server.rules.language.condition import (
    Averages,
    Change,
    Comparison,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Side,
    Silent,
    Trend,
)
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.repeat import DaysInARow
from server.rules.language.rule import Say

T = "03-05 20:00"
UP, DOWN = Comparison.AT_LEAST, Comparison.LESS_THAN
SAY = Say(nurse={"sv": "{reasons}. Okänt: {unknown}.", "en": "{reasons}. Not known: {unknown}."})
RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)


def test_every_sign_has_its_words() -> None:
    kinds = (
        Limit(measure="weight", comparison=UP, amount=kg(1_000), side=Side.ABOVE, reference="baseline"),
        Limit(measure="spo2", comparison=UP, amount=Quantity(2_000, Unit.POINTS), side=Side.BELOW,
              reference="previous day", on=DaysInARow(count=1)),
        Limit(measure="pulse", comparison=UP, amount=bpm(0), side=Side.ABOVE, reference="previous day",
              on=DaysInARow(count=1)),
        Averages(measure="weight", short_days=3, long_days=28, comparison=UP, amount=kg(100), needs_days=7),
        Trend(measure="weight", per_week=kg(0), over_days=14, needs_days=3),
        Drift(measure="weight", by=kg(1_000), side=Side.ABOVE, reference="baseline", leak=kg(200), over_days=28),
        Flagged(measure="pulse_irregular", is_set=True),
        Flagged(measure="pulse_irregular", is_set=False),
        Level(question="breathlessness", comparison=UP, level="stairs"),
        Missing(measure="systolic", days=2, due_minute=720),
        Silent(period=hours(1)),
        Happened(kinds=("travelling", "admitted"), within=days(7)),
        OtherAlert(rules=("gain",), within_days=None),
        Limit(measure="spo2", comparison=DOWN, amount=percent(99)),
        Score(comparison=UP, amount=points(1), lines=(Points(points=1, when=RISE),), look_back=days(1)),
    )  # fmt: skip
    diary = (
        "01-20..03-02 07:00 weight 80\n03-03..03-05 07:00 weight 82.5\n03-03..03-04 07:00 spo2 97\n"
        "03-05 07:00 spo2 95\n"
        "03-04..03-05 07:00 pulse 70 irregular_pulse\n03-05 08:00 answer breathlessness stairs\n03-05 12:01 contact\n"
        "03-04 09:00 event travelling"
    )
    many = Group(gathering=Gathering.AT_LEAST, least=14, parts=kinds)
    found = facts(rule("all", many, say=SAY), diary, T, rule("gain", RISE))

    assert found.say["sv"].removesuffix(". Okänt: inget.").split("; ") == [
        "vikten 82,5 kg, 2,5 kg över 80,0 kg",
        "syremättnaden 95 %, 2 procentenheter under 97 %",
        "pulsen 70 slag/min, lika med 70 slag/min",
        "vikten 82,5 kg, 2,2 kg över 80,3 kg",
        "vikten stiger 0,0 kg i veckan",
        "vikten 82,5 kg, sammanlagt 6,9 kg från 80,0 kg",
        "oregelbunden puls",
        "breathlessness: stairs",
        "systoliska trycket saknas i 33 dagar",
        "hubben tyst sedan i dag kl. 12.01",
        "på resa onsdag",
        "varning: gain",
        "syremättnaden 95 %",
        "1 av 1 poäng: vikten upp 2,5 kg till 82,5 kg (1)",
    ]
    assert found.numbers["reasons"] == "1,2,3,4,5,6,7,9,10,11,12,13,14,15"


def test_what_is_not_marked_and_what_is_not_heard_have_words_too() -> None:
    both = Group(
        gathering=Gathering.ALL,
        parts=(
            Flagged(measure="pulse_irregular", is_set=False),
            Group(
                gathering=Gathering.NONE, parts=(Silent(period=hours(9)), OtherAlert(rules=("gain",), within_days=None))
            ),
        ),
    )
    found = facts(rule("calm", both, say=SAY), "03-05 07:00 pulse 70\n03-05 06:00 contact", T)

    assert found.say["sv"] == "ingen oregelbunden puls; inget av: hubben och gain. Okänt: inget."
    nothing = Group(gathering=Gathering.ANY, parts=(Missing(measure="anything", days=1, due_minute=720), RISE))
    assert facts(rule("nothing", nothing, say=SAY), "03-03 07:00 weight 80", T, days=1).say["en"] == (
        "nothing heard for 1 day. Not known: weight."
    )
