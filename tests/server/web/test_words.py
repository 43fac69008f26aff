from __future__ import annotations

import inspect
import re
from importlib import resources
from string import Formatter

import pytest

from server.alerts.alert import Act, AlertState, Condition
from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.ledger.page import Disposition
from server.patients.attribution import HowClaimed, WhyUnclaimed
from server.patients.gate import WhyQuarantined
from server.rules.transition import Severity
from server.web import app, chart, form, known, page, patient, reading, signing_in, technical, worklist
from server.web.titles import NO_RULES
from server.web.words import LANGUAGES, WORDS, word
from vitals.device_kind import DeviceKind
from vitals.vital import Vital

TEMPLATES = resources.files("server.web") / "templates"
SAME_IN_BOTH = frozenset({"product", "patient", "one_patient", "version", "minutes", "info", "radio_fault"})
"""What is written alike in Swedish and in English."""
CALLED = re.compile(r"""\b(?:t|say|word)\(\s*(?:request,\s*)?["']([\w-]*[a-z0-9])["'][,)]""")
MADE = re.compile(r"(?:did|limit|conflict|done|kind|why|cause|vital|whose|move|known)_[\w-]+")
"""Words whose names are put together, as ``did_`` with what was done."""
ATTRIBUTES = re.compile(r'(?:aria-label|title|alt|placeholder|value|data-[a-z]+)="([^"]*)"')
UNITS = frozenset({"kg", "mmHg", "min"})
MODULES = (app, chart, form, known, page, patient, reading, signing_in, technical, worklist)
KINDS = (Severity, Condition, AlertState, OutcomeCause, OutcomeAction, WhyQuarantined, WhyUnclaimed, HowClaimed)


def templates() -> dict[str, str]:
    return {each.name: each.read_text(encoding="utf-8") for each in TEMPLATES.iterdir() if each.name.endswith(".html")}


def sources() -> list[str]:
    return [*templates().values(), *map(inspect.getsource, MODULES)]


@pytest.mark.parametrize("name", sorted(WORDS))
def test_both_languages_say_it_and_leave_the_same_gaps(name: str) -> None:
    swedish, english = WORDS[name]
    assert swedish
    assert english
    assert gaps(swedish) == gaps(english)
    assert swedish != english or name in SAME_IN_BOTH


def gaps(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


@pytest.mark.parametrize("kind", DeviceKind)
def test_every_kind_of_device_has_a_word(kind: DeviceKind) -> None:
    assert word(f"kind_{kind}", "sv") != word(f"kind_{kind}", "en")


def test_a_word_that_nobody_has_written_is_a_fault_and_not_an_empty_place() -> None:
    with pytest.raises(KeyError):
        word("no such word", "sv")


@pytest.mark.parametrize("name", sorted(templates()))
def test_no_template_has_a_word_of_its_own(name: str) -> None:
    markup = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", templates()[name], flags=re.DOTALL)
    assert [text for text in ATTRIBUTES.findall(markup) if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}|[åäöÅÄÖ]", text)] == []
    between = re.sub(r"<[^>]*>", " ", markup)
    assert set(re.findall(r"[^\W\d_]{2,}", between)) <= UNITS


def test_what_the_templates_and_pages_say_is_written() -> None:
    called = {name for text in sources() for name in CALLED.findall(text)}
    assert len(called) > 90
    assert called - WORDS.keys() == set()


def test_no_word_is_left_over() -> None:
    shown = {value for kind in KINDS for value in kind} | {*NO_RULES, *technical.STATES}
    quoted = set(re.findall(r"""["']([\w-]+)["']""", "\n".join(sources())))
    assert [name for name in WORDS if name not in quoted | shown and not MADE.fullmatch(name)] == []


@pytest.mark.parametrize(
    "names",
    [
        [severity.value for severity in Severity],
        [condition.value for condition in Condition],
        [AlertState.OPEN, AlertState.TAKEN, AlertState.CLOSED],
        [f"did_{act}" for act in Act],
        ["cause_technical" if cause is OutcomeCause.TECHNICAL else cause.value for cause in OutcomeCause],
        [action.value for action in OutcomeAction],
        [*NO_RULES, *(f"limit_{name}" for name in NO_RULES)],
        [f"vital_{vital.value.name}" for vital in Vital],
        [how.value for how in (HowClaimed.NEAREST, HowClaimed.QUESTIONED)],
        [f"whose_{became}" for became in (Disposition.OBSERVED, Disposition.NOBODYS)],
        ["why_conflict" if why is WhyQuarantined.CONFLICT else why.value for why in WhyQuarantined],
        [why.value for why in WhyUnclaimed],
        [*technical.STATES],
    ],
)
def test_everything_that_can_be_shown_has_a_word(names: list[str]) -> None:
    for name in names:
        for language in LANGUAGES:
            assert word(name, language)


@pytest.mark.decision("H1")
def test_severities_have_the_words_that_were_decided() -> None:
    assert [word(severity.value, "sv") for severity in Severity] == ["Hög", "Medel", "Låg", "Info", "Teknik"]


@pytest.mark.decision("H1")
def test_no_word_is_an_alarm() -> None:
    said = " ".join(sentence for pair in WORDS.values() for sentence in pair).lower()
    assert re.findall(r"\b(?:larm|alarm)\w*", said) == []


def test_no_word_carries_markup() -> None:
    assert [name for name, pair in WORDS.items() if re.search(r"[<>&]", "".join(pair))] == []
