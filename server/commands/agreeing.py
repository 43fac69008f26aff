"""``nara patient agree`` and ``setting``: agreed weights, and own values of rules' settings."""

from __future__ import annotations

import argparse
from datetime import date
from zoneinfo import ZoneInfo

from server.adapters.store.registry import RegistryError
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers
from server.commands.telling import Telling, add_who, begin, read_rules, rule_set
from server.patients.known import AgreedWeight, AgreedWhat, OwnSetting, agreed_on
from server.rules.language.mandate import may_set, read_amount, weight_in_grams

TAKE_BACK = "back"
_AMOUNT_HELP = "an amount with its unit, such as 80,5 kg; or back, to take it back"


def add_parsers(patient: Subparsers) -> None:
    """Add the commands to ``nara patient``."""
    agree = patient.add_parser(
        "agree",
        help="agree on a target, discharge or reference weight",
        description="Agree on a weight. It holds from then on, and what held before stays written. A discharge weight"
        " is the reference too; a new target begins the patient's usual weight anew.",
        epilog="example: nara patient agree PATIENT target-weight 80,5 kg --role physician --reason 'after the visit'",
    )
    agree.add_argument("patient", help="the patient's id")
    agree.add_argument("what", choices=[each.value.replace("_", "-") for each in AgreedWhat])
    agree.add_argument("amount", nargs="+", help=_AMOUNT_HELP)
    add_who(agree, needs_role=True, needs_reason=True)
    agree.set_defaults(func=in_office(_agree))

    setting = patient.add_parser(
        "setting",
        help="set a patient's own value of a rule's setting",
        description="Set a value for this patient alone. The rule says within what, and who may; nara rules read RULE"
        " shows it. After the review date it still holds, and is flagged.",
        epilog="example: nara patient setting PATIENT weight-gain-2kg-3-days gain 2,5 kg --role nurse"
        " --review 2027-01-15 --reason 'swings more than others'",
    )
    setting.add_argument("patient", help="the patient's id")
    setting.add_argument("rule")
    setting.add_argument("setting")
    setting.add_argument("amount", nargs="+", help=_AMOUNT_HELP)
    setting.add_argument("--review", type=date.fromisoformat, metavar="DAY", help="when somebody looks at it again")
    add_who(setting, needs_role=True, needs_reason=True)
    setting.set_defaults(func=in_office(_setting))


def _agree(office: Office, arguments: argparse.Namespace) -> int:
    telling, what = begin(office, arguments), AgreedWhat(arguments.what.replace("-", "_"))
    text = " ".join(arguments.amount)
    grams = None if text == TAKE_BACK else weight_in_grams(read_amount(text), read_rules().signals)
    said = agreed_on(AgreedWeight(**telling.said, what=what, grams=grams))
    telling.keep(said, "weight_agreed", f"{what.value} {'taken back' if grams is None else f'{grams} g'}")
    shown = "taken back" if grams is None else text
    print(f"from {telling.shown(telling.said['from_at'])} on: {arguments.what} {shown}")
    if len(said) > 1:
        print("the patient's usual weight begins anew from there (event new_target_weight)")
    return 0


def _setting(office: Office, arguments: argparse.Namespace) -> int:
    telling, rules, text = begin(office, arguments), rule_set(office), " ".join(arguments.amount)
    value = None if text == TAKE_BACK else read_amount(text)
    refusal = may_set(rules, arguments.rule, arguments.setting, value, arguments.role)
    if refusal is not None:
        raise RegistryError(refusal.message("en"))
    if value is not None:
        _must_be_reviewed(arguments.review, telling)
    said = OwnSetting(
        **telling.said,
        rule=arguments.rule,
        setting=arguments.setting,
        value=None if value is None else value.thousandths,
        unit=rules.rules[arguments.rule].settings[arguments.setting].value.unit.value,
        review_on=None if value is None else arguments.review,
    )
    telling.keep([said], "setting_set", f"{said.about} {'back' if value is None else value}")
    its = rules.rules[arguments.rule].settings[arguments.setting].value
    shown = f"the rule's own {its}" if value is None else f"{value} (the rule: {its}), to be reviewed {said.review_on}"
    print(f"from {telling.shown(said.from_at)} on: {said.about} is {shown}")
    return 0


def _must_be_reviewed(review_on: date | None, telling: Telling) -> None:
    today = telling.said["said_at"].astimezone(ZoneInfo(telling.person.zone)).date()
    if review_on is None or review_on <= today:
        raise RegistryError("say with --review on which day, still to come, somebody looks at it again")
