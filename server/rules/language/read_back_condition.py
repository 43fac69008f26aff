"""Says conditions aloud: one line for each sign, and for combinations a line and their parts under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.language import combination
from server.rules.language.combination import Condition, Gathering, Group, Score
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    USUAL_LEVEL,
    Answered,
    Arrives,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Reference,
    Side,
    Sign,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.read_back_number import Voice
from server.rules.language.signal import Measure, Protocol, Signals, Window
from vitals.symptom import Symptom

_INDENT: Final = "    "
_HOUR: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Says the conditions of one rule in one language, with the folder's measures, questions and rule titles."""

    voice: Voice
    signals: Signals
    symptoms: Mapping[str, Symptom]
    titles: Mapping[str, str]

    def lines(self, condition: Condition, begins: str = "") -> Iterator[str]:
        """Say a condition, the parts of a combination indented under it."""
        match condition:
            case Group():
                yield f"{begins}{self._group(condition)}:"
                for part in condition.parts:
                    yield from (f"{_INDENT}{line}" for line in self.lines(part, "– "))
            case combination.Sequence():
                yield f"{begins}{self.voice.say('sequence', period=self.voice.period(condition.within))}:"
                for place, step in enumerate(condition.steps):
                    word = self.voice.say("then" if place else "first")
                    yield from (f"{_INDENT}{line}" for line in self.lines(step, f"– {word}"))
            case Score():
                yield f"{begins}{self._score(condition)}:"
                for each in condition.lines:
                    when = list(self.lines(each.when))
                    yield f"{_INDENT}– {self.voice.say('line', points=each.points, when=when[0])}"
                    yield from (f"{_INDENT}{_INDENT}{line}" for line in when[1:])
            case _:
                yield f"{begins}{self.sign(condition)}"

    def sign(self, sign: Sign) -> str:
        """Say one sign."""
        match sign:
            case Limit() | Change() | Trend() | Averages() | Drift() | Flagged():
                return self._measured(sign)
            case Answered() | Worsens() | Level():
                return self._asked(sign)
            case _:
                return self._happened(sign)

    def rules(self, names: Sequence[str]) -> str:
        """Name other rules by their titles."""
        any_rule = self.voice.say(ANY_CLINICAL_RULE)
        return self.voice.joined(
            [
                any_rule if name == ANY_CLINICAL_RULE else self.voice.quoted(self.titles.get(name, name))
                for name in names
            ],
            "or",
        )

    def _measured(self, sign: Limit | Change | Trend | Averages | Drift | Flagged) -> str:
        match sign:
            case Limit():
                return self._limit(sign)
            case Flagged():
                key = "flag_set" if sign.is_set else "flag_clear"
                return self._with(self.voice.say(key, flag=self.voice.name(sign.measure)), sign)
            case Change():
                return self._change(sign)
            case _:
                return self._curve(sign)

    def _change(self, sign: Change) -> str:
        way = "rise" if sign.is_rise else "fall"
        subject, by = self._subject(sign), self.voice.amount(sign.by)
        if sign.within_days is None:
            return self.voice.say(f"{way}_since", subject=subject, by=by)
        return self.voice.say(way, subject=subject, by=by, before=self.voice.before(sign.within_days))

    def _curve(self, sign: Trend | Averages | Drift) -> str:
        """Say what many days make together."""
        voice, subject = self.voice, self.voice.name(sign.measure)
        match sign:
            case Trend():
                days, needs = voice.count(sign.over_days, "day"), voice.count(sign.needs_days, "day")
                slope = voice.quantity(sign.per_week)
                return self._with(voice.say("trend", subject=subject, slope=slope, days=days, needs=needs), sign)
            case Averages():
                said = voice.say(
                    "averages",
                    subject=subject,
                    short=voice.count(sign.short_days, "day"),
                    long=voice.count(sign.long_days, "day"),
                    comparison=voice.say(sign.comparison.value),
                    amount=voice.amount(sign.amount),
                    needs=voice.count(sign.needs_days, "day"),
                )
                return self._with(said, sign)
            case _:
                return voice.say(
                    "drift",
                    subject=subject,
                    by=voice.amount(sign.by),
                    side=voice.say(sign.side.value),
                    reference=self._reference(sign.reference, sign.measure),
                    days=voice.count(sign.over_days, "day"),
                    leak=voice.quantity(sign.leak),
                )

    def _limit(self, limit: Limit) -> str:
        voice, subject = self.voice, self._subject(limit)
        comparison, amount = voice.say(limit.comparison.value), voice.amount(limit.amount)
        if limit.reference is None:
            return self._with(voice.say("limit", subject=subject, comparison=comparison, amount=amount), limit)
        if self.signals.measures[limit.measure].unit is Unit.PERCENT and isinstance(limit.amount, Quantity):
            amount = f"{amount.partition(' ')[0]} {voice.say('percent')}"
        side = voice.say((limit.side or Side.ABOVE).value)
        reference = self._reference(limit.reference, limit.measure)
        if limit.or_else is not None:
            reference += voice.say("or_else", reference=self._reference(limit.or_else, limit.measure))
        said = voice.say(
            "distance", subject=subject, comparison=comparison, amount=amount, side=side, reference=reference
        )
        return self._with(said, limit)

    def _subject(self, sign: Limit | Change) -> str:
        """Name what is looked at: the measure, or a window or protocol of it."""
        subject, measure = self.voice.name(sign.measure), self.signals.measures[sign.measure]
        if sign.using is None:
            return subject
        return self.voice.say("using", subject=subject, window=self._window(measure, sign.using))

    def _window(self, measure: Measure, name: str) -> str:
        """Say how a window or a protocol is made."""
        made: Window | Protocol = measure.windows[name] if name in measure.windows else measure.protocols[name]
        days = self.voice.count(made.days, "day")
        if isinstance(made, Protocol):
            skips = self.voice.say("skips_first") if made.skips_first_day else ""
            return self.voice.say("protocol", days=days, mornings=made.mornings, evenings=made.evenings, skips=skips)
        ago = self.voice.count(made.ending_days_ago, "day")
        ending = self.voice.say("ending", days=ago) if made.ending_days_ago else ""
        return self.voice.say(made.statistic.value, days=days) + ending

    def _reference(self, name: str, measure: str) -> str:
        if name == "baseline":
            return f"{self.voice.say('baseline')} ({self._window(self.signals.measures[measure], name)})"
        if name in set(Reference):
            return self.voice.say(name)
        return self._window(self.signals.measures[measure], name)

    def _with(self, said: str, sign: Limit | Trend | Averages | Flagged | Answered | Level) -> str:
        """Add how often, with how much, and what does not count."""
        parts = [said] if sign.on is None else [said, self.voice.repeat(sign.on)]
        if isinstance(sign, Limit | Flagged):
            if sign.is_one_sitting:
                parts.append(self.voice.say("one_sitting"))
            if isinstance(sign, Limit) and sign.needs is not None:
                is_protocol = sign.using in self.signals.measures[sign.measure].protocols
                parts.append(self.voice.say("needs_readings" if is_protocol else "needs_days", count=sign.needs))
            if sign.skips:
                parts.append(self.voice.say("skipped", flags=self.voice.names(sorted(sign.skips), "or")))
        return ", ".join(parts)

    def _asked(self, sign: Answered | Worsens | Level) -> str:
        question = self.symptoms[sign.question]
        text = question.sv if self.voice.language == "sv" else question.en
        match sign:
            case Answered():
                codes = [each.code for each in question.choices if each.code in sign.codes]
                answers = self.voice.joined([self._answer(question, code) for code in codes], "or")
                return self._with(self.voice.say("answered", question=text, answers=answers), sign)
            case Worsens():
                before = self.voice.before(sign.within_days)
                return self.voice.say("worsens", question=text, steps=sign.steps, before=before)
            case _:
                is_usual = sign.level == USUAL_LEVEL
                level = self.voice.say(USUAL_LEVEL) if is_usual else self._answer(question, sign.level)
                comparison = self.voice.say(sign.comparison.value)
                return self._with(self.voice.say("level", question=text, comparison=comparison, level=level), sign)

    def _answer(self, question: Symptom, code: str) -> str:
        choice = question.choice(code)
        said = code if choice is None else choice.sv if self.voice.language == "sv" else choice.en
        return self.voice.quoted(said)

    def _happened(self, sign: Missing | Silent | Arrives | Happened | Pressed | OtherAlert) -> str:
        match sign:
            case Missing() | Silent() | Arrives():
                return self._absence(sign)
            case Happened(within=None):
                return self.voice.say("ongoing", events=self.voice.names(sign.kinds, "or"))
            case Happened(within=within):
                period = "" if within is None else self.voice.period(within)
                return self.voice.say("happened", period=period, events=self.voice.names(sign.kinds, "or"))
            case Pressed():
                period = self.voice.period(sign.within)
                return self.voice.say("pressed", button=self.voice.quoted(self.voice.name(sign.kind)), period=period)
            case _:
                key = "alert_now" if sign.within_days is None else "alert_was"
                days = self.voice.count(sign.within_days or 0, "day")
                return self.voice.say(key, rules=self.rules(sign.rules), days=days)

    def _absence(self, sign: Missing | Silent | Arrives) -> str:
        voice = self.voice
        match sign:
            case Missing():
                hour, minute = divmod(sign.due_minute, _HOUR)
                key = "missing_anything" if sign.measure == "anything" else "missing"
                beyond = voice.say("beyond") if sign.is_beyond_habit else ""
                due, days, what = f"{hour:02d}.{minute:02d}", voice.count(sign.days, "day"), voice.name(sign.measure)
                return voice.say(key, what=what, days=days, due=due, beyond=beyond)
            case Silent():
                return voice.say("silent", period=voice.period(sign.period))
            case _:
                key = f"arrives_{sign.measure}" if sign.measure in {"hub", "anything"} else "arrives"
                times = voice.say("times", count=sign.count) if sign.count > 1 else ""
                return voice.say(key, subject=voice.name(sign.measure), times=times)

    def _group(self, group: Group) -> str:
        key = "least_of" if group.gathering is Gathering.AT_LEAST else group.gathering.value
        said = self.voice.say(key, count=group.least)
        if group.within is not None:
            said += self.voice.say("held_within", period=self.voice.period(group.within))
        if group.for_days is not None:
            said += self.voice.say("held_for", days=self.voice.count(group.for_days, "day"))
        return said

    def _score(self, score: Score) -> str:
        unknown = self.voice.say("unknown_zero" if score.is_unknown_zero else "unknown_blocks")
        said = self.voice.say(
            "score",
            comparison=self.voice.say(score.comparison.value),
            amount=self.voice.amount(score.amount),
            period=self.voice.period(score.look_back),
            unknown=unknown,
        )
        return said if score.on is None else f"{said}, {self.voice.repeat(score.on)}"
