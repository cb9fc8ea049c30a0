"""The memory of a replication: words declared once, read as plain Python or compiled."""
