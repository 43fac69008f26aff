"""Reads a whole folder of rules, given as texts: the one checker, of ``nara rules check`` and of the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from server.rules.language.budget import KEY
from server.rules.language.burden import BURDEN
from server.rules.language.burden_check import Budget, check_burden
from server.rules.language.checks import check_rule
from server.rules.language.finding import Finding, Findings, Place
from server.rules.language.order import check_order, in_order
from server.rules.language.phrase import closest, listed
from server.rules.language.rule_reader import Draft, read_rule
from server.rules.language.rule_set import Profile, RuleSet
from server.rules.language.scope import Scope
from server.rules.language.shared_reader import ProfileDraft, SeverityFile, read_profile, read_severities
from server.rules.language.signal import Signals
from server.rules.language.signal_reader import read_signals
from server.rules.language.source import Node, read_source
from server.rules.language.symptom_reader import Questions, read_symptoms
from vitals.symptom import Symptom

SIGNALS: Final = "signals.yaml"
SEVERITIES: Final = "severities.yaml"
SYMPTOMS: Final = "symptoms.yaml"
SHARED: Final = (SEVERITIES, SIGNALS, SYMPTOMS)
"""What every folder has beside its rules."""
PROFILES: Final = "profiles/"
DIARIES: Final = ".test.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a folder says: a rule set if it can be loaded, and everything that was found, in the order of the files.

    ``proposed`` is what it says if nothing is wrong but who stands behind a rule: an approval of other logic, or none,
    or a review that is overdue. Nobody runs it before people have approved it.
    """

    rule_set: RuleSet | None
    proposed: RuleSet | None
    findings: tuple[Finding, ...]
    signals: Signals
    symptoms: Mapping[str, Symptom]
    log_codes: Mapping[str, str]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the folder from being loaded."""
        return tuple(finding for finding in self.findings if finding.is_error)


def block_of(file: str) -> str | None:
    """Name the vocabulary of a file by its path in the folder; None for what is read by others, or by nobody.

    >>> block_of("weight/weight-drift.yaml"), block_of("weight/weight-drift.test.yaml")
    ('rule', None)
    """
    if file in SHARED:
        return file.removesuffix(".yaml")
    if file.endswith(DIARIES) or not file.endswith(".yaml"):
        return None
    return "profile" if file.startswith(PROFILES) else "rule"


def read_folder(files: Mapping[str, bytes], today: date) -> Reading:
    """Read and check a folder; ``files`` are the bytes by path within it, ``today`` is held against review dates.

    Diaries (``.test.yaml``) are read by who runs them.

    >>> read_folder({"a.yaml": b"rule: a"}, date(2026, 11, 27)).rule_set is None
    True
    """
    folder = _Folder(files, today)
    folder.read_shared()
    folder.read_rules()
    folder.read_profiles()
    folder.check_burden()
    return folder.reading()


@dataclass(slots=True)
class _Folder:
    """A folder while it is read."""

    files: Mapping[str, bytes]
    today: date
    findings: dict[str, Findings] = field(default_factory=dict)
    signals: Signals = field(default_factory=lambda: Signals(measures={}, events={}))
    severities: SeverityFile = field(default_factory=lambda: SeverityFile(rows={}))
    questions: Questions = field(default_factory=Questions)
    drafts: dict[str, Draft] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)

    def note(self, file: str) -> Findings:
        """Give the list of a file's mistakes."""
        return self.findings.setdefault(file, Findings(file))

    def source(self, file: str) -> Node | None:
        """Read a file's tree."""
        return read_source(self.files[file], self.note(file))

    def read_shared(self) -> None:
        """Read what all rules lean on."""
        for file in SHARED:
            if file not in self.files:
                self.note(file).add("E014", Place(), word=file)
                continue
            node = self.source(file)
            if node is None:
                continue
            if file == SIGNALS:
                self.signals = read_signals(node, self.note(file))
            elif file == SEVERITIES:
                self.severities = read_severities(node, self.note(file))
            else:
                self.questions = read_symptoms(node, self.note(file))

    def is_whole(self, file: str) -> bool:
        """Tell whether a shared file was read without a mistake."""
        return not self.note(file).has_errors

    def rule_files(self) -> Iterator[str]:
        """List the files that hold rules, and note those that nobody reads."""
        for file in sorted(self.files):
            if block_of(file) == "rule":
                yield file
            elif file.lower().endswith((".yml", ".yaml")) and block_of(file) is None and not file.endswith(DIARIES):
                self.note(file).add("E013", Place(), word=file)

    def read_rules(self) -> None:
        """Read every rule, then look at what they say of each other."""
        for file in self.rule_files():
            node = self.source(file)
            draft = None if node is None else read_rule(node, self.scope(file))
            if draft is not None:
                self.add(file, draft)
        drafts = {draft.rule.name: draft for draft in self.drafts.values()}
        for draft in self.drafts.values():
            check_rule(draft, self.severities.rows, self.today)
        check_order(drafts, are_all_read=self.are_all_read())

    def are_all_read(self) -> bool:
        """Tell whether every rule's file could be read, so that an unknown name is one that does not exist."""
        return len(self.drafts) == sum(block_of(file) == "rule" for file in self.files)

    def scope(self, file: str) -> Scope:
        """Make what the reader of a rule knows."""
        return Scope(
            findings=self.note(file),
            signals=self.signals,
            questions=self.questions.symptoms,
            are_signals_whole=self.is_whole(SIGNALS),
            are_questions_whole=self.is_whole(SYMPTOMS),
        )

    def add(self, file: str, draft: Draft) -> None:
        """Take in a rule; its name must be its file's, and its alone."""
        name, place = draft.rule.name, draft.block.at("rule")
        stem = file.rpartition("/")[2].removesuffix(".yaml")
        if name and name != stem:
            self.note(file).add("E409", place, word=name, file=file)
        other = next((each for each, known in self.drafts.items() if name and known.rule.name == name), None)
        if other is not None:
            self.note(file).add("E410", place, word=name, file=other)
        self.drafts[file] = draft

    def read_profiles(self) -> None:
        """Read the profiles, and hold them against the rules."""
        for file in sorted(self.files):
            if block_of(file) != "profile":
                continue
            node = self.source(file)
            draft = None if node is None else read_profile(node, self.note(file))
            if draft is None:
                continue
            stem = file.removeprefix(PROFILES).removesuffix(".yaml")
            if draft.profile.name and draft.profile.name != stem:
                self.note(file).add("E409", draft.name, word=draft.profile.name, file=file)
            self.check_profile(draft)
            self.profiles[draft.profile.name] = draft.profile

    def check_profile(self, draft: ProfileDraft) -> None:
        """Look whether a profile's rules and settings exist and its values are allowed."""
        rules = {each.rule.name: each for each in self.drafts.values()}
        for name, place in draft.rules.items():
            close = closest(name, rules)
            if name not in rules and (close or self.are_all_read()):
                draft.findings.add("E402", place, word=name, close=close)
        for (name, setting), (key, phrase, quantity) in draft.values.items():
            if name not in rules or not rules[name].scope.are_settings_whole:
                continue
            settings = rules[name].rule.settings
            if setting not in settings:
                close = closest(setting, settings)
                draft.findings.add("E404", key.place, word=setting, known=listed(settings), close=close)
                continue
            low, high = settings[setting].allowed
            if quantity.unit is not low.unit:
                phrase.wrong("E204", unit=low.unit.value)
            elif not low <= quantity <= high:
                phrase.wrong("E217", word=str(quantity), known=f"{low} to {high}")

    def check_burden(self) -> None:
        """Hold budgets against the result that is kept beside the rules, if there is one and they can be read."""
        errors = [each for found in self.findings.values() for each in found.found if each.is_error]
        if BURDEN in self.files and all(map(_is_of_approval, errors)):
            check_burden(self.budgets(), self.rule_set(), self.files[BURDEN], self.note)

    def budgets(self) -> Iterator[Budget]:
        """Give every budget with its place."""
        if self.severities.budget is not None:
            most, place = self.severities.budget
            yield Budget(rule=None, per_1000_patient_years=most, findings=self.note(SEVERITIES), place=place)
        for draft in self.drafts.values():
            most_of_rule = draft.rule.burden_per_1000_patient_years
            if most_of_rule is not None:
                yield Budget(
                    rule=draft.rule.name,
                    per_1000_patient_years=most_of_rule,
                    findings=draft.scope.findings,
                    place=draft.block.at(KEY),
                )

    def reading(self) -> Reading:
        """Give what was read, if no mistake keeps it from being loaded."""
        found = tuple(
            sorted(
                (finding for each in self.findings.values() for finding in each.found),
                key=lambda finding: (finding.file, finding.place, finding.code),
            )
        )
        errors = [finding for finding in found if finding.is_error]
        proposed = self.rule_set() if all(map(_is_of_approval, errors)) else None
        return Reading(
            rule_set=None if errors else proposed,
            proposed=proposed,
            findings=found,
            signals=self.signals,
            symptoms=self.questions.symptoms,
            log_codes=self.questions.log_codes,
        )

    def rule_set(self) -> RuleSet:
        """Put together what was read without a mistake."""
        return RuleSet(
            rules=in_order({draft.rule.name: draft.rule for draft in self.drafts.values()}),
            signals=self.signals,
            severities=self.severities.rows,
            burden_per_1000_patient_years=None if self.severities.budget is None else self.severities.budget[0],
            symptoms=self.questions.symptoms,
            profiles=self.profiles,
        )


def _is_of_approval(finding: Finding) -> bool:
    """Tell whether a mistake is about who stands behind a rule, and the rule itself can be read."""
    is_missing = finding.code == "E605" and finding.facts["word"] == "approved"
    return is_missing or finding.code in {"E603", "E604"}
