"""Comparison: a rule at every value of a setting, two folders of rules, what a shadow would have raised, and budgets.

All of it is pure: episodes come from ``server.rules.backtest`` or from the store, and what is written goes out as lines,
rows and pages. Figures are those of the backtest, drawn with the same dice, so that a value and the folder that says it
are told alike.

    values = values_of(rule.settings["gain"])                # setting_values.py: the allowed values, and the step
    trial = branched(rules, "weight-gain", "gain", values)   # variants.py: one rule set that judges all of them at once
    swept = Sweep(...)                                       # sweep.py: what each value would have seen, and cost
    told = compared(old, new, watched)                       # difference.py: kept, gone, new, earlier and later episodes
"""
