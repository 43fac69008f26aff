"""Every sign of the language is one plain clause, and combinations stand over their parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_making import bpm, days, hours, kg, minutes, mmhg, percent, points, rule, rule_set

from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    USUAL_LEVEL,
    Answered,
    Arrives,
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
    Pressed,
    Side,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import TimesOwnSpread
from server.rules.language.read_back import read_back
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast

GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
OVER = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(1_500), side=Side.ABOVE, reference="baseline")
LOW = Limit(measure="systolic", comparison=Comparison.LESS_THAN, amount=mmhg(90))
USUAL = "patientens egen vanliga nivå (median av 28 dagar till och med för 8 dagar sedan)"
TWO_OF_THREE = "systoliska trycket är mindre än 90 mmHg, vid 2 av de senaste 3 mätningarna inom 24 timmar"
SPOILED = "mätningar märkta kroppsrörelse eller lös manschett räknas inte"
SCORE = "räknat på vad som gällt inom 3 dagar; det som inte är känt räknas som noll och skrivs ut"
WEEK = "medelvärde av 7 dagar med 2 mätningar på morgonen och 2 på kvällen, utan den första dagen,"


def said(condition: Condition, language: str = "sv", **rest: object) -> list[str]:
    made = rule("tiny", condition, **rest)
    return read_back(made, rule_set(made, rule("other", GAIN)), language).splitlines()[2:]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (GAIN, "vikten har stigit minst 2 kg över den lägsta av de 3 dagarna före"),
        (replace(GAIN, is_rise=False, within_days=1), "vikten har sjunkit minst 2 kg under den högsta av dagen före"),
        (replace(GAIN, within_days=None), "vikten har stigit minst 2 kg sedan dagen före, båda mätta på morgonen"),
        (replace(GAIN, is_rise=False, within_days=None, using="3-day median"),
         "vikten som median av 3 dagar har sjunkit minst 2 kg sedan dagen före, båda mätta på morgonen"),
        (OVER, f"vikten ligger minst 1,5 kg över {USUAL}"),
        (replace(OVER, reference="target_weight", or_else="baseline", on=DaysInARow(count=3)),
         f"vikten ligger minst 1,5 kg över målvikten (om det saknas: {USUAL}), 3 dagar i rad"),
        (replace(OVER, reference="3-day median", amount=TimesOwnSpread(tenths=25), needs=7),
         "vikten ligger minst 2,5 gånger patientens egen spridning över median av 3 dagar, med minst 7 dagar"),
        (replace(OVER, amount=TimesOwnSpread(tenths=20), reference="level_before"),
         "vikten ligger minst 2 gånger patientens egen spridning över nivån före varningen"),
        (LOW, "systoliska trycket är mindre än 90 mmHg"),
        (replace(LOW, on=OfTheLast(count=2, among=3, basis=Basis.READING, within=hours(24)), is_one_sitting=True,
                 skips=frozenset({"cuff_too_loose", "body_movement"})),
         f"{TWO_OF_THREE}, vid ett och samma mättillfälle, {SPOILED}"),
        (replace(LOW, using="7-day protocol mean", needs=12),
         f"systoliska trycket som {WEEK} är mindre än 90 mmHg, med minst 12 mätningar"),
        (Limit(measure="spo2", comparison=Comparison.LESS_THAN, amount=percent(90),
               on=CloseTogether(count=2, within=minutes(30))),
         "syremättnaden är mindre än 90 %, vid 2 mätningar inom 30 minuter"),
        (Limit(measure="spo2", comparison=Comparison.AT_LEAST, amount=points(4), side=Side.BELOW, reference="baseline"),
         f"syremättnaden ligger minst 4 procentenheter under {USUAL}"),
        (Trend(measure="weight", per_week=kg(500), over_days=14, needs_days=7, on=DaysInARow(count=1)),
         "vikten stiger minst 0,5 kg i veckan över 14 dagar, med minst 7 dagar, 1 dag i rad"),
        (Averages(measure="weight", short_days=3, long_days=28, comparison=Comparison.LESS_THAN, amount=kg(300),
                  needs_days=14),
         "medelvärdet av vikten för 3 dagar ligger mindre än 0,3 kg över det för 28 dagar, med minst 14 dagar"),
        (Drift(measure="pulse", by=bpm(20), side=Side.ABOVE, reference="baseline", leak=bpm(2), over_days=28),
         f"pulsen har lagt ihop minst 20 slag/min över {USUAL} på 28 dagar, när 2 slag/min om dagen är förlåtet"),
        (Missing(measure="weight", days=2, due_minute=12 * 60 + 30, is_beyond_habit=True),
         "vikten har saknats i 2 dagar, bedömt kl. 12.30, utöver patientens egen vana"),
        (Missing(measure="anything", days=2, due_minute=720),
         "inget har hörts i 2 dagar, varken mätning, svar eller knapp, bedömt kl. 12.00"),
        (Silent(period=hours(24)), "hubben inte har hörts på 24 timmar"),
        (Arrives(measure="weight", count=1), "vikten har kommit igen"),
        (Arrives(measure="hub", count=2), "hubben har hörts igen, 2 gånger"),
        (Arrives(measure="anything", count=1), "något har hörts igen"),
        (Answered(question="dizziness", codes=frozenset({"fainted", "often"})),
         "svaret på ”dizziness” är ”often” eller ”fainted”"),
        (Answered(question="dizziness", codes=frozenset({"never"}), on=DaysInARow(count=2)),
         "svaret på ”dizziness” är ”never”, 2 dagar i rad"),
        (Worsens(question="dizziness", steps=1, within_days=7),
         "svaret på ”dizziness” är minst 1 steg sämre än det bästa av de 7 dagarna före"),
        (Level(question="dizziness", comparison=Comparison.AT_MOST, level=USUAL_LEVEL),
         "svaret på ”dizziness” är högst det vanliga för patienten"),
        (Level(question="dizziness", comparison=Comparison.MORE_THAN, level="often"),
         "svaret på ”dizziness” är mer än ”often”"),
        (Level(question="dizziness", comparison=Comparison.MORE_THAN, level="gone"),
         "svaret på ”dizziness” är mer än ”gone”"),
        (Flagged(measure="pulse_irregular", is_set=True), "apparaten märker oregelbunden puls"),
        (Flagged(measure="pulse_irregular", is_set=False), "apparaten inte märker oregelbunden puls"),
        (Happened(kinds=("discharged", "admitted"), within=days(7)),
         "detta har börjat inom 7 dagar: utskriven eller inlagd"),
        (Happened(kinds=("travelling",), within=None), "detta pågår: på resa"),
        (Pressed(kind="worried", within=minutes(1)), "patienten har tryckt på ”Jag är orolig” inom 1 minut"),
        (OtherAlert(rules=("other", "gone"), within_days=None), "varning pågår av ”other” eller ”gone”"),
        (OtherAlert(rules=(ANY_CLINICAL_RULE,), within_days=14),
         "varning har pågått inom 14 dagar av någon annan regel om patienten"),
    ],
)  # fmt: skip
def test_every_sign_is_one_plain_clause(condition: Condition, words: str) -> None:
    assert said(condition) == [f"Utlöser när {words}."]
    assert "{" not in said(condition, "en")[0]


def test_combinations_stand_indented_under_what_joins_them() -> None:
    inner = Group(gathering=Gathering.NONE, parts=(LOW,))
    assert said(Group(gathering=Gathering.ALL, parts=(GAIN, inner), within=hours(24))) == [
        "Utlöser när allt detta gäller, vart och ett vid något tillfälle inom 24 timmar:",
        "    – vikten har stigit minst 2 kg över den lägsta av de 3 dagarna före",
        "    – inget av detta gäller:",
        "        – systoliska trycket är mindre än 90 mmHg",
    ]
    some = Group(gathering=Gathering.AT_LEAST, parts=(GAIN, LOW), least=2, for_days=2)
    assert said(some, "en")[0] == "Raises when at least 2 of this hold, without a break for 2 days:"
    any_of = Group(gathering=Gathering.ANY, parts=(LOW,))
    assert said(Sequence(steps=(GAIN, any_of), within=days(5))) == [
        "Utlöser när det ena följer på det andra inom 5 dagar:",
        "    – först: vikten har stigit minst 2 kg över den lägsta av de 3 dagarna före",
        "    – sedan: något av detta gäller:",
        "        – systoliska trycket är mindre än 90 mmHg",
    ]
    score = Score(
        comparison=Comparison.AT_LEAST,
        amount=points(5),
        lines=(Points(points=2, when=GAIN), Points(points=1, when=any_of)),
        look_back=days(3),
        on=DaysInARow(count=2),
    )
    assert said(score) == [
        f"Utlöser när poängen är minst 5 poäng, {SCORE}, 2 dagar i rad:",
        "    – 2 poäng: vikten har stigit minst 2 kg över den lägsta av de 3 dagarna före",
        "    – 1 poäng: något av detta gäller:",
        "            – systoliska trycket är mindre än 90 mmHg",
    ]
    assert "cannot be told" in said(replace(score, is_unknown_zero=False, on=None), "en")[0]
