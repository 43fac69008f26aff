"""The rule language: from text to rules, and back to words.

Here live the nouns of a rule file, the reader that makes them of text with every mistake in its place, and what says
them aloud again. Files, clocks and arrays never come in: who reads folders gives texts, and the engine counts.
"""
