"""Writes the pages that are made of the vocabulary and the catalogue; tests hold the pages in docs/ to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from server.rules.language.catalogue import CODES, FAMILIES
from server.rules.language.key import Key
from server.rules.language.named import NAMES
from server.rules.language.verbs import MODIFIERS, VERBS
from server.rules.language.vocabulary import BLOCKS

BEGIN: Final = "<!-- made by server/rules/language/reference.py: make docs -->"
END: Final = "<!-- end -->"
_TITLES: Final = {
    "rule": "A rule",
    "texts": "A text",
    "patients": "`patients`",
    "setting": "A setting",
    "confirm": "`confirm`",
    "after_closing": "`after_closing`",
    "say": "`say`",
    "risk": "`risk`",
    "evidence": "A line of `evidence`",
    "approved": "`approved`",
    "combination": "Combinations of conditions",
    "score": "`score`",
    "points": "A line of a score",
    "profile": "A profile (`profiles/*.yaml`)",
    "severities": "`severities.yaml`",
    "severity": "A severity",
    "signals": "`signals.yaml`",
    "measure": "A measure",
    "day": "`day`",
    "sitting": "`sitting`",
    "window": "A window",
    "protocol": "A protocol",
    "gate": "`gate`",
    "symptoms": "`symptoms.yaml`",
    "symptom": "A question",
    "answer": "An answer",
    "act_now": "`act_now`",
}


def vocabulary_reference() -> str:
    """Write every key of every block, every verb with what goes with it, and every name that a text may use."""
    parts = [f"### {_TITLES[name]}\n\n{_keys(keys)}" for name, keys in BLOCKS.items()]
    return "\n\n".join(
        [*parts, "### What can be said of one thing\n\n" + _verbs(), "### Names in texts\n\n" + _names()]
    )


def with_reference(page: str) -> str:
    """Put the reference into its place in a page, between the two marks; raises ValueError if they are not there.

    >>> with_reference("no marks")
    Traceback (most recent call last):
    ValueError: the page has no place for the reference
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the reference")
    return f"{head}{begin}\n\n{vocabulary_reference()}\n\n{end}{tail}"


def errors_page() -> str:
    """Write the page of every code, in both languages."""
    head = [
        "# What `nara rules check` says",
        "",
        "Every code, with its sentence and what it tells you to write instead; words in braces are filled in. A code",
        "with E keeps the folder from being loaded, one with W asks somebody to look. *Varje kod, på svenska först: E",
        "hindrar att mappen laddas, W ber någon titta.* The page is made of the program's own table",
        "(`make docs`), and a test compares them.",
    ]
    chapters = []
    for family, (sv, en) in FAMILIES.items():
        chapters += ["", f"## {sv} – {en}"]
        chapters += [line for code in CODES if code.startswith(family) for line in _entry(code)]
    return "\n".join([*head, *chapters]) + "\n"


def _entry(code: str) -> Iterator[str]:
    entry = CODES[code]
    yield from ("", f"### {code}", "")
    for language in ("sv", "en"):
        fix = _plain(entry.suggestion[language])
        end = "  " if language == "sv" else ""
        yield f"{_plain(entry.message[language])}{f' – *{fix}*' if fix else ''}{end}"


def _plain(text: str) -> str:
    """Show the places that are filled in as they stand in the table, and doubled braces as one."""
    return text.replace("{{", "{").replace("}}", "}").replace("<", "&lt;")


def _keys(keys: Iterable[Key]) -> str:
    rows = [f"| `{key.name}` | {_holds(key)} | {'yes' if key.is_needed else ''} | {_cell(key.about)} |" for key in keys]
    return "\n".join(["| key | holds | needed | |", "|---|---|---|---|", *rows])


def _holds(key: Key) -> str:
    return ", ".join(f"`{word}`" for word in key.among) if key.among else key.holds.value


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _verbs() -> str:
    rows = []
    for verb in VERBS:
        things = ", ".join(sorted(thing.value for thing in verb.things))
        needs = ", ".join(" or ".join(f"`{name}`" for name in group) for group in verb.needs)
        may = ", ".join(f"`{name}`" for name in verb.may)
        rows.append(f"| `{verb.name}` | {things} | {_holds(verb.key)} | {needs} | {may} | {verb.key.about} |")
    head = ["| verb | of | holds | needs | may have | |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *rows, "", _keys(MODIFIERS)])


def _names() -> str:
    rows = [f"| `{{{name.name}}}` | {name.says.value} | {name.sv} | {name.en} |" for name in NAMES.values()]
    return "\n".join(["| name | written as | svenska | English |", "|---|---|---|---|", *rows])
