"""What is true of patients, counted in arrays: from what was measured to *yes*, *no* and *cannot tell*.

Here live the charts of patients, the frames of days that rules are judged on, one file for each family of verbs, and
the walk that makes episodes of answers. No clock, no file and no patient's name ever comes in, and no float.
"""
