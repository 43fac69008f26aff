"""What is written down: the rows of one transaction, the port to the store that keeps them, and the audit chain.

Pure words: the store itself is an adapter.
"""
