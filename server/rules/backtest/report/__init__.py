"""The report of a backtest: a page a language, for clinicians, with figures and examples, and its limits first.

    told = result(material, rule_set, episodes, score, by_profile, facts)   # result.py: all that is to be told, once
    html = report(told, "sv")                                               # page.py

Every number is one of the score's, or counted from the same episodes as ``alerts.csv``. Each section is a module that
is given the result and the words of a language (``swedish.py``, ``english.py``).
"""
