"""The hub: knows devices, and no patient.

Bytes from the air become records in an outbox that survives power cuts, and stay there until the server's receipt. What
never comes in: a patient's name, a rule, NumPy, a database server, anything of ``server``.
"""
