"""The server: knows patients, judges what is measured, and sees that every alert has an owner.

Hubs and devices are known here only by what they send. What never comes in: a radio, a patient's name on a topic, and
a judgement made anywhere else than in ``server/rules``.
"""
