"""A cohort of invented heart-failure patients, a year each, written as an observation log: simulated, never clinical.

Every number is a named constant whose docstring gives its source in one of four words: *verified* (read in the named
paper), *recalled* (general knowledge, not looked up), *measured* (on real home series), *chosen* (nobody knows; ours).
Days are counted from the cohort's first midnight, in local time; a day's fraction is its clock.
"""
