"""Backtest: what a set of rules would have found on a log, and what it would have cost. No I/O, no clock.

    log = read_log(files, zone)                         # reading.py; read_series for series of real people
    made = material(log, rule_set, reading.log_codes)   # trial.py: which rows count, patients ready for the engine
    found = episodes(made, rule_set, Clock.AS_MEASURED) # list of Episode: patient, rule, severity, class, raised, ended
    told = score(found, made.watched)                   # score.py: Score; score_lines and score_values write it

``files`` are bytes in pieces (``server.adapters.log_folder.log_files``) or lines of text. ``made`` is made once and
judged as often as wanted, by every rule set with the same signals and questions; ``made.tuned({"rule.setting":
thousandths})`` is the same with settings for everybody (``settings_of`` a profile). ``judge`` gives episodes of some
of ``made.load.cases``, for processes beside each other (``parts``); without ``explain`` it is faster. ``Score.seen``
tells of every event which alert saw it, ``Score.spells`` every seven-day episode and whether it is explained.

As received, live is not played record by record: between two moments at which something came late, what is true in
hindsight is what was seen (``knowing.py``), and only there the engine looks again with what was known then
(``stay.py``).
"""
