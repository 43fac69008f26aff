"""The nurse's screens: worklist, patient, quarantine, hubs; rendered on the server, live by server-sent events."""
