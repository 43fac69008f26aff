"""Diaries: the clinicians' own tests of a rule, line by line as a nurse writes them in a book.

From text to cases, from cases to what an engine is told and when, and from what it answers to a verdict that can be
read. Files, clocks and engines come from outside.
"""
