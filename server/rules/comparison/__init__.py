"""Comparison: one rule at every value of a setting, and two folders of rules, on the same log.

All of it is pure: episodes come from ``server.rules.backtest``, and what is written goes out as lines, rows and pages.
Figures are those of the backtest, drawn with the same dice, so that a value and the folder that says it are told alike.

    sweeper = Sweeper(rules, "weight-gain", "gain", clock)    # sweep.py: one rule set that judges every value at once
    swept = sweeper.swept(sweeper.judged(cases, codes), watched)
    told = compared(before, after, watched)                   # difference.py: two folders' episodes, side by side
"""
