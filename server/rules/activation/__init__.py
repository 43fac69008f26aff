"""From a folder of rules to rules that run: what is approved, what would change for whom, and the change itself.

Pure: files, approvals and records in, decisions and transitions out. Who reads the folder, keeps the approvals and asks
a person is elsewhere.
"""
