"""The rules once more: slow, obvious, and written from docs/rule-language.md alone.

Whatever an engine does with arrays, snapshots and deadlines, in the end it must have published what stands here.
Nothing is shared with it but the nouns of the language. Every function names the rule of the chapter that it is.
"""
