"""The stories people of the town live: each takes an ordinary day and changes it.

A story knows a person and a day and nothing of hubs, brokers or rules; what alert follows from it is for the product to
find. No story is told here that is not in a person's list, in ``simulator/town.py`` or, of Oskar, 83, beside his story.
"""
