"""Writes what the checker found: for people, for programs, for editors and for pull requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from server.rules.language.catalogue import CODES
from server.rules.language.finding import Finding

PAGE: Final = "docs/rule-errors.md"
"""Every code is explained there, under an anchor of its name."""
_SUM: Final = {
    "sv": ("{files} filer lästa, inget att rätta", "{errors} fel och {warnings} att titta på, i {files} filer"),
    "en": ("{files} files read, nothing to correct", "{errors} mistakes and {warnings} to look at, in {files} files"),
}
Lister = Callable[[Sequence[Finding], Mapping[str, bytes], str], str]


def as_text(findings: Sequence[Finding], files: Mapping[str, bytes], language: str) -> str:
    """Write each with its line, a mark under the word, and what to write instead."""
    errors = sum(finding.is_error for finding in findings)
    clean, found = _SUM[language]
    last = (found if findings else clean).format(files=len(files), errors=errors, warnings=len(findings) - errors)
    return "\n".join([*(_paragraph(finding, files, language) for finding in findings), last])


def _paragraph(finding: Finding, files: Mapping[str, bytes], language: str) -> str:
    lines = files.get(finding.file, b"").decode("utf-8", "replace").split("\n")
    line = lines[finding.line - 1].rstrip("\r") if finding.line <= len(lines) else ""
    number = str(finding.line)
    margin = " " * (len(number) + 5)
    mark = "^" * max(1, min(finding.length, len(line) - finding.column + 1))
    said = [f"{finding.file}:{finding.line}:{finding.column}: {finding.code} {finding.message(language)}"]
    if line:
        under = "".join("\t" if letter == "\t" else " " for letter in line[: finding.column - 1])
        said += [f"    {number} | {line}", f"{margin}| {under}{mark}"]
    if finding.suggestion(language):
        said.append(f"{margin}= {finding.suggestion(language)}")
    return "\n".join(said)


def as_json(findings: Sequence[Finding], files: Mapping[str, bytes], language: str) -> str:  # noqa: ARG001  (all are called alike)
    """Write a list of objects."""
    return json.dumps([_row(finding, language) for finding in findings], ensure_ascii=False, indent=2)


def _row(finding: Finding, language: str) -> Mapping[str, Any]:
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "message": finding.message(language),
        "suggestion": finding.suggestion(language),
    }


def as_sarif(findings: Sequence[Finding], files: Mapping[str, bytes], language: str) -> str:  # noqa: ARG001  (all are called alike)
    """Write SARIF 2.1.0, which code hosts and editors read."""
    codes = sorted({finding.code for finding in findings})
    driver = {
        "name": "nara rules check",
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": CODES[code].message[language]},
                "helpUri": f"{PAGE}#{code.lower()}",
            }
            for code in codes
        ],
    }
    results = [
        {
            "ruleId": finding.code,
            "level": "error" if finding.is_error else "warning",
            "message": {"text": _sentence(finding, language)},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": finding.file}, "region": _region(finding)}}
            ],
        }
        for finding in findings
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _region(finding: Finding) -> Mapping[str, int]:
    return {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.line,
        "endColumn": finding.column + finding.length,
    }


def as_github(findings: Sequence[Finding], files: Mapping[str, bytes], language: str) -> str:  # noqa: ARG001  (all are called alike)
    """Write the workflow commands that put a remark on a line of a pull request."""
    return "\n".join(_remark(finding, language) for finding in findings)


def _remark(finding: Finding, language: str) -> str:
    kind = "error" if finding.is_error else "warning"
    values = {
        "file": finding.file,
        "line": finding.line,
        "col": finding.column,
        "endColumn": finding.column + finding.length,
        "title": finding.code,
    }
    facts = ",".join(f"{name}={_escaped(str(value), ',:')}" for name, value in values.items())
    return f"::{kind} {facts}::{_escaped(_sentence(finding, language))}"


def _sentence(finding: Finding, language: str) -> str:
    return " – ".join(filter(None, (finding.message(language), finding.suggestion(language))))


def _escaped(text: str, more: Iterable[str] = "") -> str:
    for letter in ("%", "\r", "\n", *more):
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


LISTERS: Final[Mapping[str, Lister]] = {"text": as_text, "json": as_json, "sarif": as_sarif, "github": as_github}
"""By the word after ``--format``."""
