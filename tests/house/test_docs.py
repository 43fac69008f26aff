"""The manual is true: what it names exists, what the code reads it lists, and both say the glossary's words."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from mission import mission
from script import load
from source import ROOT, functions, kept, modules, text, tree

from edge.main import main as nara_hub
from server.main import main as nara
from server.rules.transition import Cause

MANUAL = [path for path in kept(".md") if path.parts[0] == "docs" or len(path.parts) == 1]
EXPLAIN_THE_WORD = {
    "docs/glossary.md",
    "docs/intended-use.md",
    "docs/adr/0008-alert-not-alarm.md",
    "docs/adr/README.md",
    "tests/server/web/test_words.py",
}
"""Where the word that we do not say is named, to say that we do not say it."""
IN_ANOTHER_SENSE = {
    "page": "a page of the screens; nobody is paged",
    "cancel": "leaving a form; no alert is cancelled",
    "message": "what came over MQTT and could not be read, before it is known to be a record",
}
"""Words of the glossary's last column that a screen may say, and what it means by them."""
_THE_WORD = re.compile(r"(?i)(?<![a-zåäö])(?:a?larm(?:s|ed|ing|er|et|en|erna)?)(?![a-zåäö])")
_LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:\.ci|alert_rules|bench|deploy|docs|edge|lock|server|simulator|tests|vitals)/[\w./-]*)`")
_SETTING = re.compile(r"\bNARA_[A-Z_]+[A-Z]\b")
_COMMAND = re.compile(r"`(nara(?:-hub)?(?: [a-z]+(?:-[a-z]+)*)+)(?![\w.])")
_TARGET = re.compile(r"`?make ([a-z][a-z-]+)`?")


@pytest.mark.parametrize("page", MANUAL, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in _LINK.findall(text(page)):
        name, _, anchor = link.partition("#")
        if name.startswith(("http:", "https:")):
            continue
        target = (ROOT / page.parent / name).resolve() if name else ROOT / page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", MANUAL, ids=str)
def test_every_file_that_the_manual_names_exists(page: Path) -> None:
    assert [name for name in _PATH.findall(text(page)) if not (ROOT / name).exists()] == []


def test_every_page_that_the_code_names_exists() -> None:
    named = {(path, name) for path in kept(".py") for name in re.findall(r"\bdocs/[\w./-]+\.(?:md|json)\b", text(path))}
    assert [f"{path}: {name}" for path, name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", MANUAL, ids=str)
def test_every_command_and_target_that_the_manual_names_exists(page: Path) -> None:
    assert [words for words in _COMMAND.findall(text(page)) if not is_command(words)] == []
    assert set(_TARGET.findall("\n".join(code(text(page))))) <= targets()


def test_every_target_of_make_says_what_it_does() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    public = targets() - {"venv", "format", "lint", "types", "doors", "help"}
    assert public <= {line.split()[0] for line in listed.splitlines()}


@pytest.mark.decision("H1", "N19")
def test_nobody_says_the_word_that_is_a_bedside_devices() -> None:
    said = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in kept(".py", ".md", ".html", ".js", ".css", ".json", ".toml", ".yaml", "Makefile", ".importlinter")
        if str(path) not in EXPLAIN_THE_WORD and path.parts[:2] != ("tests", "house") and "vendor" not in path.parts
        for number, line in enumerate(text(path).splitlines(), 1)
        if _THE_WORD.search(line) and "0008-alert-not-" not in line
    ]
    assert "\n".join(said) == ""


@pytest.mark.decision("H1", "N19")
def test_the_screens_say_the_glossarys_words_and_no_others() -> None:
    words = [*load("server/web/words.py").WORDS.items(), *load("edge/screen/words.py").WORDS.items()]
    said = {(name, word.lower()) for name, (_, english) in words for word in re.findall(r"[A-Za-z]+", english)}
    assert {(name, word) for name, word in said if word in never_on_a_screen()} == set()


def test_the_glossary_explains_each_word_once_and_in_order() -> None:
    terms = [row[0] for row in glossary()]
    assert [term.casefold() for term in terms] == sorted(term.casefold() for term in terms)
    assert len(terms) == len(set(terms))
    assert all(all(cell for cell in row) for row in glossary())


def test_the_risk_log_names_files_and_tests_that_exist() -> None:
    rows = [
        line.strip("| ").split(" | ") for line in text(Path("docs/risk-log.md")).splitlines() if line.startswith("| R")
    ]
    assert rows
    decided = {line.name: line.stands for line in mission()}
    for row in rows:
        number, *_, control, where, test = row
        assert re.findall(r"`([^`]+)`", where), f"{number} does not say where"
        proofs = re.findall(r"`([^`]+)`", test)
        names = re.findall(r"decision ([A-HN]\d+)", test)
        assert proofs or names or ("*later*" in test and "*later*" in control), f"{number} has no test"
        assert [name for name in names if decided.get(name, "later") == "later"] == [], f"{number}: not held yet"
        for proof in proofs:
            assert (ROOT / proof).exists() or proof in names_of_tests(), f"{number}: there is no {proof}"


def test_every_setting_is_in_the_manual_and_no_other() -> None:
    read = {name for path in modules() for name in _SETTING.findall(text(path))}
    listed = set(re.findall(r"^\| `(NARA_[A-Z_]+)` \|", text(Path("docs/configuration.md")), re.MULTILINE))
    assert listed == read
    elsewhere = {name for path in kept(".md", ".yaml", "Makefile", ".service") for name in _SETTING.findall(text(path))}
    assert elsewhere <= listed


def test_the_pages_that_are_drawn_from_the_code_are_as_it_is_now() -> None:
    draw = load("docs/draw.py")
    assert {cause.value for cause in Cause} == set(draw.MEANINGS)
    stale = [str(path) for path, page in draw.pages().items() if path.read_text(encoding="utf-8") != page]
    assert stale == [], "run make docs"


def test_every_decision_record_says_context_decision_and_price_on_half_a_page() -> None:
    records = [path for path in MANUAL if path.parent.name == "adr" and path.name != "README.md"]
    assert records
    for path in records:
        parts = re.findall(r"^\*\*(\w+)\.\*\*", text(path), re.MULTILINE)
        assert parts == ["Context", "Decision", "Price"], path
        assert len(text(path)) < 2_500, path
        assert path.name in text(Path("docs/adr/README.md"))


def test_what_is_public_says_what_it_is() -> None:
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path in modules()
        for node in [*functions(path), *(node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))]
        if not node.name.startswith("_") and is_reachable(node, path) and not ast.get_docstring(node)
    ]
    assert "\n".join(silent) == ""


