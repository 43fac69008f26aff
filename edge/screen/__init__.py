"""The patient's screen: what it shows is a function of what the hub knows and of the time; what is pressed is events.

Here live the pages, their words in Swedish and English, and what is asked when. No I/O, no clock. What never
comes in: a name of a patient, a judgement of a value, a colour that says well or ill, a sentence that worries and ends
without one thing to do and one number to call.
"""
