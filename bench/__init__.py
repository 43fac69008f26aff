"""Measuring the product beside what people would use instead: ratios in one run, on one load, with one clock.

Nothing here is a test: a number that depends on the machine never fails a build. ``README.md`` says how to read them.
"""