def is_reachable(node: ast.stmt, path: Path) -> bool:
    """Tell whether a function or class stands in a module or a public class, and not within a function."""
    for parent in ast.walk(tree(path)):
        if node in ast.iter_child_nodes(parent):
            if isinstance(parent, ast.ClassDef):
                return not parent.name.startswith("_") and is_reachable(parent, path)
            return isinstance(parent, ast.Module)
    return False


@cache
def anchors(page: Path) -> set[str]:
    """Give the anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def code(page: str) -> list[str]:
    """Give what a page sets as code, in lines and in blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    return [*re.findall(r"`([^`\n]+)`", page), *(line for block in blocks for line in block.splitlines())]


@cache
def targets() -> set[str]:
    """List the targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):", text(Path("Makefile")), re.MULTILINE))


@cache
def is_command(words: str) -> bool:
    """Tell whether the words are a command of ours: asking it for help must succeed."""
    name, *rest = words.split()
    try:
        return {"nara": nara, "nara-hub": nara_hub}[name]([*rest, "--help"]) == 0
    except SystemExit as end:
        return end.code == 0


def glossary() -> list[list[str]]:
    """Read the rows of the glossary."""
    rows = [
        line.strip("| ").split(" | ") for line in text(Path("docs/glossary.md")).splitlines() if line.startswith("| ")
    ]
    return rows[1:]


@cache
def never_on_a_screen() -> set[str]:
    """Give the single words that the glossary says not to use, but for those that are its own in another row."""
    words = {word.strip() for row in glossary() for word in row[3].split(",")}
    own = {term for row in glossary() for term in row[0].split(", ")}
    return {word for word in words if " " not in word} - own - IN_ANOTHER_SENSE.keys()


@cache
def names_of_tests() -> set[str]:
    """List the names of all tests."""
    return {function.name for path in kept(".py") if path.parts[0] == "tests" for function in functions(path)}
