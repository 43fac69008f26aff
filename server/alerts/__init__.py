"""Who cares: the life of an alert on the worklist, its owner, and how it ends.

Pure: what is decided here is stored by the pipeline and shown by the web.
"""
