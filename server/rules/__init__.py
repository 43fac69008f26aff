"""Is it true: day values, rules and episodes, from records in to transitions out.

NumPy lives here and nowhere else in the server. There is no ``ports.py``: nothing here needs the world.
"""
